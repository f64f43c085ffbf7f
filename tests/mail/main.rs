//! Minutes on their way to a real list: Postfix, mlmmj and Dovecot on loopback, the bot and its
//! store as they are. What is asserted is what a member of the list has in the mailbox.
//!
//! `tests/servers/up.sh` starts the servers and writes the variables that these tests read.
//! Every test holds a meeting of a group of its own, so that its Message-IDs are its own: tests
//! run side by side on one list, and again on servers that have been used before.

mod crash;
mod faults;
mod inbox;
mod meeting;
mod parsed;
mod room;
mod servers;
mod transport;
