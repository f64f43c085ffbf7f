//! Documents as files: packing them is no part of the pure core.

use std::io::Cursor;

use anyhow::Context as _;

use crate::document::docx;
use crate::view::minutes::Minutes;

/// Minutes as a Word document. The same minutes give the same bytes.
///
/// # Errors
/// The parts could not be packed.
pub fn word_document(minutes: &Minutes) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    docx::document(minutes).pack(&mut bytes).context("packing the document")?;
    Ok(bytes.into_inner())
}
