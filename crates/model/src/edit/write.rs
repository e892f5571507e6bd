//! Writing a field, each class in its one way.

use std::collections::{BTreeMap, BTreeSet};

use automerge::transaction::Transactable;
use automerge::{ObjId, Value as Held};

use super::{Author, EditError};
use crate::schema::{Class, Entity, Expected, Field, Type, Who, WrongValue};
use crate::value::{Scalar, Value};

/// Words in a set that are given at once: many more than people tag with, and few enough to stand
/// in one entry with their item.
pub const WORDS_CAP: usize = 1_000;

/// Whether the field takes that value.
///
/// # Errors
/// [`EditError::Value`], or [`EditError::NeverUnset`] for a flag that is taken back.
pub fn check(
    entity: &'static Entity,
    field: &'static Field,
    value: &Value,
) -> Result<(), EditError> {
    let wrong = |why| EditError::Value { entity: entity.name, field: field.name.to_owned(), why };
    let of = |expected| wrong(WrongValue::Not { expected });
    match (field.class, value) {
        (Class::Flag, Value::One(Scalar::Bool(true))) => Ok(()),
        (Class::Flag, Value::One(Scalar::Bool(false))) => {
            Err(EditError::NeverUnset { entity: entity.name, field: field.name })
        }
        (Class::Words, Value::Words(all)) if all.len() > WORDS_CAP => {
            Err(of(Expected::FewerWords(WORDS_CAP)))
        }
        (Class::Words, Value::Words(all)) => {
            all.iter().try_for_each(|word| word_of(field, word)).map_err(wrong)
        }
        (Class::Words, Value::Parts(some)) => {
            some.iter().try_for_each(|(word, on)| toggle(field, word, on)).map_err(wrong)
        }
        (Class::Words, Value::One(word)) => field.value.check(word).map_err(wrong),
        // One word is marked with yes.
        (Class::Marks, Value::One(word)) => Type::Id.check(word).map_err(wrong),
        (Class::Marks, Value::Parts(marks)) => {
            marks.iter().try_for_each(|(word, mark)| marked(field, word, mark)).map_err(wrong)
        }
        (Class::Mine, Value::Parts(parts)) => {
            parts.iter().try_for_each(|(name, part)| part_of(field, name, part)).map_err(wrong)
        }
        (Class::Marks, _) => Err(of(Expected::Words)),
        (_, Value::One(one)) => field.value.check(one).map_err(wrong),
        (_, Value::Words(_) | Value::Parts(_)) => Err(of(Expected::Value(field.value))),
    }
}

fn word_of(field: &Field, word: &str) -> Result<(), WrongValue> {
    let empty = || WrongValue::Not { expected: Expected::Value(Type::Word) };
    if word.is_empty() { Err(empty()) } else { field.value.check(&word.into()) }
}

fn toggle(field: &Field, word: &str, on: &Scalar) -> Result<(), WrongValue> {
    Type::Bool.check(on)?;
    word_of(field, word)
}

fn marked(field: &Field, word: &str, mark: &Scalar) -> Result<(), WrongValue> {
    Type::Id.check(&word.into())?;
    field.value.check(mark)
}

fn part_of(field: &Field, name: &str, part: &Scalar) -> Result<(), WrongValue> {
    let Type::Parts(parts) = field.value else { return field.value.check(part) };
    match parts.iter().find(|(known, _)| *known == name) {
        Some((_, value)) => value.check(part),
        None => Err(WrongValue::Not { expected: Expected::Value(field.value) }),
    }
}

/// Writes a checked value. `new` is for an item that was made in this transaction.
pub(super) fn write<T: Transactable>(
    tx: &mut T,
    item: &ObjId,
    field: &'static Field,
    value: &Value,
    author: &Author,
    new: bool,
) -> Result<(), EditError> {
    match (field.class, value) {
        (Class::Wording | Class::One | Class::Fix, Value::One(one)) => {
            put(tx, item, field.name, one.clone())
        }
        (Class::Flag, Value::One(date)) => mark(tx, item, field.name, date.clone()),
        (Class::Own, Value::One(one)) => {
            let key = own_key(field, author, new);
            put(tx, item, &key, one.clone())
        }
        (Class::Mine, _) => mine(tx, item, field, value, author),
        (Class::Marks, Value::One(word)) => {
            mark(tx, item, &format!("{}/{}", field.name, word.show()), true.into())
        }
        (Class::Marks, Value::Parts(marks)) => marks.iter().try_for_each(|(word, value)| {
            mark(tx, item, &format!("{}/{word}", field.name), value.clone())
        }),
        (Class::Words, Value::One(word)) => word_on(tx, item, field, &word.show(), true),
        (Class::Words, Value::Words(all)) => words(tx, item, field, all),
        (Class::Words, Value::Parts(some)) => {
            some.iter().try_for_each(|(word, on)| word_on(tx, item, field, word, on.is_yes()))
        }
        _ => Ok(()),
    }
}

/// The owner writes the field itself; another, in the owner's name, beside it. The first values of
/// an item are its maker's, unless they are the page owner's.
fn own_key(field: &Field, author: &Author, new: bool) -> String {
    match author.entered_for {
        Some(_) if !new || field.who == Who::Owner => format!("{}/{}", field.name, author.person),
        _ => field.name.to_owned(),
    }
}

fn mine<T: Transactable>(
    tx: &mut T,
    item: &ObjId,
    field: &Field,
    value: &Value,
    author: &Author,
) -> Result<(), EditError> {
    let mut key = format!("{}/{}", field.name, author.speaks_for());
    if author.entered_for.is_some() {
        key = format!("{key}/{}", author.person);
    }
    match value {
        Value::Parts(parts) => parts
            .iter()
            .try_for_each(|(name, part)| put(tx, item, &format!("{key}/{name}"), part.clone())),
        Value::One(one) => put(tx, item, &key, one.clone()),
        Value::Words(_) => Ok(()),
    }
}

fn words<T: Transactable>(
    tx: &mut T,
    item: &ObjId,
    field: &Field,
    all: &BTreeSet<String>,
) -> Result<(), EditError> {
    let before = format!("{}/", field.name);
    let held: Vec<String> = tx.keys(item).filter(|key| key.starts_with(&before)).collect();
    let held = held.iter().filter_map(|key| key.strip_prefix(&before));
    let mut wanted: BTreeMap<&str, bool> = held.map(|word| (word, false)).collect();
    wanted.extend(all.iter().map(|word| (word.as_str(), true)));
    wanted.into_iter().try_for_each(|(word, on)| word_on(tx, item, field, word, on))
}

fn word_on<T: Transactable>(
    tx: &mut T,
    item: &ObjId,
    field: &Field,
    word: &str,
    on: bool,
) -> Result<(), EditError> {
    put(tx, item, &format!("{}/{word}", field.name), Scalar::Bool(on))
}

/// Puts a value unless it stands there alone already.
fn put<T: Transactable>(
    tx: &mut T,
    item: &ObjId,
    key: &str,
    value: Scalar,
) -> Result<(), EditError> {
    let held = tx.get_all(item, key)?;
    if let [(Held::Scalar(held), _)] = held.as_slice()
        && Scalar::from_automerge(held).as_ref() == Some(&value)
    {
        return Ok(());
    }
    let is_value = |held: &Held<'_>| match held {
        Held::Scalar(held) => Scalar::from_automerge(held).as_ref() == Some(&value),
        Held::Object(_) => false,
    };
    if held.len() > 1 && held.last().is_some_and(|(used, _)| is_value(used)) {
        // Automerge turns choosing the used one of several into a deletion of the others, and
        // nothing is ever deleted: another of them is written over all of them first.
        match held.iter().find(|(other, _)| !is_value(other)) {
            Some((Held::Scalar(other), _)) => tx.put(item, key, other.as_ref().clone())?,
            // All say the same: there is nothing to choose.
            _ => return Ok(()),
        }
    }
    Ok(tx.put(item, key, value.into_automerge())?)
}

/// Puts a flag unless it is there: it is never changed.
fn mark<T: Transactable>(
    tx: &mut T,
    item: &ObjId,
    key: &str,
    value: Scalar,
) -> Result<(), EditError> {
    if tx.get(item, key)?.is_some() {
        return Ok(());
    }
    Ok(tx.put(item, key, value.into_automerge())?)
}
