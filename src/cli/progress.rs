//! How far a long run is, on a terminal.

use std::io::{IsTerminal as _, Write as _};

/// Columns of the bar.
const BAR: usize = 30;
/// More logs than this show how far the run is.
const QUIET: usize = 3;

/// Shows the lines of a log, where someone looks.
pub fn of_lines() -> fn(usize, usize) {
    if std::io::stderr().is_terminal() { |done, all| show(done, all, "lines") } else { |_, _| {} }
}

/// Shows how many logs of a run are done, where someone looks.
pub fn of_logs(done: usize, all: usize) {
    if all > QUIET && std::io::stderr().is_terminal() {
        show(done, all, "logs");
    }
}

/// A line on standard error; a reader that has gone away (`2>&1 | head`) is not an error.
pub fn tell(lines: &str) {
    let _ = std::io::stderr().lock().write_all(lines.as_bytes());
}

/// What follows writes over it; when all is done the line is empty again.
fn show(done: usize, all: usize, what: &str) {
    let bar = bar(done, all, what);
    let line = if done < all { format!("\r{bar}\r") } else { format!("\r{:width$}\r", "", width = bar.len()) };
    tell(&line);
    let _ = std::io::stderr().flush();
}

fn bar(done: usize, all: usize, what: &str) -> String {
    let filled = BAR * done.min(all) / all.max(1);
    format!("[{}{}] {done} of {all} {what}", "#".repeat(filled), " ".repeat(BAR - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_fills_as_the_work_is_done() {
        assert_eq!(bar(0, 3, "logs"), format!("[{}] 0 of 3 logs", " ".repeat(30)));
        assert_eq!(bar(1, 3, "logs"), format!("[{}{}] 1 of 3 logs", "#".repeat(10), " ".repeat(20)));
        assert_eq!(bar(3, 3, "logs"), format!("[{}] 3 of 3 logs", "#".repeat(30)));
        assert_eq!(bar(0, 0, "lines"), format!("[{}] 0 of 0 lines", " ".repeat(30)));
    }
}
