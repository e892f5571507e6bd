//! Findings of the inquiry.

use kring_model::schema::PageKind;
use kring_trust::PageId;
use kring_trust::statement::Audience;

use super::{Acted, Named, page, today};
use crate::replica::Act;

/// Adds a finding for everybody.
///
/// # Errors
/// When a value is wrong.
pub fn add(act: &mut Act<'_, '_>, values: &[Named]) -> Acted<PageId> {
    let mut values = values.to_vec();
    if !values.iter().any(|(name, _)| *name == "date") {
        values.push(("date", today(act).into()));
    }
    page::open(act, PageKind::Finding, Audience::All, None, &values)
}
