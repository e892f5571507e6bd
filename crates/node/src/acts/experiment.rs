//! Experiments: try, look, adapt, next.

use kring_model::entities;
use kring_model::schema::PageKind;
use kring_model::value::Value;
use kring_trust::PageId;
use kring_trust::statement::Audience;

use super::{Acted, Named, page, today, writing};
use crate::replica::Act;

/// Begins an experiment, under the radar until the group releases it.
///
/// # Errors
/// When a value is wrong.
pub fn add(act: &mut Act<'_, '_>, values: &[Named]) -> Acted<PageId> {
    let mut values = values.to_vec();
    let me = act.me().to_string();
    let defaults: [(&str, Value); 3] =
        [("date", today(act).into()), ("owner", me.into()), ("under_radar", true.into())];
    for (name, value) in defaults {
        if !values.iter().any(|(given, _)| *given == name) {
            values.push((name, value));
        }
    }
    page::open(act, PageKind::Experiment, Audience::All, None, &values)
}

/// The questions before the first step were asked.
///
/// # Errors
/// When the page is not here or an answer is too long.
pub fn check(act: &mut Act<'_, '_>, page: &PageId, answers: &[Named]) -> Acted<()> {
    let mut values = answers.to_vec();
    values.push(("checked", today(act).into()));
    writing::set_all(act, page, (&entities::EXPERIMENT, ""), &values, None)
}

/// Adds a step, from today if no day is given.
///
/// # Errors
/// When a value is wrong.
pub fn step(act: &mut Act<'_, '_>, page: &PageId, values: &[Named]) -> Acted<String> {
    let mut values = values.to_vec();
    if !values.iter().any(|(name, _)| *name == "from") {
        values.push(("from", today(act).into()));
    }
    writing::add(act, page, &entities::STEP, &values, None)
}

/// Ends a step with a decision.
///
/// # Errors
/// When there is no such step or decision.
pub fn decide(
    act: &mut Act<'_, '_>,
    page: &PageId,
    step: &str,
    decision: &str,
    adaptation: Option<&str>,
) -> Acted<()> {
    let mut values = vec![("decision", decision.into())];
    values.extend(adaptation.map(|text| ("adaptation", text.into())));
    writing::set_all(act, page, (&entities::STEP, step), &values, None)
}

/// Adds what this laptop counted. The sum over all laptops is shown.
///
/// # Errors
/// When the number is out of bounds.
pub fn count(
    act: &mut Act<'_, '_>,
    page: &PageId,
    number: i64,
    label: Option<&str>,
) -> Acted<String> {
    if let Some(label) = label {
        writing::set_own(act, page, &entities::EXPERIMENT, "tally_label", &label.into())?;
    }
    let values = [("number", number.into()), ("date", today(act).into())];
    writing::add(act, page, &entities::COUNT, &values, None)
}
