//! Mails, as they lie in a mailbox.

#![no_main]

#[path = "../mails.rs"]
mod mails;
#[path = "../plain.rs"]
mod plain;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| mails::hold_for_mail(bytes));
