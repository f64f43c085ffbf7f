//! JSON of what is stored, most of which is a few hundred bytes.

use serde::Serialize;
use serde::ser::Error as _;

/// Most of what is written fits, so that it need not be moved while it grows; the allocator takes longer for more than 1,023.
const USUAL_BYTES: usize = 768;

/// The JSON of a value.
///
/// # Errors
/// It has no form in JSON.
pub fn to_string(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut json = Vec::with_capacity(USUAL_BYTES);
    serde_json::to_writer(&mut json, value)?;
    String::from_utf8(json).map_err(serde_json::Error::custom)
}
