//! Reading a page's items by their kind.

use automerge::{ActorId, ChangeHash};
use kring_model::entities;
use kring_model::page::Page;
use kring_model::person::PersonId;
use kring_model::read::{self, Record};
use kring_model::schema::Entity;
use kring_model::text::{self, MergedSentence, Span};

/// A page as records, with the signer of every value.
pub trait Records {
    /// One item, or the page's own fields (whose id is then not looked at).
    fn read(&self, entity: &'static Entity, id: &str) -> Option<Record>;

    /// All items of a kind, in their order.
    fn all(&self, entity: &'static Entity) -> Vec<Record>;

    /// The page's own fields.
    fn own_fields(&self) -> Option<Record>;

    /// Sentences of a text that two people changed without seeing each other, and to which nobody
    /// said "goed zo" yet.
    fn merged(&self, entity: &'static Entity, id: &str, field: &str) -> Vec<MergedSentence>;

    /// Who wrote which part of a text, as it stood at `heads`; none if that cannot be told.
    fn wrote(
        &self,
        entity: &'static Entity,
        id: &str,
        field: &str,
        heads: Option<&[ChangeHash]>,
    ) -> Option<Vec<Span>>;

    /// Whose log an actor is.
    fn person_of(&self, actor: &[u8]) -> Option<PersonId>;
}

impl Records for Page {
    fn read(&self, entity: &'static Entity, id: &str) -> Option<Record> {
        read::read(self.doc(), entity, id, &|actor| self.person_of(actor))
    }

    fn all(&self, entity: &'static Entity) -> Vec<Record> {
        read::all(self.doc(), entity, &|actor| self.person_of(actor))
    }

    fn own_fields(&self) -> Option<Record> {
        Records::read(self, entities::own(self.about().kind)?, "")
    }

    fn merged(&self, entity: &'static Entity, id: &str, field: &str) -> Vec<MergedSentence> {
        let Some(object) = read::text_object(self.doc(), entity, id, field) else {
            return Vec::new();
        };
        let good = Records::read(self, entity, id);
        let good = good.as_ref().map(|record| record.marks("good")).unwrap_or_default();
        let mut marks = text::merged(self.doc(), &object);
        marks.retain(|mark| !good.contains_key(mark.key().as_str()));
        marks
    }

    fn wrote(
        &self,
        entity: &'static Entity,
        id: &str,
        field: &str,
        heads: Option<&[ChangeHash]>,
    ) -> Option<Vec<Span>> {
        let object = read::text_object(self.doc(), entity, id, field)?;
        text::spans(self.doc(), &object, heads)
    }

    fn person_of(&self, actor: &[u8]) -> Option<PersonId> {
        let writer = self.author_of(&ActorId::from(actor))?;
        Some(PersonId::from_bytes(*writer.person.as_bytes()))
    }
}
