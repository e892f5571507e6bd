//! People and their laptops.

use kring_model::entities;
use kring_trust::DeviceId;
use kring_trust::statement::Body;

use super::{Acted, today, writing};
use crate::acts::records::Records as _;
use crate::replica::Act;

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

/// Shuts a lost or stolen laptop out. Everybody sees who did.
///
/// # Errors
/// When the roster refuses.
pub fn block(act: &mut Act<'_, '_>, device: &DeviceId) -> Acted<()> {
    act.say(Body::Blocked { device: *device })?;
    Ok(())
}
