//! The program as people and scripts use it: real processes, each laptop with a home of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    unreachable_pub,
    reason = "a test fails by panicking, and says why"
)]

mod all_keys;
mod backups;
mod carried;
mod commands;
mod commands_check;
mod commands_core;
mod commands_edit;
mod commands_files;
mod commands_group;
mod commands_past;
mod commands_session;
mod commands_trajectory;
mod commands_words;
mod damage;
mod demo;
mod documents;
mod ending;
mod evidence;
#[cfg(target_os = "linux")]
mod faults;
mod hostile_member;
mod kills;
mod lock;
#[cfg(target_os = "linux")]
mod network;
#[cfg(target_os = "linux")]
mod page;
mod scenarios;
#[cfg(unix)]
mod stick;
mod support;
#[cfg(target_os = "linux")]
mod wiping;
