//! Evaluations with all involved.

use kring_model::edit::EditError;
use kring_model::entities;
use kring_model::schema::PageKind;
use kring_trust::PageId;
use kring_trust::statement::Audience;

use super::{Acted, Named, page, today, writing};
use crate::acts::records::Records as _;
use crate::replica::{Act, ReplicaError};

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

/// How far a quote of one's own may go. Nobody says it for another.
///
/// # Errors
/// When there is no such quote, or it is somebody else's.
pub fn release(
    act: &mut Act<'_, '_>,
    evaluation: &PageId,
    quote: &str,
    free: bool,
    with_name: bool,
) -> Acted<()> {
    let found = act.read(evaluation, |page| page.read(&entities::QUOTE, quote))?;
    let missing = EditError::NoSuchItem { entity: entities::QUOTE.name, id: quote.to_owned() };
    let found = found.ok_or(ReplicaError::Edit(missing))?;
    if found.by() != act.me().to_string() {
        let others = EditError::OnlyAuthor { entity: entities::QUOTE.name, field: "may_share" };
        return Err(ReplicaError::Edit(others));
    }
    let wanted = [("may_share", free), ("with_name", free && with_name)];
    // What a note-taker ticked stands there in the note-taker's hand, and the same is not written again.
    let me = Some(writing::model_person(&act.me()));
    let of_others = |field: &str, yes: bool| {
        let stands = found.versions(field);
        stands.iter().any(|said| said.by != me && said.value == yes.into())
    };
    let turned = wanted.iter().filter(|(field, yes)| of_others(field, *yes));
    let turned: Vec<Named> = turned.map(|(field, yes)| (*field, (!yes).into())).collect();
    writing::set_all(act, evaluation, (&entities::QUOTE, quote), &turned, None)?;
    let values = wanted.map(|(field, yes)| (field, yes.into()));
    writing::set_all(act, evaluation, (&entities::QUOTE, quote), &values, None)
}
