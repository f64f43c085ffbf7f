//! The command language: one table of commands, the line grammar, the help.
//!
//! Every surface (chat line, `#` command, reaction, button, form, command line) finds a row of
//! the table and collects values by name; none decides.

mod address;
pub mod by_mail;
mod dress;
pub mod grammar;
mod head;
pub mod help;
mod in_other_words;
mod label;
mod near_phrase;
mod near_record;
mod other_words;
mod otherwise;
mod pasted;
mod polite;
mod short;
mod spelling;
pub mod table;

pub use dress::undressed;
pub use grammar::{Line, Read, read};
pub use pasted::is_bare_label;
pub use spelling::is_head;
pub use table::{Row, find, rows, which_documents};
