//! The bot against a stand-in for Discord: the real binary as a child process, with serenity as it is. The transcripts
//! run in this process, because they move the clock.
//!
//! The stand-in has what no server offers (forms, autocomplete, menus, RESUME, invalid sessions, 429 with headers,
//! close codes), as Discord's reference describes it, and it writes down what Discord would reject.

mod absence;
mod board;
mod certificates;
mod channel;
#[path = "../discord/convenor.rs"]
mod convenor;
#[path = "../it/conversation.rs"]
#[expect(dead_code, reason = "the tests of the console need more of it")]
mod conversation;
mod gateway;
#[path = "../it/golden.rs"]
#[expect(dead_code, reason = "nothing is written anew here")]
mod golden;
mod meant;
mod menus;
mod noise;
mod people;
mod private;
#[path = "../program/program.rs"]
#[expect(dead_code, reason = "the tests on Matrix need more of it")]
mod program;
mod record;
mod rest;
mod rules;
mod sessions;
mod setup;
mod shown;
mod slash;
mod stage;
mod standby;
mod standin;
mod start;
mod surfaces;
mod transcripts;
