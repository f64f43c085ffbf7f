//! What has changed between two states of a page, in sentences that are read aloud.

use super::{Page, SittingState};

/// The sentences, the most important first. Nothing that a page does not show is in them.
pub fn news(before: &Page, now: &Page) -> Vec<String> {
    let mut said = Vec::new();
    let state = |page: &Page| page.meeting.as_ref().map(|meeting| (meeting.number, meeting.state));
    if let Some(meeting) = now.meeting.as_ref().filter(|_| state(before) != state(now)) {
        said.push(match meeting.state {
            SittingState::Running if state(before).map(|(number, _)| number) == Some(meeting.number) => {
                "The meeting continues.".to_owned()
            }
            SittingState::Running => format!("Meeting {} is open.", meeting.number),
            SittingState::Recess | SittingState::OffRecord => format!("The meeting is {}.", meeting.state_words),
            SittingState::Closed => format!("Meeting {} is closed.", meeting.number),
        });
    }
    let floor = |page: &Page| page.floor.as_ref().map(|floor| floor.name.clone());
    match (floor(before), floor(now)) {
        (was, Some(name)) if was.as_ref() != Some(&name) => said.push(format!("{name} has the floor.")),
        (Some(name), None)
            if now.is_open && now.meeting.as_ref().is_some_and(|it| it.state == SittingState::Running) =>
        {
            said.push(format!("{name} has finished."));
        }
        (_, _) => {}
    }
    let item = |page: &Page| page.item.as_ref().map(|item| (item.number, item.title.clone()));
    if let Some((number, title)) = item(now).filter(|_| item(before) != item(now)) {
        said.push(format!("Agenda item {number}: {title}."));
    }
    let proposal = |page: &Page| page.proposal.as_ref().map(|open| (open.number, open.is_due));
    match (&now.proposal, proposal(before)) {
        (Some(open), was) if was.map(|(number, _)| number) != Some(open.number) => {
            said.push(format!("Proposed, P{}: {}", open.number, open.text));
        }
        (Some(open), Some((_, false))) if open.is_due => {
            said.push(format!("The time for objections to P{} is over.", open.number));
        }
        (Some(_), _) => {}
        (None, Some((number, _))) if now.decisions.len() == before.decisions.len() => {
            said.push(format!("P{number} is no longer open."));
        }
        (None, _) => {}
    }
    let poll = |page: &Page| page.poll.as_ref().map(|poll| poll.number);
    match &now.poll {
        Some(open) if poll(before) != Some(open.number) => said.push(format!("Straw poll: {}", open.question)),
        None if poll(before).is_some() => said.push("The straw poll is closed.".to_owned()),
        Some(_) | None => {}
    }
    let is_same_meeting = state(before).map(|(number, _)| number) == state(now).map(|(number, _)| number);
    for decision in now.decisions.iter().filter(|_| is_same_meeting) {
        if before.decisions.iter().all(|known| known.id != decision.id) {
            said.push(format!("Decision {}, {}: {}", decision.id, decision.kind.to_lowercase(), decision.text));
        }
    }
    for action in &now.actions {
        if before.actions.iter().all(|known| known.id != action.id) {
            said.push(format!("Action {}: {}", action.id, action.text));
        }
    }
    if before.is_open && now.is_open && before.is_queue_closed != now.is_queue_closed {
        said.push(if now.is_queue_closed { "The queue is closed." } else { "The queue is open." }.to_owned());
    }
    said
}
