//! Pages that are made from the source.

use convenor::command::help;

use crate::golden;

#[test]
fn the_page_of_commands_is_fresh() {
    golden::assert_same("docs/commands.md", &help::reference());
}
