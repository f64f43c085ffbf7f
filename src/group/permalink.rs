//! Where the public archive of a list shows a mail, by its Message-ID. The address of a thread dies when the mail arrives that
//! it answers; the address of a mail does not.

use data_encoding::BASE32;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::{Digest as _, Sha1};

/// The addresses of an archive, which differ in the mail that they show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permalinks {
    /// An address with `{hash}` or `{message_id}` in it.
    template: String,
    /// The domain of our own Message-IDs.
    domain: String,
}

const HASH: &str = "{hash}";
const MESSAGE_ID: &str = "{message_id}";
/// What stays as it is in a segment of a path (RFC 3986, clause 3.3); public-inbox escapes the same.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

impl Permalinks {
    /// Reads a template such as `https://lists.example.org/archives/list/LIST/message/{hash}/`. `None`: it is not a web address, or
    /// every mail would have the same.
    pub fn new(template: &str, domain: &str) -> Option<Permalinks> {
        let names_a_mail = template.contains(HASH) || template.contains(MESSAGE_ID);
        let links = Permalinks { template: template.to_owned(), domain: domain.to_owned() };
        (names_a_mail && crate::text::is_address(&links.of("1@example.org"))).then_some(links)
    }

    /// The same for a bot that writes from another domain.
    #[must_use]
    pub fn from_domain(self, domain: &str) -> Permalinks {
        Permalinks { domain: domain.to_owned(), ..self }
    }

    /// The address of a mail by its Message-ID, without brackets. `{hash}` is what Mailman calls Message-ID-Hash, under which
    /// `HyperKitty` shows it: base32 of the SHA-1 of the Message-ID.
    pub fn of(&self, message_id: &str) -> String {
        let hash = BASE32.encode(&Sha1::digest(message_id.as_bytes()));
        let escaped = utf8_percent_encode(message_id, SEGMENT).to_string();
        self.template.replace(HASH, &hash).replace(MESSAGE_ID, &escaped)
    }

    /// The address of a mail of ours, by the left part of its Message-ID.
    pub fn of_ours(&self, left: &str) -> String {
        self.of(&format!("{left}@{}", self.domain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_has_the_address_that_archives_give_it() {
        // The example of Mailman's own documentation (mailman/model/docs/messagestore.rst).
        let links = Permalinks::new("https://lists.example.org/message/{hash}/", "example.org").expect("a template");
        let known = links.of("87myycy5eh.fsf@uwakimon.sk.tsukuba.ac.jp");
        assert_eq!(known, "https://lists.example.org/message/JJIGKPKB6CVDX6B2CUG4IHAJRIQIOUTP/");
        let links = Permalinks::new("https://inbox.example.org/jcg/{message_id}/", "example.org").expect("a template");
        assert_eq!(links.of_ours("jcg.7.minutes.1"), "https://inbox.example.org/jcg/jcg.7.minutes.1@example.org/");
        assert_eq!(links.of("a/b+c?d#e%f@x.y"), "https://inbox.example.org/jcg/a%2Fb%2Bc%3Fd%23e%25f@x.y/");
        for bad in ["https://lists.example.org/", "{hash}", "ftp:{message_id}", ""] {
            assert_eq!(Permalinks::new(bad, "example.org"), None, "{bad}");
        }
    }
}
