//! Real networks: namespaces with a bridge as Wi-Fi, a laptop in each, and the program itself in all
//! of them, driven by its command line only.
//!
//! Needs Linux, root and `ip`. Without them these tests pass and say so, unless
//! `KRING_REQUIRE_NETWORKS` is set. One room at a time.

mod group;
mod laptop;
mod lifetime;
mod look;
mod room;
mod stories;
mod tickets;
mod wifi;
