//! Working agreements: who agreed to the words as they are now.

use crate::edit::text_hash;
use crate::read::Record;

/// Where an agreement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// Not everybody agreed to the words as they are.
    Proposed,
    /// Every active member agreed.
    Active,
    /// The group dropped it.
    Retired,
}

/// What one member's agreement is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreed {
    /// Not given.
    No,
    /// Given to an earlier text.
    ToEarlierText,
    /// Given to the text as it is.
    Yes,
}

impl Agreement {
    /// Its name in exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }
}

impl Agreed {
    /// Whether that person agreed to the text as it is. While two wordings stand side by side,
    /// nobody's agreement is to both.
    pub fn of(agreement: &Record, person: &str) -> Self {
        let Some(mine) = agreement.mine_of("agreed_by", person) else { return Self::No };
        let hash = mine.part("text_hash").and_then(|said| said.value.as_str());
        let current = text_hash(agreement.str("text"));
        match hash {
            _ if mine.part("date").is_none() => Self::No,
            Some(hash) if hash == current && !agreement.is_undecided("text") => Self::Yes,
            _ => Self::ToEarlierText,
        }
    }
}

/// Where it stands, for the members who are active now.
pub fn agreement<'m>(agreement: &Record, active: impl IntoIterator<Item = &'m str>) -> Agreement {
    if agreement.is("retired") {
        return Agreement::Retired;
    }
    let mut active = active.into_iter().peekable();
    let somebody = active.peek().is_some();
    let all = active.all(|person| Agreed::of(agreement, person) == Agreed::Yes);
    if somebody && all { Agreement::Active } else { Agreement::Proposed }
}
