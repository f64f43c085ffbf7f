//! The store's contract on SQLite. `postgres.rs` checks the same clauses on PostgreSQL.

mod contract;
#[expect(dead_code, reason = "each target uses its own kind of place")]
mod place;

use place::Place;

contract::every_clause!(Place::sqlite());
