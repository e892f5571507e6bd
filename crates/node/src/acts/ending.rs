//! The end of a trajectory: finishing it, and until which day case files stay.

use kring_model::derive::{self, Date, Proposal, RETENTION};
use kring_model::entities;
use kring_trust::statement::Body;

use super::records::Records as _;
use super::{Acted, agreement, group, today, writing};
use crate::replica::{Act, ReplicaError};

/// The phase that says so, and the form of group that has none.
const PHASE: &str = "finished";
const WITHOUT_PHASE: &str = "action_learning";

/// Finishes the trajectory, for everybody and for good. Writing and reading go on.
///
/// # Errors
/// [`ReplicaError::NotAllowed`] if it is finished already.
pub fn finish(act: &mut Act<'_, '_>) -> Acted<()> {
    if act.roster().finished() {
        return Err(ReplicaError::NotAllowed("already-finished"));
    }
    let page = act.group_page();
    let (own, phases) = act.read(&page, |page| (page.own_fields(), page.all(&entities::PHASE)))?;
    let has_phase = own.is_none_or(|own| own.str("form") != WITHOUT_PHASE);
    if has_phase && derive::phase(&phases) != Some(PHASE) {
        let day = today(act);
        group::phase(act, PHASE, &day)?;
    }
    act.say(Body::Finished)?;
    Ok(())
}

/// Proposes until which day case files stay, in these words, and says yes to it. It counts once
/// everybody did.
///
/// # Errors
/// [`ReplicaError::NotAllowed`] for a day that has passed.
pub fn propose(act: &mut Act<'_, '_>, until: Date, words: &str) -> Acted<String> {
    if Date::parse(&today(act)).is_some_and(|today| until < today) {
        return Err(ReplicaError::NotAllowed("day-passed"));
    }
    let page = act.group_page();
    let values = [
        ("kind", RETENTION.into()),
        ("text", words.into()),
        ("keep_until", until.to_string().into()),
    ];
    let id = writing::add(act, &page, &entities::AGREEMENT, &values, None)?;
    agreement::agree(act, &id)?;
    Ok(id)
}

/// Whether everybody agreed on the day that this agreement names.
///
/// # Errors
/// When the store cannot be read.
pub fn is_agreed_day(act: &mut Act<'_, '_>, id: &str) -> Acted<bool> {
    let all = proposals(act)?;
    Ok(all.iter().any(|one| one.id == id && one.waiting.is_empty()))
}

fn proposals(act: &mut Act<'_, '_>) -> Acted<Vec<Proposal>> {
    let page = act.group_page();
    let agreements = act.read(&page, crate::ending::put)?;
    Ok(derive::proposals(&agreements, &crate::ending::members(act.roster())))
}
