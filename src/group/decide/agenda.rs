//! The agenda and its items: what comes of each command.

use chrono::{DateTime, Duration, Utc};
use regex::RegexBuilder;

use crate::group::agenda::{Item, ItemState};
use crate::group::command::{AgendaCommand, ItemChoice, Request, Wait};
use crate::group::event::{Event, HandKind};
use crate::group::listed::split_names;
use crate::group::person::{Person, same_name};
use crate::group::refusal::Refusal;
use crate::group::suggested::Suggested;
use crate::group::{Decided, Group, LIMITS};
use crate::text::{linked_title, shorten};

impl Group {
    pub(super) fn decide_agenda(&self, request: &Request, by: &Person, command: &AgendaCommand) -> Decided {
        match command {
            AgendaCommand::AddItem { title, proposer, secs } => {
                if request.gathered.is_by_mail {
                    self.refuse_many_by_mail(by)?;
                }
                self.add_item(by, title, proposer.as_deref(), *secs)
            }
            AgendaCommand::RenameItem { item, title } => self.rename_item(*item, title),
            AgendaCommand::DropItem { item } => self.drop_item(*item),
            AgendaCommand::OrderAgenda { order } => self.order_agenda(order),
            AgendaCommand::ClearAgenda => self.clear_agenda(),
            AgendaCommand::ReopenItem { item } => self.reopen_item(*item),
            AgendaCommand::TakeUpItem { which } => self.take_up(by, which),
            AgendaCommand::NextItem => self.next_item(request, by),
            AgendaCommand::OpenTopic { title } => self.open_topic(by, title),
            AgendaCommand::OpenSubtopic { title } => {
                self.recording().map(|_| vec![Event::SubtopicOpened { title: title.clone() }])
            }
            AgendaCommand::CloseItem { item, despite_queue } => self.close_item(request, by, *item, *despite_queue),
            AgendaCommand::SkipItem { item } => self.skip_item(request, by, *item),
            AgendaCommand::BoxItem { wait } => self.box_item(request.at, wait),
            AgendaCommand::TakeSuggested { numbers } => self.take_suggested(request.at, numbers),
            AgendaCommand::ShowAgenda | AgendaCommand::ShowSuggested | AgendaCommand::ShowOpenItem => Ok(Vec::new()),
        }
    }

    fn add_item(&self, by: &Person, title: &str, proposer: Option<&str>, secs: Option<u32>) -> Decided {
        let agenda = self.agenda();
        self.refuse_off_record()?;
        if agenda.items.len() >= LIMITS.items {
            return Err(Refusal::TooMany { what: "agenda items", limit: LIMITS.items });
        }
        let named = proposer.map(|name| if name.eq_ignore_ascii_case("me") { by.name.as_str() } else { name });
        let (is_presented, proposer) = (named.is_some(), Some(named.unwrap_or(&by.name).to_owned()));
        let item = agenda.next_number();
        let boxed = secs.map(|secs| Event::ItemBoxed { item, secs });
        let (title, link) = self.title_and_link(item, title);
        let added = Event::ItemAdded { item, title, proposer, is_presented };
        Ok([added].into_iter().chain(boxed).chain(link).collect())
    }

    /// What the record suggests goes onto the agenda, each item in its place. No numbers: all of it.
    fn take_suggested(&self, at: DateTime<Utc>, numbers: &[u32]) -> Decided {
        self.refuse_off_record()?;
        let suggested = self.suggested(at);
        let numbered = |number: &u32| {
            let index = usize::try_from(*number).ok().and_then(|number| number.checked_sub(1));
            let one = index.and_then(|index| suggested.get(index)).cloned();
            one.ok_or(Refusal::NoSuchSuggestion { number: *number })
        };
        let taken: Vec<Suggested> = match numbers {
            [] => suggested.clone(),
            numbers => numbers.iter().map(numbered).collect::<Result<_, _>>()?,
        };
        if self.agenda().items.len() + taken.len() > LIMITS.items {
            return Err(Refusal::TooMany { what: "agenda items", limit: LIMITS.items });
        }
        if taken.is_empty() {
            return Ok(Vec::new());
        }
        let numbered: Vec<(u32, Suggested)> = (self.agenda().next_number()..).zip(taken).collect();
        let order = self.order_with(&numbered);
        let added = numbered.into_iter().map(|(item, Suggested { title, .. })| Event::ItemAdded {
            item,
            title,
            proposer: None,
            is_presented: false,
        });
        Ok(added.chain([Event::AgendaOrdered { order }]).collect())
    }

    /// Nobody fills the agenda of a meeting by mail.
    fn refuse_many_by_mail(&self, by: &Person) -> Result<(), Refusal> {
        let is_own = |item: &&Item| item.proposer.as_deref() == Some(by.name.as_str());
        let limit = LIMITS.mailed_items;
        if self.agenda().items.values().filter(is_own).count() < limit {
            return Ok(());
        }
        Err(Refusal::TooMany { what: "agenda items of one person, who adds them by mail", limit })
    }

    /// A title that is a link shows its words; the address is a document of the item.
    fn title_and_link(&self, item: u32, typed: &str) -> (String, Option<Event>) {
        let Some((title, url)) = linked_title(typed) else { return (typed.to_owned(), None) };
        if self.meeting.is_none() && self.planned().is_none() {
            return (format!("{title} ({url})"), None);
        }
        (title, Some(Event::DocumentConsidered { item: Some(item), reference: url.to_owned() }))
    }

    fn rename_item(&self, item: u32, title: &str) -> Decided {
        self.refuse_off_record()?;
        let known = self.agenda().item(item).ok_or(Refusal::NoSuchItem { item })?;
        let renamed = Event::ItemRenamed { entry: known.entry, item, title: title.to_owned() };
        Ok(if known.title == title { Vec::new() } else { vec![renamed] })
    }

    /// What has been discussed stays in the minutes.
    pub(super) fn drop_item(&self, item: u32) -> Decided {
        let known = self.agenda().item(item).ok_or(Refusal::NoSuchItem { item })?;
        if known.opened_at.is_some() {
            return Err(Refusal::ItemDiscussed { item });
        }
        Ok(vec![Event::ItemDropped { item }])
    }

    fn order_agenda(&self, order: &[u32]) -> Decided {
        let agenda = self.agenda();
        let mut first: Vec<u32> = Vec::new();
        for item in order {
            agenda.item(*item).ok_or(Refusal::NoSuchItem { item: *item })?;
            if !first.contains(item) {
                first.push(*item);
            }
        }
        let others = agenda.in_order().map(|item| item.number).filter(|number| !first.contains(number));
        let order: Vec<u32> = first.iter().copied().chain(others).collect();
        let is_same = agenda.in_order().map(|item| item.number).eq(order.iter().copied());
        Ok(if is_same { Vec::new() } else { vec![Event::AgendaOrdered { order }] })
    }

    fn clear_agenda(&self) -> Decided {
        let has_waiting = self.agenda().waiting().next().is_some();
        if has_waiting { Ok(vec![Event::AgendaCleared]) } else { Err(Refusal::AgendaExhausted) }
    }

    fn reopen_item(&self, number: u32) -> Decided {
        let agenda = &self.running()?.agenda;
        let item = agenda.item(number).ok_or(Refusal::NoSuchItem { item: number })?;
        match item.state {
            ItemState::Open => Err(Refusal::ItemOpenAlready { item: number }),
            ItemState::Waiting => Err(Refusal::ItemNotClosed { item: number }),
            ItemState::Closed | ItemState::Skipped | ItemState::Unfinished | ItemState::Dropped => {
                let mut events = self.leave(agenda.open, false)?;
                events.push(Event::ItemTakenUp { item: number });
                Ok(events)
            }
        }
    }

    fn take_up(&self, by: &Person, which: &ItemChoice) -> Decided {
        let agenda = &self.running()?.agenda;
        let item = self.choose(which)?;
        match item.state {
            ItemState::Open => Err(Refusal::ItemOpenAlready { item: item.number }),
            ItemState::Closed => Err(Refusal::ItemClosedAlready { item: item.number }),
            ItemState::Waiting | ItemState::Skipped | ItemState::Unfinished | ItemState::Dropped => {
                let mut events = self.leave(agenda.open, false)?;
                events.extend(self.taken_up(by, item));
                Ok(events)
            }
        }
    }

    /// A second `next item` within a minute is the wish of a second chair, unless something was said or recorded in between.
    fn next_item(&self, request: &Request, by: &Person) -> Decided {
        let meeting = self.running()?;
        let agenda = &meeting.agenda;
        if let Some((open, opened)) = agenda.open_item().and_then(|open| Some((open, open.opened_at?))) {
            let is_fresh = (Duration::zero()..JUST_OPENED).contains(&(request.at - opened));
            if is_fresh && !agenda.is_heard {
                let secs = (opened + JUST_OPENED - request.at).num_seconds();
                return Err(Refusal::ItemJustOpened { item: open.number, secs });
            }
        }
        let mut events = self.leave(agenda.open, false)?;
        match agenda.waiting().next() {
            Some(next) => events.extend(self.taken_up(by, next)),
            None if events.is_empty() => return Err(Refusal::AgendaExhausted),
            None => {}
        }
        Ok(events)
    }

    /// A topic is an item that is opened as it is named; one that waits under that title is taken up.
    fn open_topic(&self, by: &Person, title: &str) -> Decided {
        let agenda = &self.recording()?.agenda;
        let next = agenda.next_number();
        let (title, link) = self.title_and_link(next, title);
        let title = title.as_str();
        if let Some(open) = agenda.open_item().filter(|item| same_name(&item.title, title)) {
            return Err(Refusal::ItemOpenAlready { item: open.number });
        }
        let mut events: Vec<Event> = agenda.open.map(|item| Event::ItemClosed { item }).into_iter().collect();
        if let Some(waiting) = agenda.waiting().find(|item| same_name(&item.title, title)) {
            events.extend(self.taken_up(by, waiting));
            return Ok(events);
        }
        let item = next;
        events.push(Event::ItemAdded { item, title: title.to_owned(), proposer: None, is_presented: false });
        events.push(Event::ItemTakenUp { item });
        events.extend(link);
        Ok(events)
    }

    fn close_item(&self, request: &Request, by: &Person, item: Option<u32>, despite_queue: bool) -> Decided {
        let agenda = &self.running()?.agenda;
        let number = item.or(agenda.open).ok_or(Refusal::NoOpenItem)?;
        let item = agenda.item(number).ok_or(Refusal::NoSuchItem { item: number })?;
        match item.state {
            ItemState::Open => {
                refuse_double(item, request, by)?;
                self.leave(Some(number), despite_queue)
            }
            ItemState::Waiting => Ok(vec![Event::ItemClosed { item: number }]),
            ItemState::Closed | ItemState::Skipped | ItemState::Unfinished | ItemState::Dropped => {
                Err(Refusal::ItemClosedAlready { item: number })
            }
        }
    }

    fn skip_item(&self, request: &Request, by: &Person, named: Option<u32>) -> Decided {
        let agenda = &self.running()?.agenda;
        if let Some(item) = named.filter(|item| agenda.open != Some(*item)) {
            let known = agenda.item(item).ok_or(Refusal::NoSuchItem { item })?;
            return match known.state {
                ItemState::Waiting | ItemState::Unfinished => Ok(vec![Event::ItemSkipped { item }]),
                ItemState::Skipped | ItemState::Dropped => Ok(Vec::new()),
                ItemState::Open | ItemState::Closed => Err(Refusal::ItemDiscussed { item }),
            };
        }
        let item = agenda.open_item().ok_or(Refusal::NoOpenItem)?;
        refuse_double(item, request, by)?;
        let open = item.number;
        let mut events = vec![Event::ItemSkipped { item: open }];
        events.extend(agenda.waiting().next().map(|next| self.taken_up(by, next)).unwrap_or_default());
        Ok(events)
    }

    fn box_item(&self, at: DateTime<Utc>, wait: &Wait) -> Decided {
        let item = self.running()?.agenda.open.ok_or(Refusal::NoOpenItem)?;
        let secs = u32::try_from((self.end_of(at, wait)? - at).num_seconds()).unwrap_or(u32::MAX);
        Ok(vec![Event::ItemBoxed { item, secs }])
    }

    /// An item opens; a presenter who was named with it and is in the meeting gets the floor.
    fn taken_up(&self, by: &Person, item: &Item) -> Vec<Event> {
        let named = item.proposer.as_deref().filter(|_| item.is_presented);
        let first = named.and_then(|names| split_names(names).into_iter().next());
        let presenter = first.and_then(|name| self.find_present(by, name).ok().flatten());
        let presenter =
            presenter.filter(|person| self.meeting.as_ref().is_some_and(|open| open.seen(person).is_some()));
        let given = presenter.map(|person| Event::FloorGiven { person, hand: HandKind::New });
        std::iter::once(Event::ItemTakenUp { item: item.number }).chain(given).collect()
    }

    /// Closing what is open; with people waiting it has to be meant.
    fn leave(&self, open: Option<u32>, despite_queue: bool) -> Decided {
        let queue = &self.running()?.queue;
        match open {
            Some(_) if !despite_queue && !queue.hands.is_empty() => {
                Err(Refusal::QueueRemains { names: queue.names().join(", ") })
            }
            Some(item) => Ok(vec![Event::ItemClosed { item }]),
            None => Ok(Vec::new()),
        }
    }

    fn choose(&self, which: &ItemChoice) -> Result<&Item, Refusal> {
        let agenda = self.agenda();
        match which {
            ItemChoice::Number(item) => agenda.item(*item).ok_or(Refusal::NoSuchItem { item: *item }),
            ItemChoice::Matching(typed) => {
                let exact = agenda.in_order().find(|item| same_name(&item.title, typed));
                if let Some(item) = exact {
                    return Ok(item);
                }
                let found =
                    matching(typed, agenda.in_order().filter(|item| item.state != ItemState::Closed).collect())?;
                match found.as_slice() {
                    [] => Err(Refusal::NoMatchingItem { typed: typed.clone() }),
                    [one] => Ok(one),
                    several => {
                        let name = |item: &&Item| format!("{}. {}", item.number, shorten(&item.title, NAMED_CHARS));
                        let mut candidates: Vec<String> = several.iter().take(NAMED).map(name).collect();
                        if several.len() > NAMED {
                            candidates.push(format!("{} more", several.len() - NAMED));
                        }
                        Err(Refusal::SeveralItems { typed: typed.clone(), candidates: candidates.join(" and ") })
                    }
                }
            }
        }
    }
}

/// Two chairs who leave an item within this time mean the same item.
const SAME_WISH: Duration = Duration::seconds(5);

/// An item opened less than this ago is not left by a second `next item`.
const JUST_OPENED: Duration = Duration::seconds(60);

/// Items that are named where several match, and characters of their titles.
const NAMED: usize = 10;

const NAMED_CHARS: usize = 80;

/// The items whose titles hold words or match a regular expression.
fn matching<'a>(typed: &str, items: Vec<&'a Item>) -> Result<Vec<&'a Item>, Refusal> {
    if typed.chars().count() > LIMITS.pattern_chars {
        return Err(Refusal::PatternTooLong { limit: LIMITS.pattern_chars });
    }
    let is_plain = regex::escape(typed) == typed;
    if is_plain {
        let words = typed.to_lowercase();
        return Ok(items.into_iter().filter(|item| item.title.to_lowercase().contains(&words)).collect());
    }
    let unclear = || Refusal::BadPattern { typed: typed.to_owned() };
    let titles: usize = items.iter().map(|item| item.title.len()).sum();
    let bytes = LIMITS.pattern_bytes.min(LIMITS.pattern_work / titles.max(1));
    if typed.matches(['[', '\\']).count() > LIMITS.pattern_classes {
        return Err(unclear());
    }
    let mut builder = RegexBuilder::new(typed);
    builder.case_insensitive(true).size_limit(bytes).dfa_size_limit(bytes);
    let pattern = builder.build().map_err(|_| unclear())?;
    Ok(items.into_iter().filter(|item| pattern.is_match(&item.title)).collect())
}

/// What another chair has opened this moment is not what was meant.
fn refuse_double(item: &Item, request: &Request, by: &Person) -> Result<(), Refusal> {
    let is_fresh = item.opened_at.is_some_and(|opened| request.at - opened < SAME_WISH);
    match &item.opened_by {
        Some(chair) if is_fresh && !chair.is(by) => {
            Err(Refusal::ItemJustOpenedBy { item: item.number, name: chair.name.clone() })
        }
        Some(_) | None => Ok(()),
    }
}
