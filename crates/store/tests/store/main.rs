//! The store as others use it: through its public face and its files.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod checkpoint;
mod crash;
mod damage;
mod erase;
mod logs;
mod processes;
mod refusals;
mod rows;
mod sealed;
mod support;
mod token;
