//! Mails in a script of the console: `mail ana@example.org: objection to D1-1: the table is incomplete`.
//!
//! After the address, words in parentheses say how it came: `(direct)`, not through the list; `(signed)`, with a signature
//! of the address's domain; `(re jcg.7.minutes.1)`, in answer to that mail; `(auto)`, written by a program;
//! `(subject WORDS)`; `(bounce jcg.7.minutes.1)`, because that mail came back.

use std::fmt::Write as _;

/// What our mail server is called in the results of a script's mails.
pub(super) const SERVER: &str = "console";

/// A mail as a line of a script has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PlayedMail<'a> {
    from: &'a str,
    how: Vec<&'a str>,
    text: &'a str,
}

impl<'a> PlayedMail<'a> {
    /// Reads what follows `mail ` in a line. `None`: the line says something else.
    pub fn read(line: &'a str) -> Option<PlayedMail<'a>> {
        let (head, text) = line.split_once(':')?;
        let (from, how) = match head.split_once('(') {
            Some((from, how)) => (from, how.trim_end().trim_end_matches(')').split(',').map(str::trim).collect()),
            None => (head, Vec::new()),
        };
        let is_mail = from.contains('@') && !from.contains('"');
        is_mail.then(|| PlayedMail { from: from.trim(), how, text: text.trim() })
    }

    fn is(&self, word: &str) -> bool {
        self.how.contains(&word)
    }

    fn after(&self, word: &str) -> Option<&'a str> {
        self.how.iter().find_map(|how| how.strip_prefix(word)?.strip_prefix(' ')).map(str::trim)
    }

    /// The bytes of the mail (RFC 5322).
    pub fn bytes(&self, id: &str, list: &str) -> Vec<u8> {
        let address = self.from.split_once('<').map_or(self.from, |(_, address)| address.trim_end_matches('>'));
        let domain = address.rsplit_once('@').map_or("", |(_, domain)| domain);
        let mut mail = String::new();
        // Writing into a String cannot fail.
        if self.is("signed") {
            let _ = writeln!(mail, "Authentication-Results: {SERVER}; dkim=pass header.d={domain}");
        }
        let subject = self.after("subject").unwrap_or("Re: the list");
        let _ = writeln!(mail, "From: {}\nTo: {list}\nMessage-ID: <{id}>\nSubject: {subject}", self.from);
        if !self.is("direct") {
            let _ = writeln!(mail, "List-Post: <mailto:{list}>");
        }
        if let Some(answered) = self.after("re") {
            let _ = writeln!(mail, "In-Reply-To: <{answered}@localhost.localdomain>");
        }
        if self.is("auto") {
            mail.push_str("Auto-Submitted: auto-replied\n");
        }
        let text = self.text.replace('⏎', "\n");
        if let Some(returned) = self.after("bounce") {
            let _ = write!(
                mail,
                "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\
                 Content-Type: message/delivery-status\n\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; {text}\n\n--b\n\
                 Content-Type: text/rfc822-headers\n\nMessage-ID: <{returned}@localhost.localdomain>\n\n--b--\n"
            );
        } else {
            let _ = write!(mail, "Content-Type: text/plain; charset=utf-8\n\n{text}\n");
        }
        mail.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_an_address_is_a_mail() {
        let read = |line| PlayedMail::read(line).map(|mail| (mail.from, mail.how, mail.text));
        assert_eq!(read("ana@example.org: regrets"), Some(("ana@example.org", vec![], "regrets")));
        assert_eq!(
            read("Ana <ana@example.org> (direct, re jcg.7.minutes.1): a: b"),
            Some(("Ana <ana@example.org>", vec!["direct", "re jcg.7.minutes.1"], "a: b"))
        );
        assert_eq!(read("Bo: words"), None);
        assert_eq!(read("ana@example.org"), None);
    }
}
