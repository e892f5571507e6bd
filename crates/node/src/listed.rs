//! Pages as lists show them, for every face of the program: drawn from cards where there are
//! cards, and from the group document for what is not on this laptop.

use std::collections::{BTreeMap, BTreeSet};

use kring_model::card::{Card, EntryCard};
use kring_model::derive::CaseStatus;
use kring_model::schema::PageKind;
use kring_trust::PageId;

use crate::replica::{Replica, ReplicaError};

/// One page in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The page.
    pub id: String,
    /// Its number in the order of the list, from 1.
    pub code: usize,
    /// Its title; every wording while there are several; none if it is not here.
    pub titles: Vec<String>,
    /// Its derived status, as a word of the schema.
    pub status: String,
    /// Its day, as documents hold it.
    pub date: String,
    /// The id of whose it is.
    pub by: String,
    /// Facts by name.
    pub facts: BTreeMap<String, String>,
    /// How it begins.
    pub excerpt: String,
    /// Whether its content is on this laptop.
    pub here: bool,
}

impl Listed {
    /// Whether it is put away, wiped, taken back or cancelled.
    pub fn is_over(&self) -> bool {
        matches!(self.status.as_str(), "archived" | "purged" | "withdrawn" | "cancelled")
    }

    /// A fact by name; empty if there is none.
    pub fn fact(&self, name: &str) -> &str {
        self.facts.get(name).map(String::as_str).unwrap_or_default()
    }
}

/// All pages of a kind in their order, those that are not here or were wiped too. Reflections are
/// pages of the kind note in a list of their own: [`reflections`].
///
/// # Errors
/// When the store cannot be read.
pub fn listed(replica: &mut Replica, kind: PageKind) -> Result<Vec<Listed>, ReplicaError> {
    let mut all = everything(replica, kind)?;
    all.retain(|one| one.fact("kind") != "reflection");
    Ok(numbered(all))
}

/// The reflections that their authors shared, in their order.
///
/// # Errors
/// When the store cannot be read.
pub fn reflections(replica: &mut Replica) -> Result<Vec<Listed>, ReplicaError> {
    let mut all = everything(replica, PageKind::Note)?;
    all.retain(|one| one.fact("kind") == "reflection");
    Ok(numbered(all))
}

/// A text on one line of at most `cap` characters.
pub fn in_line(text: &str, cap: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= cap {
        return line;
    }
    line.chars().take(cap.saturating_sub(1)).chain(['…']).collect()
}

fn everything(replica: &mut Replica, kind: PageKind) -> Result<Vec<Listed>, ReplicaError> {
    let mut all: Vec<Listed> = replica.cards_of(kind)?.into_iter().map(from_card).collect();
    all.extend(not_here(replica, kind, &all)?);
    Ok(all)
}

fn numbered(mut all: Vec<Listed>) -> Vec<Listed> {
    all.sort_by(|a, b| (&a.date, &a.id).cmp(&(&b.date, &b.id)));
    all.iter_mut().zip(1..).for_each(|(one, code)| one.code = code);
    all
}

fn from_card(card: Card) -> Listed {
    let meeting = card.facts.get("date").cloned().unwrap_or_default();
    Listed {
        date: if card.date.is_empty() { meeting } else { card.date },
        id: card.page,
        code: 0,
        titles: card.titles,
        status: card.status,
        by: card.by,
        facts: card.facts,
        excerpt: card.excerpt,
        here: true,
    }
}

/// What the group document says of pages whose content this laptop does not have.
fn not_here(
    replica: &mut Replica,
    kind: PageKind,
    here: &[Listed],
) -> Result<Vec<Listed>, ReplicaError> {
    let here: BTreeSet<&str> = here.iter().map(|one| one.id.as_str()).collect();
    let pages = replica.roster().pages().filter(|page| page.kind == kind.number());
    let missing: Vec<(PageId, bool)> = pages
        .filter(|page| !here.contains(page.id.to_string().as_str()))
        .map(|page| (page.id, page.erased.is_some()))
        .collect();
    let mut shown = Vec::new();
    for (page, erased) in missing {
        if let Some(entry) = replica.entry_card(&page)? {
            shown.push(from_entry(&page, entry, erased));
        }
    }
    Ok(shown)
}

fn from_entry(page: &PageId, entry: EntryCard, erased: bool) -> Listed {
    let status = if erased { CaseStatus::Purged.name().to_owned() } else { entry.status };
    let mut facts = entry.facts;
    facts.retain(|name, _| matches!(name.as_str(), "theme" | "origin"));
    Listed {
        id: page.to_string(),
        code: 0,
        titles: Vec::new(),
        status,
        date: entry.date,
        by: entry.by,
        facts,
        excerpt: String::new(),
        here: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_never_longer_than_it_may_be() {
        assert_eq!(in_line("een\n twee", 8), "een twee");
        assert_eq!(in_line("een\n twee", 7), "een tw…");
        assert_eq!(in_line("éé", 2), "éé");
        assert_eq!(in_line("ab", 0), "…");
    }
}
