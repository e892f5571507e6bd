//! Leaving the group: only oneself, always.

use kring_model::entities;
use kring_trust::statement::Body;

use super::{Acted, today, writing};
use crate::replica::Replica;

/// Leaves the group, with all one's laptops. The reason is shown to the others.
///
/// The day and the reason are written first: who has left writes nothing any more. A crash in
/// between leaves somebody who said that they left and can still do it.
///
/// # Errors
/// When the store refuses.
pub fn leave(replica: &mut Replica, reason: Option<&str>) -> Acted<()> {
    replica.act(|act| {
        let (group, me) = (act.group_page(), act.me().to_string());
        let mut values = vec![("left", today(act).into())];
        values.extend(reason.map(|reason| ("leave_reason", reason.into())));
        writing::set_all(act, &group, (&entities::MEMBER, &me), &values, None)
    })?;
    replica.act(|act| act.say(Body::Left))?;
    Ok(())
}
