//! Laptops for the tests: person `n` writes with the actor of sixteen bytes `n`.

use automerge::transaction::Transaction;
use automerge::{ActorId, Automerge};

use crate::edit::{self, Author, EditError};
use crate::first_change::document;
use crate::person::PersonId;
use crate::read::{self, Record};
use crate::schema::{Entity, PageKind};
use crate::value::Value;

pub(crate) const NOOR: u8 = 1;
pub(crate) const WIM: u8 = 2;
pub(crate) const LOTTE: u8 = 3;

pub(crate) const fn person(n: u8) -> PersonId {
    PersonId::from_bytes([n; 32])
}

pub(crate) fn author(actor: &[u8]) -> Option<PersonId> {
    actor.first().map(|n| person(*n))
}

/// A page of Noor's.
pub(crate) fn page(kind: PageKind) -> Automerge {
    document(kind).unwrap()
}

pub(crate) fn by(n: u8) -> Author {
    Author::new(person(n), Some(person(NOOR)))
}

pub(crate) fn change<T>(
    doc: &mut Automerge,
    n: u8,
    write: impl FnOnce(&mut Transaction<'_>) -> Result<T, EditError>,
) -> Result<T, EditError> {
    doc.set_actor(ActorId::from(&[n; 16][..]));
    let mut tx = doc.transaction();
    let written = write(&mut tx);
    match &written {
        Ok(_) => drop(tx.commit()),
        Err(_) => assert_eq!(tx.rollback(), 0, "an edit that was refused wrote something"),
    }
    written
}

pub(crate) fn add(
    doc: &mut Automerge,
    as_: &Author,
    entity: &'static Entity,
    id: &str,
    values: &[(&str, Value)],
) -> Result<(), EditError> {
    change(doc, as_.person.as_bytes()[0], |tx| edit::add(tx, entity, id, values, as_))
}

pub(crate) fn set(
    doc: &mut Automerge,
    as_: &Author,
    (entity, id): (&'static Entity, &str),
    field: &str,
    value: impl Into<Value>,
) -> Result<(), EditError> {
    change(doc, as_.person.as_bytes()[0], |tx| edit::set(tx, entity, id, field, &value.into(), as_))
}

pub(crate) fn get(doc: &Automerge, entity: &'static Entity, id: &str) -> Record {
    read::read(doc, entity, id, &author).unwrap()
}

/// The two merged, both ways; both must read the same.
pub(crate) fn merged(a: &Automerge, b: &Automerge) -> Automerge {
    let (mut ab, mut ba) = (a.clone(), b.clone());
    ab.merge(&mut b.clone()).unwrap();
    ba.merge(&mut a.clone()).unwrap();
    assert_eq!(ab.get_heads(), ba.get_heads());
    ab
}
