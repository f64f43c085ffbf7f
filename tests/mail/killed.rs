//! The program dies by SIGKILL while it reads its mailbox by IMAP: nothing is lost and nothing comes twice.

use std::os::unix::fs::chown;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use sqlx::SqlitePool;

use crate::answers::unique;
use crate::inbox::ask;
use crate::servers::{GLANCE, PATIENCE, port, variable};

const MAILS: i64 = 1_200;
/// Mails that the program takes in one commit at most.
const TOGETHER: i64 = 128;

/// A meeting with minutes, which everybody may ask to correct.
const SENT: &str = "chair: start meeting\nchair: AGREED: rows 2 and 3 are merged\nchair: end meeting\nsec: !minutes\nchair: !minutes approve\nsec: !minutes send\n";

/// The program; it ends with this, also where the test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(folder: &Path, arguments: &[&str]) -> anyhow::Result<Running> {
    let child = Command::new(env!("CARGO_BIN_EXE_convenor"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    Ok(Running(child.context("starting the program")?))
}

/// Puts mails into a mailbox of Dovecot's as its delivery would.
fn put(user: &str) -> anyhow::Result<()> {
    let place = Path::new(&variable("SERVERS")).join("mailboxes").join(user).join("Maildir");
    let owner = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(&place)?);
    for number in 0..MAILS {
        let mail = format!(
            "From: Ana <ana@example.org>\nTo: jcg@lists.example.org\nList-Id: <jcg.lists.example.org>\nMessage-ID: <killed{number}@example.org>\n\ncorrection 3.1: words number {number} end\n"
        );
        let file = place.join(format!("tmp/1700000000.M{number}.killed"));
        std::fs::write(&file, mail)?;
        chown(&file, Some(owner), Some(owner))?;
        std::fs::rename(&file, place.join(format!("new/1700000000.M{number}.killed")))?;
    }
    Ok(())
}

/// How many of the mails are in the log, and how many of those more than once.
async fn recorded(store: &SqlitePool) -> anyhow::Result<(i64, i64)> {
    let counts = "SELECT count(*), count(*) - count(DISTINCT substr(body, instr(body, 'words number '), 20)) FROM entries WHERE body LIKE '%words number %'";
    Ok(sqlx::query_as(counts).fetch_one(store).await?)
}

#[tokio::test]
async fn a_kill_at_any_moment_loses_no_mail_by_imap_and_records_none_twice() -> anyhow::Result<()> {
    let place = tempfile::tempdir()?;
    let folder = place.path();
    let own = unique("killed");
    ask(&own, &["NOOP"]).await?;
    std::fs::write(folder.join("password"), "pw")?;
    let config = format!(
        "[mail.inbound]\nsource = \"imap://{}@127.0.0.1:{}/INBOX?tls=none\"\npassword_file = \"password\"\n\n[[group]]\nid = \"jcg\"\nname = \"Example Group\"\nlist = \"jcg@lists.example.org\"\nlist_is_members_only = true\nchairs = [\"console:chair\"]\nsecretaries = [\"console:sec\"]\n\n[[group.member]]\nname = \"Ana\"\naccounts = [\"console:ana\", \"mail:ana@example.org\"]\n",
        own.replace('@', "%40"),
        port("IMAP")
    );
    std::fs::write(folder.join("console.toml"), config.replace("chairs", "rooms = [\"console:room\"]\nchairs"))?;
    std::fs::write(folder.join("convenor.toml"), format!("{config}\n[web]\nlisten = \"127.0.0.1:0\"\n"))?;
    let mut console = program(folder, &["console", "--config", "console.toml", "--now", "2026-12-08T14:00:00Z"])?;
    std::io::Write::write_all(&mut console.0.stdin.take().context("piped")?, SENT.as_bytes())?;
    ensure!(console.0.wait()?.success(), "the console has played the meeting");
    put(&own)?;
    let store = SqlitePool::connect(&format!("sqlite://{}", folder.join("data/convenor.db").display())).await?;
    let run = || program(folder, &["run", "--config", "convenor.toml"]);

    // Right after a commit; and, by the time that the one before took to its first commit, while it logs in, looks and
    // fetches.
    let (mut to_first, mut kills) = (Duration::from_millis(500), Vec::new());
    for round in 0..6 {
        let (before, began) = (recorded(&store).await?.0, Instant::now());
        let mut child = run()?;
        if round % 2 == 0 {
            while before < MAILS && recorded(&store).await?.0 == before {
                ensure!(began.elapsed() < PATIENCE, "nothing is recorded");
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            to_first = began.elapsed();
        } else {
            tokio::time::sleep(to_first * (90 + round) / 100).await;
        }
        child.0.kill()?;
        child.0.wait()?;
        let (after, twice) = recorded(&store).await?;
        ensure!(twice == 0, "{twice} of {after} are recorded twice after kill {round}");
        kills.push(after - before);
    }
    println!("mails recorded by each of the runs that were killed: {kills:?}; {to_first:?} to the first commit");
    ensure!(kills.iter().step_by(2).any(|taken| (1..=3 * TOGETHER).contains(taken)), "none died between two commits");

    let (mut child, began) = (run()?, Instant::now());
    while recorded(&store).await?.0 < MAILS {
        ensure!(began.elapsed() < PATIENCE, "{:?} of {MAILS} are recorded", recorded(&store).await?);
        tokio::time::sleep(GLANCE).await;
    }
    child.0.kill()?;
    child.0.wait()?;
    // One that starts again has nothing to read.
    let (mut child, began) = (run()?, Instant::now());
    tokio::time::sleep(to_first + GLANCE).await;
    child.0.kill()?;
    child.0.wait()?;
    let counts = recorded(&store).await?;
    ensure!(counts == (MAILS, 0), "{counts:?} after {:?}", began.elapsed());
    store.close().await;
    Ok(())
}
