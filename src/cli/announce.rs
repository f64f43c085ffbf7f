//! `convenor announce --dry-run`: the mail about the planned meeting, byte for byte as it would leave.

use std::process::ExitCode;

use anyhow::bail;

use super::print_bytes;
use super::stored::Of;
use crate::bot::rebuild;
use crate::clock::Clock;
use crate::mail::build;
use crate::view::letter;

/// Arguments of `convenor announce`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    of: Of,
    /// Only shows the mail. A chair sends it in the room: !announce, then !announce confirm.
    #[arg(long, required = true)]
    dry_run: bool,
    /// Reason for announcing it late.
    #[arg(long = "override", value_name = "REASON")]
    despite_notice: Option<String>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (looked, charter) = arguments.of.look().await?;
    let group = rebuild::group(&looked.store, &charter).await?;
    let now = Clock::Machine.now();
    let Some(plan) = group.to_announce() else {
        bail!("no meeting of {} is planned; a chair plans one in the room with !schedule", charter.id)
    };
    let despite_notice = arguments.despite_notice.as_deref();
    if group.is_late(plan, now) && despite_notice.is_none() {
        let last = charter.zone.tell(group.last_moment(plan));
        bail!(
            "it is late to announce meeting {}: the deadline was {last}; to see the mail anyway: --override REASON",
            plan.meeting
        )
    }
    let message_id = group.notice_id(plan);
    let noticed = rebuild::notice(&group, plan, despite_notice, now, now);
    let parts = (noticed.body.clone(), noticed.file.clone());
    let letter = letter::of_notice(&group, &noticed.announcement, parts, now, &message_id);
    let Some(letter) = letter else {
        bail!(
            "group {} has no mailing list; name one in the configuration: list = \"group@lists.example.org\"",
            charter.id
        )
    };
    let mailer = arguments
        .of
        .config
        .load()?
        .mail
        .mailer()
        .map_err(|(key, problem)| anyhow::anyhow!("[mail], key {key}: {problem}"))?;
    let from = lettre::message::Mailbox::new(None, mailer.from);
    print_bytes(&build(&letter, &from)?.formatted())?;
    Ok(ExitCode::SUCCESS)
}
