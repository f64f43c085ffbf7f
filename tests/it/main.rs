//! The hermetic tests: nothing here needs a server, a network or the time of day.
//!
//! Behaviour is told by conversations (`transcripts/*.txt`) that run through the real bot and the
//! real store; `TRANSCRIPT=55` plays only those whose names begin so. What is generated or golden is renewed by
//! `UPDATE=1 cargo test --test it`.

mod absence;
mod announcements;
mod architecture;
mod attached;
mod backup;
mod brought;
mod calendar;
mod checked;
mod cli;
mod clocks;
mod conversation;
mod dependencies;
mod documents;
mod drawn;
mod fair;
mod faults;
mod generated;
mod golden;
mod grammar;
mod init;
mod liaison;
mod looked;
mod mail_in;
mod mails_together;
mod named;
mod noise;
mod owners;
mod package;
mod pages;
mod pictures;
mod private;
mod properties;
mod receipts;
mod register;
mod relayed;
mod reminded;
mod repeated;
mod seen;
mod shown;
mod sql;
mod status;
mod stored;
mod talk;
mod templates;
mod times;
mod transcripts;
mod web;
mod wording;
mod year;
