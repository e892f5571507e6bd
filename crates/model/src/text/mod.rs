//! Running text that several people edit at once.
//!
//! * [`diff`] finds what an author changed, in whole sentences and whole words.
//! * [`save`] and [`splice`] put an edit made at older heads where its author meant it.
//! * [`Typing`] does the same for single keystrokes.
//! * [`spans`] tells who wrote which part.
//! * [`merged`] finds the sentences that two people changed without seeing each other.
//!
//! Positions are Unicode code points everywhere: the unit of an Automerge text in a document made
//! with [`automerge::TextEncoding::UnicodeCodePoint`].

mod align;
mod diff;
mod history;
mod merged;
mod save;
mod spans;
mod split;
#[cfg(test)]
mod tests;
mod touch;
mod typing;

pub use diff::{Splice, diff};
pub use merged::{MergedSentence, Version, merged};
pub use save::{TextError, code_point_of_utf16, save, splice};
pub use spans::{Span, TOGETHER_MS, spans};
pub use typing::Typing;
