//! What comes in and goes out as files: pure functions from and to text.

pub mod example;
pub mod expected;
pub mod json;
pub mod markdown;
