//! Switching the internet on and off for the group. Each laptop agrees for itself: see
//! [`crate::net::agree`].

use kring_trust::StatementId;
use kring_trust::relay::Relay;
use kring_trust::statement::Body;

use super::Acted;
use crate::replica::Act;

/// The group allows its laptops to meet by this relay, and by no other. Nothing is said if that is
/// so already. Answers the statements that allow it.
///
/// # Errors
/// When the store refuses.
pub fn on(act: &mut Act<'_, '_>, relay: Relay) -> Acted<Vec<StatementId>> {
    let allowed = act.roster().relays();
    if !allowed.is_empty() && allowed.iter().all(|(_, known, _)| *known == relay) {
        return Ok(allowed.into_iter().map(|(id, ..)| id).collect());
    }
    off(act)?;
    Ok(vec![act.say(Body::InternetOn { relay })?])
}

/// The group allows it no longer. Nothing is said if that is so already.
///
/// # Errors
/// When the store refuses.
pub fn off(act: &mut Act<'_, '_>) -> Acted<()> {
    let lifts = act.roster().internet_statements();
    if !lifts.is_empty() {
        act.say(Body::InternetOff { lifts })?;
    }
    Ok(())
}
