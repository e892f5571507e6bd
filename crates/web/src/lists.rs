//! Titles of things, and lists of them.

use std::collections::BTreeMap;

use kring_model::entities;
use kring_model::inert;
use kring_model::schema::PageKind;
use kring_node::listed::{self, in_line};

use crate::desk::Desk;
use crate::labels;
use crate::trouble::Trouble;
use crate::words::Words;

pub(crate) use kring_node::listed::Listed;

/// The longest title of a link, in characters: two lines of a card.
const TITLE_CAP: usize = 120;

/// A page's title in a list: every wording while there are several.
pub(crate) fn title(w: &Words, kind: PageKind, one: &Listed) -> String {
    let numbered =
        |key: &str, date: &str| w.say(key, &[("code", one.code.into()), ("date", date.into())]);
    if kind == PageKind::Meeting {
        return numbered("name-meeting", &labels::day(w, &one.date));
    }
    let own = match one.titles.as_slice() {
        [] => one.excerpt.clone(),
        titles => titles.join(" / "),
    };
    let own = in_line(&inert::line(&own), TITLE_CAP);
    match (kind, own.is_empty()) {
        (PageKind::Case, true) => numbered("name-case", ""),
        (_, true) => labels::kind(w, kind),
        _ => own,
    }
}

/// All pages of a kind in their order, those that are not here or were wiped too.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn listed(desk: &mut Desk<'_>, kind: PageKind) -> Result<Vec<Listed>, Trouble> {
    Ok(listed::listed(desk.replica, kind)?)
}

/// One page of a kind, a shared reflection too.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn find(
    desk: &mut Desk<'_>,
    kind: PageKind,
    id: &str,
) -> Result<Option<Listed>, Trouble> {
    let found = listed(desk, kind)?.into_iter().find(|one| one.id == id);
    if found.is_some() || kind != PageKind::Note {
        return Ok(found);
    }
    Ok(listed::reflections(desk.replica)?.into_iter().find(|one| one.id == id))
}

/// The title behind every id that others refer to.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn titles(desk: &mut Desk<'_>, w: &Words) -> Result<BTreeMap<String, String>, Trouble> {
    let mut titles = BTreeMap::new();
    for kind in PageKind::ALL {
        for one in listed(desk, kind)? {
            titles.insert(one.id.clone(), title(w, kind, &one));
        }
    }
    for one in listed::reflections(desk.replica)? {
        titles.insert(one.id.clone(), title(w, PageKind::Note, &one));
    }
    let words = [(&entities::ACTION, "text"), (&entities::AGREEMENT, "text")];
    for (entity, field) in words.into_iter().chain([(&entities::STAKEHOLDER, "name")]) {
        for record in desk.in_group(entity)? {
            titles.insert(record.id.clone(), in_line(&inert::line(record.str(field)), TITLE_CAP));
        }
    }
    for one in kring_node::acts::method::own(desk.replica)? {
        let name = one.method.as_ref().map(|method| method.name.of(w.tag()).to_owned());
        titles.insert(one.record.id, in_line(&inert::line(&name.unwrap_or_default()), TITLE_CAP));
    }
    Ok(titles)
}
