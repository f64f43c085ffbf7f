//! The bot against a real Synapse: the real binary as a child process, real matrix-sdk clients as
//! people, and at the end of the way a real mailing list.
//!
//! Every test has a bot account, people and rooms of its own, so they run side by side; how many
//! clients are alive at once is bounded ([`homeserver::seats`]).

mod absence;
mod answers;
mod board;
#[path = "../it/web/client.rs"]
#[expect(dead_code, reason = "only requests are made here")]
mod browser;
mod convenor;
mod crash;
mod faults;
mod forty;
mod homeserver;
mod invitations;
mod limits;
#[path = "../program/line.rs"]
#[expect(dead_code, reason = "the tests of the store need more of it")]
mod line;
mod mailbox;
mod pages;
mod person;
mod pictures;
#[path = "../program/program.rs"]
mod program;
mod proxy;
mod record;
mod restart;
mod scene;
mod session;
#[path = "../program/settings.rs"]
mod settings;
mod standby;
mod upgrade;
mod variants;
mod whole_meeting;
mod zones;
