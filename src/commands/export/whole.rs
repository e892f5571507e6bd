//! JSON: the whole group in one file.

use std::collections::{BTreeMap, BTreeSet};

use automerge::Automerge;
use kring_model::exchange::json;
use kring_model::person::PersonId;
use kring_model::schema::PageKind;
use kring_model::whole::{PageDoc, Whole};
use kring_node::acts::records::Records as _;
use kring_node::acts::writing::model_person;
use kring_trust::id::Actor;

use super::Going;
use super::folder::Folder;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::progress::Progress;

/// The name of the file.
const FILE: &str = "group.json";

/// A page taken out of the store.
struct Taken {
    kind: PageKind,
    owner: Option<PersonId>,
    doc: Automerge,
}

/// Writes the file; answers its name.
pub(super) fn write(
    desk: &mut Desk<'_>,
    folder: &Folder,
    going: &[Going],
    progress: &Progress,
) -> Result<Vec<String>, Failure> {
    let mut people = BTreeMap::new();
    let mut taken = BTreeMap::new();
    for one in going {
        let roster = desk.replica.roster();
        let owner = roster.page(&one.page).and_then(|info| info.owner);
        let owner = owner.map(|owner| model_person(&owner));
        let doc = desk.read(&one.page, |page| {
            for (log, _) in page.all_held() {
                let actor = Actor::from(log);
                if let Some(person) = page.person_of(&actor.0) {
                    people.insert(actor.0.to_vec(), person);
                }
            }
            page.doc().clone()
        })?;
        taken.insert(one.page.to_string(), Taken { kind: one.kind, owner, doc });
        progress.step();
    }
    let erased: BTreeSet<String> = desk
        .replica
        .roster()
        .pages()
        .filter(|page| page.erased.is_some())
        .map(|page| page.id.to_string())
        .collect();
    let author = |actor: &[u8]| people.get(actor).copied();
    let Some(group) = taken.remove(&desk.group_page().to_string()) else { return Ok(Vec::new()) };
    let pages = taken.iter().map(|(id, page)| {
        (id.clone(), PageDoc { kind: page.kind, owner: page.owner, doc: &page.doc })
    });
    let whole = Whole { group: &group.doc, pages: pages.collect(), erased, author: &author };
    let today = jiff::Zoned::now().date().to_string();
    let text = format!("{:#}\n", json::export(&whole, &today));
    folder.write(FILE, text.as_bytes())?;
    Ok(vec![FILE.to_owned()])
}
