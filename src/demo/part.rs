//! One member's part, on that member's own laptop.

use std::path::Path;

use kring_model::exchange::example::{Act, Deed, partition, plan};
use kring_node::acts::import;
use serde_json::json;

use super::EXAMPLE;
use super::people::{broken, names, read_labels};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Answer;
use crate::trouble;

/// Plays the part of `label` as far as it needs nothing that is not here yet, from the `done`th
/// act. Leaving is not part of it: that is a command of its own.
///
/// # Errors
/// When an act is refused.
pub(crate) fn part(
    context: &Context,
    label: &str,
    people: &Path,
    done: usize,
) -> Result<Answer, Failure> {
    let mut replica = context.replica()?;
    let mut names = names(&mut replica, people)?;
    // What this member opened and has not named in the group document yet.
    let opened = people.with_file_name(format!("opened-{label}.json"));
    names.pages.extend(read_labels(&opened)?);
    let acts = acts(label)?;
    let played = import::play(&mut replica, &acts, &mut names, done)
        .map_err(|error| trouble::replica(&error))?;
    let labels = serde_json::to_vec(&names.pages).map_err(broken)?;
    std::fs::write(&opened, labels).map_err(broken)?;
    let data = json!({
        "done": played.done, "waiting": played.waiting, "lacking": played.lacking,
    });
    Ok(Answer { data, ..Answer::default() })
}

/// What a member does, in order.
pub(super) fn acts(label: &str) -> Result<Vec<Act>, Failure> {
    let mut parts = partition(plan(EXAMPLE).map_err(broken)?);
    let mut acts = parts.remove(label).unwrap_or_default();
    acts.retain(|act| act.deed != Deed::Leave);
    Ok(acts)
}
