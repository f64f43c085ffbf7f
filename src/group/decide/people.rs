//! Who is there and in which role: what comes of each command.

use crate::group::charter::{Member, Policy};
use crate::group::command::{PeopleCommand, Request};
use crate::group::event::Event;
use crate::group::listed::{is_remark, looks_like_a_name, split_names};
use crate::group::meeting::Meeting;
use crate::group::naming::pick;
use crate::group::person::{Person, Right, same_name};
use crate::group::refusal::Refusal;
use crate::group::roster::{bare_account, no_account, pick_exactly};
use crate::group::titles::without_degrees;
use crate::group::{Decided, Group, LIMITS};

impl Group {
    pub(super) fn decide_people(&self, request: &Request, by: &Person, command: &PeopleCommand) -> Decided {
        match command {
            PeopleCommand::WithdrawRegrets { name } => self.withdraw_regrets(request, by, name.as_deref()),
            PeopleCommand::DeclarePresence { names, meeting } => {
                self.declare_presence(request, by, names.as_deref(), *meeting)
            }
            PeopleCommand::WithdrawPresence { name, meeting } => {
                self.withdraw_presence(request, by, name.as_deref(), *meeting)
            }
            PeopleCommand::DeclareRegrets { names, meeting } => {
                self.declare_regrets(request, by, names.as_deref(), *meeting)
            }
            PeopleCommand::AddScribe { name } => self.add_scribe(request, by, name.as_deref()),
            PeopleCommand::RemoveScribe { name } => self.remove_scribe(by, name.as_deref()),
            PeopleCommand::PickScribe { except } => self.pick_scribe(request, except.as_deref()),
            PeopleCommand::AddChair { who } => self.add_chair(who),
            PeopleCommand::RemoveChair { who } => self.remove_chair(by, who.as_deref()),
            PeopleCommand::ForgetMe { is_meant } => Ok(if *is_meant { self.forget(by) } else { Vec::new() }),
            PeopleCommand::Arrive => self.arrive(by),
            PeopleCommand::ShowPresence => Ok(Vec::new()),
        }
    }

    /// The meeting whose attendance is meant: the open one, or for those who prepare the minutes the one that is over,
    /// until its minutes are sent; after that it has to be named, and until they are final.
    fn attended(&self, request: &Request, by: &Person, named: Option<u32>) -> Result<&Meeting, Refusal> {
        let meeting = match named {
            // People come and leave in a recess too.
            None if self.meeting.is_some() => return self.meeting.as_ref().ok_or(Refusal::NoMeeting),
            None => self.finished.as_ref().filter(|_| self.may_correct(request, by)).ok_or(Refusal::NoMeeting)?,
            Some(_) if !request.role.may(Right::Secretary) => return Err(Refusal::not_yours(Right::Secretary)),
            Some(named) => {
                let latest = self.latest_meeting().filter(|latest| latest.number == named);
                latest.ok_or(Refusal::OtherMeeting { meeting: named })?
            }
        };
        self.refuse_when_sent(meeting.number, named)?;
        Ok(meeting)
    }

    /// The meeting to whose record something is added: the open one, or for those who prepare the minutes the one that is
    /// over, until its minutes are sent.
    pub(super) fn amendable(&self, request: &Request, by: &Person) -> Result<&Meeting, Refusal> {
        if self.meeting.is_some() {
            return self.recording();
        }
        let meeting = self.finished.as_ref().filter(|_| self.may_correct(request, by)).ok_or(Refusal::NoMeeting)?;
        self.refuse_when_sent(meeting.number, None)?;
        Ok(meeting)
    }

    /// Who may correct what a meeting that is over has recorded: also in a group where everyone has a chair's rights, it
    /// is those who preside.
    fn may_correct(&self, request: &Request, by: &Person) -> bool {
        let is_open = self.charter.policy == Policy::Open;
        request.role.may(Right::Secretary) && (!is_open || self.presides(by) || self.is_secretary(by))
    }

    fn is_secretary(&self, person: &Person) -> bool {
        person.account.as_ref().is_some_and(|account| self.charter.secretaries.contains(account))
    }

    /// What the list has is corrected by name, and no more once it is final.
    pub(super) fn refuse_when_sent(&self, meeting: u32, named: Option<u32>) -> Result<(), Refusal> {
        let Some(state) = self.minutes(meeting) else { return Ok(()) };
        if let Some(since) = state.final_since {
            return Err(Refusal::MinutesFinal { meeting, since: self.charter.zone.tell(since) });
        }
        let is_sent = state.last_standing().is_some();
        if is_sent && named.is_none() { Err(Refusal::MinutesSent { meeting }) } else { Ok(()) }
    }

    fn declare_presence(&self, request: &Request, by: &Person, names: Option<&str>, of: Option<u32>) -> Decided {
        let is_ahead = of.map_or(request.gathered.is_by_mail, |of| self.is_next_meeting(of));
        if is_ahead && names.is_none() {
            return self.promise_attendance(by);
        }
        let meeting = self.attended(request, by, of)?;
        // After the end nobody lists themselves by a bare word: it is meant for the next meeting.
        if meeting.ended_at.is_some() && names.is_none() {
            return Err(Refusal::NoMeeting);
        }
        let people = self.read_presence(by, names.unwrap_or_default())?;
        if meeting.present.len() + people.len() > LIMITS.people {
            return Err(Refusal::TooMany { what: "people present", limit: LIMITS.people });
        }
        // `present: Ana, Bo` is the whole list where those type it who keep the record.
        let sets = names.is_some_and(|names| names.starts_with(':')) && self.sets_the_list(request, by);
        let is_somebody = |person: &Person| {
            person.organization.is_some()
                || person.is(by)
                || self.find_known(&person.name).is_some()
                || person.name.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
        };
        if sets && meeting.present.len() > people.len() && !people.iter().any(is_somebody) {
            let typed = names.unwrap_or_default().trim_start_matches([':', ' ']);
            return Err(Refusal::NoListOfNames { typed: crate::text::shorten(typed, 60) });
        }
        let others = meeting.present.iter().filter(|there| sets && !people.iter().any(|person| person.is(there)));
        let gone = others.map(|person| Event::PresenceWithdrawn { person: person.clone() });
        let is_news = |person: &&Person| !meeting.present.contains(person);
        let there = people.iter().filter(is_news).map(|person| Event::PresenceDeclared { person: person.clone() });
        Ok(gone.chain(there).collect())
    }

    fn withdraw_presence(&self, request: &Request, by: &Person, name: Option<&str>, of: Option<u32>) -> Decided {
        let meeting = self.attended(request, by, of)?;
        let gone = meeting.left.iter().map(|(person, _)| person).filter(|_| meeting.ended_at.is_some());
        let listed_so_far: Vec<Person> = meeting.present.iter().chain(gone).cloned().collect();
        let present = &listed_so_far;
        let names =
            name.map(|name| name.trim_start_matches([':', ' '])).map_or_else(Vec::new, |typed| self.pieces_of(typed));
        let names: Vec<String> = names.into_iter().map(|piece| without_degrees(&piece.name).to_owned()).collect();
        let mut listed: Vec<&Person> = Vec::new();
        for name in names.iter().map(String::as_str).filter(|name| !name.eq_ignore_ascii_case("me")) {
            let own = present.iter().find(|person| person.is(by) && same_name(&person.name, name));
            let one = match own {
                Some(own) => Some(own),
                None if self.mentioned_as(name).is_some() => self.one_of(present, name)?,
                None => match pick_exactly(name, present)? {
                    Some(person) => Some(person),
                    None => pick(name, present.iter().map(|person| (person, person)))?,
                },
            };
            let one = match one {
                Some(one) => one,
                // “present- sorry, my train leaves” takes oneself off.
                None if !looks_like_a_name(name) || is_remark(name) => continue,
                None => return Err(Refusal::NotPresent { name: name.to_owned() }),
            };
            listed.push(one);
        }
        if listed.is_empty() {
            listed.extend(present.iter().find(|person| person.is(by)));
        }
        // A slip is put right by the person who made it.
        let is_own_slip =
            |person: &Person| meeting.listed_by.get(&*person.key()).is_some_and(|lister| *lister == by.key());
        if listed.iter().any(|person| !person.is(by) && !is_own_slip(person)) {
            self.refuse_for_others(request, by, "present-")?;
        }
        Ok(listed.into_iter().map(|person| Event::PresenceWithdrawn { person: person.clone() }).collect())
    }

    /// Regrets are mostly sent before the meeting; they wait for it.
    fn declare_regrets(&self, request: &Request, by: &Person, names: Option<&str>, of: Option<u32>) -> Decided {
        let of = of.filter(|of| !self.is_next_meeting(*of));
        let of_ended = of.map(|_| self.attended(request, by, of)).transpose()?;
        let meeting = self.meeting.as_ref().or(of_ended);
        let regrets = meeting.map_or(&self.draft_regrets, |meeting| &meeting.regrets);
        let typed = names.unwrap_or_default();
        let people = self.read_absentees(by, typed)?;
        // Who is there and has more of a name than was typed is someone else: “regrets: Nick” beside Nick_Brown.
        let is_there = |person: &Person| meeting.is_some_and(|meeting| meeting.present.iter().any(|it| it.is(person)));
        let first_name = |person: &Person| {
            let first = person.name.split([' ', '_']).next().unwrap_or_default();
            split_names(typed).into_iter().any(|name| same_name(name.trim_start_matches([':', ' ']), first))
        };
        let other = |person: Person| {
            let first = person.name.split([' ', '_']).next().unwrap_or_default();
            let is_other = first.len() < person.name.len() && is_there(&person) && first_name(&person);
            if is_other && !person.is(by) { Person::named(first) } else { person }
        };
        let people: Vec<Person> = people.into_iter().map(other).collect();
        if people.iter().any(|person| !person.is(by)) {
            self.refuse_for_others(request, by, "regrets+")?;
        }
        if regrets.len() + people.len() > LIMITS.people {
            return Err(Refusal::TooMany { what: "people with regrets", limit: LIMITS.people });
        }
        let is_news = |person: &Person| !regrets.iter().any(|absent| absent.is(person));
        let meeting = of_ended.map(|meeting| meeting.number);
        let declared = people.into_iter().filter(is_news);
        Ok(declared.map(|person| Event::RegretsDeclared { person, meeting }).collect())
    }

    fn withdraw_regrets(&self, request: &Request, by: &Person, names: Option<&str>) -> Decided {
        let regrets = self.meeting.as_ref().map_or(&self.draft_regrets, |meeting| &meeting.regrets);
        let mut listed: Vec<&Person> = Vec::new();
        for name in names.map_or_else(Vec::new, split_names) {
            let absent = self.one_of(regrets, name)?;
            listed.push(absent.ok_or_else(|| Refusal::NoRegrets { name: name.to_owned() })?);
        }
        if names.is_none() {
            let own = regrets.iter().find(|absent| absent.is(by));
            listed.push(own.ok_or_else(|| Refusal::NoRegrets { name: by.name.clone() })?);
        }
        if listed.iter().any(|person| !person.is(by)) {
            self.refuse_for_others(request, by, "regrets-")?;
        }
        Ok(listed.into_iter().map(|person| Event::RegretsWithdrawn { person: person.clone() }).collect())
    }

    /// Who is on the list of participants for someone else is a matter of those who keep the record.
    fn refuse_for_others(&self, request: &Request, by: &Person, own: &'static str) -> Result<(), Refusal> {
        if self.keeps_the_record(request, by) { Ok(()) } else { Err(Refusal::ForOthers { own }) }
    }

    /// Whether `present: Ana, Bo` of a person is the whole list. Where everyone has a chair's rights it is of those who
    /// preside, and of everyone as long as nobody does.
    pub fn sets_the_list(&self, request: &Request, by: &Person) -> bool {
        let is_open = self.charter.policy == Policy::Open;
        let has_chairs = self.latest_meeting().is_some_and(|meeting| !meeting.all_chairs.is_empty());
        let is_scribe = self.meeting.as_ref().is_some_and(|meeting| meeting.is_scribe(by));
        let may = request.role.may(Right::Secretary);
        is_scribe || (may && (!is_open || !has_chairs || self.presides(by) || self.is_secretary(by)))
    }

    /// Whether a chair, a secretary or a scribe is asking.
    pub(super) fn keeps_the_record(&self, request: &Request, by: &Person) -> bool {
        let is_scribe = self.meeting.as_ref().is_some_and(|meeting| meeting.is_scribe(by));
        is_scribe || request.role.may(Right::Secretary)
    }

    fn add_scribe(&self, request: &Request, by: &Person, name: Option<&str>) -> Decided {
        let meeting = self.running()?;
        // `scribe: bo = Bo Nyberg` says who bo is; the name in the room is the one that writes.
        let names = name.map_or_else(Vec::new, split_names);
        let names = names.into_iter().map(|name| name.split_once('=').map_or(name, |(nick, _)| nick.trim()));
        let mut people = names.map(|name| self.find_or_name(by, name)).collect::<Result<Vec<Person>, Refusal>>()?;
        if people.is_empty() {
            people.push(by.clone());
        }
        let is_appointed = request.role.may(Right::Secretary);
        let is_known = |person: &Person| meeting.is_scribe(person) && (meeting.is_appointed(person) || !is_appointed);
        let news = people.into_iter().filter(|person| !is_known(person));
        Ok(news.map(|person| Event::ScribeNamed { person, is_appointed }).collect())
    }

    fn remove_scribe(&self, by: &Person, name: Option<&str>) -> Decided {
        let scribes = &self.running()?.scribes;
        let person = match name {
            Some(name) => {
                let by_account =
                    self.account_seen(name).filter(|person| scribes.iter().any(|scribe| scribe.is(person)));
                self.one_of(scribes, name)?.cloned().or(by_account)
            }
            None => scribes.iter().find(|scribe| scribe.is(by)).cloned(),
        };
        person.map(|person| vec![Event::ScribeReleased { person }]).ok_or(Refusal::NotScribe)
    }

    /// Picks fairly: the person who has scribed the fewest meetings, then the longest ago, then who came first.
    /// Chairs have enough to do, unless nobody else is there.
    fn pick_scribe(&self, request: &Request, except: Option<&str>) -> Decided {
        let meeting = self.running()?;
        let excluded: Vec<String> = except.map(|names| names.replace(" and ", ",")).into_iter().collect();
        let excluded: Vec<&str> = excluded.iter().flat_map(|names| names.split([',', ';'])).map(str::trim).collect();
        let is_excluded = |person: &Person| {
            let first_name = person.name.split_whitespace().next().unwrap_or_default();
            excluded.iter().any(|name| same_name(name, &person.name) || same_name(name, first_name))
        };
        let is_chair = |person: &Person| {
            let by_charter = person.account.as_ref().is_some_and(|account| self.charter.chairs.contains(account));
            by_charter || meeting.chairs.iter().any(|chair| chair.is(person))
        };
        let is_scribe = |person: &Person| meeting.is_scribe(person);
        let is_absent = |person: &Person| meeting.regrets.iter().any(|absent| absent.is(person));
        let others = meeting.people.values().map(|person| &**person);
        let others = others.filter(|person| !meeting.present.iter().any(|there| there.is(person)));
        let there = meeting.present.iter().chain(others.filter(|person| person.account.is_some()));
        let could: Vec<&Person> =
            there.filter(|person| !is_excluded(person) && !is_scribe(person) && !is_absent(person)).collect();
        let turns = |person: &&Person| self.scribed.get(&*person.key()).copied().unwrap_or_default();
        let picked = could.iter().copied().filter(|person| !is_chair(person)).min_by_key(turns);
        let picked = picked.or_else(|| could.iter().copied().min_by_key(turns)).ok_or(Refusal::NobodyToScribe)?;
        let declined = meeting.scribes.iter().filter(|scribe| is_excluded(scribe));
        let released = declined.map(|person| Event::ScribeReleased { person: person.clone() });
        let is_appointed = request.role.may(Right::Secretary);
        Ok(released.chain([Event::ScribeNamed { person: picked.clone(), is_appointed }]).collect())
    }

    /// Shares the chair for this meeting, by account: names can be taken by anyone.
    fn add_chair(&self, who: &str) -> Decided {
        let meeting = self.running()?;
        let whole = self.account_named(who);
        // `#chair bo cy` names two, where “bo cy” is nobody.
        let is_break = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '、');
        let names: Vec<&str> = who.split(is_break).filter(|name| !name.is_empty() && *name != "and").collect();
        let people = match whole {
            Some(person) => vec![person],
            None if names.len() > 1 => {
                let account = |name: &&str| self.account_named(name).ok_or_else(|| no_account(name));
                names.iter().map(account).collect::<Result<Vec<Person>, Refusal>>()?
            }
            None => return Err(no_account(who)),
        };
        let is_news = |person: &Person| !meeting.chairs.iter().any(|chair| chair.is(person));
        Ok(people.into_iter().filter(is_news).map(|person| Event::ChairNamed { person }).collect())
    }

    fn remove_chair(&self, by: &Person, who: Option<&str>) -> Decided {
        let meeting = self.running()?;
        let person = match who.filter(|who| !who.eq_ignore_ascii_case("me")) {
            None => by.clone(),
            Some(who) => {
                let listed = match self.mentioned_as(who) {
                    Some(_) => self.one_of(&meeting.chairs, who)?.cloned(),
                    None => pick_exactly(who, &meeting.chairs)?.cloned(),
                };
                listed.or_else(|| self.account_named(who)).ok_or_else(|| no_account(who))?
            }
        };
        if !meeting.chairs.iter().any(|chair| chair.is(&person)) {
            return Err(Refusal::NotChairing { name: person.name });
        }
        Ok(vec![Event::ChairReleased { person }])
    }

    /// Someone by account as the platform writes it, or a member by name. Only an account that the group has seen
    /// counts: a typed one may exist on no platform, or on another than the one it was typed on.
    fn account_named(&self, typed: &str) -> Option<Person> {
        let member = || self.charter.member_named(bare_account(typed)).map(Member::person);
        self.account_seen(typed).or_else(|| member().filter(|person| person.account.is_some()))
    }

    /// A person who is forgotten leaves the queue and the floor first.
    fn forget(&self, by: &Person) -> Vec<Event> {
        self.leaving(by).into_iter().chain([Event::PersonForgotten]).collect()
    }

    /// What takes a person out of the queue and off the floor.
    pub fn leaving(&self, by: &Person) -> Vec<Event> {
        let meeting = self.meeting.as_ref();
        let is_queued = meeting.is_some_and(|meeting| meeting.queue.position(by).is_some());
        let has_floor = meeting.and_then(|meeting| meeting.floor.as_ref()).is_some_and(|floor| floor.person.is(by));
        let lowered = is_queued.then(|| Event::HandLowered { person: by.clone(), hand: None });
        let yielded = has_floor.then(|| Event::FloorYielded { person: by.clone() });
        lowered.into_iter().chain(yielded).collect()
    }

    fn arrive(&self, by: &Person) -> Decided {
        let Some(meeting) = &self.meeting else { return Ok(Vec::new()) };
        let is_news = meeting.seen(by).is_none();
        Ok(if is_news { vec![Event::Arrived { person: by.clone() }] } else { Vec::new() })
    }
}
