//! Writing items and fields, in one's own name or for another.

use kring_model::derive;
use kring_model::edit::{self, Author, Base};
use kring_model::entities;
use kring_model::schema::{Entity, Field};
use kring_model::text::Splice;
use kring_model::value::Value;
use kring_trust::{PageId, PersonId};

use super::{Acted, today};
use crate::acts::records::Records as _;
use crate::replica::Act;

/// An item: what it is, and its id. The id of a page's own fields is not looked at.
pub type Place<'p> = (&'static Entity, &'p str);

/// Adds an item under a new id, in the name of `speaker` if that is somebody else.
///
/// # Errors
/// When a value is wrong or missing, or the writer may not write it.
pub fn add(
    act: &mut Act<'_, '_>,
    page: &PageId,
    entity: &'static Entity,
    values: &[(&str, Value)],
    speaker: Option<PersonId>,
) -> Acted<String> {
    let id = act.new_id();
    add_as(act, page, (entity, &id), values, speaker)?;
    Ok(id)
}

/// Adds an item under a given id.
///
/// # Errors
/// As [`add`]; also when it is there already.
pub fn add_as(
    act: &mut Act<'_, '_>,
    page: &PageId,
    (entity, id): Place<'_>,
    values: &[(&str, Value)],
    speaker: Option<PersonId>,
) -> Acted<()> {
    let speaks = Speaks { speaker, notetaker: false };
    act.edit(page, |tx, author| edit::add(tx, entity, id, values, &speaks.for_whom(author)))
}

/// Writes one field of an item. Words of others are mended by the note-taker of an open meeting.
///
/// # Errors
/// When there is no such item, the value is wrong, or the writer may not write it.
pub fn set(
    act: &mut Act<'_, '_>,
    page: &PageId,
    (entity, id): Place<'_>,
    field: &str,
    value: &Value,
    speaker: Option<PersonId>,
) -> Acted<()> {
    let notetaker = words_of_others(entity, field) && is_notetaker(act)?;
    let speaks = Speaks { speaker, notetaker };
    act.edit(page, |tx, author| edit::set(tx, entity, id, field, value, &speaks.for_whom(author)))
}

/// Writes several fields of an item.
///
/// # Errors
/// As [`set`]; then none of them is written.
pub fn set_all(
    act: &mut Act<'_, '_>,
    page: &PageId,
    (entity, id): Place<'_>,
    values: &[(&str, Value)],
    speaker: Option<PersonId>,
) -> Acted<()> {
    if values.is_empty() {
        return Ok(());
    }
    let others = values.iter().any(|(field, _)| words_of_others(entity, field));
    let speaks = Speaks { speaker, notetaker: others && is_notetaker(act)? };
    act.edit(page, |tx, author| {
        let author = speaks.for_whom(author);
        values
            .iter()
            .try_for_each(|(field, value)| edit::set(tx, entity, id, field, value, &author))
    })
}

/// Saves a text that its author made of what it was at `base`, together with what others wrote
/// since.
///
/// # Errors
/// As [`set`]; also when the base is not in the page.
pub fn set_since(
    act: &mut Act<'_, '_>,
    page: &PageId,
    (entity, id): Place<'_>,
    field: &str,
    base: Base<'_>,
    text: &str,
    speaker: Option<PersonId>,
) -> Acted<()> {
    let notetaker = words_of_others(entity, field) && is_notetaker(act)?;
    let speaks = Speaks { speaker, notetaker };
    act.edit(page, |tx, author| {
        edit::set_text(tx, entity, id, field, base, text, &speaks.for_whom(author))
    })
}

/// Puts keystrokes into a text as it is now; see [`edit::splice_text`].
///
/// # Errors
/// As [`set`]; also when an edit reaches beyond the text.
pub fn splice(
    act: &mut Act<'_, '_>,
    page: &PageId,
    (entity, id): Place<'_>,
    field: &str,
    splices: &[Splice],
) -> Acted<()> {
    let notetaker = words_of_others(entity, field) && is_notetaker(act)?;
    let speaks = Speaks { speaker: None, notetaker };
    act.edit(page, |tx, author| {
        edit::splice_text(tx, entity, id, field, splices, &speaks.for_whom(author))
    })
}

/// Writes one of a page's own fields.
///
/// # Errors
/// As [`set`].
pub fn set_own(
    act: &mut Act<'_, '_>,
    page: &PageId,
    entity: &'static Entity,
    field: &str,
    value: &Value,
) -> Acted<()> {
    set(act, page, (entity, ""), field, value, None)
}

/// Writes a field of a page's entry in the group document.
///
/// # Errors
/// As [`set`].
pub fn set_entry(
    act: &mut Act<'_, '_>,
    page: &PageId,
    entity: &'static Entity,
    field: &str,
    value: &Value,
) -> Acted<()> {
    let group = act.group_page();
    set(act, &group, (entity, &page.to_string()), field, value, None)
}

/// Takes back something of one's own: it stays, and is no longer shown.
///
/// # Errors
/// When it is somebody else's.
pub fn withdraw(act: &mut Act<'_, '_>, page: &PageId, place: Place<'_>) -> Acted<()> {
    let day = today(act);
    set(act, page, place, "withdrawn", &day.into(), None)
}

/// In whose name, and with what rights.
#[derive(Clone, Copy)]
struct Speaks {
    speaker: Option<PersonId>,
    notetaker: bool,
}

impl Speaks {
    fn for_whom(self, author: &Author) -> Author {
        let speaker = self.speaker.map(|person| model_person(&person));
        let author = match speaker.filter(|speaker| *speaker != author.person) {
            Some(speaker) => author.on_behalf_of(speaker),
            None => *author,
        };
        if self.notetaker { author.as_notetaker() } else { author }
    }
}

/// A person as documents know them.
pub fn model_person(person: &PersonId) -> kring_model::person::PersonId {
    kring_model::person::PersonId::from_bytes(*person.as_bytes())
}

/// Whether a note-taker may mend this field.
fn words_of_others(entity: &Entity, field: &str) -> bool {
    entity.field(field).is_some_and(Field::is_mended_by_notetaker)
}

/// Whether this person takes notes in a meeting that is open.
fn is_notetaker(act: &mut Act<'_, '_>) -> Acted<bool> {
    let (group, me) = (act.group_page(), act.me().to_string());
    let meetings = act.read(&group, |page| page.all(&entities::MEETING))?;
    Ok(derive::takes_notes(&meetings, &me))
}
