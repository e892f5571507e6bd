//! Notes.

use kring_model::entities;
use kring_model::schema::PageKind;
use kring_model::value::Value;
use kring_trust::PageId;
use kring_trust::statement::Audience;

use super::{Acted, Named, experiment, page, today, writing};
use crate::acts::records::Records as _;
use crate::replica::{Act, ReplicaError};

/// Adds a note for everybody.
///
/// # Errors
/// When a value is wrong.
pub fn add(act: &mut Act<'_, '_>, values: &[Named]) -> Acted<PageId> {
    let mut values = values.to_vec();
    if !values.iter().any(|(name, _)| *name == "date") {
        values.push(("date", today(act).into()));
    }
    page::open(act, PageKind::Note, Audience::All, None, &values)
}

/// "Ik help": an offer under a setback, of oneself only.
///
/// # Errors
/// When the page is not here.
pub fn offer_help(act: &mut Act<'_, '_>, page: &PageId, text: &str) -> Acted<()> {
    writing::set_own(act, page, &entities::NOTE, "help_offers", &text.into())
}

/// The group tries an idea: an experiment of its name begins, and the note leads to it. An idea may be
/// tried more than once. The experiment's page.
///
/// # Errors
/// [`ReplicaError::NotAllowed`] for a note of another kind, or without one title.
pub fn try_out(act: &mut Act<'_, '_>, note: &PageId) -> Acted<PageId> {
    let own = act.read(note, |page| page.own_fields())?;
    let own = own.filter(|own| own.str("kind") == "idea" && !own.is_undecided("title"));
    let own = own.ok_or(ReplicaError::NotAllowed("no-idea"))?;
    let made = experiment::add(act, &[("title", own.str("title").into())])?;
    let link = Value::parts([(made.to_string(), true)]);
    writing::set_own(act, note, &entities::NOTE, "links", &link)?;
    Ok(made)
}
