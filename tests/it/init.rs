//! `convenor init`: five answers make a configuration that `convenor check` accepts.

use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use convenor::config::Config;

use crate::cli::{Place, err, out};

fn written(place: &Place, file: &str) -> Config {
    Config::load(&place.path().join(file)).expect("what was written can be read")
}

fn mode(place: &Place, file: &str) -> u32 {
    std::fs::metadata(place.path().join(file)).expect(file).permissions().mode() & 0o777
}

#[test]
fn five_answers_are_a_meeting_in_the_terminal() {
    let place = Place::new();
    let made =
        place.run_with(&["init"], "neither\nExample Group\ngroup@lists.example.org\nAna Maria, Bo\nEurope/Zurich\n");
    assert!(made.status.success(), "{}{}", out(&made), err(&made));
    assert_eq!(out(&made).matches("\n> ").count(), 5, "{}", out(&made));
    let group = &written(&place, "convenor.toml").groups[0];
    assert_eq!((group.id().as_str(), group.zone.as_str()), ("example-group", "Europe/Zurich"));
    assert_eq!(group.chairs, ["console:ana_maria", "console:bo"]);
    assert_eq!(mode(&place, "convenor.toml"), 0o600);

    let checked = place.run(&["check"]);
    let report = out(&checked);
    assert!(checked.status.success(), "{report}");
    assert!(report.contains("ok     platform: none is configured, and the chairs are in the terminal"), "{report}");
    let met = place.run_with(
        &["console", "--config", "convenor.toml", "--now", "2026-12-08T14:00:00Z"],
        "Zoe: start meeting\nAna Maria: start meeting\n",
    );
    assert!(out(&met).contains("bot → Zoe: That is for the chair."), "{}", out(&met));
    assert!(out(&met).contains("bot: Meeting 1 of Example Group is open."), "{}", out(&met));
}

#[test]
fn a_wrong_answer_is_asked_again_with_one_sentence() {
    let place = Place::new();
    let answers = "irc\nMatrix\n\nExample Group\nlists.example.org\nnone\nana\n\n@ana:example.org\nAtlantis/Harbour\n\
                   Europe/Zurich\n@bot\n@bot:example.org\nftp://x\nhttp://127.0.0.1:1\n  pass word \n";
    let made = place.run_with(&["init", "--config", "deep/er/c.toml"], answers);
    let page = out(&made);
    assert!(made.status.success(), "{page}{}", err(&made));
    for words in [
        "“irc” is not one of them; type matrix, or discord, or neither\n",
        "Minutes and mails need a name; type what the group is called\n",
        "“lists.example.org” is not a mail address; write one such as group@lists.example.org, or none\n",
        "“ana” is not an account there; write one such as @ana:example.org\n",
        "Somebody has to open the meetings; name a chair, such as @ana:example.org\n",
        "“Atlantis/Harbour”",
        "“@bot” is not a Matrix account; write one such as @ana:example.org\n",
        "“ftp://x” is not a web address; write one such as https://matrix.example.org\n",
    ] {
        assert_eq!(page.matches(words).count(), 1, "{words}: {page}");
    }
    assert!(!page.contains("pass word"), "{page}");
    let config = written(&place, "deep/er/c.toml");
    let matrix = config.matrix.as_ref().expect("it was chosen");
    assert_eq!((matrix.user.as_str(), matrix.homeserver.as_str()), ("@bot:example.org", "http://127.0.0.1:1"));
    assert_eq!(matrix.invites_from, ["@ana:example.org"]);
    assert_eq!(matrix.password_file.as_deref(), Some("deep/er/secrets/matrix".as_ref()));
    assert_eq!(config.groups[0].list, None);
    let secret = std::fs::read_to_string(place.path().join("deep/er/secrets/matrix")).expect("written");
    assert_eq!((secret.as_str(), mode(&place, "deep/er/secrets/matrix")), ("pass word\n", 0o600));
    assert_eq!(mode(&place, "deep/er/secrets"), 0o700);
    // Everything but the server, which does not answer here, is well.
    let report = out(&place.run(&["check", "--config", "deep/er/c.toml"]));
    let wrong: Vec<&str> = report.lines().filter(|line| line.starts_with("WRONG  ")).collect();
    assert!(wrong.len() == 1 && wrong[0].starts_with("WRONG  matrix: "), "{report}");
    assert!(!report.contains("can be read by"), "{report}");
}

#[test]
fn five_answers_are_enough_on_every_platform() {
    for (start, chairs, user) in [("matrix", "@ana:example.org", Some("@convenor:example.org")), ("discord", "5", None)]
    {
        let place = Place::new();
        let made = place.run_with(&["init"], &format!("{start}\nG\n\n{chairs}\n\n"));
        assert!(made.status.success(), "{}{}", out(&made), err(&made));
        let config = written(&place, "convenor.toml");
        assert_eq!(config.matrix.as_ref().map(|matrix| matrix.user.as_str()), user);
        assert_eq!(
            config.matrix.as_ref().is_some_and(|matrix| matrix.homeserver == "https://example.org"),
            user.is_some()
        );
        assert_eq!(config.sections().len(), 1);
        assert_eq!(config.groups[0].zone, "UTC");
        assert!(!place.path().join("secrets").exists(), "no secret was given");
        let text = std::fs::read_to_string(place.path().join("convenor.toml")).expect("written");
        assert!(text.contains("# The secret is in the environment: CONVENOR_"), "{text}");
    }
}

#[test]
fn nothing_is_overwritten_and_nothing_half_written() {
    let place = Place::new();
    for answers in ["", "neither\n", "neither\nG\nnone\n", "matrix\nG\n\nana"] {
        let broken = place.run_with(&["init"], answers);
        assert!(!broken.status.success());
        assert!(err(&broken).contains("the answers ended too early, so nothing was written: "), "{}", err(&broken));
        assert_eq!(std::fs::read_dir(place.path()).expect("it is there").count(), 0, "{answers:?}");
    }
    place.write("convenor.toml", "mine");
    let refused = place.run(&["init"]);
    assert!(!refused.status.success());
    assert_eq!(
        err(&refused),
        "convenor: convenor.toml exists already and is left as it is; name another file with --config FILE\n"
    );
    std::fs::create_dir(place.path().join("secrets")).expect("made");
    place.write("secrets/discord", "kept");
    let made = place.run_with(&["init", "--config", "c.toml"], "discord\nG\n\n5\nUTC\nanother\n");
    assert!(made.status.success() && out(&made).contains("secrets/discord exists already"), "{}", out(&made));
    for (file, text) in [("convenor.toml", "mine"), ("secrets/discord", "kept")] {
        assert_eq!(std::fs::read_to_string(place.path().join(file)).expect(file), text);
    }
}

#[test]
fn every_command_has_a_manual_page_and_a_completion() {
    let place = Place::new();
    let page = out(&place.run(&["manual"]));
    assert!(page.contains(".TH convenor 1"), "{page}");
    let help = out(&place.run(&["--help"]));
    let list = help.split_once("Commands:\n").expect("they are listed").1.split("\n\n").next().expect("a list");
    let commands: Vec<&str> = list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    let commands: Vec<&str> =
        commands.into_iter().filter(|command| !command.is_empty() && *command != "help").collect();
    assert!(commands.len() > 15 && commands.contains(&"restore"), "{commands:?}");
    let completions = out(&place.run(&["completions", "bash"]));
    for command in commands {
        let page = out(&place.run(&["manual", command]));
        assert!(page.contains(&format!(".TH convenor-{command} 1")), "{command}: {page}");
        assert!(completions.contains(command), "{command}");
    }
    let pages = manual_pages(&place, &[]);
    for page in ["convenor-minutes-show", "convenor-register-import"] {
        assert!(pages.iter().any(|found| found == page), "{page} is not among {pages:?}");
    }
    assert!(err(&place.run(&["manual", "dance"])).contains("“dance” is not a command; convenor --help lists them"));
    assert!(err(&place.run(&["manual", "minutes", "dance"])).contains("“minutes dance” is not a command"));
}

/// The names of a page of the manual and of those that it lists, each of which can be printed and names the version.
fn manual_pages(place: &Place, of: &[&str]) -> Vec<String> {
    let name = ["convenor"].iter().chain(of).copied().collect::<Vec<_>>().join("-");
    let page = out(&place.run(&[&["manual"], of].concat()));
    let version = format!(".TH {name} 1  \"convenor {}\"", env!("CARGO_PKG_VERSION"));
    assert!(page.contains(&version), "{version}: {page}");
    let listed = page.replace("\\-", "-");
    let below = listed.lines().filter_map(|line| line.strip_prefix(&format!("{name}-"))?.strip_suffix("(1)"));
    let below: Vec<String> = below.flat_map(|command| manual_pages(place, &[of, &[command]].concat())).collect();
    [name].into_iter().chain(below).collect()
}

/// Ctrl-C while a secret is typed, which is not shown.
#[test]
fn who_breaks_off_at_the_secret_sees_again_what_is_typed() {
    let place = Place::new();
    let read = |file: &str| std::fs::read_to_string(place.path().join(file)).unwrap_or_default();
    let modes = |terminal: &str| {
        let told = Command::new("stty").args(["-F", terminal, "-a"]).output().expect("stty is there");
        String::from_utf8_lossy(&told.stdout).into_owned()
    };
    let is_shown = |modes: &str| modes.split_whitespace().any(|mode| mode == "echo");
    // The shell is interrupted as well; some end with the program that they wait for.
    let told =
        format!("trap : INT; tty > tty; {} init; echo $? > code; stty -a > after", env!("CARGO_BIN_EXE_convenor"));
    let mut child = Command::new("script")
        .args(["--quiet", "--command", &told, "screen"])
        .env("SHELL", "/bin/sh")
        .current_dir(place.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let (mut keyboard, mut screen) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let (mut shown, mut bytes) = (String::new(), [0; 4096]);
    let answers = ["matrix", "Example Group", "", "@ana:example.org", "", "", ""];
    for answer in answers.into_iter().chain(["half a secret\u{3}"]) {
        let before = shown.len();
        while !shown[before..].contains("> ") {
            let count = screen.read(&mut bytes).expect("it asks");
            assert!(count > 0, "it ended: {shown}");
            shown.push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
        let terminal = read("tty");
        let is_secret = answer.ends_with('\u{3}');
        assert_eq!(shown[before..].contains("readable only by you"), is_secret, "{shown}");
        assert_eq!(is_shown(&modes(terminal.trim())), !is_secret, "{shown}");
        let end = if is_secret { "" } else { "\n" };
        write!(keyboard, "{answer}{end}").expect("typed");
    }
    child.wait().expect("it ends");
    assert_eq!(read("code"), "130\n", "{shown}");
    assert!(is_shown(&read("after")), "{}", read("after"));
    assert!(!read("screen").contains("half a secret"), "{shown}");
    assert!(!place.path().join("convenor.toml").exists() && !place.path().join("secrets").exists());
}
