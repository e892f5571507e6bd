//! Reading items as records: every field by its merge class, with authors, and with every version
//! that stands beside another. Never fails on what somebody else's program wrote: what cannot be
//! read as the field's class reads as nothing.

use std::collections::BTreeMap;

use automerge::iter::MapRangeItem;
use automerge::{ObjId, ObjType, ROOT, ReadDoc, Value as Held, ValueRef};

use crate::person::PersonId;
use crate::schema::{Class, Entity, SELF};
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
    let (record, _) = read_maps(doc, entity, id, &maps(doc, entity, id), author)?;
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
    let Some(collection) = collection(doc, entity).filter(|_| entity.collection != SELF) else {
        return Vec::new();
    };
    let record = |item: MapRangeItem<'_>| {
        let shown = matches!(item.value, ValueRef::Object(ObjType::Map)).then(|| item.id())?;
        let id = item.key.as_ref();
        let maps = if item.conflict { maps_at(doc, &collection, id) } else { vec![shown] };
        read_maps(doc, entity, id, &maps, author)
    };
    let mut all: Vec<_> = doc.map_range(&collection, ..).filter_map(record).collect();
    all.sort_unstable_by(|(one, key), (other, than)| (key, &one.id).cmp(&(than, &other.id)));
    all.into_iter().map(|(record, _)| record).collect()
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
pub(crate) fn maps<D: ReadDoc>(doc: &D, entity: &Entity, id: &str) -> Vec<ObjId> {
    let Some(collection) = collection(doc, entity) else { return Vec::new() };
    if entity.is_self() {
        return vec![collection];
    }
    maps_at(doc, &collection, id)
}

fn maps_at<D: ReadDoc>(doc: &D, collection: &ObjId, id: &str) -> Vec<ObjId> {
    let all = doc.get_all(collection, id).unwrap_or_default();
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

/// What all maps of one item say together, the shown one last, and its sort key.
fn read_maps<D: ReadDoc>(
    doc: &D,
    entity: &'static Entity,
    id: &str,
    maps: &[ObjId],
    author: AuthorOf<'_>,
) -> Option<(Record, String)> {
    let made_by = actor(maps.last()?).and_then(author).filter(|_| !entity.is_self());
    let mut record = Record::new(entity, id, made_by);
    let mut sort = None;
    for map in maps {
        sort = read_map(doc, map, author, &mut record);
    }
    record.settle();
    Some((record, sort.unwrap_or_default()))
}

/// Reads one map into `record`, in one walk; only where values stand beside each other, all of
/// them are asked for. Answers its sort key.
fn read_map<D: ReadDoc>(
    doc: &D,
    map: &ObjId,
    author: AuthorOf<'_>,
    record: &mut Record,
) -> Option<String> {
    let mut sort = None;
    for held in doc.map_range(map, ..) {
        let shown = match &held.value {
            ValueRef::Scalar(value) => Scalar::from_automerge(&value.into()),
            ValueRef::Object(_) => None,
        };
        if record.entity.sort == Some(held.key.as_ref()) {
            sort = shown.as_ref().map(Scalar::show);
        }
        let Some((field, rest)) = record.entity.key(&held.key) else { continue };
        if field.class == Class::Text {
            if matches!(held.value, ValueRef::Object(ObjType::Text)) {
                record.add_text(field, &doc.text(held.id()).unwrap_or_default());
            }
            continue;
        }
        let values = match shown {
            _ if held.conflict => scalars(doc, map, &held.key),
            Some(value) => vec![(value, held.id())],
            None => Vec::new(),
        };
        for (value, id) in values {
            let by = actor(&id).and_then(author);
            record.add(field, rest, Said { value, by, stamp: stamp(&id) });
        }
    }
    sort
}

/// Every value that stands under a key, with the id of its writing.
fn scalars<D: ReadDoc>(doc: &D, map: &ObjId, key: &str) -> Vec<(Scalar, ObjId)> {
    let all = doc.get_all(map, key).unwrap_or_default();
    let scalar = |(value, id)| match value {
        Held::Scalar(value) => Some((Scalar::from_automerge(&value)?, id)),
        Held::Object(_) => None,
    };
    all.into_iter().filter_map(scalar).collect()
}

/// Fields by name.
pub(crate) type Fields = BTreeMap<&'static str, Read>;

#[cfg(test)]
mod tests;
