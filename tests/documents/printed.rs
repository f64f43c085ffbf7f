//! Word documents on paper: `LibreOffice` makes a PDF, poppler its words and pictures.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place;

/// The words of every page of each document, with single spaces. Each page is drawn too, and is not blank.
pub fn pages(folder: &Path, documents: &[PathBuf]) -> Vec<Vec<String>> {
    let profile = folder.join("profile");
    let mut office = Command::new("libreoffice");
    office.arg(format!("-env:UserInstallation=file://{}", profile.display()));
    office.args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(folder).args(documents);
    place::printed(office);
    documents.iter().map(|document| pages_of(folder, &document.with_extension("pdf"))).collect()
}

fn pages_of(folder: &Path, pdf: &Path) -> Vec<String> {
    let mut words = Command::new("pdftotext");
    words.arg("-layout").arg(pdf).arg("-");
    let words = place::printed(words);
    // Every page ends with a form feed.
    let mut pages: Vec<String> =
        words.split('\u{c}').map(|page| page.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(pages.pop().as_deref(), Some(""), "{}", pdf.display());
    let pictures = folder.join("pictures");
    std::fs::create_dir_all(&pictures).expect("a temporary folder can be written");
    let mut draw = Command::new("pdftoppm");
    draw.args(["-r", "40", "-gray", "-png"]).arg(pdf).arg(pictures.join("page"));
    place::printed(draw);
    let drawn = std::fs::read_dir(&pictures).expect("the pictures are there");
    let drawn: Vec<PathBuf> = drawn.map(|entry| entry.expect("a temporary folder can be read").path()).collect();
    assert_eq!(drawn.len(), pages.len(), "{}: a picture a page", pdf.display());
    for picture in &drawn {
        assert!(ink(picture) > 500, "{}: {} has {} dark points", pdf.display(), picture.display(), ink(picture));
    }
    std::fs::remove_dir_all(&pictures).expect("a temporary folder can be written");
    pages
}

/// How many points of a picture are dark.
fn ink(picture: &Path) -> usize {
    let file = std::io::BufReader::new(std::fs::File::open(picture).expect("the picture is there"));
    let mut reader = png::Decoder::new(file).read_info().expect("poppler writes PNG");
    let mut points = vec![0; reader.output_buffer_size().expect("a small picture")];
    reader.next_frame(&mut points).expect("poppler writes PNG");
    points.iter().filter(|point| **point < 128).count()
}

/// Every phrase stands after the one before it.
pub fn assert_in_order(pages: &[String], phrases: &[&str]) {
    let text = pages.join(" ");
    let mut rest = text.as_str();
    for phrase in phrases {
        let found = rest.split_once(phrase);
        (_, rest) = found.unwrap_or_else(|| panic!("“{phrase}” does not stand where it should in\n{text}"));
    }
}
