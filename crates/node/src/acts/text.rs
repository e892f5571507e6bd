//! Saving edits: several fields at once, and texts that were written at older heads.

use automerge::ChangeHash;
use kring_model::edit;
use kring_model::entities;
use kring_model::schema::{Entity, PageKind};
use kring_model::value::{Scalar, Value};
use kring_trust::{PageId, PersonId};

use super::{Acted, case, group, today, writing};
use crate::acts::records::Records as _;
use crate::replica::Act;

/// One field that gets another value.
#[derive(Debug, Clone)]
pub struct Change {
    /// The page.
    pub page: PageId,
    /// What kind of thing.
    pub entity: &'static Entity,
    /// Its id; not looked at for a page's own fields.
    pub id: String,
    /// The field.
    pub field: &'static str,
    /// What it gets.
    pub value: Value,
    /// For a text: what its author saw when the editor was opened.
    pub base: Option<Base>,
}

/// The state at which an editor was opened.
#[derive(Debug, Clone)]
pub struct Base {
    /// The page's heads.
    pub heads: Vec<ChangeHash>,
    /// The text at those heads.
    pub text: String,
}

/// Saves all changes, or none. Former wordings of the core and of a help question are kept, and
/// the case list learns what it must know of a case file.
///
/// # Errors
/// When a value is wrong, or the writer may not write it.
pub fn save_all(act: &mut Act<'_, '_>, changes: &[Change], speaker: Option<PersonId>) -> Acted<()> {
    for change in changes {
        keep_former(act, change)?;
        save(act, change, speaker)?;
    }
    let mut files: Vec<PageId> = changes.iter().map(|change| change.page).collect();
    files.dedup();
    for page in files {
        let kind = act.roster().page(&page).and_then(|info| PageKind::from_number(info.kind));
        if kind == Some(PageKind::Case) {
            case::copy_facts(act, &page)?;
        }
    }
    Ok(())
}

/// Says "goed zo" to all marks "samengevoegd" of a text: they are no longer shown.
///
/// # Errors
/// When there is no such text.
pub fn settle(
    act: &mut Act<'_, '_>,
    page: &PageId,
    place: writing::Place<'_>,
    field: &str,
) -> Acted<()> {
    let (entity, id) = place;
    let keys = act.read(page, |page| {
        let marks = page.merged(entity, id, field);
        marks.iter().map(kring_model::text::MergedSentence::key).collect::<Vec<_>>()
    })?;
    if keys.is_empty() {
        return Ok(());
    }
    let good = Value::parts(keys.into_iter().map(|key| (key, true)));
    writing::set(act, page, place, "good", &good, None)
}

/// Saves one change; former wordings are not kept.
pub(super) fn save(act: &mut Act<'_, '_>, change: &Change, speaker: Option<PersonId>) -> Acted<()> {
    let Change { page, entity, id, field, value, base } = change;
    let place = (*entity, id.as_str());
    match (base, value) {
        (Some(Base { heads, text }), Value::One(Scalar::Text(new))) => {
            let base = edit::Base { heads, text };
            writing::set_since(act, page, place, field, base, new, speaker)
        }
        _ => writing::set(act, page, place, field, value, speaker),
    }
}

/// Keeps what is about to get another wording, where the domain asks for its history.
fn keep_former(act: &mut Act<'_, '_>, change: &Change) -> Acted<()> {
    match (change.entity.name, change.field) {
        ("group", field @ ("core" | "question")) => group::keep_wordings(act, field),
        ("case_file", "help_question") => keep_help_question(act, &change.page),
        _ => Ok(()),
    }
}

pub(super) fn keep_help_question(act: &mut Act<'_, '_>, page: &PageId) -> Acted<()> {
    let entity = &entities::HELP_QUESTION_VERSION;
    let (own, kept) = act.read(page, |page| (page.own_fields(), page.all(entity)))?;
    let day = today(act);
    let wordings = own.map(|own| own.versions("help_question").to_vec()).unwrap_or_default();
    for wording in wordings {
        let text = wording.value.show();
        if !text.is_empty() && !kept.iter().any(|kept| kept.str("text") == text) {
            let values = [("text", text.into()), ("date", day.as_str().into())];
            writing::add(act, page, entity, &values, None)?;
        }
    }
    Ok(())
}
