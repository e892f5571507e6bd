//! What a tab and the program say to each other over the socket; `editor/src/message.ts` is the
//! other side. Places in a text are UTF-16 units of the text at that version.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Most bytes of one message: the longest text of the schema twice, as JSON, in the worst script.
pub(crate) const MESSAGE_CAP: usize = 4 * 1024 * 1024;

/// Most updates of one push: an hour of typing while nobody answered.
pub(super) const UPDATES_CAP: usize = 20_000;

/// Most keys asked for at once: texts that other tabs left behind.
pub(super) const SALTS_CAP: usize = 64;

/// From, to, and what comes in between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WireSplice(pub(crate) usize, pub(crate) usize, pub(crate) String);

/// A text: a field of an item of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The page's id.
    pub(crate) page: String,
    /// The kind of thing.
    pub(crate) entity: String,
    /// Its id; empty for the page's own fields.
    pub(crate) id: String,
    /// The field.
    pub(crate) field: String,
}

/// One change of one hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Update {
    /// The text box it came from; empty for what came from elsewhere.
    pub(crate) client: String,
    /// Ascending, all places in the text before any of them.
    pub(crate) splices: Vec<WireSplice>,
}

/// The state of a text that a tab knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Known {
    /// Which row of versions.
    pub(crate) epoch: String,
    /// How many updates.
    pub(crate) version: u64,
}

/// A tab says something about its text box `at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub(crate) enum FromTab {
    /// It shows a text.
    Open {
        /// Its number in that tab.
        at: u32,
        /// Which text.
        place: Place,
        /// What it shows already.
        known: Option<Known>,
    },
    /// Somebody typed.
    Push {
        /// Where.
        at: u32,
        /// The version typed in.
        version: u64,
        /// The text box, by the name it gave itself.
        client: String,
        /// What was typed, each in the text that the one before left.
        updates: Vec<Vec<WireSplice>>,
    },
    /// What was typed while nobody answered.
    Hand {
        /// Where.
        at: u32,
        /// The page's heads at which `base` was the text.
        heads: Vec<String>,
        /// The text that the program had.
        base: String,
        /// What a push that was not answered would have made of it.
        tried: Option<String>,
        /// The text now.
        text: String,
    },
    /// The caret stands there; -1 for nowhere.
    Here {
        /// Where.
        at: u32,
        /// The begin of the selection.
        anchor: i64,
        /// The caret.
        head: i64,
    },
    /// It shows the text no more.
    Gone {
        /// Where.
        at: u32,
    },
    /// "Goed zo."
    Good {
        /// Where.
        at: u32,
        /// Which mark.
        key: String,
    },
    /// It asks for keys, to keep what it could not hand over.
    Keys {
        /// One for each.
        salts: Vec<String>,
    },
}

impl FromTab {
    /// Its text box.
    pub(super) const fn at(&self) -> u32 {
        match self {
            Self::Open { at, .. }
            | Self::Push { at, .. }
            | Self::Hand { at, .. }
            | Self::Here { at, .. }
            | Self::Gone { at }
            | Self::Good { at, .. } => *at,
            Self::Keys { .. } => 0,
        }
    }

    /// Whether it may change a text.
    pub(super) const fn writes(&self) -> bool {
        matches!(self, Self::Push { .. } | Self::Hand { .. } | Self::Good { .. })
    }

    /// Whether it moves the caret.
    pub(super) const fn moves(&self) -> bool {
        matches!(self, Self::Here { .. } | Self::Gone { .. })
    }
}

/// Somebody else in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Person {
    /// The same for as long as they are here.
    pub(crate) who: String,
    /// What they are called.
    pub(crate) name: String,
    /// Which of the seven colours and shapes.
    pub(crate) colour: usize,
    /// The begin of the selection.
    pub(crate) anchor: usize,
    /// The caret.
    pub(crate) head: usize,
}

/// A sentence in which the work of two people met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Mark {
    /// Its name.
    pub(crate) key: String,
    /// Where it begins.
    pub(crate) from: usize,
    /// Where it ends.
    pub(crate) to: usize,
    /// What each had made of it.
    pub(crate) versions: Vec<Version>,
}

/// What one person had made of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Version {
    /// Who.
    pub(crate) name: String,
    /// When.
    pub(crate) when: String,
    /// The sentence.
    pub(crate) text: String,
}

/// The program says something to a tab about its text box `at`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "t", rename_all = "lowercase")]
pub(crate) enum ToTab {
    /// The whole text.
    Text {
        /// Where.
        at: u32,
        /// Which row of versions.
        epoch: String,
        /// How many updates of it.
        version: u64,
        /// The page's heads.
        heads: Vec<String>,
        /// The text.
        text: String,
        /// Whether this person may write it.
        write: bool,
        /// Whether this answers a hand-over.
        taken: bool,
    },
    /// What was changed since a version.
    Updates {
        /// Where.
        at: u32,
        /// The version before the first of them.
        version: u64,
        /// The page's heads after the last.
        heads: Vec<String>,
        /// They.
        updates: Vec<Update>,
    },
    /// The push was made to an older version: what came in between was told already.
    Stale {
        /// Where.
        at: u32,
    },
    /// It cannot be shown or written.
    Refused {
        /// Where.
        at: u32,
        /// Why, in words.
        say: String,
    },
    /// It could not be saved now.
    Unsaved {
        /// Where.
        at: u32,
        /// Why, in words.
        say: String,
    },
    /// Who else is in this text.
    People {
        /// Where.
        at: u32,
        /// They.
        people: Vec<Person>,
    },
    /// The sentences in which people's work met.
    Marks {
        /// Where.
        at: u32,
        /// They.
        marks: Vec<Mark>,
    },
    /// Keys by their salts.
    Keys {
        /// They.
        keys: BTreeMap<String, String>,
    },
}
