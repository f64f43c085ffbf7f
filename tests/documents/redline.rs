//! Terms of reference with tracked changes: `LibreOffice` accepts all of them and has the new text, or rejects all and has the old one.

use std::path::Path;
use std::process::Command;

use super::{Read, place, printed, told};

const OLD: &str = "\
# Terms of reference of JCG-Example

1. Review the scope of <both> groups & their drafts.
2. Identify overlap, synergy and gaps.
3. Establish the demarcation line.

## Methods

Meetings are on the list.

It ends when its parent says so.
";

const NEW: &str = "\
# Terms of reference of JCG-Example (revised)

1. Review and analyse the scope of <both> groups & their drafts.
3. Establish the demarcation line between both, row by row.
4. Propose mechanisms.

## Working methods

Meetings are virtual.

It ends when its parent says so.

Reports are due a month ahead.
";

/// Accepts or rejects all changes of a document and writes its text, in an office with a profile of its own.
const MACRO: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Settle
  Dim opened(0) As New com.sun.star.beans.PropertyValue
  opened(0).Name = "Hidden"
  opened(0).Value = True
  paper = StarDesktop.loadComponentFromURL(Environ("SETTLE_FROM"), "_blank", 0, opened())
  helper = createUnoService("com.sun.star.frame.DispatchHelper")
  helper.executeDispatch(paper.CurrentController.Frame, ".uno:" &amp; Environ("SETTLE_HOW") &amp; "AllTrackedChanges", "", 0, Array())
  Dim written(1) As New com.sun.star.beans.PropertyValue
  written(0).Name = "FilterName"
  written(0).Value = "Text (encoded)"
  written(1).Name = "FilterOptions"
  written(1).Value = "UTF8,LF,,,"
  paper.storeToURL(Environ("SETTLE_TO"), written())
  paper.close(True)
End Sub
</script:module>
"#;
const LIBRARY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>
"#;
const LIBRARIES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
 <library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/>
</library:libraries>
"#;

#[test]
fn accepting_all_changes_gives_the_new_terms_and_rejecting_all_the_old_ones() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let folder = folder.path();
    let write = |name: &str, text: &str| {
        let file = folder.join(name);
        std::fs::create_dir_all(file.parent().expect("it is below the folder")).expect("a temporary folder");
        std::fs::write(file, text).expect("a temporary file can be written");
    };
    write("old.md", OLD);
    write("new.md", NEW);
    write(
        "convenor.toml",
        "[[group]]\nid = \"jcg\"\nname = \"JCG-Example\"\nparent = \"TSAG\"\nterms_file = \"old.md\"\npolicy = \"open\"\nsecretaries = [\"console:sena\"]\n",
    );
    let run = |arguments: &[&str]| {
        let mut convenor = Command::new(env!("CARGO_BIN_EXE_convenor"));
        convenor.current_dir(folder).arg("terms").args(arguments);
        convenor.args(["--config", "convenor.toml", "--data", "data", "--group", "jcg"]);
        place::printed(convenor)
    };
    write("room.txt", "sena: start meeting\nsena: end meeting\n");
    let mut console = Command::new(env!("CARGO_BIN_EXE_convenor"));
    console.current_dir(folder).args(["console", "--config", "convenor.toml", "--data", "data"]);
    console.stdin(std::fs::File::open(folder.join("room.txt")).expect("the file is there"));
    place::printed(console);
    let told_so = run(&["propose", "new.md", "--reason", "TSAG asks for it", "--as", "console:sena"]);
    assert_eq!(told_so, "Revision 2 of the terms has this text. To see it in the room: terms?\n");
    run(&["redline", "--output", "redline.docx"]);
    run(&["redline", "--output", "again.docx"]);
    let bytes = |name: &str| std::fs::read(folder.join(name)).expect("the file is there");
    assert!(bytes("redline.docx") == bytes("again.docx"), "the same changes give the same bytes");
    for (revision, name) in [("1", "one.docx"), ("2", "two.docx")] {
        run(&["show", "--revision", revision, "--output", name]);
    }
    // The first start makes the profile, and would leave no macro in it.
    let mut office = Command::new("libreoffice");
    office.arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()));
    office.args(["--headless", "--terminate_after_init"]);
    place::printed(office);
    write("profile/user/basic/Standard/Module1.xba", MACRO);
    write("profile/user/basic/Standard/script.xlb", LIBRARY);
    write("profile/user/basic/script.xlc", LIBRARIES);
    for (what, clean, words) in [("Accept", "two.docx", NEW), ("Reject", "one.docx", OLD)] {
        let settled = settled(folder, "redline.docx", what);
        assert_eq!(settled, settled_text(words), "{what}: as the file has it");
        let same = self::settled(folder, clean, what);
        assert_eq!(settled, same, "{what}: as the revision has it");
    }
    let files = [folder.join("redline.docx"), folder.join("two.docx")];
    let read: Vec<Read> = told(place::python("documents", "read.py"), &files);
    for document in &read {
        assert!(document.faults.is_empty(), "{:#?}", document.faults);
        assert_eq!(document.dates, [(1980, 1, 1)], "no clock reaches the package");
        assert_eq!(document.author, "JCG-Example");
    }
    let pages = printed::pages(folder, &files[..1]);
    printed::assert_in_order(&pages[0], &["analyse", "Identify overlap", "row by row", "Propose mechanisms"]);
}

/// The text of a file of terms as an office writes it: a paragraph on each line.
fn settled_text(terms: &str) -> String {
    let lines = terms.lines().filter(|line| !line.is_empty());
    lines.map(|line| line.trim_start_matches('#').trim_start().to_owned() + "\n").collect()
}

/// The text of a document after `LibreOffice` has accepted or rejected all of its changes.
fn settled(folder: &Path, name: &str, what: &str) -> String {
    let address = |name: &str| format!("file://{}", folder.join(name).display());
    let text = format!("{what}-{name}.txt");
    let mut office = Command::new("libreoffice");
    office.arg(format!("-env:UserInstallation={}", address("profile"))).arg("--headless");
    office.arg("macro:///Standard.Module1.Settle");
    office.env("SETTLE_FROM", address(name)).env("SETTLE_HOW", what).env("SETTLE_TO", address(&text));
    place::printed(office);
    let text = std::fs::read_to_string(folder.join(text)).expect("the macro has written the text");
    // The last paragraph of a document stays, and is empty where all of its words went.
    text.trim_start_matches('\u{feff}').trim_end().to_owned() + "\n"
}
