//! The layout of minutes: what a template can name, and the parts that are laid out here. Order, headings and wording
//! are the template's (config/templates/minutes.txt is the built-in one, after reports of ITU groups).

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use minijinja::value::Value;

use super::Form;
use super::template::{self, Named, Values, nothing};
use crate::group::event::{Kind, NoteKind};
use crate::group::stationery::TemplateText;
use crate::text::{Block, Span, Text, ended, join_and, shorten};
use crate::time::Zone;
use crate::view::minutes::{
    ActionLine, Contribution, ContributionLine, DecisionLine, Minutes, NoteLine, Party, Section, TURN_CHARS,
};

/// The minutes' template of a group that has configured none.
pub(super) fn built_in() -> TemplateText {
    TemplateText {
        file: "config/templates/minutes.txt".to_owned(),
        text: include_str!("../../config/templates/minutes.txt").to_owned(),
    }
}

/// Lays out minutes by the group's template. Should that fail, which its check makes unlikely, they have the built-in form and
/// say so: minutes that look otherwise are better than none.
pub(super) fn layout(minutes: Minutes, form: Form) -> Text {
    let laid_out = |template: &TemplateText, minutes: Minutes| template::text(template, values(minutes, form));
    let Some(own) = minutes.stationery.minutes.clone() else {
        return laid_out(&built_in(), minutes).unwrap_or_else(Text::plain);
    };
    let text = laid_out(&own, minutes.clone()).map(|mut text| {
        // Who approved is not left to the template.
        if !minutes.approved_by.is_empty() && !own.text.contains("approved_by") {
            text.paragraph([format!("Approved by {}.", join_and(&minutes.approved_by)).into()]);
        }
        text
    });
    text.unwrap_or_else(|problem| {
        let mut text = laid_out(&built_in(), minutes).unwrap_or_else(Text::plain);
        text.paragraph([
            format!("The group's template could not be used, so the built-in form is used. {problem}").into()
        ]);
        text
    })
}

/// Everything that a template can name. What was said is moved, not copied.
pub(super) fn values(mut minutes: Minutes, form: Form) -> Values {
    let sections = std::mem::take(&mut minutes.sections);
    let minutes = &minutes;
    let mut values = Values::default();
    let zone = minutes.zone.parse().unwrap_or(Zone::UTC);
    let label = minutes.zone_label.as_deref();
    values.set("form", form.name());
    values.set("group", minutes.group.as_str());
    values.set_words("parent", minutes.parent.clone());
    values.set("meeting", minutes.meeting);
    values.set_words("title", minutes.title.clone());
    values.set("date", minutes.date.to_string());
    values.set("day", minutes.date.format("%-d %B %Y").to_string());
    values.set("weekday", minutes.date.format("%A").to_string());
    values.set("opened", moment(minutes.opened_at, zone, label));
    values.set_words("closed", minutes.closed_at.map(|closed| moment(closed, zone, label)));
    values.set_words("closed_at", minutes.closed_at.map(|closed| closed.format("%Y-%m-%d %H:%M").to_string()));
    values.set_words("opener", minutes.opened_by.as_ref().map(party));
    values.set("chairs", names(&minutes.chairs));
    let opener = minutes.opened_by.as_ref().map(|by| &by.name);
    values.set("has_other_chairs", minutes.chairs.iter().any(|chair| Some(&chair.name) != opener));
    values.set("scribes", names(&minutes.scribes));
    values.set("approved_by", join_and(&minutes.approved_by));
    values.set("people", minutes.present.len());
    let announced = minutes.announced.as_ref();
    values.set_words("announced", announced.map(|announced| moment(announced.at, zone, label)));
    values.set_words("announced_to", announced.map(|announced| announced.list.clone()));
    values.set_words("announced_link", announced.and_then(|announced| announced.link.clone()));
    let reason = announced.and_then(|announced| announced.despite_notice.as_deref());
    values.set_words("short_notice", reason.map(|reason| crate::text::reason(reason).to_owned()));
    values.set("opening_words", minutes.opening_words.clone());
    values.set("regrets", names(&minutes.regrets));
    values.set("by_mail", minutes.by_mail.clone());
    values.set("also_spoke", names(&minutes.also_spoke));
    values.set("sessions", sessions(minutes));
    let recess = |(from, to): &(DateTime<Utc>, DateTime<Utc>)| {
        let clock = |at: &DateTime<Utc>| Value::from(at.format("%H:%M").to_string());
        Value::from(BTreeMap::from([("from", clock(from)), ("to", clock(to))]))
    };
    values.set("recesses", minutes.recesses.iter().map(recess).collect::<Vec<_>>());
    let corrections = minutes.corrections.as_ref();
    values.set("corrections_since", corrections.map_or_else(nothing, |corrections| corrections.since_version.into()));
    values.set("confirm_days", minutes.confirm_days);
    // That there was no agreement, or that something was put off, does not become final.
    let is_open = |line: &&DecisionLine| {
        line.is_reopened || line.is_objected_to || matches!(line.kind, Kind::NoAgreement | Kind::Deferred)
    };
    let unsettled: Vec<String> = minutes.decisions.iter().filter(is_open).map(|line| line.number.clone()).collect();
    let settled = minutes.decisions.len() - unsettled.len();
    values.set("has_settled", settled > 0);
    values.set("settled", settled);
    values.set("unsettled", join_and(&unsettled));
    values.set("zone_data", minutes.zone_data.as_str());
    for (name, blocks) in [
        ("agenda", agenda(minutes)),
        ("corrections", corrected(minutes)),
        ("earlier_actions", earlier_actions(minutes)),
        ("participants", participants(minutes)),
        ("decisions", decisions(minutes)),
        ("actions", actions(minutes)),
        ("contributions", contributions(minutes)),
        ("documents", documents(minutes, &sections)),
        ("outgoing", outgoing(minutes)),
        ("register_changes", sentences(&minutes.register_changes)),
        ("terms_changes", sentences(&minutes.terms_changes)),
        ("liaisons", sentences(&minutes.liaisons)),
        ("agenda_approval", approvals(&minutes.agenda_approval)),
        ("minutes_approval", approvals(&minutes.minutes_approval)),
        ("next_meeting_times", next_times(minutes)),
    ] {
        let part = values.part(blocks);
        values.set(name, part);
    }
    let next = minutes.next_meeting.as_ref();
    values.set_words("next_meeting", next.map(|next| next.when.clone()));
    values.set("next_meeting_number", next.map_or_else(nothing, |next| next.number.into()));
    values.set_words("next_meeting_title", next.and_then(|next| next.title.clone()));
    let items: Vec<Value> = sections.into_iter().map(|section| item(section, form, &mut values)).collect();
    values.set("items", items);
    values
}

/// What a template can name of an item.
fn item(mut section: Section, form: Form, values: &mut Values) -> Value {
    let contributions = std::mem::take(&mut section.contributions);
    let list = |name: &str, mut lines: Vec<Vec<Span>>| {
        let messages =
            section.links.get(name).filter(|_| form.has_links()).map_or(&[] as &[Vec<String>], Vec::as_slice);
        for (line, addresses) in lines.iter_mut().zip(messages) {
            line.extend(source_links(addresses));
        }
        if lines.is_empty() { Vec::new() } else { vec![Block::List(lines)] }
    };
    let plain = |lines: &[String]| lines.iter().map(|line| vec![line.clone().into()]).collect::<Vec<_>>();
    let mentioned = section.documents.iter().map(|document| vec![Span::link("", document)]).collect();
    let decided = section.decisions.iter().map(|line| vec![decision_words(line).into()]);
    let to_do = section.actions.iter().map(|line| vec![action_words(line).into()]);
    let parts = [
        ("documents", list("documents", mentioned)),
        ("discussion", discussion(contributions, section.links.get("contributions").filter(|_| form.has_links()))),
        ("notes", list("notes", section.notes.iter().map(note).collect())),
        ("questions", list("questions", plain(&section.questions))),
        ("polls", polls(&section, form)),
        ("conclusions", list("conclusions", plain(&section.conclusions))),
        ("decisions", list("decisions", decided.collect())),
        ("proposals", list("proposals", plain(&section.proposals))),
        ("amendments", list("amendments", plain(&section.amendments))),
        ("actions", list("actions", to_do.collect())),
    ];
    let mut names: Vec<(&'static str, Value)> = Vec::with_capacity(parts.len() + 2);
    names.extend(parts.into_iter().map(|(name, blocks)| (name, values.part(blocks))));
    names.push(("number", section.item.map_or_else(nothing, Value::from)));
    names.push(("title", Value::from(section.title.as_str())));
    Value::from_object(Named(names))
}

/// The results of straw polls: the question in a line, what came of it in a table.
fn polls(section: &Section, form: Form) -> Vec<Block> {
    let messages = section.links.get("polls").filter(|_| form.has_links()).map_or(&[] as &[Vec<String>], Vec::as_slice);
    let mut blocks = Vec::new();
    for (index, poll) in section.poll_results.iter().enumerate() {
        let by = poll.by.as_deref().map_or_else(String::new, |by| format!(" by {by}"));
        let mut line: Vec<Span> = vec![format!("Straw poll{by}, not a decision: {}", poll.question).into()];
        line.extend(source_links(messages.get(index).map_or(&[], Vec::as_slice)));
        blocks.push(Block::Paragraph(line));
        let row = |(choice, people, organizations): &(String, usize, usize)| {
            vec![choice.clone(), people.to_string(), organizations.to_string()]
        };
        blocks.extend(table(["Choice", "People", "Organizations"], poll.counts.iter().map(row).collect()));
    }
    blocks
}

/// Links to the messages from which a line comes.
fn source_links(links: &[String]) -> impl Iterator<Item = Span> {
    (1..).zip(links).flat_map(|(number, url)| {
        let label = if number == 1 { "source".to_owned() } else { format!("source {number}") };
        [" ".into(), Span::Link { label, url: url.clone() }]
    })
}

fn names(parties: &[Party]) -> String {
    parties.iter().map(party).collect::<Vec<_>>().join(", ")
}

fn party(party: &Party) -> String {
    match &party.organization {
        Some(organization) => format!("{} ({organization})", party.name),
        None => party.name.clone(),
    }
}

/// `2026-12-08 14:00 UTC (15:00 Europe/Zurich)`.
fn moment(at: DateTime<Utc>, zone: Zone, label: Option<&str>) -> String {
    let utc = at.format("%Y-%m-%d %H:%M UTC");
    if zone == Zone::UTC {
        return utc.to_string();
    }
    let here = at.with_timezone(&zone);
    let is_same_day = here.date_naive() == at.date_naive();
    let day = if is_same_day { String::new() } else { here.format("%Y-%m-%d ").to_string() };
    format!("{utc} ({day}{} {})", here.format("%H:%M"), label.unwrap_or(zone.name()))
}

fn sessions(minutes: &Minutes) -> String {
    let sessions = minutes.sessions.iter().map(|(from, to)| {
        let until = if from.date_naive() == to.date_naive() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
        format!("{} to {}", from.format("%Y-%m-%d %H:%M"), to.format(until))
    });
    sessions.collect::<Vec<_>>().join(", and ")
}

fn agenda(minutes: &Minutes) -> Vec<Block> {
    if minutes.agenda.is_empty() {
        return Vec::new();
    }
    let lines = minutes.agenda.iter().map(|line| {
        let from = line.proposer.as_deref().map_or_else(String::new, |proposer| format!(" [from {proposer}]"));
        let state = if line.is_discussed { "" } else { " (not discussed)" };
        (line.number, vec![format!("{}{from}{state}", line.title).into()])
    });
    vec![Block::Numbered(lines.collect())]
}

/// What minutes say otherwise than those that the list has.
fn corrected(minutes: &Minutes) -> Vec<Block> {
    let Some(corrections) = &minutes.corrections else { return Vec::new() };
    vec![Block::List(corrections.changes.iter().map(|change| vec![change.as_str().into()]).collect())]
}

fn approvals(lines: &[DecisionLine]) -> Vec<Block> {
    if lines.is_empty() {
        return Vec::new();
    }
    vec![Block::List(lines.iter().map(|line| vec![decision_words(line).into()]).collect())]
}

fn outgoing(minutes: &Minutes) -> Vec<Block> {
    if minutes.outgoing.is_empty() {
        return Vec::new();
    }
    vec![Block::List(minutes.outgoing.iter().map(|line| vec![line.text.as_str().into()]).collect())]
}

fn sentences(lines: &[String]) -> Vec<Block> {
    if lines.is_empty() {
        return Vec::new();
    }
    vec![Block::List(lines.iter().map(|line| vec![line.as_str().into()]).collect())]
}

/// The next meeting on the clocks of the group's people.
fn next_times(minutes: &Minutes) -> Vec<Block> {
    let zones = minutes.next_meeting.as_ref().map_or(&[] as &[_], |next| next.zones.as_slice());
    table(["Zone", "Local time"], zones.iter().map(|(zone, time)| vec![zone.clone(), time.clone()]).collect())
}

fn earlier_actions(minutes: &Minutes) -> Vec<Block> {
    if minutes.earlier_actions.is_empty() {
        return Vec::new();
    }
    let words = |action: &ActionLine| vec![format!("{} [{}]", action_words(action), action.state).into()];
    vec![Block::List(minutes.earlier_actions.iter().map(words).collect())]
}

/// What people said; `messages` are the addresses of each turn's messages.
fn discussion(contributions: Vec<Contribution>, messages: Option<&Vec<Vec<String>>>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines: Vec<Vec<Span>> = Vec::new();
    for (index, contribution) in contributions.into_iter().enumerate() {
        match contribution {
            Contribution::Summary { words, .. } => {
                let mut line: Vec<Span> = vec![words.into()];
                line.extend(source_links(messages.and_then(|messages| messages.get(index)).map_or(&[], Vec::as_slice)));
                lines.push(line);
            }
            Contribution::Turn { label, speaker, organization, words, .. } => {
                let who = match organization {
                    Some(organization) => format!("{speaker} ({organization})"),
                    None => speaker,
                };
                let who = match label {
                    Some(label) => format!("{label} by {who}"),
                    None => who,
                };
                if words.is_empty() {
                    lines.push(vec![Span::Strong(who), ".".into()]);
                    continue;
                }
                // No words have more characters than bytes.
                let mut said = if words.len() > TURN_CHARS { shorten(&words, TURN_CHARS) } else { words };
                said.reserve_exact(2);
                said.insert_str(0, ": ");
                let mut line = vec![Span::Strong(who), said.into()];
                line.extend(source_links(messages.and_then(|messages| messages.get(index)).map_or(&[], Vec::as_slice)));
                lines.push(line);
            }
            Contribution::Subtopic { title } => {
                if !lines.is_empty() {
                    blocks.push(Block::List(std::mem::take(&mut lines)));
                }
                blocks.push(Block::Heading { level: 4, line: vec![title.into()] });
            }
        }
    }
    if !lines.is_empty() {
        blocks.push(Block::List(lines));
    }
    blocks
}

fn note(line: &NoteLine) -> Vec<Span> {
    let by = line.by.as_deref().map_or_else(String::new, |by| format!(" [{by}]"));
    if line.kind == NoteKind::Link {
        let words = line.text.split(' ').flat_map(|word| [Span::link("", word), " ".into()]);
        let mut spans: Vec<Span> = words.collect();
        spans.pop();
        spans.push(by.into());
        return spans;
    }
    vec![format!("{}: {}{by}", line.kind.word(), line.text).into()]
}

fn decision_words(line: &DecisionLine) -> String {
    let mut words = format!("{} {}: {}", line.number, line.kind.word(), line.text);
    for more in decision_notes(line) {
        words.push_str(if words.ends_with(['.', '!', '?']) { " " } else { ". " });
        words.push_str(&more);
    }
    words
}

/// What follows a decision, each in a sentence.
fn decision_notes(line: &DecisionLine) -> Vec<String> {
    let by = line.proposed_by.as_deref().map_or_else(String::new, |by| format!(" by {by}"));
    let proposal = line.proposal.as_deref().map(|proposal| {
        let stances = line.stances.as_deref().map_or_else(String::new, |stances| format!(": {stances}"));
        format!("Proposed{by} ({proposal}){stances}.")
    });
    let objections =
        (!line.objections.is_empty()).then(|| format!("On the record: {}", ended(&line.objections.join("; "))));
    let reason = line.reason.as_deref().map_or_else(String::new, crate::text::because);
    let on = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| format!(" on {day}"));
    let amended = on(line.amended_on);
    let earlier = line.earlier.last().map(|earlier| format!("Amended{amended}{reason}; it said: {}", ended(earlier)));
    let reopened = line.is_reopened.then(|| format!("Reopened{}; not settled.", on(line.reopened_on)));
    proposal.into_iter().chain(objections).chain(earlier).chain(reopened).collect()
}

fn action_words(line: &ActionLine) -> String {
    let due = line.due.map_or_else(String::new, |due| format!(", due {due}"));
    format!("{}: {}{due}", line.number, line.text)
}

fn table<const COLUMNS: usize>(head: [&str; COLUMNS], rows: Vec<Vec<String>>) -> Vec<Block> {
    if rows.is_empty() {
        return Vec::new();
    }
    vec![Block::Table { head: head.map(str::to_owned).to_vec(), rows }]
}

fn participants(minutes: &Minutes) -> Vec<Block> {
    let has_sides = minutes.present.iter().any(|party| party.side.is_some());
    let has_times = minutes.present.iter().any(|party| party.from.is_some() || party.until.is_some());
    let mut head = vec!["Name".to_owned(), "Organization".to_owned()];
    head.extend(has_sides.then(|| "Side".to_owned()));
    head.extend(has_times.then(|| "Present (UTC)".to_owned()));
    let row = |party: &Party| {
        let mut cells = vec![party.name.clone(), party.organization.clone().unwrap_or_default()];
        cells.extend(has_sides.then(|| party.side.clone().unwrap_or_default()));
        cells.extend(has_times.then(|| times_of(party)));
        cells
    };
    let rows: Vec<Vec<String>> = minutes.present.iter().map(row).collect();
    if rows.is_empty() { Vec::new() } else { vec![Block::Table { head, rows }] }
}

/// `from 14:25`, `until 14:56`, `14:25 to 14:56`, or nothing.
fn times_of(party: &Party) -> String {
    let clock = |at: DateTime<Utc>| at.format("%H:%M");
    match (party.from, party.until) {
        (Some(from), Some(until)) => format!("{} to {}", clock(from), clock(until)),
        (Some(from), None) => format!("from {}", clock(from)),
        (None, Some(until)) => format!("until {}", clock(until)),
        (None, None) => String::new(),
    }
}

fn decisions(minutes: &Minutes) -> Vec<Block> {
    let kind = |line: &DecisionLine| match (line.is_reopened, line.is_objected_to) {
        (true, _) => format!("{}, open again", line.kind.word()),
        (false, true) => format!("{}, objected to", line.kind.word()),
        (false, false) => line.kind.word().to_owned(),
    };
    let row = |line: &DecisionLine| vec![line.number.clone(), kind(line), line.text.clone()];
    table(["Number", "Kind", "Text"], minutes.decisions.iter().map(row).collect())
}

fn actions(minutes: &Minutes) -> Vec<Block> {
    let row = |line: &ActionLine| {
        let due = line.due.map_or_else(|| "no date".to_owned(), |due| due.to_string());
        let owners = if line.owners.is_empty() { "nobody".to_owned() } else { line.owners.join(", ") };
        vec![line.number.clone(), line.text.clone(), owners, due, line.state.to_owned()]
    };
    table(["Number", "Action", "Owners", "Due", "State"], minutes.actions.iter().map(row).collect())
}

/// Each document that was named for an item: from whom, for which items, and where it is.
fn contributions(minutes: &Minutes) -> Vec<Block> {
    let line = |line: &ContributionLine| {
        let title = line.title.as_deref().map(|title| format!(", “{title}”"));
        let source = line.source.as_deref().map(|source| format!(", from {source}"));
        let items: Vec<String> = line.items.iter().map(u32::to_string).collect();
        let of = match items.as_slice() {
            [] => None,
            [one] => Some(format!(", item {one}")),
            several => Some(format!(", items {}", join_and(several))),
        };
        let is_address = line.link.as_deref() == Some(line.reference.as_str());
        let reference =
            if is_address { Span::link("", line.reference.as_str()) } else { Span::Plain(line.reference.clone()) };
        let link = line.link.as_deref().filter(|_| !is_address);
        let link = link.map(|link| [": ".into(), Span::link("", link)]).into_iter().flatten();
        let words = title.into_iter().chain(source);
        std::iter::once(reference).chain(words.map(Span::Plain)).chain(of.map(Span::Plain)).chain(link).collect()
    };
    let lines: Vec<Vec<Span>> = minutes.contributions.iter().map(line).collect();
    if lines.is_empty() { Vec::new() } else { vec![Block::List(lines)] }
}

/// The other documents of the meeting, with the items in which they were mentioned.
fn documents(minutes: &Minutes, sections: &[Section]) -> Vec<Block> {
    let listed: HashSet<&str> = minutes.contributions.iter().map(|line| line.reference.as_str()).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for section in sections {
        let item = section.item.map(|item| item.to_string()).unwrap_or_default();
        for document in section.documents.iter().filter(|document| !listed.contains(document.as_str())) {
            let place = *places.entry(document).or_insert(rows.len());
            match rows.get_mut(place) {
                Some(row) if row[1].is_empty() => row[1].clone_from(&item),
                Some(row) if !item.is_empty() => row[1] = format!("{}, {item}", row[1]),
                Some(_) => {}
                None => rows.push(vec![document.clone(), item.clone()]),
            }
        }
    }
    table(["Document", "Items"], rows)
}
