//! Agreed actions.

use kring_model::entities;

use super::{Acted, Named, writing};
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

/// The action is done.
///
/// # Errors
/// When there is no such action.
pub fn done(act: &mut Act<'_, '_>, id: &str) -> Acted<()> {
    let group = act.group_page();
    writing::set(act, &group, (&entities::ACTION, id), "status", &"done".into(), None)
}
