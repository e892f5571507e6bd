//! Putting back what stood on a page at an earlier moment. Always a new edit: nothing that was
//! written since is lost, it stands in the history like the rest.

use std::collections::BTreeSet;

use automerge::ChangeHash;
use kring_model::edit::EditError;
use kring_model::read::{Read, Record};
use kring_model::value::Value;
use kring_trust::PageId;

use super::records::Records as _;
use super::text::{Change, save_all};
use super::{Acted, writing};
use crate::replica::Act;

/// Puts one field back as it stood at `heads`.
///
/// # Errors
/// When the page did not stand so, the field held nothing then, or the writer may not write it.
pub fn put_back(
    act: &mut Act<'_, '_>,
    page: &PageId,
    heads: &[ChangeHash],
    place: writing::Place<'_>,
    field: &str,
) -> Acted<()> {
    let (entity, id) = place;
    let nothing = || EditError::NoSuchItem { entity: entity.name, id: id.to_owned() };
    let field = entity.field(field).ok_or_else(nothing)?.name;
    let then = act.read(page, |page| page.at(heads).and_then(|past| past.read(entity, id)))?;
    let value = then.and_then(|then| held(&then, field)).ok_or_else(nothing)?;
    let change = Change { page: *page, entity, id: id.to_owned(), field, value, base: None };
    save_all(act, &[change], None)
}

/// What a field of a record holds, as it can be written again; none if it holds nothing, and for
/// what is for ever or each person's own.
pub fn held(record: &Record, field: &str) -> Option<Value> {
    match record.field(field)? {
        Read::Text(text) => (!text.is_empty()).then(|| text.as_str().into()),
        Read::Words(_) => {
            let words: BTreeSet<String> =
                record.words(field).into_iter().map(str::to_owned).collect();
            (!words.is_empty()).then_some(Value::Words(words))
        }
        Read::Wording(_) | Read::One(_) | Read::Own(_) => {
            record.value(field).filter(|value| !value.show().is_empty()).cloned().map(Value::One)
        }
        Read::Mine(_) | Read::Flag(_) | Read::Marks(_) | Read::Fix(_) => None,
    }
}
