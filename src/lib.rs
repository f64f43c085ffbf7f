//! Convenor runs the virtual meetings of a standards group in its chat room.
//!
//! A person's line travels left to right once and never back: chat, command, group, view,
//! store, outbox, chat or mail. docs/architecture.md tells the shape.

#![recursion_limit = "256"]

pub mod bot;
pub mod chat;
pub mod cli;
pub mod clock;
pub mod command;
pub mod config;
pub mod disk;
pub mod document;
pub mod group;
pub mod mail;
pub mod meters;
pub mod platform;
pub mod replay;
pub mod store;
pub mod text;
pub mod time;
pub mod view;
pub mod web;
