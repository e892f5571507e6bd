//! Integration tests of the program as it is run, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    missing_docs,
    unreachable_pub,
    reason = "a test fails by panicking, and says what it does"
)]

#[cfg(target_os = "linux")]
mod network;
