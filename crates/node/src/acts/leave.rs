//! Leaving the group: only oneself, always.

use kring_model::entities;
use kring_trust::statement::Body;

use super::{Acted, today, writing};
use crate::replica::Act;

/// Writes the day and the reason for the others to read. Done before [`leave`], and shared before
/// it if anybody is there: who has left writes nothing any more, and is sent away.
///
/// # Errors
/// When the reason is too long.
pub fn announce(act: &mut Act<'_, '_>, reason: Option<&str>) -> Acted<()> {
    let (group, me) = (act.group_page(), act.me().to_string());
    let mut values = vec![("left", today(act).into())];
    values.extend(reason.map(|reason| ("leave_reason", reason.into())));
    writing::set_all(act, &group, (&entities::MEMBER, &me), &values, None)
}

/// Leaves the group, with all one's laptops. Nothing else can be in the same act.
///
/// # Errors
/// When the store refuses.
pub fn leave(act: &mut Act<'_, '_>) -> Acted<()> {
    act.say(Body::Left)?;
    Ok(())
}
