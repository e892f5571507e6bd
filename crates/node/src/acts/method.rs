//! Methods: the built-in ones, and those of the group. A group copies one and changes it, field by
//! field, so that two who work on it apart both count.

use std::sync::Arc;

use kring_model::entities::{METHOD_STEP, OWN_METHOD};
use kring_model::method::{self, Method};
use kring_model::order;
use kring_model::page::Page;
use kring_model::read::Record;

use super::{Acted, Named, today, writing};
use crate::acts::records::Records as _;
use crate::replica::{Act, Replica, ReplicaError};

/// Methods of a group that can be played: more than a group can choose from.
const OWN_CAP: usize = 200;

/// A method of the group with its records.
#[derive(Debug, Clone)]
pub struct Own {
    /// Its own values.
    pub record: Record,
    /// Its steps in their order, those that were left out too.
    pub steps: Vec<Record>,
    /// What it is when it is played; none if nothing can be played.
    pub method: Option<Arc<Method>>,
}

/// The methods of the group, in the order in which they were made.
///
/// # Errors
/// When the store cannot be read.
pub fn own(replica: &mut Replica) -> Acted<Vec<Own>> {
    let group = replica.group_page();
    replica.read(&group, of_page)
}

/// The method of that name, id or beginning of an id: a built-in one, or one of the group.
///
/// # Errors
/// When the store cannot be read; [`ReplicaError::NotAllowed`] where there is none.
pub fn named(replica: &mut Replica, name: &str) -> Acted<Arc<Method>> {
    let group = replica.group_page();
    let found = replica.read(&group, |page| on_page(page, name))?;
    found.ok_or(ReplicaError::NotAllowed("no-method"))
}

/// As [`named`], on the group document.
pub(super) fn on_page(page: &Page, name: &str) -> Option<Arc<Method>> {
    if let Some(builtin) = method::named(name) {
        return Some(Arc::new(builtin.clone()));
    }
    let lower = name.to_lowercase();
    let own = of_page(page);
    let methods = || own.iter().filter_map(|one| one.method.as_ref());
    let called = |one: &&Arc<Method>| {
        [&one.name.nl, &one.name.en].iter().any(|name| name.to_lowercase() == lower)
    };
    let whole = methods().find(|one| one.id == name).or_else(|| methods().find(called));
    let short = || methods().find(|one| is_short(&one.id, name));
    whole.or_else(short).cloned()
}

/// Copies a method for the group. The copy's id.
///
/// # Errors
/// When there is no such method.
pub fn copy(act: &mut Act<'_, '_>, name: &str, values: &[Named]) -> Acted<String> {
    let group = act.group_page();
    let found = act.read(&group, |page| {
        let method = on_page(page, name)?;
        let own = page.read(&OWN_METHOD, &method.id);
        let base = own.map_or_else(|| method.id.clone(), |own| own.str("base").to_owned());
        Some((method, base))
    })?;
    let (method, base) = found.ok_or(ReplicaError::NotAllowed("no-method"))?;
    make(act, &method, &base, values)
}

/// Makes a method of the group out of one that was read from a file. Its id.
///
/// # Errors
/// When a text of it is too long.
pub fn make(act: &mut Act<'_, '_>, method: &Method, base: &str, values: &[Named]) -> Acted<String> {
    let group = act.group_page();
    let (mut own, steps) = method::copied(method, base);
    own.retain(|(name, _)| !values.iter().any(|(given, _)| given == name));
    own.extend(values.iter().cloned());
    own.push(("date", today(act).into()));
    let id = writing::add(act, &group, &OWN_METHOD, &own, None)?;
    for mut step in steps {
        step.push(("of", id.as_str().into()));
        writing::add(act, &group, &METHOD_STEP, &step, None)?;
    }
    Ok(id)
}

/// Adds a step, before another or at the end. Its id.
///
/// # Errors
/// When a value is wrong, or there is no such method.
pub fn add_step(
    act: &mut Act<'_, '_>,
    method: &str,
    values: &[Named],
    before: Option<&str>,
) -> Acted<String> {
    let group = act.group_page();
    act.read(&group, |page| page.read(&OWN_METHOD, method))?
        .ok_or(ReplicaError::NotAllowed("no-method"))?;
    let key = place_before(act, method, None, before)?;
    let mut values = values.to_vec();
    values.extend([("of", method.into()), ("order", key.into())]);
    for (name, value) in [("speaker", "all"), ("presenter_mode", "speaks")] {
        if !values.iter().any(|(given, _)| *given == name) {
            values.push((name, value.into()));
        }
    }
    writing::add(act, &group, &METHOD_STEP, &values, None)
}

/// Moves a step before another or to the end.
///
/// # Errors
/// When there is no such step.
pub fn move_step(act: &mut Act<'_, '_>, step: &str, before: Option<&str>) -> Acted<()> {
    let group = act.group_page();
    let record = act.read(&group, |page| page.read(&METHOD_STEP, step))?;
    let record = record.ok_or(ReplicaError::NotAllowed("no-step"))?;
    let key = place_before(act, record.str("of"), Some(step), before)?;
    writing::set(act, &group, (&METHOD_STEP, step), "order", &key.into(), None)
}

/// Leaves a step or a whole method out, or puts it back. What was played with it stays.
///
/// # Errors
/// When there is none.
pub fn leave_out(act: &mut Act<'_, '_>, place: writing::Place<'_>, out: bool) -> Acted<()> {
    let group = act.group_page();
    writing::set(act, &group, place, "left_out", &out.into(), None)
}

/// All methods of the group document.
pub(super) fn of_page(page: &Page) -> Vec<Own> {
    let records = page.all(&OWN_METHOD);
    if records.is_empty() {
        return Vec::new();
    }
    let steps = page.all(&METHOD_STEP);
    let records = records.into_iter().filter(|one| !one.is_withdrawn()).take(OWN_CAP);
    let own = |record: Record| {
        let of = |step: &&Record| step.str("of") == record.id && !step.is_withdrawn();
        let steps: Vec<Record> = steps.iter().filter(of).cloned().collect();
        let method = method::of_group(&record, &steps).map(Arc::new);
        Own { record, steps, method }
    };
    records.map(own).collect()
}

/// Whether somebody means this item by the end of its id, as lists show it.
fn is_short(id: &str, text: &str) -> bool {
    /// As many letters as a list shows.
    const LETTERS: usize = 4;
    text.len() >= LETTERS && id.to_lowercase().ends_with(&text.to_lowercase())
}

fn place_before(
    act: &mut Act<'_, '_>,
    method: &str,
    moved: Option<&str>,
    before: Option<&str>,
) -> Acted<String> {
    let group = act.group_page();
    let steps = act.read(&group, |page| page.all(&METHOD_STEP))?;
    let others =
        steps.iter().filter(|step| step.str("of") == method && Some(step.id.as_str()) != moved);
    let others: Vec<&Record> = others.collect();
    let at = match before {
        None => others.len(),
        Some(id) => others
            .iter()
            .position(|step| step.id == id)
            .ok_or(ReplicaError::NotAllowed("no-step"))?,
    };
    let key = |at: Option<usize>| Some(others.get(at?)?.str("order"));
    Ok(order::between(key(at.checked_sub(1)), key(Some(at))))
}
