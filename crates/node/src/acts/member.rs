//! People and their laptops.

use kring_model::derive;
use kring_model::entities;
use kring_trust::roster::speak;
use kring_trust::statement::{Body, Draft, Statement};
use kring_trust::{DeviceId, PersonId};

use super::{Acted, today, writing};
use crate::acts::records::Records as _;
use crate::replica::{Act, Replica, ReplicaError};

/// Gives this laptop a name in the group.
///
/// # Errors
/// When the name is too long.
pub fn name_device(act: &mut Act<'_, '_>, name: &str) -> Acted<()> {
    let (group, device) = (act.group_page(), act.device().to_string());
    let place = (&entities::DEVICE, device.as_str());
    let known = act.read(&group, |page| page.read(&entities::DEVICE, &device).is_some())?;
    if known {
        return writing::set(act, &group, place, "name", &name.into(), None);
    }
    let values = [("name", name.into()), ("added", today(act).into())];
    writing::add_as(act, &group, place, &values, None)
}

/// Hands the guidance over: whoever guided ends today, and `to` guides until a day. Without anybody the
/// group guides itself. Guiding gives no right to anything.
///
/// # Errors
/// When that person says nothing of themselves yet, or the day is none;
/// [`ReplicaError::NotAllowed`] for a day that is not after today: then nobody would guide.
pub fn hand_over(act: &mut Act<'_, '_>, to: Option<(PersonId, &str)>) -> Acted<()> {
    let (group, day) = (act.group_page(), today(act));
    if to.is_some_and(|(_, until)| until <= day.as_str()) {
        return Err(ReplicaError::NotAllowed("guide-day"));
    }
    let members = act.read(&group, |page| page.all(&entities::MEMBER))?;
    let next = to.map(|(person, _)| person.to_string()).unwrap_or_default();
    for guide in derive::guides(&members, &day).iter().filter(|guide| guide.id != next) {
        let place = (&entities::MEMBER, guide.id.as_str());
        writing::set(act, &group, place, "guide_until", &day.as_str().into(), None)?;
    }
    let Some((_, until)) = to else { return Ok(()) };
    let values = [("role", "guide".into()), ("guide_until", until.into())];
    writing::set_all(act, &group, (&entities::MEMBER, &next), &values, None)
}

/// Shuts a lost or stolen laptop out. Everybody sees who did.
///
/// # Errors
/// When the roster refuses.
pub fn block(act: &mut Act<'_, '_>, device: &DeviceId) -> Acted<()> {
    act.say(Body::Blocked { device: *device })?;
    Ok(())
}

/// The first half of lifting the blocks of a laptop: its owner and one other person sign together.
/// The other half is [`sign_along`] on a laptop of the second person.
pub fn propose_unblock(replica: &mut Replica, device: &DeviceId) -> Statement {
    let (group, signer) = (replica.group(), replica.device());
    let time = replica.env().now_ms();
    let lifts = replica.roster().blocks_of(device);
    let after = replica.roster().newest();
    let body = Body::Unblocked { device: *device, lifts, second: None };
    Draft { device: signer, time, after, body }.sign(&group, replica.keys())
}

/// Adds this laptop's signature to a statement that needs two persons and has one.
///
/// # Errors
/// [`ReplicaError::NotAllowed`] for a statement that lifts no block, or that this laptop signed
/// itself.
pub fn sign_along(replica: &Replica, statement: &Statement) -> Result<Statement, ReplicaError> {
    if !matches!(statement.body, Body::Unblocked { second: None, .. }) {
        return Err(ReplicaError::NotAllowed("no-unblocking"));
    }
    if statement.device == replica.device() {
        return Err(ReplicaError::NotAllowed("second-person"));
    }
    Ok(speak::along(statement, &replica.group(), replica.device(), replica.keys()))
}
