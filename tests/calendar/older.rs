//! Zone data as it was before the rules of some zones changed in 2026, as machines have it that nobody updates.

use std::path::Path;
use std::process::Command;

use crate::place;

/// Zones of Canada that keep one hour all the year since 2026, with the rules that they had before.
const BEFORE_2026: &str = "\
Rule Before 2007 max - Mar Sun>=8 2:00 1:00 D
Rule Before 2007 max - Nov Sun>=1 2:00 0 S
Zone America/Vancouver -8:00 Before P%sT
Zone America/Edmonton -7:00 Before M%sT
Zone America/Winnipeg -6:00 Before C%sT
";
/// Where Debian has the compiler of zone data, which is in no PATH of ordinary users.
const COMPILERS: [&str; 2] = ["/usr/sbin/zic", "zic"];

/// Writes such zone data into a folder.
pub fn write_into(folder: &Path) {
    let source = folder.join("rules");
    std::fs::write(&source, BEFORE_2026).expect("a temporary file can be written");
    let made = COMPILERS.iter().find_map(|zic| Command::new(zic).arg("-d").arg(folder).arg(&source).output().ok());
    let made = made.expect("zic belongs to Debian's libc-bin");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// The offset of a zone in the middle of January 2027, in hours, as the readers' Python has it with this zone data.
pub fn offset_in_winter(zone: &str, folder: &Path) -> f64 {
    let mut python = place::python("calendar", "offset.py");
    python.arg(zone).env("PYTHONTZPATH", folder);
    place::printed(python).trim().parse().expect("a number of hours")
}
