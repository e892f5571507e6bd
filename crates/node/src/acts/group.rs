//! The group itself: the question, the core, the phase.

use kring_model::derive;
use kring_model::edit::EditError;
use kring_model::entities::{self, CORE_PROPOSAL, CORE_VERSION};
use kring_trust::PersonId;

use super::{Acted, today, writing};
use crate::acts::records::Records as _;
use crate::replica::{Act, ReplicaError};

/// Goes to a phase, forward or back.
///
/// # Errors
/// When the day is no day.
pub fn phase(act: &mut Act<'_, '_>, phase: &str, from: &str) -> Acted<String> {
    let group = act.group_page();
    let values = [("phase", phase.into()), ("from", from.into())];
    writing::add(act, &group, &entities::PHASE, &values, None)
}

/// Keeps the wordings that the question or the core has now, before it gets another.
///
/// # Errors
/// When the store refuses.
pub fn keep_wordings(act: &mut Act<'_, '_>, field: &str) -> Acted<()> {
    let group = act.group_page();
    let (own, kept) = act.read(&group, |page| (page.own_fields(), page.all(&CORE_VERSION)))?;
    let day = today(act);
    let wordings = own.map(|own| own.versions(field).to_vec()).unwrap_or_default();
    for wording in wordings {
        let text = wording.value.show();
        let known =
            kept.iter().any(|kept| derive::wording_of(kept) == field && kept.str("text") == text);
        if !text.is_empty() && !known {
            let values = [
                ("text", text.into()),
                ("date", day.as_str().into()),
                ("wording_of", field.into()),
            ];
            writing::add(act, &group, &CORE_VERSION, &values, None)?;
        }
    }
    Ok(())
}

/// "For me the core is ...": a proposal, in the name of `speaker` if that is somebody else. Its id.
///
/// # Errors
/// When the text is empty or too long.
pub fn propose(act: &mut Act<'_, '_>, text: &str, speaker: Option<PersonId>) -> Acted<String> {
    let group = act.group_page();
    writing::add(act, &group, &CORE_PROPOSAL, &[("text", text.into())], speaker)
}

/// Another wording for a proposal of one's own.
///
/// # Errors
/// When there is no such proposal, or it is somebody else's.
pub fn reword(act: &mut Act<'_, '_>, proposal: &str, text: &str) -> Acted<()> {
    let group = act.group_page();
    writing::set(act, &group, (&CORE_PROPOSAL, proposal), "text", &text.into(), None)
}

/// The group takes a proposal over as its core, in the words that it has now; what was the core is
/// kept. The core is the group's, so every member may.
///
/// # Errors
/// When there is no such proposal, its author took it back, or it is too long for a core.
pub fn take_over(act: &mut Act<'_, '_>, proposal: &str) -> Acted<()> {
    let group = act.group_page();
    let found = act.read(&group, |page| page.read(&CORE_PROPOSAL, proposal))?;
    let missing = || EditError::NoSuchItem { entity: CORE_PROPOSAL.name, id: proposal.to_owned() };
    let found = found.filter(|one| !one.is_withdrawn());
    let core = derive::as_core(&found.ok_or_else(|| ReplicaError::Edit(missing()))?);
    keep_wordings(act, "core")?;
    writing::set_own(act, &group, &entities::GROUP, "core", &core.as_str().into())
}
