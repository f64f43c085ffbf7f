//! `convenor replay`: minutes from logs of meetings that had no bot.

mod formats;
mod hostile;
mod place;
mod report;
