//! `convenor replay`: minutes from logs of meetings that had no bot.
//!
//! `formats` tells one meeting in every format, `hostile` gives what no meeting would, and `peers`
//! compares with the published minutes of real meetings where their logs are at hand.

mod days;
mod facts;
mod formats;
mod forms;
mod hostile;
mod kept;
mod peers;
mod place;
mod report;
mod room;
mod rules;
mod sources;
mod spoken;
