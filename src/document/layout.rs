//! The layout of minutes after ITU reports: opening, agenda, one section per item, closing,
//! annexes with participants, decisions and actions.

use chrono::{DateTime, Utc};

use crate::group::event::NoteKind;
use crate::text::{Block, Span, Text, shorten};
use crate::time::Zone;
use crate::view::minutes::{ActionLine, Contribution, DecisionLine, Minutes, NoteLine, Party, Section};

/// What a speaker said is minuted in brief: at most this many characters of one turn.
const BRIEF_CHARS: usize = 700;

pub(super) fn title(minutes: &Minutes) -> String {
    let title = minutes.title.as_deref().map_or_else(String::new, |title| format!(": {title}"));
    format!("{}, minutes of meeting {}{title}", minutes.group, minutes.meeting)
}

pub(super) fn layout(minutes: &Minutes) -> Text {
    Text { blocks: parts(minutes).flat_map(|part| part.blocks).collect() }
}

/// The same in parts that follow each other, so that nobody needs to hold all of it.
pub(super) fn parts(minutes: &Minutes) -> impl Iterator<Item = Text> {
    let beginning = beginning(minutes);
    let is_chapter = |block: &&Block| matches!(block, Block::Heading { level: 2, .. });
    let chapters = beginning.blocks.iter().filter(is_chapter).count();
    let sections = (chapters + 1..).zip(&minutes.sections).map(|(number, section)| {
        let mut text = Text::default();
        match section.item {
            Some(item) => chapter(number, &format!("Item {item}: {}", section.title), &mut text),
            None => chapter(number, &section.title, &mut text),
        }
        section_body(section, &mut text);
        text
    });
    let end = move || {
        let mut text = Text::default();
        chapter(chapters + minutes.sections.len() + 1, "Closing", &mut text);
        text.paragraph([closing(minutes).into()]);
        annexes(minutes, &mut text);
        text
    };
    std::iter::once(beginning).chain(sections).chain(std::iter::once_with(end))
}

/// About how many bytes minutes take as text, of which most are what people said.
pub(super) fn expected_bytes(minutes: &Minutes) -> usize {
    let turns = minutes.sections.iter().flat_map(|section| &section.contributions).map(|contribution| {
        if let Contribution::Turn { speaker, words, .. } = contribution {
            // A mark, and an indent for every piece of the line.
            speaker.len() + words.len() + words.len() / 16 + 8
        } else {
            0
        }
    });
    turns.sum()
}

fn chapter(number: usize, title: &str, text: &mut Text) {
    text.heading(2, format!("{number}  {title}"));
}

fn beginning(minutes: &Minutes) -> Text {
    let mut text = Text::default();
    text.heading(1, title(minutes));
    text.push(Block::Fields(head(minutes)));
    if let Some(corrections) = &minutes.corrections {
        text.paragraph([format!("Corrected since version {}:", corrections.since_version).into()]);
        text.push(Block::List(corrections.changes.iter().map(|change| vec![change.as_str().into()]).collect()));
    }
    chapter(1, "Opening", &mut text);
    opening(minutes, &mut text);
    chapter(2, "Agenda", &mut text);
    agenda(minutes, &mut text);
    if !minutes.earlier_actions.is_empty() {
        chapter(3, "Actions of earlier meetings", &mut text);
        let lines = minutes
            .earlier_actions
            .iter()
            .map(|action| vec![format!("{} [{}]", action_words(action), action.state).into()]);
        text.push(Block::List(lines.collect()));
    }
    text
}

fn head(minutes: &Minutes) -> Vec<(String, Vec<Span>)> {
    let names = |parties: &[Party]| parties.iter().map(party).collect::<Vec<_>>().join(", ");
    let zone = minutes.zone.parse().unwrap_or(Zone::UTC);
    let mut fields = vec![("Group", minutes.group.clone())];
    if let Some(parent) = &minutes.parent {
        fields.push(("Reports to", parent.clone()));
    }
    fields.push(("Date", format!("{} ({})", minutes.date, minutes.date.format("%A"))));
    fields.push(("Opened", moment(minutes.opened_at, zone)));
    let closed = minutes.closed_at.map_or_else(|| "still open".to_owned(), |closed| moment(closed, zone));
    fields.push(("Closed", closed));
    if let Some(opened_by) = &minutes.opened_by {
        fields.push(("Opened by", party(opened_by)));
    }
    // Whoever opened alone and chaired alone is named once.
    let has_others =
        minutes.chairs.iter().any(|chair| Some(&chair.name) != minutes.opened_by.as_ref().map(|by| &by.name));
    if has_others {
        fields.push(("Chairs", names(&minutes.chairs)));
    }
    if !minutes.scribes.is_empty() {
        fields.push(("Scribe", names(&minutes.scribes)));
    }
    fields.into_iter().map(|(label, value)| (label.to_owned(), vec![value.into()])).collect()
}

fn party(party: &Party) -> String {
    match &party.organization {
        Some(organization) => format!("{} ({organization})", party.name),
        None => party.name.clone(),
    }
}

/// `2026-12-08 14:00 UTC (15:00 Europe/Zurich)`.
fn moment(at: DateTime<Utc>, zone: Zone) -> String {
    let utc = at.format("%Y-%m-%d %H:%M UTC");
    if zone == Zone::UTC {
        return utc.to_string();
    }
    format!("{utc} ({} {zone})", at.with_timezone(&zone).format("%H:%M"))
}

fn opening(minutes: &Minutes, text: &mut Text) {
    let opener = minutes
        .opened_by
        .as_ref()
        .map_or_else(|| "The meeting was opened".to_owned(), |opener| format!("{} opened the meeting", party(opener)));
    let present = match minutes.present.len() {
        0 => "Nobody was listed as present.".to_owned(),
        1 => "1 person was present (Annex A).".to_owned(),
        many => format!("{many} people were present (Annex A)."),
    };
    text.paragraph([format!("{opener}. {present}").into()]);
    if let Some(announced) = &minutes.announced {
        let zone = minutes.zone.parse().unwrap_or(Zone::UTC);
        let when = moment(announced.at, zone);
        let short =
            announced.despite_notice.as_ref().map_or_else(String::new, |reason| format!(", at short notice: {reason}"));
        text.paragraph([format!("It was announced to {} at {when}{short}.", announced.list).into()]);
    }
    if !minutes.regrets.is_empty() {
        let regrets: Vec<String> = minutes.regrets.iter().map(party).collect();
        text.paragraph([format!("Regrets: {}.", regrets.join(", ")).into()]);
    }
    if !minutes.sessions.is_empty() {
        let sessions = minutes.sessions.iter().map(|(from, to)| {
            let until = if from.date_naive() == to.date_naive() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
            format!("{} to {}", from.format("%Y-%m-%d %H:%M"), to.format(until))
        });
        let sessions = sessions.collect::<Vec<_>>().join(", and ");
        text.paragraph([format!("The meeting was held in two sessions with the same agenda: {sessions} UTC.").into()]);
    }
    for (from, to) in &minutes.recesses {
        text.paragraph([format!(
            "The meeting was in recess from {} to {} UTC.",
            from.format("%H:%M"),
            to.format("%H:%M")
        )
        .into()]);
    }
}

fn agenda(minutes: &Minutes, text: &mut Text) {
    if minutes.agenda.is_empty() {
        text.paragraph(["The meeting had no agenda.".into()]);
        return;
    }
    let lines = minutes.agenda.iter().map(|line| {
        let from = line.proposer.as_deref().map_or_else(String::new, |proposer| format!(" [from {proposer}]"));
        let state = if line.is_discussed { "" } else { " (not discussed)" };
        (line.number, vec![format!("{}{from}{state}", line.title).into()])
    });
    text.push(Block::Numbered(lines.collect()));
}

fn section_body(section: &Section, text: &mut Text) {
    let labelled = |label: &str, lines: Vec<Vec<Span>>, text: &mut Text| {
        if !lines.is_empty() {
            text.heading(3, label);
            text.push(Block::List(lines));
        }
    };
    let plain = |lines: &[String]| lines.iter().map(|line| vec![line.clone().into()]).collect::<Vec<_>>();
    labelled("Documents", plain(&section.documents), text);
    discussion(&section.contributions, text);
    labelled("Notes", section.notes.iter().map(note).collect(), text);
    labelled("Questions", plain(&section.questions), text);
    labelled("Straw polls", plain(&section.polls), text);
    labelled("Conclusion", plain(&section.conclusions), text);
    labelled("Decisions", section.decisions.iter().map(|line| vec![decision_words(line).into()]).collect(), text);
    labelled("Proposals without a decision", plain(&section.proposals), text);
    labelled("Decisions of earlier meetings", plain(&section.amendments), text);
    labelled("Actions", section.actions.iter().map(|line| vec![action_words(line).into()]).collect(), text);
    let came_to_nothing = section.conclusions.is_empty() && section.decisions.is_empty();
    if section.item.is_some() && came_to_nothing {
        text.paragraph(["No conclusion was recorded.".into()]);
    }
}

fn discussion(contributions: &[Contribution], text: &mut Text) {
    if contributions.is_empty() {
        return;
    }
    text.heading(3, "Discussion");
    let mut lines: Vec<Vec<Span>> = Vec::new();
    for contribution in contributions {
        match contribution {
            Contribution::Turn { speaker, organization, words, .. } => {
                let who = organization
                    .as_deref()
                    .map_or_else(|| speaker.clone(), |organization| format!("{speaker} ({organization})"));
                let said = match words.len() {
                    0..=BRIEF_CHARS => [": ", words].concat(),
                    _ => [": ", &shorten(words, BRIEF_CHARS)].concat(),
                };
                lines.push(vec![Span::Strong(who), said.into()]);
            }
            Contribution::Subtopic { title } => {
                if !lines.is_empty() {
                    text.push(Block::List(std::mem::take(&mut lines)));
                }
                text.heading(4, title.clone());
            }
        }
    }
    if !lines.is_empty() {
        text.push(Block::List(lines));
    }
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

/// What stands behind a decision, each in a sentence.
fn decision_notes(line: &DecisionLine) -> Vec<String> {
    let by = line.proposed_by.as_deref().map_or_else(String::new, |by| format!(" by {by}"));
    let proposal = line.proposal.as_deref().map(|proposal| {
        let stances = line.stances.as_deref().map_or_else(String::new, |stances| format!(": {stances}"));
        format!("Proposed{by} ({proposal}){stances}.")
    });
    let objections = (!line.objections.is_empty()).then(|| format!("On the record: {}.", line.objections.join("; ")));
    let reason = line.reason.as_deref().map_or_else(String::new, |reason| format!(" because {reason}"));
    let earlier = line.earlier.last().map(|earlier| format!("Amended{reason}; it said: {earlier}."));
    let reopened = line.is_reopened.then(|| "Opened again; not settled.".to_owned());
    let tags = (!line.tags.is_empty()).then(|| format!("For {}.", line.tags.join(", ")));
    proposal.into_iter().chain(objections).chain(earlier).chain(reopened).chain(tags).collect()
}

fn action_words(line: &ActionLine) -> String {
    let due = line.due.map_or_else(String::new, |due| format!(", due {due}"));
    format!("{}: {}{due}", line.number, line.text)
}

fn closing(minutes: &Minutes) -> String {
    match minutes.closed_at {
        Some(closed) => format!("The meeting was closed at {} UTC.", closed.format("%Y-%m-%d %H:%M")),
        None => "The meeting is still open.".to_owned(),
    }
}

fn annexes(minutes: &Minutes, text: &mut Text) {
    text.heading(2, "Annex A  Participants");
    if minutes.present.is_empty() {
        text.paragraph(["Nobody was listed as present.".into()]);
    } else {
        let has_sides = minutes.present.iter().any(|party| party.side.is_some());
        let row = |party: &Party| {
            let mut cells = vec![party.name.clone(), party.organization.clone().unwrap_or_default()];
            if has_sides {
                cells.push(party.side.clone().unwrap_or_default());
            }
            cells
        };
        let head = ["Name", "Organization", "Side"].into_iter().take(if has_sides { 3 } else { 2 });
        text.push(Block::Table {
            head: head.map(str::to_owned).collect(),
            rows: minutes.present.iter().map(row).collect(),
        });
    }
    text.heading(2, "Annex B  Decisions");
    if minutes.decisions.is_empty() {
        text.paragraph(["None.".into()]);
    } else {
        let rows = minutes
            .decisions
            .iter()
            .map(|line| vec![line.number.clone(), line.kind.word().to_owned(), line.text.clone()]);
        text.push(Block::Table { head: ["Number", "Kind", "Text"].map(str::to_owned).to_vec(), rows: rows.collect() });
        text.paragraph([format!(
            "These decisions are provisional until {} days after these minutes went to the list, and final then unless somebody objects.",
            minutes.confirm_days
        )
        .into()]);
    }
    text.heading(2, "Annex C  Actions");
    if minutes.actions.is_empty() {
        text.paragraph(["None.".into()]);
    } else {
        let rows = minutes.actions.iter().map(|line| {
            let due = line.due.map_or_else(|| "no date".to_owned(), |due| due.to_string());
            let owners = if line.owners.is_empty() { "nobody".to_owned() } else { line.owners.join(", ") };
            vec![line.number.clone(), line.text.clone(), owners, due, line.state.to_owned()]
        });
        let head = ["Number", "Action", "Owners", "Due", "State"].map(str::to_owned).to_vec();
        text.push(Block::Table { head, rows: rows.collect() });
    }
    text.paragraph([format!(
        "Drafted by Convenor from the record of the meeting. Local times are made with zone data {}.",
        minutes.zone_data
    )
    .into()]);
}
