//! Requests to the pages.

#![no_main]

#[path = "../requests.rs"]
mod requests;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| requests::hold_for_request(bytes));
