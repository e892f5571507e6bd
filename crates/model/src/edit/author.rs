//! Who writes, for whom, and in what part.

use crate::person::PersonId;
use crate::schema::{Class, Entity, Field};

/// Who writes: the person whose device signs the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    /// The signer.
    pub person: PersonId,
    /// In whose name, when somebody types for another ("Noor, namens Lotte").
    pub entered_for: Option<PersonId>,
    /// The owner of the page, if it has one.
    pub owner: Option<PersonId>,
    /// Whether the signer is note-taker of a session that is open, and so may mend others' words.
    pub notetaker: bool,
}

impl Author {
    /// Writes in their own name, on a page of that owner.
    pub const fn new(person: PersonId, owner: Option<PersonId>) -> Self {
        Self { person, entered_for: None, owner, notetaker: false }
    }

    /// Types for another.
    pub const fn on_behalf_of(mut self, other: PersonId) -> Self {
        self.entered_for = Some(other);
        self
    }

    /// Takes notes in an open session.
    pub const fn as_notetaker(mut self) -> Self {
        self.notetaker = true;
        self
    }

    /// Whose words they are.
    pub fn speaks_for(&self) -> PersonId {
        self.entered_for.unwrap_or(self.person)
    }

    pub(super) fn is_owner(&self) -> bool {
        self.owner == Some(self.speaks_for())
    }

    /// Whether this author may write what is `owner`'s. OWN values of others are entered under a
    /// key of one's own and so may be; words may be mended by the note-taker.
    pub(super) fn may_write_for(&self, owner: PersonId, field: &Field) -> bool {
        match field.class {
            Class::Own => self.speaks_for() == owner,
            Class::Wording | Class::Text | Class::One => {
                self.speaks_for() == owner || self.notetaker
            }
            _ => self.person == owner,
        }
    }
}

impl Entity {
    /// The key that names an item's author, `by` unless it has another.
    pub(crate) fn author_field(&self) -> &'static str {
        match self.author {
            crate::schema::AuthorRule::Key(key) => key,
            _ => "by",
        }
    }
}
