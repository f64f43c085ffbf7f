//! `convenor slots`: the hours that are fairest to some zones, as the bot proposes them in the room.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use serde_json::{Value, json};

use super::print_bytes;
use super::zones::{Seen, UNCLEAR};
use crate::document::picture;
use crate::text::plain;
use crate::time::fair::{Slot, Wish};
use crate::time::{Place, Zone};
use crate::view::grid::MOST_ROWS;
use crate::view::slots::{Proposal, proposed};

/// Arguments of `convenor slots`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// What is looked for, such as: next week 2 h in Geneva, Seoul
    #[arg(value_name = "WISH")]
    wish: Vec<String>,
    #[command(flatten)]
    seen: Seen,
    /// text, json, svg or png.
    #[arg(long, default_value = "text", value_name = "FORMAT")]
    to: Form,
    /// The file; without it, standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
    Svg,
    Png,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let proposal = match asked(arguments) {
        Ok(proposal) => proposal,
        Err(problem) => return unclear(&problem, arguments.to),
    };
    if proposal.slots.is_empty() {
        return unclear(plain::render(&proposal.text, None).trim_end(), arguments.to);
    }
    deliver(&written(&proposal, arguments.to)?, arguments)?;
    Ok(ExitCode::SUCCESS)
}

fn asked(arguments: &Arguments) -> Result<Proposal, String> {
    let now = arguments.seen.now();
    let (named, typed) = arguments.seen.places(&arguments.wish)?;
    let wish = Wish::read(&typed, now.with_timezone(&arguments.seen.zone).date_naive(), now)
        .map_err(|problem| problem.replace("!slots", "convenor slots"))?;
    let named = named.into_iter().map(|place| match place {
        Place::Zone(zone) => Ok(zone),
        Place::Offset(_) => Err(format!("{} is not a zone: name a city, such as Geneva", place.name())),
    });
    let mut zones: Vec<Zone> = named.collect::<Result<_, String>>()?;
    zones.extend(wish.zones.iter().copied());
    if zones.is_empty() {
        return Err("Where do people sit? Type, for example: convenor slots next week 2 h --in Geneva Seoul".to_owned());
    }
    let borne = vec![0; zones.len()];
    Ok(proposed(&wish, zones, borne, arguments.seen.zone, now))
}

fn unclear(problem: &str, to: Form) -> anyhow::Result<ExitCode> {
    match to {
        Form::Json => super::print(&(json!({ "problem": problem }).to_string() + "\n"))?,
        Form::Text | Form::Svg | Form::Png => eprintln!("convenor: {}", problem.replace("!slots", "convenor slots")),
    }
    Ok(ExitCode::from(UNCLEAR))
}

fn written(proposal: &Proposal, to: Form) -> anyhow::Result<Vec<u8>> {
    let grid = || {
        let none = || format!("a series, or more than {MOST_ROWS} zones, cannot be shown as a picture; use --to text");
        proposal.picture.as_ref().with_context(none)
    };
    Ok(match to {
        Form::Text => (plain::render(&proposal.text, None) + "\n").into_bytes(),
        Form::Json => (serde_json::to_string(&told(proposal))? + "\n").into_bytes(),
        Form::Svg => picture::svg(grid()?).into_bytes(),
        Form::Png => picture::png(grid()?).context("the picture cannot be drawn")?.bytes,
    })
}

fn told(proposal: &Proposal) -> Value {
    let plan = &proposal.plan;
    let slots = proposal.slots.iter().map(|slot| slot_told(proposal, slot));
    json!({
        "first_day": plan.first_day,
        "last_day": plan.last_day,
        "reference": plan.reference.name(),
        "minutes": plan.length.num_minutes(),
        "slots": slots.collect::<Vec<_>>(),
        "picture": proposal.picture,
        "tzdata": crate::time::data_version(),
    })
}

fn slot_told(proposal: &Proposal, slot: &Slot) -> Value {
    let zones = proposal.plan.zones.iter().enumerate().map(|(index, zone)| {
        let starts = slot.sittings.iter().map(|sitting| sitting.start.with_timezone(zone).to_rfc3339());
        json!({
            "zone": zone.name(),
            "starts": starts.collect::<Vec<_>>(),
            "burden": slot.burden[index],
            "after": slot.after[index],
        })
    });
    let sittings = slot.sittings.iter();
    let sittings =
        sittings.map(|sitting| json!({ "utc": sitting.start.to_rfc3339(), "utc_end": sitting.end.to_rfc3339() }));
    json!({ "sittings": sittings.collect::<Vec<_>>(), "zones": zones.collect::<Vec<_>>() })
}

fn deliver(bytes: &[u8], arguments: &Arguments) -> anyhow::Result<()> {
    use std::io::IsTerminal as _;
    match &arguments.output {
        Some(file) => std::fs::write(file, bytes).with_context(|| format!("writing {}", file.display())),
        None if arguments.to == Form::Png && std::io::stdout().is_terminal() => {
            bail!("a picture cannot be shown in a terminal; name a file with -o FILE.png")
        }
        None => print_bytes(bytes),
    }
}
