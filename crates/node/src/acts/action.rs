//! Agreed actions.

use kring_model::entities;
use kring_model::value::Value;

use super::{Acted, Named, page, writing};
use crate::replica::Act;

/// Adds an action.
///
/// # Errors
/// When a value is wrong or missing.
pub fn add(act: &mut Act<'_, '_>, values: &[Named]) -> Acted<String> {
    let mut values = values.to_vec();
    if !values.iter().any(|(name, _)| *name == "status") {
        values.push(("status", "open".into()));
    }
    let group = act.group_page();
    writing::add(act, &group, &entities::ACTION, &values, None)
}

/// Gives everybody who is in the group now the same task, until a day.
///
/// # Errors
/// When the text is empty or too long, or the day is no day.
pub fn for_all(act: &mut Act<'_, '_>, text: &str, due: Option<&str>) -> Acted<String> {
    let who: Vec<String> = page::present(act).iter().map(ToString::to_string).collect();
    let mut values: Vec<Named> = vec![("text", text.into()), ("who", Value::words(who))];
    values.extend(due.map(|day| ("due", day.into())));
    add(act, &values)
}

/// The action is done.
///
/// # Errors
/// When there is no such action.
pub fn done(act: &mut Act<'_, '_>, id: &str) -> Acted<()> {
    let group = act.group_page();
    writing::set(act, &group, (&entities::ACTION, id), "status", &"done".into(), None)
}
