//! The end of a trajectory in the words of the command line; see [`kring_node::ending`].

use kring_model::derive::{Basis, Proposal};
use kring_node::ending::{self, Ending, Stage, Teller};
use kring_node::told;
use kring_trust::{DeviceId, PersonId};
use serde_json::{Value, json};

use crate::dates;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::trouble;

/// How the end stands; whoever reads the answer has been told.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn look(desk: &mut Desk<'_>) -> Result<Ending, Failure> {
    let ending = ending::look(&mut desk.replica).map_err(|error| trouble::replica(&error))?;
    let noted = ending::note_shown(&mut desk.replica, &ending);
    noted.map_err(|error| trouble::replica(&error))?;
    Ok(ending)
}

/// Everything, one sentence each.
pub(crate) fn tell(desk: &mut Desk<'_>, ending: &Ending) -> Vec<String> {
    ending::tell(&mut Voice(desk), ending)
}

/// What is said without being asked, once a trajectory is finished.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn remind(desk: &mut Desk<'_>) -> Result<Vec<String>, Failure> {
    if !desk.replica.roster().finished() {
        return Ok(Vec::new());
    }
    let ending = look(desk)?;
    Ok(ending::remind(&mut Voice(desk), &ending))
}

/// The same for programs.
pub(crate) fn value(ending: &Ending) -> Value {
    let basis = ending.retention.as_ref().map(|one| match &one.basis {
        Basis::Agreed(id) => json!({ "agreement": id }),
        Basis::Presentation(day) => json!({ "presentation": day.to_string() }),
        Basis::Finishing(day) => json!({ "finished": day.to_string() }),
    });
    let proposal = |one: &Proposal| {
        json!({
            "id": one.id, "until": one.until.to_string(),
            "confirmed": one.confirmed, "waiting": one.waiting,
        })
    };
    json!({
        "stage": match ending.stage() {
            Stage::GoesOn => "goes_on",
            Stage::Kept => "kept",
            Stage::Near => "near",
            Stage::Due => "due",
            Stage::Wiped => "wiped",
        },
        "finished_by": ending.finished.map(|(person, _)| person.to_string()),
        "finished_ms": ending.finished.map(|(_, ms)| ms),
        "until": ending.retention.as_ref().map(|one| one.until.to_string()),
        "basis": basis,
        "days_left": ending.days_left(),
        "proposals": ending.proposals.iter().map(proposal).collect::<Vec<_>>(),
        "own_cases": ending.own.len(),
        "owners_waiting": ending.owners.iter().map(PersonId::to_string).collect::<Vec<_>>(),
        "wiped": ending.wiped,
        "wiped_on": ending.done_on,
        "waiting": ending.waiting.iter().map(DeviceId::to_string).collect::<Vec<_>>(),
    })
}

/// Names, days and words of the command line.
pub(crate) struct Voice<'d, 'c>(pub(crate) &'d mut Desk<'c>);

impl told::Words for Voice<'_, '_> {
    fn say(&self, key: &str, filled: &[(&'static str, &str)]) -> Option<String> {
        told::Words::say(self.0.context.words(), key, filled)
    }

    fn field(&self, name: &str) -> String {
        told::Words::field(self.0.context.words(), name)
    }

    fn list(&self, all: &[String]) -> String {
        told::Words::list(self.0.context.words(), all)
    }
}

impl Teller for Voice<'_, '_> {
    fn day(&self, day: &str) -> String {
        dates::stored(self.0.context.words(), day)
    }

    fn person(&mut self, person: &PersonId) -> String {
        self.0.name(person)
    }

    fn laptop(&mut self, device: &DeviceId) -> String {
        self.0.replica.device_name(device)
    }
}
