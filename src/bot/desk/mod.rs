//! One group's desk: a message comes in, is understood, decided, applied, worded and committed.
//! Nothing is said before it is on disk.

mod absence;
mod around;
mod asked;
mod attempts;
mod changes;
mod entrance;
mod flood;
mod hints;
mod loss;
mod mailed;
mod mailing;
mod notes;
mod privacy;
mod refused;
mod relay;
mod reply;
mod signed;
mod unasked;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use anyhow::Context as _;
use chrono::{DateTime, Utc};

pub(super) use self::asked::GrantedRoles;
use self::attempts::Attempts;
use self::changes::reaction_source;
use self::loss::Loss;
pub(super) use self::notes::{asked_note, away_note, board_note, silent_note};
use self::reply::{Reply, Way};
use self::work::{Step, Work};
use super::figures::obeyed;
use super::flood::Pace;
use super::rebuild;
use crate::chat::dispatch::Dispatch;
use crate::chat::{Incoming, RoomKey, What, plain_sign};
use crate::clock::Clock;
use crate::command::grammar::{Names, Why};
use crate::command::{Line, Read, read};
use crate::group::Group;
use crate::group::charter::Charter;
use crate::group::command::{
    BotCommand, Command, Gathered, InternalCommand, MailOutcome, PeopleCommand, RecordCommand, Request,
};
use crate::group::event::{Entry, Event, Source};
use crate::group::person::{AccountId, Right, Role};
use crate::store::{Commit, Erased, MAIL, Outcome, Position, Post, Store};
use crate::text::Text;
use crate::time::Zone;
use crate::view::board::Board;
use crate::view::{self, Audience, Say, board};

/// Ids of messages that are remembered without asking the store.
const REMEMBERED: usize = 4_096;

/// The group in memory, and the way to its store.
pub struct Desk {
    group: Group,
    charter: Charter,
    position: Position,
    /// Number of the last post that this desk has made; the store may have forgotten it.
    posted: u64,
    /// What the store has forgotten, until the rooms have been told.
    loss: Option<Loss>,
    kept_through: Option<u64>,
    rooms: Vec<RoomKey>,
    store: Store,
    clock: Clock,
    names: Arc<Names>,
    recent: BTreeSet<String>,
    /// Messages older than this may have been processed by an earlier run.
    opened_at: DateTime<Utc>,
    /// The group was read again from the log, which may say more than its board shows.
    is_reread: bool,
    /// How platforms showed people last.
    shown: BTreeMap<AccountId, String>,
    /// The room in which somebody was heard last.
    heard_in: BTreeMap<AccountId, RoomKey>,
    /// The room to whose end the board is to move.
    board_wish: Option<RoomKey>,
    pub(super) standing: GrantedRoles,
    /// Where the pages are. Unset: there are none.
    pub(super) pages: Arc<OnceLock<String>>,
}

/// What the bot knows about a message beside its words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Circumstances {
    /// The zone in the sender's profile, where the answer depends on it.
    pub profile_zone: Option<Zone>,
    pub pace: Pace,
}

/// What one request brought.
#[derive(Debug, Default)]
pub struct Handled {
    /// Routes on which something waits now.
    pub routes: BTreeSet<String>,
    /// Whether the group changed, so that its board may be stale.
    pub has_changed: bool,
    /// Whether seats were ended, whose pages have to know.
    pub ends_seats: bool,
    /// What was said in answer; all but what is for a caller alone is in the outbox.
    pub said: Vec<Say>,
}

impl Desk {
    /// Opens a group from its log.
    ///
    /// # Errors
    /// The store failed or the log cannot be read.
    pub async fn open(
        store: Store,
        charter: Charter,
        rooms: Vec<RoomKey>,
        clock: Clock,
        names: Arc<Names>,
    ) -> anyhow::Result<Desk> {
        let position = store.position(&charter.id).await?;
        let group = rebuild::group(&store, &charter).await?;
        let opened_at = clock.now();
        if let Some(ahead) = group.ahead_of(opened_at) {
            let ahead = format!("{} min", ahead.num_minutes());
            tracing::warn!(
                group = charter.id, %ahead,
                "the last entry of this log is ahead of the clock; the group uses the clock's time"
            );
        }
        Ok(Desk {
            group,
            charter,
            position,
            posted: position.spoken,
            loss: None,
            kept_through: None,
            rooms,
            store,
            clock,
            names,
            recent: BTreeSet::new(),
            opened_at,
            is_reread: false,
            shown: BTreeMap::new(),
            heard_in: BTreeMap::new(),
            board_wish: None,
            standing: GrantedRoles::default(),
            pages: Arc::default(),
        })
    }

    pub fn group(&self) -> &Group {
        &self.group
    }

    /// Whether a meeting is open, or a reminder or the retention period will be due.
    pub fn is_busy(&self) -> bool {
        self.group.meeting.is_some() || self.group.next_wakeup().is_some()
    }

    pub fn rooms(&self) -> &[RoomKey] {
        &self.rooms
    }

    pub fn board(&self) -> Option<Board> {
        board::board(&self.group)
    }

    /// Adds a room that the group is met in.
    pub fn meet_in(&mut self, room: &RoomKey) {
        if !self.rooms.contains(room) {
            self.rooms.push(room.clone());
        }
    }

    /// The bot is no longer in a room.
    pub fn leave(&mut self, room: &RoomKey) {
        self.rooms.retain(|other| other != room);
    }

    /// A room has moved.
    pub fn move_to(&mut self, from: &RoomKey, to: &RoomKey) {
        self.rooms.retain(|room| room != from);
        self.meet_in(to);
    }

    async fn take_in(&mut self, incoming: &Incoming, known: Circumstances) -> anyhow::Result<Handled> {
        if self.is_known(incoming).await? {
            return Ok(Handled::default());
        }
        let mut attempts = Attempts::default();
        loop {
            attempts.next(self).await?;
            let is_too_fast = known.pace != Pace::Usual;
            let work = self.work(Reply::to(incoming), incoming)?;
            let mut work = Work { profile_zone: known.profile_zone, is_too_fast, ..work };
            for step in self.understand_at(known.pace, incoming).await? {
                self.take(step, incoming, &mut work).await?;
            }
            self.report_withdrawn(incoming, &mut work).await?;
            self.relay(&mut work).await?;
            let commit = &work.commit;
            let has_nothing = commit.entries.is_empty() && commit.posts.is_empty() && commit.blanked.is_empty();
            // In a meeting even what brought nothing is remembered: words off the record must not be
            // judged again by what holds when they come a second time.
            if has_nothing && self.group.meeting.is_none() {
                self.remember(&incoming.id);
                let has_changed = std::mem::take(&mut self.is_reread);
                return Ok(Handled { has_changed, said: work.said, ..Handled::default() });
            }
            match self.commit(work).await? {
                (Outcome::Conflict, _) => {}
                (Outcome::Done, handled) => {
                    self.remember(&incoming.id);
                    return Ok(handled);
                }
                // It was committed before, but perhaps nobody was woken: couriers and postman take a look.
                (Outcome::Duplicate, _) => return Ok(self.everything()),
            }
        }
    }

    /// Whether the answer to a message depends on the zone in its sender's profile.
    pub fn wants_profile_zone(&self, incoming: &Incoming) -> bool {
        let What::Said { text } = &incoming.what else { return false };
        let by = self.group.person(&incoming.sender.account, &incoming.sender.name);
        let is_asked = |line: Line| match line.read {
            Read::Command { command, .. } => self.group.wants_profile_zone(&by, &command),
            Read::Prose(_) | Read::Aside { .. } | Read::Hint(_) => false,
        };
        read(text, &self.names).into_iter().any(is_asked)
    }

    /// After a failed or lost commit the memory may be ahead of the log: read it again.
    async fn catch_up(&mut self) -> anyhow::Result<()> {
        if self.group.head != self.position.head {
            self.reload().await?;
        }
        Ok(())
    }

    async fn reload(&mut self) -> anyhow::Result<()> {
        let position = self.store.position(&self.charter.id).await?;
        let group = rebuild::group(&self.store, &self.charter).await?;
        self.look_for_loss(position, &group);
        self.adopt(group, position.spoken);
        self.position = position;
        Ok(())
    }

    /// Goes on with a group that was made from the log.
    fn adopt(&mut self, group: Group, spoken: u64) {
        self.position = Position { head: group.head, spoken };
        self.group = Group { around: std::mem::take(&mut self.group.around), ..group };
        self.is_reread = true;
    }

    fn everything(&self) -> Handled {
        let routes = self.rooms.iter().map(|room| room.0.clone()).chain([MAIL.to_owned()]);
        Handled { routes: routes.collect(), has_changed: true, ends_seats: true, said: Vec::new() }
    }

    async fn is_known(&self, incoming: &Incoming) -> anyhow::Result<bool> {
        if self.recent.contains(&incoming.id) {
            return Ok(true);
        }
        if incoming.at > self.opened_at {
            return Ok(false);
        }
        Ok(self.store.is_seen(&incoming.id).await?)
    }

    fn remember(&mut self, id: &str) {
        if self.recent.len() >= REMEMBERED {
            self.recent.clear();
        }
        self.recent.insert(id.to_owned());
    }

    /// The time of a request: when the platform says it happened, but never in the future and
    /// never before what is in the log, unless the log was written by a clock that was ahead.
    fn time_of(&self, incoming: &Incoming) -> DateTime<Utc> {
        self.not_before_last(incoming.at.min(self.clock.now()))
    }

    fn not_before_last(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let last = self.group.last_at.filter(|_| self.group.ahead_of(self.clock.now()).is_none());
        last.map_or(at, |last| at.max(last))
    }

    fn work(&self, reply: Reply, incoming: &Incoming) -> anyhow::Result<Work> {
        let mut work = self.own_work(reply)?;
        work.commit.seen.push(incoming.id.clone());
        work.is_edit = matches!(incoming.what, What::Edited { .. });
        work.way = Way::of(incoming);
        Ok(work)
    }

    /// Work that no message asks for.
    fn own_work(&self, reply: Reply) -> anyhow::Result<Work> {
        let commit = Commit {
            group: self.charter.id.clone(),
            head: self.position.head,
            spoken: self.position.spoken,
            at_micros: self.clock.now().timestamp_micros(),
            ..Commit::default()
        };
        let mut work = Work {
            commit,
            reply,
            said: Vec::new(),
            profile_zone: None,
            is_edit: false,
            is_too_fast: false,
            way: Way::Words,
            withdrawn: Vec::new(),
            unsaid: Vec::new(),
            hints: Vec::new(),
            erased: Vec::new(),
            refused: None,
            is_stale: false,
            reread: None,
            given: None,
            tells_loss: false,
        };
        self.tell_loss(&mut work)?;
        Ok(work)
    }

    /// From what happened to what is asked of the group.
    async fn understand(&self, incoming: &Incoming) -> anyhow::Result<Vec<Step>> {
        match &incoming.what {
            What::Said { text } => Ok(self.said(incoming, text)),
            What::Edited { message, text } => self.edited(incoming, message, text).await,
            What::Deleted { message } => self.deleted(incoming, message).await,
            What::DeletedTogether { messages } => self.deleted_together(incoming, messages).await,
            What::Reacted { message, sign } => {
                let Some(room) = incoming.room() else { return Ok(Vec::new()) };
                let command = self.signed(room, message, &plain_sign(sign)).await?;
                let source = Source {
                    message: reaction_source(&incoming.id),
                    line: 0,
                    room: None,
                    edit: None,
                    is_by_menu: false,
                };
                Ok(command.into_iter().map(|command| Step::Ask { source: Some(source.clone()), command }).collect())
            }
            What::Asked(asked) => Ok(vec![self.asked(incoming, asked)]),
            What::Ordered(command) => Ok(vec![Step::Ask { source: incoming.source(0), command: command.clone() }]),
            What::Unreadable => Ok(if self.group.meeting.is_some() {
                vec![Step::Tell(view::unreadable(&incoming.sender.name))]
            } else {
                Vec::new()
            }),
            // They come to a group by other ways.
            What::SetUp(_) | What::Mailed(_) => Ok(Vec::new()),
            What::Joined if !self.is_heard(incoming) => Ok(Vec::new()),
            What::Joined => Ok(vec![Step::Ask { source: None, command: Command::People(PeopleCommand::Arrive) }]),
        }
    }

    fn said(&self, incoming: &Incoming, text: &str) -> Vec<Step> {
        let is_heard = self.is_heard(incoming);
        let mut steps = Vec::new();
        for line in self.read_named(text) {
            let source = incoming.source(line.index);
            let say =
                |words| Step::Ask { source: source.clone(), command: Command::Record(RecordCommand::Say { words }) };
            match line.read {
                Read::Command { command, .. } => steps.push(Step::Ask { source, command }),
                Read::Prose(words) => steps.extend(is_heard.then(|| say(words))),
                Read::Aside { hint, words, why } => {
                    steps.extend((is_heard && why != Why::ToTheBot).then(|| say(words)));
                    let is_told = match why {
                        Why::ToTheBot | Why::LikeARecord => true,
                        Why::PerhapsARecord => self.keeps_record(&incoming.sender),
                        Why::PerhapsAnAnswer => {
                            self.group.meeting.as_ref().is_some_and(|meeting| meeting.open_proposal().is_some())
                        }
                    };
                    steps.extend(is_told.then_some(Step::Hint(hint)));
                }
                Read::Hint(words) => steps.push(Step::Hint(words)),
            }
        }
        steps
    }

    /// Words count while a meeting is open and on the record; what was said before, or off the record,
    /// is not in it even if it arrives late.
    fn is_heard(&self, incoming: &Incoming) -> bool {
        let Some(meeting) = &self.group.meeting else { return false };
        match self.group.last_at.filter(|_| self.group.ahead_of(self.clock.now()).is_some()) {
            // The meeting's own times are of a clock that was ahead: what holds at their end holds now.
            Some(last) => meeting.was_on_record(last),
            None => meeting.was_on_record(incoming.at),
        }
    }

    async fn entries_of(&self, message: &str) -> anyhow::Result<Vec<Entry>> {
        Ok(self.store.entries_of(&self.charter.id, message).await?)
    }

    async fn take(&mut self, step: Step, incoming: &Incoming, work: &mut Work) -> anyhow::Result<()> {
        match step {
            Step::Hint(words) => {
                self.note_refused(&incoming.sender.account, work).await?;
                self.hint(vec![Say::asker(Text::plain(words))], work)
            }
            Step::Tell(say) => self.post(vec![say], &[], work),
            Step::Blank(entries) => {
                self.withdraw(&entries, work).await?;
                work.make_stale();
                work.unsaid.extend(entries.iter().cloned());
                work.erased.push(Erased::Entries(entries.iter().map(|entry| entry.seq).collect()));
                work.commit.blanked.extend(entries.into_iter().map(Entry::blanked));
                Ok(())
            }
            Step::Ask { source, command } => {
                let sender = &incoming.sender;
                let by = self.group.person(&sender.account, &sender.name);
                let role = self.role_of(sender);
                let typed_at = Some(incoming.at);
                let gathered = Gathered { profile_zone: work.profile_zone, typed_at, ..Gathered::default() };
                let request = Request { at: self.time_of(incoming), by: Some(by), role, command, gathered };
                self.look_after(&request.command, incoming);
                self.decide(&request, source, work).await?;
                self.confirm(incoming, work)
            }
        }
    }

    async fn report_withdrawn(&mut self, incoming: &Incoming, work: &mut Work) -> anyhow::Result<()> {
        for message_id in std::mem::take(&mut work.withdrawn) {
            let command =
                Command::Internal(InternalCommand::ReportMail { message_id, outcome: MailOutcome::Withdrawn });
            let request = Request {
                at: self.time_of(incoming),
                by: None,
                role: Role::Participant,
                command,
                gathered: Gathered::default(),
            };
            self.decide(&request, None, work).await?;
        }
        Ok(())
    }

    /// Decide, apply, word; all into the work that is committed together.
    async fn decide(&mut self, request: &Request, source: Option<Source>, work: &mut Work) -> anyhow::Result<()> {
        let (request, drafted) = self.with_draft(request).await?;
        let decided = self.group.decide(&request);
        if request.by.is_some() && !matches!(request.command, Command::Record(RecordCommand::Say { .. })) {
            self.store.meters().command(request.command.subject(), obeyed(&decided));
        }
        let events = match decided {
            Ok(events) => events,
            Err(refusal) => {
                self.note_refusal(&request, &refusal, work).await?;
                let say = work.way.with_words(view::refuse(&refusal));
                // Once is enough for all lines of an edit, and a flood of edits has a sentence of its own.
                let is_told = work.is_edit && (work.is_too_fast || work.said.contains(&say));
                return if is_told { Ok(()) } else { self.hint(vec![say], work) };
            }
        };
        let mut entries = Vec::with_capacity(events.len());
        for event in events {
            self.blank(&event, request.by.as_ref(), work).await?;
            // A person who is forgotten is not named by it.
            let is_forgotten = matches!(event, Event::PersonForgotten);
            let is_mailed = self.is_mailed(&event);
            let is_suggested = mailing::is_suggested(&request.command, &event);
            let entry = Entry {
                seq: self.group.head + 1,
                at: request.at,
                by: request.by.clone().filter(|_| !is_forgotten),
                source: source.clone().filter(|_| !is_forgotten && !is_suggested),
                event,
            };
            self.group.apply(&entry);
            if is_mailed {
                self.remind_by_mail(&entry, work)?;
            }
            entries.push(entry);
        }
        if let Some(by) =
            request.by.as_ref().filter(|_| entries.iter().any(|entry| entry.event == Event::PersonForgotten))
        {
            let number = entries.last().map_or(0, |last| last.seq);
            entries = entries.into_iter().map(|entry| entry.without(by, number)).collect();
        }
        if let Some(given) = &mut work.given {
            entries = entries.into_iter().map(|entry| given.taken_out(entry)).collect();
        }
        let request = self.with_entrance(request, work).await?;
        let mut says = work.way.fitting(view::speak(&self.group, &request, &entries), &request, &entries);
        if matches!(work.reply, Reply::Mail) {
            says = if entries.is_empty() { Vec::new() } else { view::mail::by_mail(says) };
        }
        if self.rooms.len() > 1 {
            says.extend(view::relay::told(&entries, self.charter.relay));
        }
        if matches!(request.command, Command::Bot(BotCommand::ShowStatus)) && request.role.may(Right::Secretary) {
            says.extend(view::set_aside(self.store.count_set_aside(&self.charter.id).await?));
        }
        if let Some(drafted) = &drafted {
            says.extend(self.with_mail(&request, &entries, drafted, work)?);
        }
        if !says.is_empty() {
            self.group.mark_records();
        }
        self.post(says, &entries, work)?;
        work.record(entries);
        Ok(())
    }

    fn post(&self, says: Vec<Say>, new: &[Entry], work: &mut Work) -> anyhow::Result<()> {
        for say in says {
            if say.to == Audience::Officers {
                self.post_to_officers(say, new, work)?;
                continue;
            }
            let rooms = self.rooms_for(say.to, &work.reply);
            self.post_in(&rooms, &say, new, work)?;
            work.said.push(say);
        }
        Ok(())
    }

    fn post_in(&self, rooms: &[RoomKey], say: &Say, new: &[Entry], work: &mut Work) -> anyhow::Result<()> {
        let quotes = self.quoted_by(say, new);
        for room in rooms {
            let message = work.reply.outgoing(self.with_one_ping(say, room, rooms), room);
            self.push(room.0.clone(), &Dispatch::Say { message, quotes: quotes.clone() }, work)?;
        }
        Ok(())
    }

    fn push(&self, route: String, dispatch: &Dispatch, work: &mut Work) -> anyhow::Result<()> {
        let last = work.commit.posts.last().map_or(self.last_post(), |post| post.n);
        work.commit.posts.push(Post { n: last + 1, route, body: dispatch.body()? });
        Ok(())
    }

    async fn commit(&mut self, mut work: Work) -> anyhow::Result<(Outcome, Handled)> {
        work.bind_hints()?;
        let routes = work.commit.posts.iter().map(|post| post.route.clone()).collect();
        let has_changed = !work.commit.entries.is_empty();
        let spoken = work.commit.posts.last().map_or(self.position.spoken, |post| post.n);
        let ends_seats = !work.commit.notes.is_empty();
        work.commit.notes.extend(work.refused.take());
        let tells_loss = work.tells_loss;
        let (is_stale, said) = (work.is_stale, std::mem::take(&mut work.said));
        let reread = work.reread.take().map(|mut group| {
            work.commit.entries.iter().for_each(|entry| group.apply(entry));
            group
        });
        self.store
            .keep_deletions(&self.charter.id, work.commit.head, work.erased)
            .await
            .context("noting a deletion")?;
        let outcome = self.store.commit(work.commit).await.context("writing to the store")?;
        match outcome {
            // Words are gone from the log that are still in memory: the group is made from the log again.
            Outcome::Done if let Some(group) = reread => self.adopt(*group, spoken),
            Outcome::Done if is_stale => self.reload().await?,
            Outcome::Done => self.position = Position { head: self.group.head, spoken },
            Outcome::Duplicate | Outcome::Conflict => self.reload().await?,
        }
        if outcome == Outcome::Done {
            self.posted = self.posted.max(spoken);
            if tells_loss {
                self.loss = None;
            }
        }
        let has_changed = has_changed || (outcome == Outcome::Done && std::mem::take(&mut self.is_reread));
        Ok((outcome, Handled { routes, has_changed, ends_seats, said }))
    }
}
