//! Adding items and setting fields, by merge class, inside one Automerge transaction. One
//! transaction becomes one entry; who signs it is the author of its values.

use automerge::transaction::Transactable;
use automerge::{ChangeHash, ObjId, ObjType, ROOT, ReadDoc, Value as Held};

use crate::person::{PersonId, person};
use crate::schema::{AuthorRule, Class, Entity, Field, IdRule, SELF, Who};
use crate::text::Splice;
use crate::value::{Scalar, Value};

mod author;
mod error;
mod write;

pub use author::Author;
pub use error::EditError;
pub use write::{WORDS_CAP, check as check_value};

/// The state of a text that an editor began with.
#[derive(Debug, Clone, Copy)]
pub struct Base<'b> {
    /// The heads at which it was the text.
    pub heads: &'b [ChangeHash],
    /// The text.
    pub text: &'b str,
}

/// Adds an item: its map, its texts and its values, all in this transaction, because a container
/// is only made together with the unique id that owns it. `by` and `entered_by` are filled in.
///
/// What makes the item comes first and what is typed into its texts last, so that a page may cut a
/// large item into several entries and the first still is the whole item but for its letters.
///
/// # Errors
/// When the id, a field or a value is wrong or missing, the item is there already, or the author
/// may not write it. Nothing has been written then, unless Automerge itself failed.
pub fn add<T: Transactable>(
    tx: &mut T,
    entity: &'static Entity,
    id: &str,
    values: &[(&str, Value)],
    author: &Author,
) -> Result<(), EditError> {
    let collection = room_for(tx, entity, id)?;
    let given = checked(entity, values)?;
    may_add(entity, id, &given, author)?;
    let item = tx.put_object(&collection, id, ObjType::Map)?;
    sign_item(tx, entity, &item, &given, author)?;
    for (field, value) in given.iter().filter(|(field, _)| field.class != Class::Text) {
        write::write(tx, &item, field, value, author, true)?;
    }
    let texts: Vec<_> = entity
        .texts()
        .map(|field| Ok((field.name, tx.put_object(&item, field.name, ObjType::Text)?)))
        .collect::<Result<_, EditError>>()?;
    for (name, object) in texts {
        let given = given.iter().find(|(field, _)| field.name == name);
        if let Some((_, Value::One(Scalar::Text(text)))) = given {
            tx.splice_text(&object, 0, 0, text)?;
        }
    }
    Ok(())
}

/// Writes one field of an item, or of the page itself (whose id is then not looked at).
///
/// Writing what is there already writes nothing; writing one of several wordings or choices
/// chooses it.
///
/// # Errors
/// When there is no such item or field, the value is wrong, or the author may not write it.
pub fn set<T: Transactable>(
    tx: &mut T,
    entity: &'static Entity,
    id: &str,
    field: &str,
    value: &Value,
    author: &Author,
) -> Result<(), EditError> {
    let field = known(entity, field)?;
    let item = item(tx, entity, id)?;
    check_value(entity, field, value)?;
    may_set(tx, entity, id, &item, field, author)?;
    match (field.class, value) {
        (Class::Text, Value::One(Scalar::Text(text))) => {
            let object = text_of(tx, entity, &item, field)?;
            let now = tx.text(&object)?;
            crate::text::save(tx, &object, None, &now, text)?;
            Ok(())
        }
        _ => write::write(tx, &item, field, value, author, false),
    }
}

/// Saves a text that was made of what it was at `base`, whatever others did meanwhile: a text box
/// that was open while others typed.
///
/// # Errors
/// As [`set`], and when the base is not in the document.
pub fn set_text<T: Transactable>(
    tx: &mut T,
    entity: &'static Entity,
    id: &str,
    field: &str,
    base: Base<'_>,
    text: &str,
    author: &Author,
) -> Result<(), EditError> {
    let field = known(entity, field)?;
    let item = item(tx, entity, id)?;
    check_value(entity, field, &Value::from(text))?;
    may_set(tx, entity, id, &item, field, author)?;
    let object = text_of(tx, entity, &item, field)?;
    crate::text::save(tx, &object, Some(base.heads), base.text, text)?;
    Ok(())
}

/// Puts keystrokes into a text as it is now: each edit counts in the text that the ones before it
/// left. See [`Typing`](crate::text::Typing) for how keys become edits.
///
/// # Errors
/// As [`set`], and when an edit reaches beyond the text; the transaction must then be rolled back.
pub fn splice_text<T: Transactable>(
    tx: &mut T,
    entity: &'static Entity,
    id: &str,
    field: &str,
    splices: &[Splice],
    author: &Author,
) -> Result<(), EditError> {
    let field = known(entity, field)?;
    let item = item(tx, entity, id)?;
    may_set(tx, entity, id, &item, field, author)?;
    let object = text_of(tx, entity, &item, field)?;
    for splice in splices {
        crate::text::splice(tx, &object, None, std::slice::from_ref(splice))?;
    }
    check_value(entity, field, &Value::from(tx.text(&object)?))
}

/// The hash by which a member's agreement names a text: 32 hexadecimal digits.
pub fn text_hash(text: &str) -> String {
    let hash = kring_trust::hash::hash("kring 1 agreed text", &[text.as_bytes()]);
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The map of an item, or of the page's own fields.
///
/// # Errors
/// When it is not there.
pub fn item<D: ReadDoc>(doc: &D, entity: &Entity, id: &str) -> Result<ObjId, EditError> {
    let collection = collection(doc, entity)?;
    if entity.is_self() {
        return Ok(collection);
    }
    match doc.get(&collection, id)? {
        Some((Held::Object(ObjType::Map), item)) => Ok(item),
        _ => Err(EditError::NoSuchItem { entity: entity.name, id: id.to_owned() }),
    }
}

fn collection<D: ReadDoc>(doc: &D, entity: &Entity) -> Result<ObjId, EditError> {
    match doc.get(ROOT, entity.collection)? {
        Some((Held::Object(ObjType::Map), map)) => Ok(map),
        _ => Err(EditError::OtherPage { entity: entity.name, page: entity.page }),
    }
}

fn room_for<T: Transactable>(tx: &T, entity: &Entity, id: &str) -> Result<ObjId, EditError> {
    let there = || EditError::AlreadyThere { entity: entity.name, id: id.to_owned() };
    let map = collection(tx, entity)?;
    if entity.collection == SELF {
        return Err(there());
    }
    let sound = match entity.id {
        IdRule::Person => crate::person::person(id).is_some(),
        _ => crate::schema::Type::Id.check(&id.into()).is_ok(),
    };
    if !sound {
        return Err(EditError::WrongId { id: id.to_owned() });
    }
    if tx.get(&map, id)?.is_some() { Err(there()) } else { Ok(map) }
}

type Given<'v> = Vec<(&'static Field, &'v Value)>;

fn known(entity: &'static Entity, name: &str) -> Result<&'static Field, EditError> {
    entity
        .field(name)
        .ok_or_else(|| EditError::UnknownField { entity: entity.name, field: name.to_owned() })
}

fn checked<'v>(
    entity: &'static Entity,
    values: &'v [(&str, Value)],
) -> Result<Given<'v>, EditError> {
    let mut given = Given::new();
    for (name, value) in values {
        let field = known(entity, name)?;
        check_value(entity, field, value)?;
        given.push((field, value));
    }
    let filled = |field: &Field| AuthorRule::Key(field.name) == entity.author;
    let has = |field: &Field| given.iter().any(|(given, _)| given.name == field.name);
    match entity.fields.iter().find(|field| field.needed && !has(field) && !filled(field)) {
        Some(field) => Err(EditError::Missing { entity: entity.name, field: field.name }),
        None => Ok(given),
    }
}

fn may_add(
    entity: &'static Entity,
    id: &str,
    given: &Given,
    author: &Author,
) -> Result<(), EditError> {
    if entity.author == AuthorRule::Id && id != author.person.to_string() {
        return Err(EditError::OnlyAuthor { entity: entity.name, field: entity.author_field() });
    }
    let others = |field: &Field| field.who == Who::Owner && !author.is_owner();
    match given.iter().find(|(field, _)| others(field)) {
        Some((field, _)) => {
            Err(EditError::OnlyPageOwner { entity: entity.name, field: field.name })
        }
        None => Ok(()),
    }
}

/// Writes whose the item is.
fn sign_item<T: Transactable>(
    tx: &mut T,
    entity: &'static Entity,
    item: &ObjId,
    given: &Given,
    author: &Author,
) -> Result<(), EditError> {
    let open = |name: &str| {
        let free = !given.iter().any(|(given, _)| given.name == name);
        free && entity.field(name).is_some()
    };
    for key in ["by", entity.author_field()] {
        if open(key) && tx.get(item, key)?.is_none() {
            tx.put(item, key, author.speaks_for().to_string())?;
        }
    }
    if author.entered_for.is_some() && open("entered_by") {
        tx.put(item, "entered_by", author.person.to_string())?;
    }
    Ok(())
}

fn text_of<T: Transactable>(
    tx: &T,
    entity: &Entity,
    item: &ObjId,
    field: &Field,
) -> Result<ObjId, EditError> {
    match tx.get(item, field.name)? {
        Some((Held::Object(ObjType::Text), object)) => Ok(object),
        _ => Err(EditError::NoSuchItem { entity: entity.name, id: field.name.to_owned() }),
    }
}

/// Whether the author may write the field; see [`Who`].
fn may_set<T: Transactable>(
    tx: &T,
    entity: &'static Entity,
    id: &str,
    item: &ObjId,
    field: &'static Field,
    author: &Author,
) -> Result<(), EditError> {
    let only_author = EditError::OnlyAuthor { entity: entity.name, field: field.name };
    match (field.class, field.who) {
        (Class::Fix, _) => Err(EditError::Fixed { entity: entity.name, field: field.name }),
        (_, Who::Anyone) => Ok(()),
        (_, Who::Owner) => match author.owner {
            Some(owner) if author.may_write_for(owner, field) => Ok(()),
            _ => Err(EditError::OnlyPageOwner { entity: entity.name, field: field.name }),
        },
        (_, Who::Author) => match author_of(tx, entity, id, item, author)? {
            Some(owner) if author.may_write_for(owner, field) => Ok(()),
            _ => Err(only_author),
        },
    }
}

fn author_of<T: Transactable>(
    tx: &T,
    entity: &Entity,
    id: &str,
    item: &ObjId,
    author: &Author,
) -> Result<Option<PersonId>, EditError> {
    Ok(match entity.author {
        AuthorRule::Nobody => None,
        AuthorRule::Page => author.owner,
        AuthorRule::Id => person(id),
        AuthorRule::Key(key) => match tx.get(item, key)? {
            Some((Held::Scalar(by), _)) => by.as_str().and_then(person),
            _ => None,
        },
    })
}

#[cfg(test)]
mod tests;
