//! Documents as files: packing them is not part of the pure core.

use std::io::Cursor;

use anyhow::Context as _;
use docx_rs::XMLDocx;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::document::{documents, docx, register, terms};
use crate::view::documents::DocumentList;
use crate::view::liaison::Statement;
use crate::view::minutes::Minutes;
use crate::view::register::Register;
use crate::view::report::Report;
use crate::view::terms::{Redline, TermsPage};

/// Minutes as a Word document. The same minutes give the same bytes.
///
/// # Errors
/// The parts could not be packed.
pub fn word_document(minutes: &Minutes) -> anyhow::Result<Vec<u8>> {
    packed(docx::document(minutes))
}

/// The register as a Word document. The same register of one moment gives the same bytes.
///
/// # Errors
/// The parts could not be packed.
pub fn register_document(register: &Register) -> anyhow::Result<Vec<u8>> {
    packed(docx::sheet(&register::text(register), &register.group, register.at))
}

/// The list of documents as a Word document.
///
/// # Errors
/// The parts could not be packed.
pub fn documents_document(list: &DocumentList, at: chrono::DateTime<chrono::Utc>) -> anyhow::Result<Vec<u8>> {
    packed(docx::sheet(&documents::text(list), &list.group, at))
}

/// A report to a parent body as a Word document with the group's header block. The same report gives the same bytes.
///
/// # Errors
/// The parts could not be packed.
pub fn report_document(report: &Report) -> anyhow::Result<Vec<u8>> {
    packed(docx::report(report))
}

/// A liaison statement as a Word document with its block. The same statement gives the same bytes.
///
/// # Errors
/// The parts could not be packed.
pub fn liaison_document(statement: &Statement) -> anyhow::Result<Vec<u8>> {
    packed(docx::liaison(statement))
}

/// The terms of reference as a Word document.
///
/// # Errors
/// The parts could not be packed.
pub fn terms_document(page: &TermsPage) -> anyhow::Result<Vec<u8>> {
    packed(docx::page(&terms::text(page), &page.group, page.at))
}

/// What a revision of the terms changes, as a Word document with tracked changes. The same changes give the same bytes.
///
/// # Errors
/// The parts could not be packed.
pub fn redline_document(redline: &Redline) -> anyhow::Result<Vec<u8>> {
    packed(docx::redline(redline))
}

fn packed(parts: XMLDocx) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    parts.pack(&mut bytes).context("packing the document")?;
    compressed(bytes).context("compressing the document")
}

/// docx-rs packs without compression, which makes a page of minutes too large for most lists.
fn compressed(stored: Cursor<Vec<u8>>) -> ZipResult<Vec<u8>> {
    let mut parts = ZipArchive::new(stored)?;
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    // Without a time of its own every part is of 1980-01-01, the first day that ZIP knows.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for index in 0..parts.len() {
        let mut part = parts.by_index(index)?;
        if part.is_file() {
            packed.start_file(part.name(), options)?;
            std::io::copy(&mut part, &mut packed)?;
        }
    }
    Ok(packed.finish()?.into_inner())
}
