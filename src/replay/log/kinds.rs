//! Files that people take for logs: what each is, and what to do with it.

/// How a kind of file begins, and what there is to say about it.
const BEGINNINGS: [(&[u8], &str); 20] = [
    (b"%PDF", "this is a PDF, not a log: copy its text into a file, or take the log itself"),
    (b"{\\rtf", "this is rich text, not a log: open it and save it as plain text (.txt)"),
    (b"\x1f\x8b", "this is packed with gzip: unpack it with gunzip and name the log that comes out"),
    (b"BZh", "this is packed with bzip2: unpack it with bunzip2 and name the log that comes out"),
    (b"\xfd7zXZ\0", "this is packed with xz: unpack it with unxz and name the log that comes out"),
    (b"\x28\xb5\x2f\xfd", "this is packed with zstd: unpack it with unzstd and name the log that comes out"),
    (b"7z\xbc\xaf\x27\x1c", "this is a 7z archive: unpack it and name the log inside"),
    (b"Rar!", "this is a RAR archive: unpack it and name the log inside"),
    (
        b"\xd0\xcf\x11\xe0",
        "this is an old Office document or an Outlook message: open it and save it as plain text (.txt)",
    ),
    (b"SQLite format 3\0", "this is a database of a chat program: export the room from the program, as text or JSON"),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"RIFF", RECORDING),
    (b"OggS", RECORDING),
    (b"ID3", RECORDING),
    (b"fLaC", RECORDING),
    (b"\x1aE\xdf\xa3", RECORDING),
    (b"BEGIN:VCALENDAR", "this is a calendar file, not a log: it says when a meeting is, not what was said"),
    (b"BEGIN:VCARD", "this is a contact, not a log"),
];

const PICTURE: &str = "this is a picture, not a log: take the text of the room from the chat program";
const RECORDING: &str =
    "this is a recording, not a log: have it transcribed as text or WebVTT, or take the chat of the meeting";

/// What a file is that is no log, and what to do; nothing where it may be one.
pub fn not_a_log(bytes: &[u8]) -> Option<&'static str> {
    let known = BEGINNINGS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, what)| *what);
    known.or_else(|| is_film(bytes).then_some(RECORDING)).or_else(|| archive(bytes)).or_else(|| marked_up(bytes))
}

fn is_film(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp")
}

/// Office documents are ZIP archives whose first names tell which.
fn archive(bytes: &[u8]) -> Option<&'static str> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let has = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    // Word documents and archives are read, as far as there is a log in them.
    if has(b"opendocument.text") {
        Some("this is a document of a word processor: open it and save it as plain text (.txt)")
    } else if has(b"xl/workbook.xml") || has(b"opendocument.spreadsheet") {
        Some("this is a spreadsheet, not a log: save the sheet with the messages as text")
    } else {
        None
    }
}

/// How much of a file is looked at for its kind of markup.
const LOOKED_AT: usize = 1_024;

fn marked_up(bytes: &[u8]) -> Option<&'static str> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let head = start[..start.len().min(LOOKED_AT)].to_ascii_lowercase();
    let has = |mark: &[u8]| memchr::memmem::find(&head, mark).is_some();
    // Pages are read, as far as there is a chat in them, and so is RDF.
    if has(b"<html") || has(b"<rdf:rdf") || has(b"<!doctype html") {
        return None;
    }
    head.starts_with(b"<?xml")
        .then_some("this is XML, not a log: take the text beside it, or export the room as text or JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_named_and_logs_are_none() {
        for (bytes, word) in [
            (&b"%PDF-1.7\n"[..], "PDF"),
            (b"{\\rtf1\\ansi", "rich text"),
            (b"\x1f\x8b\x08", "gunzip"),
            (b"PK\x03\x04....opendocument.text", "word processor"),
            (b"PK\x03\x04....xl/workbook.xml", "spreadsheet"),
            (b"<?xml version='1.0'?><svg>", "XML"),
            (b"\0\0\0\x20ftypisom", "recording"),
            (b"SQLite format 3\0", "database"),
        ] {
            assert!(not_a_log(bytes).is_some_and(|what| what.contains(word)), "{word}");
        }
        for bytes in [
            &b"PK\x03\x04....word/document.xml"[..],
            b"PK\x03\x04....log.txt",
            b"<!DOCTYPE html>\n<html>",
            b"<?xml version='1.0'?><rdf:RDF>",
        ] {
            assert_eq!(not_a_log(bytes), None, "{bytes:?}");
        }
        for bytes in [&b""[..], b"<ana> hi", b"14:00 <ana> <html> is old", b"Pk: hi", b"{\"messages\": []}"] {
            assert_eq!(not_a_log(bytes), None, "{bytes:?}");
        }
    }
}
