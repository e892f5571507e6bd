//! Real networks: namespaces with a bridge as Wi-Fi, a laptop in each, and the program itself in all
//! of them, driven by its command line only.
//!
//! Needs Linux, root and `ip`. Without them these tests pass and say so, unless
//! `KRING_REQUIRE_NETWORKS` is set. One room at a time.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a test fails by panicking, and says how long it took"
)]

mod doors;
mod far;
mod group;
mod internet;
mod laptop;
mod lifetime;
mod look;
mod relay;
pub mod room;
mod stories;
mod tickets;
mod wifi;
