//! Notes.

use kring_model::entities;
use kring_model::schema::PageKind;
use kring_trust::PageId;
use kring_trust::statement::Audience;

use super::records::Records as _;
use super::{Acted, Named, page, today, writing};
use crate::replica::Act;

/// Adds a note for everybody.
///
/// # Errors
/// When a value is wrong.
pub fn add(act: &mut Act<'_, '_>, values: &[Named]) -> Acted<PageId> {
    let mut values = values.to_vec();
    if !values.iter().any(|(name, _)| *name == "date") {
        values.push(("date", today(act).into()));
    }
    page::open(act, PageKind::Note, Audience::All, None, &values)
}

/// Puts one's own note away: it stays, and lists leave it out.
///
/// # Errors
/// When it is somebody else's.
pub fn archive(act: &mut Act<'_, '_>, page: &PageId) -> Acted<()> {
    let day = today(act).into();
    let (group, id) = (act.group_page(), page.to_string());
    let entry = act.read(&group, |page| page.read(&entities::NOTE_ENTRY, &id))?;
    let mut values = vec![("archived", day)];
    if entry.is_some_and(|entry| entry.is("back")) {
        values.push(("back", false.into()));
    }
    writing::set_all(act, &group, (&entities::NOTE_ENTRY, &id), &values, None)
}

/// Puts one's own note back into the list.
///
/// # Errors
/// When it is somebody else's.
pub fn put_back(act: &mut Act<'_, '_>, page: &PageId) -> Acted<()> {
    writing::set_entry(act, page, &entities::NOTE_ENTRY, "back", &true.into())
}

/// "Ik help": an offer under a setback, of oneself only.
///
/// # Errors
/// When the page is not here.
pub fn offer_help(act: &mut Act<'_, '_>, page: &PageId, text: &str) -> Acted<()> {
    writing::set_own(act, page, &entities::NOTE, "help_offers", &text.into())
}
