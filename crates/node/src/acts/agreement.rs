//! Working agreements.

use kring_model::edit::text_hash;
use kring_model::entities;
use kring_model::value::{Scalar, Value};

use super::{Acted, Named, today, writing};
use crate::acts::records::Records as _;
use crate::replica::{Act, ReplicaError};

/// Proposes an agreement; `kind` is `other` if it is not given.
///
/// # Errors
/// When a value is wrong or missing.
pub fn add(act: &mut Act<'_, '_>, values: &[Named]) -> Acted<String> {
    let mut values = values.to_vec();
    if !values.iter().any(|(name, _)| *name == "kind") {
        values.push(("kind", "other".into()));
    }
    let group = act.group_page();
    writing::add(act, &group, &entities::AGREEMENT, &values, None)
}

/// One's own yes to the text as it is now.
///
/// # Errors
/// When there is no such agreement, or its text stands in two wordings: then one must be chosen
/// before anybody can agree to it.
pub fn agree(act: &mut Act<'_, '_>, id: &str) -> Acted<()> {
    let group = act.group_page();
    let agreement = act.read(&group, |page| page.read(&entities::AGREEMENT, id))?;
    let Some(agreement) = agreement else {
        return Err(ReplicaError::NotAllowed("no-such-agreement"));
    };
    if agreement.is_undecided("text") {
        return Err(ReplicaError::NotAllowed("two-wordings"));
    }
    let hash = text_hash(agreement.str("text"));
    let parts: [(&str, Scalar); 2] = [("date", today(act).into()), ("text_hash", hash.into())];
    let place = (&entities::AGREEMENT, id);
    writing::set(act, &group, place, "agreed_by", &Value::parts(parts), None)
}

/// The agreement no longer counts; it stays readable.
///
/// # Errors
/// When there is no such agreement, or it is the day of the case files on which everybody agreed: that
/// ends only by another day.
pub fn retire(act: &mut Act<'_, '_>, id: &str) -> Acted<()> {
    let group = act.group_page();
    if super::ending::is_agreed_day(act, id)? {
        return Err(ReplicaError::NotAllowed("agreed-day"));
    }
    let day = today(act).into();
    writing::set(act, &group, (&entities::AGREEMENT, id), "retired", &day, None)
}
