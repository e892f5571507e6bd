//! Notes.

use kring_model::entities;
use kring_model::schema::PageKind;
use kring_trust::PageId;
use kring_trust::statement::Audience;

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

/// "Ik help": an offer under a setback, of oneself only.
///
/// # Errors
/// When the page is not here.
pub fn offer_help(act: &mut Act<'_, '_>, page: &PageId, text: &str) -> Acted<()> {
    writing::set_own(act, page, &entities::NOTE, "help_offers", &text.into())
}
