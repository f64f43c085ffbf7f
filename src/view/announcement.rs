//! The mails about a planned meeting: its announcement, what has changed, and that it is cancelled.

use chrono::{DateTime, Datelike as _, Duration, Utc};

use super::answers;
use super::documents::described;
use super::invitation::Invitation;
use super::times;
use crate::group::Group;
use crate::group::agenda::{Agenda, Item};
use crate::group::charter::MeetingPlace;
use crate::group::considered::Considered;
use crate::group::documents::{Document, is_same_reference};
use crate::group::event::DELETED;
use crate::group::liaison::Way;
use crate::group::record::Body;
use crate::group::schedule::{PlanState, Planned, Told};
use crate::group::suggested::{Place as AgendaPlace, Suggested, is_about};
use crate::text::{self, Block, Span, Text, one_line};
use crate::time::{Moment, Place, duration_words, weekday_name};

/// A mail about a meeting before it is addressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    pub meeting: u32,
    pub subject: String,
    pub text: Text,
    pub invitation: Invitation,
}

/// What the list would be told of `plan` at a moment. `despite_notice`: why that is late.
pub fn announcement(group: &Group, plan: &Planned, despite_notice: Option<&str>, at: DateTime<Utc>) -> Announcement {
    let subject = subject(group, plan, despite_notice.is_some());
    Announcement {
        meeting: plan.meeting,
        text: text(group, plan, despite_notice, at),
        invitation: invitation(group, plan, at),
        subject,
    }
}

/// `Tuesday 2026-12-08, 15:00 to 17:00 Europe/Zurich (14:00 UTC)`.
fn subject(group: &Group, plan: &Planned, is_short: bool) -> String {
    let name = format!("{} meeting {}", group.charter.name, plan.meeting);
    let when = group.charter.tell(plan.zone, plan.starts_at());
    let short = if is_short { "SHORT NOTICE: " } else { "" };
    let told = group.last_told(plan);
    one_line(&match (told, &plan.state) {
        (Some(told), PlanState::Cancelled { .. }) => {
            format!("CANCELLED: {name}, {}", group.charter.tell(told.zone, starts_at(told)))
        }
        (Some(told), _) if (told.start, told.zone) != (plan.start, plan.zone) => {
            let was = group.charter.tell(told.zone, starts_at(told));
            format!("{short}CHANGED: {name}, now {when}, was {was}")
        }
        (Some(_), _) => format!("{short}CHANGED: {name}, {when}"),
        (None, _) => format!("{short}{name}: {when}"),
    })
}

fn starts_at(told: &Told) -> DateTime<Utc> {
    told.zone.instant_of(told.start)
}

fn text(group: &Group, plan: &Planned, despite_notice: Option<&str>, at: DateTime<Utc>) -> Text {
    let mut text = Text::default();
    text.heading(1, format!("{}, meeting {}", one_line(&group.charter.name), plan.meeting));
    if let PlanState::Cancelled { reason } = &plan.state {
        cancellation(group, plan, reason, &mut text);
        text.push(Block::Fields(fields_of([("Contact", contact(group))])));
        text.paragraph([drafted().into()]);
        return text;
    }
    if let Some(reason) = despite_notice {
        let days = group.charter.notice_days;
        text.paragraph([format!(
            "SHORT NOTICE: this announcement comes less than {days} days before the meeting. Reason: {}",
            one_line(text::reason(reason))
        )
        .into()]);
    }
    let changes = group.last_told(plan).map(|told| changes(group, plan, told)).unwrap_or_default();
    if !changes.is_empty() {
        text.heading(2, "What has changed");
        text.push(Block::List(changes.into_iter().map(|line| vec![line.into()]).collect()));
    }
    text.heading(2, "The meeting");
    text.push(Block::Fields(fields(group, plan, at)));
    text.heading(2, "Local times");
    text.append(times::zone_table(&moment(plan), &times::zones_of(group), at));
    text.heading(2, "Draft agenda");
    text.append(agenda(group, plan, at));
    let documents: Vec<Vec<Span>> = documents(group, plan.meeting).filter(|_| group.is_collected_for(plan)).collect();
    if !documents.is_empty() {
        text.heading(2, "Documents");
        text.push(Block::List(documents));
    }
    text.heading(2, "How to take part");
    text.append(taking_part(group, plan));
    text.paragraph([drafted().into()]);
    text
}

fn drafted() -> String {
    format!("Drafted by Convenor. Local times use zone data {}.", crate::time::data_version())
}

fn cancellation(group: &Group, plan: &Planned, reason: &str, text: &mut Text) {
    let told = group.last_told(plan);
    let when = told.map_or_else(
        || group.charter.tell(plan.zone, plan.starts_at()),
        |told| group.charter.tell(told.zone, starts_at(told)),
    );
    text.paragraph([format!(
        "CANCELLED: the meeting that was announced for {when} does not take place. Reason: {}",
        one_line(text::reason(reason))
    )
    .into()]);
    if group.draft_agenda.in_order().any(|item| item.title != DELETED) {
        text.paragraph(["What was on its draft agenda stays for the next meeting.".into()]);
    }
}

/// What the list was told and is no longer the case.
fn changes(group: &Group, plan: &Planned, told: &Told) -> Vec<String> {
    let mut lines = Vec::new();
    let now = group.to_tell(plan);
    if (told.start, told.zone) != (now.start, now.zone) {
        let because = plan.moved_because.as_deref().filter(|reason| *reason != DELETED);
        let because = because.map_or_else(String::new, |reason| format!(" Reason: {}", one_line(text::reason(reason))));
        let (is, was) =
            (group.charter.tell(plan.zone, plan.starts_at()), group.charter.tell(told.zone, starts_at(told)));
        lines.push(format!("Time: now {is}, was {was}.{because}"));
    }
    if let Some(was) = group.moved_by_rules(plan) {
        let (is, was) = (plan.starts_at().format("%Y-%m-%d %H:%M"), was.format("%Y-%m-%d %H:%M"));
        lines.push(format!("Time in UTC: now {is} UTC, was {was} UTC. The rules of {} have changed.", plan.zone));
    }
    if told.secs != now.secs {
        let words = |secs: u32| duration_words(i64::from(secs));
        lines.push(format!("Length: now {}, was {}.", words(now.secs), words(told.secs)));
    }
    if told.title != now.title {
        lines.push(format!("Title: now {}.", now.title.as_deref().map_or("none".to_owned(), one_line)));
    }
    if told.join_link != now.join_link {
        lines.push(format!("To join: now {}.", now.join_link.as_deref().unwrap_or("in the group's room")));
    }
    let titles = |of: &[String], but: &[String]| of.iter().filter(|title| !but.contains(title)).cloned().collect();
    let documents: Vec<String> = titles(&now.documents, &told.documents);
    lines.extend(documents.iter().map(|document| format!("New document: {}.", one_line(document))));
    let withdrawn: Vec<String> = titles(&told.documents, &now.documents);
    lines.extend(withdrawn.iter().map(|document| format!("No longer among the documents: {}.", one_line(document))));
    let added: Vec<String> = titles(&now.agenda, &told.agenda);
    let dropped: Vec<String> = titles(&told.agenda, &now.agenda);
    lines.extend(added.iter().map(|title| format!("New on the agenda: {}.", one_line(title))));
    lines.extend(dropped.iter().map(|title| format!("No longer on the agenda: {}.", one_line(title))));
    if added.is_empty() && dropped.is_empty() && told.agenda != now.agenda {
        lines.push("The order of the agenda has changed.".to_owned());
    }
    lines
}

fn fields(group: &Group, plan: &Planned, at: DateTime<Utc>) -> Vec<(String, Vec<Span>)> {
    let moment = moment(plan);
    let start = plan.starts_at().with_timezone(&plan.zone);
    let time = times::shown(&moment, Place::Zone(plan.zone));
    let mut fields = Vec::new();
    if let Some(title) = &plan.title {
        fields.push(("Title", one_line(title)));
    }
    if let Some(parent) = &group.charter.parent {
        fields.push(("Reports to", one_line(parent)));
    }
    fields.push(("Date", format!("{} ({})", start.date_naive(), weekday_name(start.weekday()))));
    let both =
        if plan.zone == crate::time::Zone::UTC { String::new() } else { format!(" ({})", times::at_utc(&moment)) };
    fields.push(("Time", format!("{time} {}{both}", group.charter.zone_called(plan.zone))));
    fields.push(("Length", duration_words(i64::from(plan.secs))));
    if let Some(days) = group.charter.document_days {
        let due = start.date_naive() - Duration::days(days.into());
        // Nobody can send a document for a day that is over.
        let is_to_come = due >= at.with_timezone(&plan.zone).date_naive();
        fields.extend(is_to_come.then(|| ("Documents by", format!("{due} ({})", weekday_name(due.weekday())))));
    }
    fields.push(("Contact", contact(group)));
    fields_of(fields)
}

fn fields_of<'a>(fields: impl IntoIterator<Item = (&'a str, String)>) -> Vec<(String, Vec<Span>)> {
    fields.into_iter().map(|(label, value)| (label.to_owned(), vec![value.into()])).collect()
}

/// The chairs by name, and where answers go. Nobody's own address is published.
fn contact(group: &Group) -> String {
    let charter = &group.charter;
    let is_chair = |accounts: &[_]| accounts.iter().any(|account| charter.chairs.contains(account));
    let chairs = charter.members.iter().filter(|member| is_chair(&member.accounts)).map(|chair| one_line(&chair.name));
    let address = charter.reply_to.clone().or_else(|| charter.list.clone());
    let chairs: Vec<String> = chairs.collect();
    let names = (!chairs.is_empty()).then(|| chairs.join(", "));
    [names, address].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn agenda(group: &Group, plan: &Planned, at: DateTime<Utc>) -> Text {
    let mut text = Text::default();
    let is_listed =
        |opening: &String| shown_items(&group.draft_agenda).any(|item| is_about_opening(&item.title, opening));
    let mut openings = answers::openings(group, plan.meeting);
    openings.retain(|opening| !group.is_collected_for(plan) || !is_listed(opening));
    if !openings.is_empty() {
        text.paragraph(["The meeting opens with:".into()]);
        text.push(Block::List(openings.into_iter().map(|line| vec![line.into()]).collect()));
    }
    let items = shown_items(&group.draft_agenda).filter(|_| group.is_collected_for(plan));
    let lines: Vec<(u32, Vec<Span>)> = items.map(|item| (item.number, vec![item_line(item).into()])).collect();
    if lines.is_empty() {
        text.paragraph(["No item has been proposed yet.".into()]);
        let is_opening = |one: &Suggested| {
            matches!(one.place, AgendaPlace::Agenda | AgendaPlace::Minutes | AgendaPlace::Actions | AgendaPlace::Last)
        };
        let suggested = group.suggested(at).into_iter().filter(|one| group.is_collected_for(plan) && !is_opening(one));
        let suggested: Vec<Vec<Span>> = suggested.map(|one| vec![one.title.into()]).collect();
        if !suggested.is_empty() {
            text.paragraph(["What waits for the group:".into()]);
            text.push(Block::List(suggested));
        }
    } else {
        text.push(Block::Numbered(lines));
    }
    text
}

/// Whether an item of the agenda is what a meeting opens with in any case.
fn is_about_opening(title: &str, opening: &str) -> bool {
    let opening = opening.split(", version").next().unwrap_or(opening);
    is_about(title, opening)
}

/// `SG17-TD580 (item 2)`.
/// The documents that were named for the meeting with `doc`, those of the list that are for it, and the statements to the
/// group that came since the last meeting.
fn documents(group: &Group, meeting: u32) -> impl Iterator<Item = Vec<Span>> {
    let of_item = |item: Option<u32>| {
        let item = item.filter(|item| group.draft_agenda.item(*item).is_some());
        item.map_or_else(String::new, |item| format!(" (item {item})"))
    };
    let named = group.draft_documents.iter().filter_map(move |record| match &record.body {
        Body::Document { reference } if reference != DELETED => {
            let words = one_line(reference);
            let considered = Considered::of(&words);
            // What the list says of a document is more than its number.
            let shown = match described(group, considered.reference) {
                listed if listed != considered.reference => listed,
                _ => words.clone(),
            };
            Some(vec![format!("{shown}{}", of_item(record.item)).into()])
        }
        _ => None,
    });
    let is_named = |document: &Document| {
        group.draft_documents.iter().any(|record| match &record.body {
            Body::Document { reference } => {
                let known = group.document_called(Considered::of(reference).reference);
                known.is_some_and(|(_, known)| std::ptr::eq(known, document))
            }
            _ => false,
        })
    };
    // What came since the last meeting is for the next one, also where nobody has said for which item.
    let ended = group.finished.as_ref().and_then(|last| last.ended_at);
    let is_news = move |at: DateTime<Utc>| ended.is_none_or(|ended| at > ended);
    let is_for_it = move |document: &Document| match (document.item(), document.meeting()) {
        (Some((of, _)), _) => of == Some(meeting),
        (None, Some(of)) => of == meeting,
        (None, None) => document.received_at().is_some_and(is_news),
    };
    let listed = group.documents().filter_map(move |(_, document)| {
        if !is_for_it(document) || is_named(document) || group.replaced_by(document).is_some() {
            return None;
        }
        let shown = described(group, &group.document_number(document));
        let link = document.url().map(|url| ["  ".into(), Span::link(&url, &url)]);
        let words = format!("{shown}{}", of_item(document.item().map(|(_, item)| item)));
        Some(std::iter::once(words.into()).chain(link.into_iter().flatten()).collect())
    });
    let is_listed = |reference: &str| {
        group.document_called(reference).is_some()
            || group.draft_documents.iter().any(|record| match &record.body {
                Body::Document { reference: named } => is_same_reference(Considered::of(named).reference, reference),
                _ => false,
            })
    };
    let statements = group.all_liaisons().filter(move |(_, one)| {
        let is_new = one.changes.first().is_some_and(|entry| is_news(entry.at));
        is_new && one.way() == Way::In && one.dropped().is_none()
    });
    let statements = statements.filter_map(move |(_, one)| {
        let reference = one.reference().filter(|reference| !is_listed(reference))?;
        Some(vec![described(group, reference).into()])
    });
    named.chain(listed).chain(statements)
}

fn shown_items(agenda: &Agenda) -> impl Iterator<Item = &Item> {
    agenda.in_order().filter(|item| item.title != DELETED)
}

/// `Overlap table (Ana, 20 min)`.
fn item_line(item: &Item) -> String {
    let length = item.box_secs.map(|secs| duration_words(i64::from(secs)));
    let more: Vec<String> = item.named_proposer().map(str::to_owned).into_iter().chain(length).collect();
    let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
    one_line(&format!("{}{more}", item.title))
}

fn taking_part(group: &Group, plan: &Planned) -> Text {
    let mut text = Text::default();
    let places = &group.charter.meeting_places;
    let is_called = if places.is_empty() { "in the group's chat room" } else { "in the group's chat" };
    match group.join_link(plan) {
        Some(link) => {
            text.paragraph(["Join here: ".into(), Span::link(link, link)]);
            text.paragraph([format!("Hands are raised and decisions are recorded {is_called}.").into()]);
        }
        None => text.paragraph([format!("The meeting takes place {is_called}.").into()]),
    }
    if !places.is_empty() {
        let line = |place: &MeetingPlace| {
            let link = place.link.as_deref();
            let link = link.map(|link| ["  ".into(), Span::link(link, link)]).into_iter().flatten();
            std::iter::once(one_line(&place.name).into()).chain(link).collect::<Vec<Span>>()
        };
        text.push(Block::List(places.iter().map(line).collect()));
    }
    if let Some(how) = &group.charter.how_to_join {
        text.paragraph([how.as_str().into()]);
    }
    text.paragraph([
        "To propose an item for the agenda, type in the room: agenda+ TITLE. You can also reply to this mail.".into(),
    ]);
    text.paragraph([
        format!("The invitation attached ({}) puts the meeting into your calendar.", file_name(plan)).into()
    ]);
    if !group.charter.opening_words.is_empty() {
        text.heading(2, "Please note");
        for words in &group.charter.opening_words {
            text.paragraph([words.as_str().into()]);
        }
    }
    text
}

/// Name of the calendar file.
pub fn file_name(plan: &Planned) -> String {
    format!("meeting-{}.ics", plan.meeting)
}

fn moment(plan: &Planned) -> Moment {
    let (start, end) = (plan.starts_at(), plan.ends_at());
    Moment { start, end: Some(end), place: Place::Zone(plan.zone), is_place_assumed: false, wanted: Vec::new() }
}

/// The words and the table of a planned time, for the room.
pub(super) fn told_times(group: &Group, plan: &Planned, now: DateTime<Utc>) -> Text {
    times::zone_table(&moment(plan), &times::zones_of(group), now)
}

/// The meetings that the list knows of, each as its last mail told it: with the same UID and SEQUENCE, so that a calendar
/// that has both the mail and the feed has one event.
pub fn announced(group: &Group) -> Vec<Invitation> {
    let known = |plan: &Planned| {
        let notice = group.last_notice(plan)?;
        let told = notice.told.as_deref()?;
        let when = group.charter.tell(told.zone, starts_at(told));
        let items = (1..).zip(&told.agenda).map(|(number, title): (u32, _)| format!("{number}. {}", one_line(title)));
        let items: Vec<String> = items.collect();
        let title = told.title.as_deref().map_or_else(String::new, |title| format!(": {title}"));
        let now = invitation(group, plan, notice.queued_at);
        Some(Invitation {
            sequence: now.sequence.saturating_sub(1),
            is_cancelled: told.is_cancelled,
            summary: format!("{} meeting {}{title}", group.charter.name, plan.meeting),
            description: match &plan.state {
                PlanState::Cancelled { .. } if told.is_cancelled => now.description.clone(),
                _ if items.is_empty() => when,
                _ => format!("{when}\nDraft agenda:\n{}", items.join("\n")),
            },
            start: told.start,
            zone: told.zone,
            secs: told.secs,
            join_url: told.join_link.clone().or(now.join_url),
            ..now
        })
    };
    group.plans.values().filter_map(known).collect()
}

fn invitation(group: &Group, plan: &Planned, at: DateTime<Utc>) -> Invitation {
    let charter = &group.charter;
    let address = charter.reply_to.clone().or_else(|| charter.list.clone()).unwrap_or_default();
    let domain = address.rsplit_once('@').map_or("convenor.invalid", |(_, domain)| domain);
    let title = plan.title.as_deref().map_or_else(String::new, |title| format!(": {title}"));
    let items = shown_items(&group.draft_agenda).filter(|_| group.is_collected_for(plan));
    let items = items.map(|item| format!("{}. {}", item.number, item_line(item)));
    let items: Vec<String> = items.collect();
    // The file has its times in UTC; what people agreed on is the time on the clocks of the zone.
    let when = group.charter.tell(plan.zone, plan.starts_at());
    let described = match &plan.state {
        PlanState::Cancelled { reason } => format!("Cancelled: {}", one_line(text::reason(reason))),
        _ if items.is_empty() => when,
        _ => format!("{when}\nDraft agenda:\n{}", items.join("\n")),
    };
    let place = charter.meeting_places.first();
    Invitation {
        uid: format!("{}.{}.{}@{domain}", charter.id, plan.meeting, plan.entry),
        sequence: group.sequence(plan),
        is_cancelled: matches!(plan.state, PlanState::Cancelled { .. }),
        summary: format!("{} meeting {}{title}", charter.name, plan.meeting),
        description: described,
        start: plan.start,
        zone: plan.zone,
        secs: plan.secs,
        join_url: group.join_link(plan).or_else(|| place.and_then(|place| place.link.as_deref())).map(str::to_owned),
        place: place.filter(|_| group.join_link(plan).is_none()).map(|place| place.name.clone()),
        organizer_name: charter.name.clone(),
        organizer_address: address,
        stamp: at,
    }
}
