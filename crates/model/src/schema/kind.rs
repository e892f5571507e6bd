//! The kinds of pages.

use serde::{Deserialize, Serialize};

/// What a page holds. The numbers are in statements and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum PageKind {
    /// The group document.
    Group = 0,
    /// A note or a shared reflection.
    Note = 1,
    /// A meeting.
    Meeting = 2,
    /// A case file.
    Case = 3,
    /// An experiment.
    Experiment = 4,
    /// A finding.
    Finding = 5,
    /// An evaluation.
    Evaluation = 6,
    /// A story for the stage.
    Story = 7,
    /// What never leaves the laptop.
    Private = 8,
}

impl PageKind {
    /// All kinds, by number.
    pub const ALL: [Self; 9] = [
        Self::Group,
        Self::Note,
        Self::Meeting,
        Self::Case,
        Self::Experiment,
        Self::Finding,
        Self::Evaluation,
        Self::Story,
        Self::Private,
    ];

    /// The kind of that number; `None` for one of a later version.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// Its number in statements.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Its name in code, exports and file names.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Note => "note",
            Self::Meeting => "meeting",
            Self::Case => "case",
            Self::Experiment => "experiment",
            Self::Finding => "finding",
            Self::Evaluation => "evaluation",
            Self::Story => "story",
            Self::Private => "private",
        }
    }
}
