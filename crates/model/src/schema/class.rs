//! The merge classes, each implemented once (writing in [`crate::edit`], reading in
//! [`crate::read`]) and used by name.

use serde::{Deserialize, Serialize};

/// How a field merges when two people write it at the same time.
///
/// Three classes of the domain are no field: a SET is a collection of items, a COUNT the sum over
/// one, and what is DERIVED is computed in [`crate::derive`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// A short decisive sentence: all wordings stand whole, side by side, until one is chosen.
    Wording,
    /// Running text: both edits, saved with the two-level difference.
    Text,
    /// A choice, date or number: one value is shown, the others stay visible.
    One,
    /// Like [`Class::One`], written by one person only; what another enters for that person
    /// stands under `field/other` and never replaces it.
    Own,
    /// Each person their own entry: `field/person`, `field/person/other` when another enters it,
    /// each perhaps with `/part` behind it.
    Mine,
    /// Present is true, for ever; several dates read as the earliest.
    Flag,
    /// Flags by word, `field/word`; several values read as the smallest.
    Marks,
    /// A set of words that can be switched on and off, `field/word`.
    Words,
    /// Written with the item, never again.
    Fix,
}

impl Class {
    /// Whether its keys go on behind the field's name.
    pub const fn has_long_keys(self) -> bool {
        matches!(self, Self::Own | Self::Mine | Self::Marks | Self::Words)
    }
}

/// Who may write a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Every active member.
    Anyone,
    /// The author of the item; words also the note-taker of an open session.
    Author,
    /// The owner of the page.
    Owner,
}
