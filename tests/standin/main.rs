//! The bot against a stand-in for Discord: the real binary as a child process, with serenity as it is.
//!
//! The stand-in has what no server offers (forms, autocomplete, menus, RESUME, invalid sessions, 429 with headers,
//! close codes), as Discord's reference describes it, and it writes down what Discord would reject.

#[path = "../discord/convenor.rs"]
mod convenor;
mod gateway;
mod rest;
mod rules;
mod sessions;
mod setup;
mod stage;
mod standin;
mod start;
mod surfaces;
