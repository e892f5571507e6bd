//! Markdown, one file per page.

use kring_model::entities;
use kring_model::exchange::markdown::{self, Labels};
use kring_node::acts::records::Records as _;
use std::cell::RefCell;

use super::Going;
use super::folder::Folder;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::short;
use crate::labels;
use crate::progress::Progress;

/// Writes the texts; answers the names of the files.
pub(super) fn write(
    desk: &mut Desk<'_>,
    folder: &Folder,
    going: &[Going],
    progress: &Progress,
) -> Result<Vec<String>, Failure> {
    let mut files = Vec::with_capacity(going.len());
    for one in going {
        if let Some(text) = page(desk, one)? {
            let name = format!("{}.md", one.name);
            folder.write(&name, text.as_bytes())?;
            files.push(name);
        }
        progress.step();
    }
    Ok(files)
}

fn page(desk: &mut Desk<'_>, one: &Going) -> Result<Option<String>, Failure> {
    let (group, id) = (desk.group_page(), one.page.to_string());
    let entry = match entities::entry(one.kind) {
        Some(entity) => desk.read(&group, |page| page.read(entity, &id))?,
        None => None,
    };
    let (doc, people) = desk.read(&one.page, |page| {
        let people: Vec<_> =
            page.all_held().map(|(log, _)| kring_trust::id::Actor::from(log)).collect();
        let people: std::collections::BTreeMap<_, _> = people
            .into_iter()
            .filter_map(|actor| Some((actor.0.to_vec(), page.person_of(&actor.0)?)))
            .collect();
        (page.doc().clone(), people)
    })?;
    let words = desk.context.words();
    let desk = RefCell::new(desk);
    let label = |name: &str| {
        let list = entities::named(name).map_or(name, |entity| entity.collection);
        let known = |key: String| words.word(&key);
        known(format!("list-{list}"))
            .or_else(|| known(format!("field-{}", short(list))))
            .unwrap_or_else(|| labels::choice(words, name))
    };
    let name = |id: &str| desk.borrow_mut().label_of(id);
    let author = |actor: &[u8]| people.get(actor).copied();
    let labels = Labels { label: &label, name: &name };
    Ok(markdown::page(one.kind, &doc, entry.as_ref(), &author, labels))
}
