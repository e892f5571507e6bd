//! Which text: a field of running text, of an item of a page.

use kring_model::entities;
use kring_model::schema::{Class, Entity};
use kring_node::acts::writing;
use kring_trust::PageId;

use super::message::Place;

/// A text that exists in the schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// The page.
    pub(super) page: PageId,
    /// The kind of thing, by name.
    entity: &'static str,
    id: String,
    /// The field.
    pub(super) field: &'static str,
}

impl Spot {
    /// What a tab names; none if that is no text.
    pub(super) fn of(place: &Place) -> Option<Self> {
        let page = PageId::from_hex(&place.page)?;
        let entity = entities::named(&place.entity)?;
        let field = entity.field(&place.field).filter(|field| field.class == Class::Text)?;
        let id = if entity.is_self() { String::new() } else { place.id.clone() };
        (id.len() <= 128).then_some(Self { page, entity: entity.name, id, field: field.name })
    }

    /// The kind of thing and its id.
    pub(super) fn place(&self) -> Option<writing::Place<'_>> {
        let entity: &'static Entity = entities::named(self.entity)?;
        Some((entity, self.id.as_str()))
    }

    /// Its name in what goes to other laptops.
    pub(super) fn name(&self) -> String {
        format!("{}/{}/{}", self.entity, self.id, self.field)
    }
}
