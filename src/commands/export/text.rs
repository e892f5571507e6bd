//! Markdown, one file per page.

use kring_model::entities;
use kring_model::exchange::markdown::Labels;
use kring_node::export::{self, Going};
use std::cell::RefCell;

use super::folder::Folder;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::fields::short;
use crate::labels;
use crate::progress::Progress;
use crate::trouble;

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
    let taken = export::take(&mut desk.replica, one).map_err(|error| trouble::replica(&error))?;
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
    Ok(taken.as_markdown(Labels { label: &label, name: &name }))
}
