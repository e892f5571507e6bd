//! An example group, read from its file into what each member does.
//!
//! The file is one group seen from outside; a Kring group is made by its members, each on their own
//! laptop. So the file becomes a list of acts, each by one member, with the wave in which it can
//! be done: after a wave, everybody shares with everybody.

use std::collections::BTreeMap;

use automerge::Automerge;
use automerge::transaction::Transactable;
use serde::{Deserialize, Serialize};

use crate::edit::{self, Author, EditError};
use crate::entities;
use crate::person::{PersonId, person};
use crate::read::{self, Record};
use crate::schema::{IdRule, PageKind};
use crate::value::{Scalar, Value};

mod alone;
mod cases;
mod file;
mod plan;
mod sections;
mod things;
mod waves;
mod wrong;

pub use alone::{in_one_name, member_names};
pub use plan::plan;
pub use waves::partition;
pub use wrong::{ImportError, Place as FilePlace, Wrong};

/// The first line of the file's form.
pub const SCHEMA: &str = "intervisie-example/1";

/// What one member does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Act {
    /// The label of who does it.
    pub by: String,
    /// For whom it is typed, if for another.
    pub entered_for: Option<String>,
    /// The day, `2025-09-11`; empty if the file does not say.
    pub on: String,
    /// It needs only acts of earlier waves, and the same member's earlier acts of its own wave.
    pub wave: u32,
    /// What is done.
    pub deed: Deed,
}

/// Where something is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Place {
    /// In the group document.
    Group,
    /// On the page of that label.
    Page(String),
    /// On the member's own private page.
    Private,
}

/// A value or id with labels that become ids once persons and pages have theirs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Planned {
    /// As it is.
    Plain(Value),
    /// A person or page.
    Label(String),
    /// Words of which some are labels.
    Words(Vec<Planned>),
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Deed {
    /// Opens a page, owned by who does it. The driver notes its id under the label.
    OpenPage {
        /// The label.
        page: String,
        /// The kind.
        kind: PageKind,
        /// Labels of who gets it; all members without it.
        audience: Option<Vec<String>>,
    },
    /// Adds people to a page's audience.
    Audience {
        /// The label of the page.
        page: String,
        /// Labels of who gets it, all of them.
        audience: Vec<String>,
    },
    /// Adds an item.
    Add {
        /// Where.
        place: Place,
        /// The entity's name.
        entity: String,
        /// The item's id.
        id: Planned,
        /// Its fields.
        values: Vec<(String, Planned)>,
    },
    /// Sets a field.
    Set {
        /// Where.
        place: Place,
        /// The entity's name.
        entity: String,
        /// The item's id; empty for a page's own fields.
        id: Planned,
        /// The field.
        field: String,
        /// The value.
        value: Planned,
    },
    /// Erases a page.
    Erase {
        /// The label of the page.
        page: String,
    },
    /// Leaves the group.
    Leave,
}

/// The ids behind the labels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Persons by label.
    pub persons: BTreeMap<String, PersonId>,
    /// Pages by label.
    pub pages: BTreeMap<String, String>,
}

/// Why an act was not done.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// A label that stands for nothing (yet).
    #[error("nothing has the label {0:?} yet")]
    Label(String),
    /// An entity of another version.
    #[error("there is no entity {0:?}")]
    Entity(String),
    /// It is not a writing but an act of the group: the driver does it.
    #[error("this act writes no document")]
    NotAWriting,
    /// It may not be written.
    #[error(transparent)]
    Edit(#[from] EditError),
}

impl Names {
    /// Reads the labels that members and pages of an imported group carry as `origin`.
    pub fn from_group(group: &Automerge) -> Self {
        let mut names = Self::default();
        // Whose devices wrote it does not matter here.
        let author = |_: &[u8]| None;
        for entity in entities::on(PageKind::Group) {
            for record in read::all(group, entity, &author) {
                names.note(&record);
            }
        }
        names
    }

    fn note(&mut self, record: &Record) {
        let origin = record.str("origin").to_owned();
        if origin.is_empty() {
            return;
        }
        match (record.entity.id, person(&record.id)) {
            (IdRule::Person, Some(person)) => {
                self.persons.insert(origin, person);
            }
            (IdRule::Page, _) => {
                self.pages.insert(origin, record.id.clone());
            }
            _ => {}
        }
    }

    /// The label of an id, or the id.
    pub fn label_of(&self, id: &str) -> String {
        let person = self.persons.iter().find(|(_, person)| person.to_string() == id);
        let page = self.pages.iter().find(|(_, page)| *page == id);
        let label = person.map(|(label, _)| label).or(page.map(|(label, _)| label));
        label.cloned().unwrap_or_else(|| id.to_owned())
    }

    fn id(&self, label: &str) -> Result<String, ActError> {
        let person = self.persons.get(label).map(PersonId::to_string);
        person
            .or_else(|| self.pages.get(label).cloned())
            .ok_or_else(|| ActError::Label(label.to_owned()))
    }
}

impl Planned {
    fn value(&self, names: &Names) -> Result<Value, ActError> {
        Ok(match self {
            Self::Plain(value) => value.clone(),
            Self::Label(label) => names.id(label)?.into(),
            Self::Words(words) => {
                let words: Result<Vec<_>, _> = words.iter().map(|word| word.id(names)).collect();
                Value::words(words?)
            }
        })
    }

    fn id(&self, names: &Names) -> Result<String, ActError> {
        match self.value(names)? {
            Value::One(Scalar::Text(id)) => Ok(id),
            _ => Err(ActError::Label(String::new())),
        }
    }
}

impl Act {
    /// The document it writes to; `None` for an act of the group itself.
    pub fn place(&self) -> Option<&Place> {
        match &self.deed {
            Deed::Add { place, .. } | Deed::Set { place, .. } => Some(place),
            _ => None,
        }
    }

    /// Does it in a transaction on its [`place`](Self::place), whose owner is `owner`.
    ///
    /// # Errors
    /// When a label has no id yet, or the edit is refused.
    pub fn perform<T: Transactable>(
        &self,
        tx: &mut T,
        names: &Names,
        owner: Option<PersonId>,
    ) -> Result<(), ActError> {
        let author = self.author(names, owner)?;
        let entity =
            |name: &str| entities::named(name).ok_or_else(|| ActError::Entity(name.to_owned()));
        match &self.deed {
            Deed::Add { entity: name, id, values, .. } => {
                let given: Result<Vec<_>, ActError> = values
                    .iter()
                    .map(|(name, value)| Ok((name.as_str(), value.value(names)?)))
                    .collect();
                Ok(edit::add(tx, entity(name)?, &id.id(names)?, &given?, &author)?)
            }
            Deed::Set { entity: name, id, field, value, .. } => {
                let (id, value) = (id.id(names)?, value.value(names)?);
                Ok(edit::set(tx, entity(name)?, &id, field, &value, &author)?)
            }
            _ => Err(ActError::NotAWriting),
        }
    }

    /// Who signs it, and for whom.
    ///
    /// # Errors
    /// When a person's label has no id yet.
    pub fn author(&self, names: &Names, owner: Option<PersonId>) -> Result<Author, ActError> {
        let id = |label: &String| {
            names.persons.get(label).copied().ok_or_else(|| ActError::Label(label.clone()))
        };
        let author = Author::new(id(&self.by)?, owner);
        Ok(match &self.entered_for {
            Some(other) => author.on_behalf_of(id(other)?),
            None => author,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests;
