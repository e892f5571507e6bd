//! The program as people and scripts use it: real processes, each laptop with a home of its own.

mod commands;
mod commands_edit;
mod commands_files;
mod commands_group;
mod support;
