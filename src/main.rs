//! The program. All it does is in the library.

#![recursion_limit = "256"]

use std::process::ExitCode;

fn main() -> ExitCode {
    convenor::cli::main()
}
