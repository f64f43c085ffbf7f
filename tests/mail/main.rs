//! Minutes and announcements on their way to real lists: Postfix, mlmmj, Mailman and Dovecot on loopback, the bot and
//! its store as they are. What is asserted is what a member of the list has in the mailbox.
//!
//! `tests/servers/up.sh` starts the servers and writes the variables that these tests read.
//! Every test holds a meeting of a group of its own, so that its Message-IDs are its own: tests
//! run side by side on one list, and again on servers that have been used before.

#![expect(clippy::disallowed_methods, reason = "what waits for a real server waits by the machine's clock")]

mod answers;
mod away;
mod crash;
mod faults;
mod imap;
mod inbox;
mod killed;
mod life;
mod lists;
mod meeting;
mod parsed;
#[path = "../calendar/place.rs"]
mod place;
#[path = "../calendar/readers.rs"]
mod readers;
mod room;
mod servers;
mod transport;
