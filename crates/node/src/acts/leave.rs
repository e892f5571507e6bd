//! Leaving the group: only oneself, always.

use kring_model::entities;
use kring_trust::statement::Body;

use super::{Acted, today, writing};
use crate::replica::Act;

/// Leaves the group, with all one's laptops. The reason is shown to the others.
///
/// # Errors
/// When the store refuses.
pub fn leave(act: &mut Act<'_, '_>, reason: Option<&str>) -> Acted<()> {
    let (group, me) = (act.group_page(), act.me().to_string());
    let mut values = vec![("left", today(act).into())];
    values.extend(reason.map(|reason| ("leave_reason", reason.into())));
    writing::set_all(act, &group, (&entities::MEMBER, &me), &values, None)?;
    act.say(Body::Left)?;
    Ok(())
}
