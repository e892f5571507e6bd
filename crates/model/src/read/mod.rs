//! Reading items as records: every field by its merge class, with authors, and with every version
//! that stands beside another. Never fails on what somebody else's program wrote: what cannot be
//! read as the field's class reads as nothing.

use std::collections::BTreeMap;

use automerge::{ObjId, ObjType, ROOT, ReadDoc, Value as Held};

use crate::person::PersonId;
use crate::schema::{Class, Entity, Field, SELF};
use crate::value::Scalar;

mod field;
mod plain;
mod record;

pub(crate) use field::MineKey;
pub use field::{Entered, Mine, Read, Said};
pub use record::Record;

/// Whose device an actor's log is; `None` for an unknown one.
pub type AuthorOf<'a> = &'a dyn Fn(&[u8]) -> Option<PersonId>;

/// One item, or the page's own fields (whose id is then not looked at). `None` when it is not
/// there.
pub fn read<D: ReadDoc>(
    doc: &D,
    entity: &'static Entity,
    id: &str,
    author: AuthorOf<'_>,
) -> Option<Record> {
    let maps = maps(doc, entity, id);
    let shown = maps.last()?;
    let made_by = actor(shown).and_then(author).filter(|_| !entity.is_self());
    let mut record = Record::new(entity, id, made_by);
    for map in &maps {
        read_map(doc, map, author, &mut record);
    }
    record.settle();
    Some(record)
}

/// The ids of all items, in the order of the entity's sort field, then of their ids.
pub fn list<D: ReadDoc>(doc: &D, entity: &'static Entity) -> Vec<String> {
    let Some(collection) = collection(doc, entity).filter(|_| entity.collection != SELF) else {
        return Vec::new();
    };
    let mut ids: Vec<(String, String)> = doc
        .map_range(&collection, ..)
        .filter(|item| matches!(item.value, automerge::ValueRef::Object(ObjType::Map)))
        .map(|item| (sort_key(doc, &item.id(), entity.sort), item.key.into_owned()))
        .collect();
    ids.sort_unstable();
    ids.into_iter().map(|(_, id)| id).collect()
}

/// All items as records, in the order of [`list`].
pub fn all<D: ReadDoc>(doc: &D, entity: &'static Entity, author: AuthorOf<'_>) -> Vec<Record> {
    let ids = list(doc, entity);
    ids.iter().filter_map(|id| read(doc, entity, id, author)).collect()
}

/// The text object of a field, for cursors and for the marks of merged sentences.
pub fn text_object<D: ReadDoc>(
    doc: &D,
    entity: &'static Entity,
    id: &str,
    field: &str,
) -> Option<ObjId> {
    let map = maps(doc, entity, id).pop()?;
    match doc.get(map, field).ok()?? {
        (Held::Object(ObjType::Text), object) => Some(object),
        _ => None,
    }
}

fn collection<D: ReadDoc>(doc: &D, entity: &Entity) -> Option<ObjId> {
    match doc.get(ROOT, entity.collection).ok()?? {
        (Held::Object(ObjType::Map), map) => Some(map),
        _ => None,
    }
}

/// The item's map, the shown one last. Honest programs make one; if two laptops of one person
/// made two under one id, both are read.
fn maps<D: ReadDoc>(doc: &D, entity: &Entity, id: &str) -> Vec<ObjId> {
    let Some(collection) = collection(doc, entity) else { return Vec::new() };
    if entity.is_self() {
        return vec![collection];
    }
    let all = doc.get_all(&collection, id).unwrap_or_default();
    let map = |(value, map)| matches!(value, Held::Object(ObjType::Map)).then_some(map);
    all.into_iter().filter_map(map).collect()
}

fn actor(of: &ObjId) -> Option<&[u8]> {
    match of {
        ObjId::Id(_, actor, _) => Some(actor.to_bytes()),
        ObjId::Root => None,
    }
}

/// Where a writing stands among all writings of the document: the later, the higher; writings of
/// the same height by their actors.
fn stamp(of: &ObjId) -> (u64, Vec<u8>) {
    match of {
        ObjId::Id(counter, actor, _) => (*counter, actor.to_bytes().to_vec()),
        ObjId::Root => (0, Vec::new()),
    }
}

fn sort_key<D: ReadDoc>(doc: &D, item: &ObjId, sort: Option<&str>) -> String {
    let Some(sort) = sort else { return String::new() };
    match doc.get(item, sort) {
        Ok(Some((Held::Scalar(value), _))) => {
            Scalar::from_automerge(&value).map(|key| key.show()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn read_map<D: ReadDoc>(doc: &D, map: &ObjId, author: AuthorOf<'_>, record: &mut Record) {
    for held in doc.map_range(map, ..) {
        let Some((field, rest)) = record.entity.key(&held.key) else { continue };
        if field.class == Class::Text {
            record.add_text(field, &text(doc, map, field));
            continue;
        }
        for (value, id) in doc.get_all(map, held.key.as_ref()).unwrap_or_default() {
            let Held::Scalar(value) = value else { continue };
            let Some(value) = Scalar::from_automerge(&value) else { continue };
            let by = actor(&id).and_then(author);
            record.add(field, rest, Said { value, by, stamp: stamp(&id) });
        }
    }
}

fn text<D: ReadDoc>(doc: &D, map: &ObjId, field: &Field) -> String {
    match doc.get(map, field.name) {
        Ok(Some((Held::Object(ObjType::Text), object))) => doc.text(&object).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Fields by name.
pub(crate) type Fields = BTreeMap<&'static str, Read>;

#[cfg(test)]
mod tests;
