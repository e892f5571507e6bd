//! A method of the group as a session began with it: what the group changes meanwhile is for the next
//! session. It is one value that is written with the session and never again, so that whoever has the
//! session has its steps, whatever of the group document came along.

use serde::{Deserialize, Serialize};

use super::check::{STEPS_CAP, check};
use super::own::{asked, known, name_of};
use super::{Method, Privacy, Step, Words, builtin};
use crate::entities::METHOD_STEP;
use crate::read::Record;

/// What a session holds. A step asks by names of the fixed list, so that a hostile session is at most
/// a strange row of words.
#[derive(Serialize, Deserialize)]
struct Pinned {
    base: String,
    name: Words,
    summary: Words,
    steps: Vec<PinnedStep>,
}

/// A step without its captures, and their names.
#[derive(Serialize, Deserialize)]
struct PinnedStep {
    step: Step,
    asks: Vec<String>,
}

/// What a session remembers of a method of the group, `base` being the built-in one that it began as.
/// Always shorter than [`crate::schema::PROSE_CAP`]: 50 steps of six texts.
pub fn pin(method: &Method, base: &str) -> String {
    let step = |step: &Step| PinnedStep {
        asks: step.captures.iter().filter_map(name_of).map(str::to_owned).collect(),
        step: Step { captures: Vec::new(), ..step.clone() },
    };
    let pinned = Pinned {
        base: base.to_owned(),
        name: method.name.clone(),
        summary: method.summary.clone(),
        steps: method.steps.iter().map(step).collect(),
    };
    serde_json::to_string(&pinned).unwrap_or_default()
}

/// The method that a session began with; `None` if it remembers none that can be played: then it is
/// one of the program, or was made by another program.
pub fn pinned(session: &Record) -> Option<Method> {
    let held: Pinned = serde_json::from_str(session.str("pinned")).ok()?;
    let base = builtin().iter().find(|one| one.id == held.base)?;
    let steps: Vec<Step> = held.steps.into_iter().take(STEPS_CAP).map(unpinned).collect();
    let mut captures = steps.iter().flat_map(|step| &step.captures);
    let method = Method {
        id: session.str("method").to_owned(),
        name: held.name,
        aliases: Vec::new(),
        summary: held.summary,
        needs_case: captures.any(|one| one.privacy == Privacy::Case),
        minutes_total: steps.iter().fold(0, |sum, step| sum.saturating_add(step.minutes)),
        steps,
        ..base.clone()
    };
    check(&method).is_ok().then_some(method)
}

fn unpinned(held: PinnedStep) -> Step {
    let PinnedStep { step, asks } = held;
    Step {
        captures: asked(asks.iter().map(String::as_str)),
        speaker: known(METHOD_STEP.name, "speaker", &step.speaker).to_owned(),
        presenter_mode: known(METHOD_STEP.name, "presenter_mode", &step.presenter_mode).to_owned(),
        ..step
    }
}
