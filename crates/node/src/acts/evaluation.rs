//! Evaluations with all involved.

use kring_model::entities;
use kring_model::schema::PageKind;
use kring_trust::PageId;
use kring_trust::statement::Audience;

use super::{Acted, Named, page, today, writing};
use crate::replica::Act;

/// Begins an evaluation for everybody, dated today if no day is given.
///
/// # Errors
/// When a value is wrong.
pub fn add(act: &mut Act<'_, '_>, values: &[Named]) -> Acted<PageId> {
    let day = page::day_of(values, today(act));
    page::open_dated(
        act,
        PageKind::Evaluation,
        Audience::All,
        &entities::EVALUATION_ENTRY,
        &day,
        values,
    )
}

/// What this person answers for themselves: whether the goal was reached, and how far.
///
/// # Errors
/// When a value is wrong.
pub fn answer(act: &mut Act<'_, '_>, evaluation: &PageId, answers: &[Named]) -> Acted<()> {
    writing::set_all(act, evaluation, (&entities::EVALUATION, ""), answers, None)
}
