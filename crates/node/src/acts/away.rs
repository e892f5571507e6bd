//! Putting things away, and back into their list. Nothing is deleted: what was put away is found
//! under its list and in the search.
//!
//! Notes, cases and findings are put away by their author; experiments, meetings, evaluations and
//! stories are the group's, and by anybody.

use kring_model::edit::EditError;
use kring_model::entities;
use kring_model::schema::{Entity, PageKind, Who};
use kring_trust::PageId;

use super::records::Records as _;
use super::{Acted, today, writing};
use crate::replica::Act;

/// Puts a thing away: it stays, and lists leave it out.
///
/// # Errors
/// When it is somebody else's, or no thing with a list.
pub fn put_away(act: &mut Act<'_, '_>, page: &PageId) -> Acted<()> {
    let entity = entry(act, page)?;
    let day = today(act).into();
    let (group, id) = (act.group_page(), page.to_string());
    let entry = act.read(&group, |page| page.read(entity, &id))?;
    let mut values = vec![("archived", day)];
    if entry.is_some_and(|entry| entry.is("back")) {
        values.push(("back", false.into()));
    }
    writing::set_all(act, &group, (entity, &id), &values, None)
}

/// Puts a thing back into its list. Does nothing to one that was not put away.
///
/// # Errors
/// As [`put_away`].
pub fn put_back(act: &mut Act<'_, '_>, page: &PageId) -> Acted<()> {
    let entity = entry(act, page)?;
    let (group, id) = (act.group_page(), page.to_string());
    let entry = act.read(&group, |page| page.read(entity, &id))?;
    if !entry.is_some_and(|entry| entry.is_put_away()) {
        return Ok(());
    }
    writing::set_entry(act, page, entity, "back", &true.into())
}

/// Whether a person puts things of this kind away, and back: their own, or anybody's.
pub fn may(kind: PageKind, own: bool) -> bool {
    let field = entities::entry(kind).and_then(|entry| entry.field("archived"));
    field.is_some_and(|field| own || field.who == Who::Anyone)
}

fn entry(act: &Act<'_, '_>, page: &PageId) -> Acted<&'static Entity> {
    let kind = act.roster().page(page).and_then(|info| PageKind::from_number(info.kind));
    let entry = kind.and_then(entities::entry).filter(|entry| entry.field("archived").is_some());
    let none = || EditError::NoSuchItem { entity: "note_entry", id: page.to_string() };
    Ok(entry.ok_or_else(none)?)
}
