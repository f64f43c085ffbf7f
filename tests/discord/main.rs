//! The bot against a YEPCord, a server that speaks Discord's API: the real binary as a child process, with serenity as
//! it is, and people who ask the server by plain requests.
//!
//! Every test has a server (in Discord's sense), a bot account and people of its own, so they run side by side.

#[cfg(feature = "matrix")]
mod both;
mod convenor;
#[cfg(feature = "matrix")]
#[path = "../matrix/homeserver.rs"]
#[expect(dead_code, reason = "the tests on Matrix need more of it")]
mod homeserver;
#[path = "../program/program.rs"]
#[expect(dead_code, reason = "the tests on Matrix need more of it")]
mod program;
mod record;
mod restart;
mod scene;
#[path = "../program/settings.rs"]
mod settings;
mod shown;
mod slash;
mod whole_meeting;
mod yepcord;
