//! What goes out of a group as files, for every face of the program.
//!
//! What must not leave the group by accident stays: experiments under the radar and sensitive
//! notes, unless everything is asked for. The private page never goes out.

use std::collections::{BTreeMap, BTreeSet};

use automerge::Automerge;
use kring_model::entities;
use kring_model::exchange::json;
use kring_model::exchange::markdown::{self, Labels};
use kring_model::person::PersonId;
use kring_model::read::Record;
use kring_model::schema::PageKind;
use kring_model::whole::{PageDoc, Whole};
use kring_trust::PageId;
use kring_trust::id::Actor;

use crate::acts::records::Records as _;
use crate::acts::writing::model_person;
use crate::listed::{Listed, listed};
use crate::replica::{Replica, ReplicaError};

/// A page that goes out, and the name of its file.
#[derive(Debug, Clone)]
pub struct Going {
    /// The page.
    pub page: PageId,
    /// What kind of page.
    pub kind: PageKind,
    /// The name of its file, without an ending: every file system takes it.
    pub name: String,
}

/// A page taken out of the store.
#[derive(Debug)]
pub struct Taken {
    kind: PageKind,
    owner: Option<PersonId>,
    entry: Option<Record>,
    doc: Automerge,
    people: BTreeMap<Vec<u8>, PersonId>,
}

/// Pages taken out of the store, to be read together.
#[derive(Debug)]
pub struct Gathered {
    group: Automerge,
    pages: BTreeMap<PageId, Taken>,
    erased: BTreeSet<String>,
    people: BTreeMap<Vec<u8>, PersonId>,
}

/// The pages that go out, the group document first, and how many stay.
///
/// # Errors
/// When the store cannot be read.
pub fn choose(replica: &mut Replica, all: bool) -> Result<(Vec<Going>, usize), ReplicaError> {
    let group = replica.group_page();
    let mut going = vec![Going { page: group, kind: PageKind::Group, name: "group".into() }];
    let mut left_out = 0;
    for kind in PageKind::ALL {
        if matches!(kind, PageKind::Group | PageKind::Private) {
            continue;
        }
        for one in listed(replica, kind)?.into_iter().filter(|one| one.here) {
            if !all && stays(kind, &one) {
                left_out += 1;
                continue;
            }
            let Some(page) = PageId::from_hex(&one.id) else { continue };
            let title = one.titles.last().map(String::as_str).unwrap_or_default();
            going.push(Going { page, kind, name: file_name(kind, one.code, title) });
        }
    }
    Ok((going, left_out))
}

/// The pages of this laptop's person, also what is sensitive: for who takes along what is theirs.
///
/// # Errors
/// When the store cannot be read.
pub fn own(replica: &mut Replica) -> Result<Vec<Going>, ReplicaError> {
    let (mut going, _) = choose(replica, true)?;
    let (roster, me) = (replica.roster(), replica.me());
    going.retain(|one| roster.page(&one.page).is_some_and(|page| page.owner == Some(me)));
    Ok(going)
}

/// Takes a page out of the store.
///
/// # Errors
/// When it is not here.
pub fn take(replica: &mut Replica, one: &Going) -> Result<Taken, ReplicaError> {
    let (group, id) = (replica.group_page(), one.page.to_string());
    let owner = replica.roster().page(&one.page).and_then(|info| info.owner);
    let owner = owner.map(|owner| model_person(&owner));
    let entry = match entities::entry(one.kind) {
        Some(entity) => replica.read(&group, |page| page.read(entity, &id))?,
        None => None,
    };
    let (doc, people) = replica.read(&one.page, |page| {
        let actors = page.all_held().map(|(log, _)| Actor::from(log));
        let person = |actor: Actor| Some((actor.0.to_vec(), page.person_of(&actor.0)?));
        (page.doc().clone(), actors.collect::<Vec<_>>().into_iter().filter_map(person).collect())
    })?;
    Ok(Taken { kind: one.kind, owner, entry, doc, people })
}

/// Takes the group document and all pages of some kinds that are here out of the store.
///
/// # Errors
/// When the store cannot be read.
pub fn gather(replica: &mut Replica, kinds: &[PageKind]) -> Result<Gathered, ReplicaError> {
    let group = replica.group_page();
    let mut taken = BTreeMap::new();
    let mut going = vec![Going { page: group, kind: PageKind::Group, name: String::new() }];
    for kind in kinds {
        for card in replica.cards_of(*kind)? {
            let Some(page) = PageId::from_hex(&card.page) else { continue };
            going.push(Going { page, kind: *kind, name: String::new() });
        }
    }
    for one in &going {
        taken.insert(one.page, take(replica, one)?);
    }
    Gathered::of(replica, taken).ok_or(ReplicaError::NoSuchPage(group))
}

/// The whole group as one JSON text. `taken` by page, the group document among them.
pub fn as_json(replica: &Replica, taken: BTreeMap<PageId, Taken>, today: &str) -> String {
    let Some(gathered) = Gathered::of(replica, taken) else { return String::new() };
    gathered.read(|whole| format!("{:#}\n", json::export(whole, today)))
}

impl Gathered {
    /// `taken` by page; `None` without the group document.
    fn of(replica: &Replica, mut taken: BTreeMap<PageId, Taken>) -> Option<Self> {
        let group = taken.remove(&replica.group_page())?;
        let erased = replica.roster().pages().filter(|page| page.erased.is_some());
        let erased = erased.map(|page| page.id.to_string()).collect();
        let mut people = group.people;
        for page in taken.values() {
            people.extend(page.people.iter().map(|(actor, person)| (actor.clone(), *person)));
        }
        Some(Self { group: group.doc, pages: taken, erased, people })
    }

    /// Reads them as one group.
    pub fn read<T>(&self, f: impl FnOnce(&Whole<'_>) -> T) -> T {
        let pages = self.pages.iter().map(|(id, page)| {
            (id.to_string(), PageDoc { kind: page.kind, owner: page.owner, doc: &page.doc })
        });
        let author = |actor: &[u8]| self.people.get(actor).copied();
        f(&Whole {
            group: &self.group,
            pages: pages.collect(),
            erased: self.erased.clone(),
            author: &author,
        })
    }
}

impl Taken {
    /// The page as Markdown; nothing for a page without anything to read.
    pub fn as_markdown(&self, labels: Labels<'_>) -> Option<String> {
        let author = |actor: &[u8]| self.people.get(actor).copied();
        markdown::page(self.kind, &self.doc, self.entry.as_ref(), &author, labels)
    }
}

fn stays(kind: PageKind, one: &Listed) -> bool {
    match kind {
        PageKind::Experiment => !one.facts.contains_key("released"),
        PageKind::Note => one.fact("kind") == "sensitive",
        _ => false,
    }
}

/// A name that every file system takes, and in which no title can hide anything.
fn file_name(kind: PageKind, code: usize, title: &str) -> String {
    /// Characters of a title in a file name: a folder stays readable.
    const TITLE: usize = 40;
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let slug: String = title.chars().map(plain).take(TITLE).collect();
    let slug = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let end = if slug.is_empty() { slug } else { format!("-{slug}") };
    format!("{}-{code:03}{end}", kind.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_title_gets_out_of_the_folder() {
        let name = |title| file_name(PageKind::Note, 7, title);
        assert_eq!(name("Waarom eet ze niet?"), "note-007-waarom-eet-ze-niet");
        assert_eq!(name("../../etc/passwd\0\u{202e}"), "note-007-etc-passwd");
        assert_eq!(name("CON"), "note-007-con");
        assert_eq!(name(""), "note-007");
        assert!(name(&"x".repeat(1 << 20)).len() < 60);
    }
}
