//! Which program it is that holds a store, so that another one can name it and see that it has died.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A running program, on Linux told apart from every other that ever ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    pub host: String,
    pub pid: u32,
    /// Boot of the machine and namespace of process ids: programs of one space can see each other. Empty where it cannot
    /// be told.
    pub space: String,
    /// When the process began, in ticks since the boot (proc(5), field 22 of `/proc/PID/stat`); ids of processes are used
    /// again.
    pub began: String,
}

impl Holder {
    /// This program.
    pub fn this() -> Holder {
        let pid = std::process::id();
        let host = read("/proc/sys/kernel/hostname").or_else(|| std::env::var("HOSTNAME").ok());
        Holder {
            host: host.unwrap_or_else(|| "this machine".to_owned()),
            pid,
            space: space().unwrap_or_default(),
            began: began(pid).unwrap_or_default(),
        }
    }

    /// Whether the program has certainly ended. Programs on other machines cannot be seen.
    pub fn has_died(&self) -> bool {
        let is_visible = !self.space.is_empty() && space().as_ref() == Some(&self.space);
        is_visible && began(self.pid).as_ref() != Some(&self.began)
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {} on {}", self.pid, self.host)
    }
}

fn space() -> Option<String> {
    let boot = read("/proc/sys/kernel/random/boot_id")?;
    let names = std::fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{boot} {}", names.display()))
}

fn began(pid: u32) -> Option<String> {
    let stat = read(&format!("/proc/{pid}/stat"))?;
    // The second field is the program's name in parentheses, which may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    // A zombie has ended, though its parent has not noticed yet.
    let state = fields.first()?;
    if matches!(*state, "Z" | "X") { None } else { fields.get(19).map(|began| (*began).to_owned()) }
}

fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(path).ok().map(|text| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_runs_is_alive_and_one_that_never_ran_is_not() {
        let this = Holder::this();
        assert!(!this.has_died());
        let earlier = Holder { began: "1".to_owned(), ..this.clone() };
        assert!(earlier.has_died(), "another process had this id before");
        let elsewhere = Holder { space: "another machine".to_owned(), ..earlier };
        assert!(!elsewhere.has_died(), "nobody can tell");
        assert!(!Holder { space: String::new(), ..Holder::default() }.has_died());
    }

    #[test]
    fn a_process_that_has_ended_is_seen_to_have() {
        let mut child = std::process::Command::new("true").spawn().expect("it starts");
        let pid = child.id();
        child.wait().expect("it ends");
        let this = Holder::this();
        assert!(Holder { pid, ..this }.has_died());
    }
}
