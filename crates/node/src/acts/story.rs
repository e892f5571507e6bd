//! Stories for the stage.

use kring_model::entities;
use kring_model::order;
use kring_model::schema::PageKind;
use kring_trust::PageId;
use kring_trust::statement::Audience;

use super::{Acted, Named, page, today, writing};
use crate::acts::records::Records as _;
use crate::replica::Act;

/// Begins a story for everybody in the group, dated today if no day is given.
///
/// # Errors
/// When a value is wrong.
pub fn add(act: &mut Act<'_, '_>, values: &[Named]) -> Acted<PageId> {
    let day = page::day_of(values, today(act));
    page::open_dated(act, PageKind::Story, Audience::All, &entities::STORY_ENTRY, &day, values)
}

/// Adds a part at the end.
///
/// # Errors
/// When a value is wrong.
pub fn section(act: &mut Act<'_, '_>, story: &PageId, values: &[Named]) -> Acted<String> {
    let sections = act.read(story, |page| page.all(&entities::SECTION))?;
    let key = order::between(sections.last().map(|last| last.str("order")), None);
    let mut values = values.to_vec();
    values.push(("order", key.into()));
    writing::add(act, story, &entities::SECTION, &values, None)
}

/// Whether this person agrees to be in the story. Nobody says it for another.
///
/// # Errors
/// When the page is not here.
pub fn consent(act: &mut Act<'_, '_>, story: &PageId, yes: bool) -> Acted<()> {
    writing::set_own(act, story, &entities::STORY, "consent", &yes.into())
}
