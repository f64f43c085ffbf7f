//! What holds for whatever comes as a mail: it is read or refused, the same each time, and nothing in it that is recorded or
//! shown hides a character.
//!
//! The fuzz target `mail` looks for mails that break it; `tests/it/properties.rs` keeps those that once did.

use chrono::DateTime;
use convenor::command::by_mail;
use convenor::group::mail::{About, Thread};
use convenor::mail::{Kind, read};

use super::plain::assert_plain;

/// The longest Message-ID that is kept.
const ID_BYTES: usize = 200;

/// Reads a mail and its commands.
///
/// # Panics
/// Something does not hold; the message says what.
pub fn hold_for_mail(bytes: &[u8]) {
    let at = DateTime::UNIX_EPOCH;
    let server = Some("mx.example.org");
    let received = read(bytes, at, server);
    assert_eq!(received, read(bytes, at, server), "the same mail is read the same");
    let Some(received) = received else { return };
    assert!(received.id.starts_with("mail:") && received.id.len() <= ID_BYTES + 80, "{:?}", received.id);
    assert!(received.id.bytes().all(|byte| byte.is_ascii_graphic()), "{:?}", received.id);
    assert!(received.text.len() <= (1 << 20) * 3, "words are bounded");
    assert_plain(&received.text);
    assert_plain(&received.subject);
    assert!(!received.subject.contains('\n'), "{:?}", received.subject);
    if let Some(author) = &received.author {
        assert_plain(&author.name);
        assert!(author.address.contains('@'), "{:?}", author.address);
    }
    if let Kind::Bounce { returned, reason } = &received.kind {
        assert_plain(reason);
        assert!(returned.len() <= ID_BYTES && !reason.contains('\n'), "{returned:?} {reason:?}");
    }
    // What no server of ours has said proves nothing.
    let unproven = read(bytes, at, None).expect("it was read before");
    assert!(!unproven.is_signed && unproven.vouched.is_none(), "nobody is believed");
    let threads = [None, Some(About::Minutes), Some(About::Notice), Some(About::Report), Some(About::ListProposal(1))];
    for about in threads {
        let thread = about.map(|about| Thread { meeting: Some(7), about });
        for meant in by_mail::read(&received.text, thread) {
            assert_plain(&meant.words);
            assert!(!meant.words.is_empty(), "a command has words");
            assert!(meant.row.by_mail, "{:?} may not come by mail", meant.command);
        }
        // The same words as a quote are nobody's command.
        let quoted: String = received.text.lines().map(|line| format!("> {line}\n")).collect();
        assert!(by_mail::read(&quoted, thread).is_empty(), "{quoted:?} is a command");
    }
}
