//! The group itself: the core, the phase.

use kring_model::entities;

use super::{Acted, today, writing};
use crate::acts::records::Records as _;
use crate::replica::Act;

/// Goes to a phase, forward or back.
///
/// # Errors
/// When the day is no day.
pub fn phase(act: &mut Act<'_, '_>, phase: &str, from: &str) -> Acted<String> {
    let group = act.group_page();
    let values = [("phase", phase.into()), ("from", from.into())];
    writing::add(act, &group, &entities::PHASE, &values, None)
}

/// Keeps the wordings that the core has now, before it gets another.
///
/// # Errors
/// When the store refuses.
pub fn keep_core(act: &mut Act<'_, '_>) -> Acted<()> {
    let group = act.group_page();
    let (own, kept) =
        act.read(&group, |page| (page.own_fields(), page.all(&entities::CORE_VERSION)))?;
    let day = today(act);
    let wordings = own.map(|own| own.versions("core").to_vec()).unwrap_or_default();
    for wording in wordings {
        let text = wording.value.show();
        if !text.is_empty() && !kept.iter().any(|kept| kept.str("text") == text) {
            let values = [("text", text.into()), ("date", day.as_str().into())];
            writing::add(act, &group, &entities::CORE_VERSION, &values, None)?;
        }
    }
    Ok(())
}
