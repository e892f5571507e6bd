//! Putting back what stood on a page at an earlier moment. Always a new edit: nothing that was
//! written since is lost, it stands in the history like the rest.

use std::collections::{BTreeMap, BTreeSet};

use automerge::ChangeHash;
use kring_model::edit::EditError;
use kring_model::read::{Mine, Read, Record};
use kring_model::value::{Scalar, Value};
use kring_trust::PageId;

use super::records::Records as _;
use super::text::{Change, save_all};
use super::{Acted, away, writing};
use crate::replica::Act;

/// The field that says whether a thing was put away; another takes it back.
const AWAY: &str = "archived";

/// Puts one field back as it stood at `heads`. Of what each says for themselves, the writer's own.
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
    let then = then.ok_or_else(nothing)?;
    if let Some(listed) = PageId::from_hex(id).filter(|_| field == AWAY) {
        return match then.is_put_away() {
            true => away::put_away(act, &listed),
            false => away::put_back(act, &listed),
        };
    }
    let me = act.me().to_string();
    let value = held(&then, field, &me).ok_or_else(nothing)?;
    let change = Change { page: *page, entity, id: id.to_owned(), field, value, base: None };
    save_all(act, &[change], None)
}

/// What a field of a record holds, as `person` can write it again; none if it holds nothing, of
/// what others say for themselves, and of what is for ever: it stands there still.
pub fn held(record: &Record, field: &str, person: &str) -> Option<Value> {
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
        Read::Mine(_) => own(record.mine_of(field, person)?),
        Read::Flag(_) | Read::Marks(_) | Read::Fix(_) => None,
    }
}

/// What somebody said for themselves, whole or in parts.
fn own(mine: &Mine) -> Option<Value> {
    let parts: BTreeMap<String, Scalar> = mine
        .own
        .iter()
        .filter_map(|(name, said)| Some((name.clone(), said.last()?.value.clone())))
        .collect();
    match parts.get("") {
        Some(whole) => Some(Value::One(whole.clone())),
        None => (!parts.is_empty()).then_some(Value::Parts(parts)),
    }
}
