//! `convenor time`: what a time is in everyone's zone, as the bot says it in the room.

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::ValueEnum;

use super::print;
use super::zones::{Seen, UNCLEAR};
use crate::text::plain;
use crate::time::{Context, Doubt, Moment, Place, recurring};
use crate::view::times::{self, Assumed};

/// Arguments of `convenor time`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The time, such as: 2026-12-08 15:00 Geneva
    #[arg(value_name = "EXPR", required_unless_present = "zones")]
    typed: Vec<String>,
    #[command(flatten)]
    seen: Seen,
    /// text or json.
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    to: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let now = arguments.seen.now();
    let (places, typed) = match arguments.seen.places(&arguments.typed) {
        Ok(read) => read,
        Err(problem) => {
            eprintln!("convenor: {problem}");
            return Ok(ExitCode::from(UNCLEAR));
        }
    };
    let context = Context { now, zone: arguments.seen.zone };
    match times::told(&typed, context, &places, Assumed::Room) {
        Ok((_, text)) if arguments.to == Form::Text => {
            print(&(plain::render(&text, None) + "\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        Ok((moment, _)) => {
            let starts = recurring(&typed, context).and_then(Result::ok).map(|recurring| recurring.starts);
            print(&as_json(&moment, starts.as_deref(), &places, now)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(doubt) => {
            print(&doubted(&doubt, arguments.to)?)?;
            Ok(ExitCode::from(UNCLEAR))
        }
    }
}

/// `starts` holds the times of a meeting that recurs.
fn as_json(
    moment: &Moment,
    starts: Option<&[DateTime<Utc>]>,
    places: &[Place],
    now: DateTime<Utc>,
) -> anyhow::Result<String> {
    let wanted = if moment.wanted.is_empty() { places } else { &moment.wanted };
    let zones = times::sorted(wanted.iter().copied(), moment.start);
    let mut answer = serde_json::json!({
        "utc": moment.start.to_rfc3339(),
        "utc_end": moment.end.map(|end| end.to_rfc3339()),
        "told": times::local(moment, moment.place, now),
        "zone_was_named": !moment.is_place_assumed,
        "zones": zones.iter().map(|place| times::local(moment, *place, now)).collect::<Vec<_>>(),
        "tzdata": crate::time::data_version(),
    });
    if let Some(starts) = starts {
        let starts: Vec<String> = starts.iter().map(DateTime::to_rfc3339).collect();
        answer["starts"] = starts.into();
    }
    Ok(serde_json::to_string(&answer)? + "\n")
}

fn doubted(doubt: &Doubt, to: Form) -> anyhow::Result<String> {
    if to == Form::Text {
        return Ok(plain::render(&times::doubt(doubt), None) + "\n");
    }
    let candidates = doubt.candidates.iter().map(|candidate| {
        serde_json::json!({ "typed": candidate.typed, "utc": candidate.at.map(|at| at.to_rfc3339()), "zone": candidate.place.name() })
    });
    let answer = serde_json::json!({ "problem": doubt.because, "candidates": candidates.collect::<Vec<_>>() });
    Ok(serde_json::to_string(&answer)? + "\n")
}
