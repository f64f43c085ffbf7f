//! The store's contract on SQLite. `postgres.rs` checks the same clauses on PostgreSQL.

mod contract;
#[expect(dead_code, reason = "each target uses its own kind of place")]
mod place;

use place::Place;

contract::every_clause!(Place::sqlite());
contract::on_places!(Place::sqlite(); one_failure_is_over_when_its_cause_is, a_database_file_that_is_removed_takes_nothing_in);
