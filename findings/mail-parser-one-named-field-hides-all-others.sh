#!/bin/sh
# mail-parser (Rust): a parser for which one more field is named no longer reads From, To and Subject.
#
# Expected: `MessageParser::default().header_address("X-Original-From")` reads that field as an address, and all other
# fields as before. The documentation of `MessageParser::new` says that fields known to IANA are parsed by their own
# parsers and others raw; that of `header_address` says that it parses this field as an address.
# Instead: the first field that is named turns the known fields off. From, To and Cc are then raw text, and
# `Message::from()` returns None for every mail, without an error; Content-Type is raw too, so that a multipart mail has
# one part of text with the boundaries in it.
# Seen in 0.11.9, whose source asks first whether the table of named fields is empty.
# Convenor names every field that it wants (src/mail/read.rs, PARSER).
#
# Needs cargo and the registry.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/src"
cat > "$dir/Cargo.toml" <<'C'
[package]
name = "shown"
version = "0.0.0"
edition = "2021"

[dependencies]
mail-parser = "=0.11.9"

[workspace]
C
cat > "$dir/src/main.rs" <<'R'
use mail_parser::MessageParser;

const MAIL: &[u8] = b"From: Ana <ana@example.org>\r\nTo: jcg@lists.example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nwords\r\n--b--\r\n";

fn main() {
    let told = |parser: MessageParser| {
        let mail = parser.parse(MAIL).expect("a mail");
        let from = mail.from().and_then(|from| from.first()).and_then(|from| from.address().map(str::to_owned));
        (from, mail.parts.len())
    };
    let plain = told(MessageParser::default());
    let named = told(MessageParser::default().header_address("X-Original-From"));
    println!("by default:              From {:?}, {} parts", plain.0, plain.1);
    println!("with one field named:    From {:?}, {} parts", named.0, named.1);
    std::process::exit(i32::from(!(plain.0.is_some() && named.0.is_none())));
}
R
cd "$dir"
cargo run --quiet
