//! Lists of things, drawn from cards where there are cards.

use std::collections::BTreeMap;

use kring_model::card::Card;
use kring_model::derive::{case_status, rounds};
use kring_model::entities;
use kring_model::inert;
use kring_model::read::Record;
use kring_model::schema::PageKind;
use kring_trust::PageId;

use crate::desk::Desk;
use crate::labels;
use crate::trouble::Trouble;
use crate::words::Words;

/// The longest title of a link, in characters: two lines of a card.
const TITLE_CAP: usize = 120;

/// One page in a list.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    /// The page.
    pub(crate) id: String,
    /// Its number in the order of the list.
    pub(crate) code: usize,
    /// Its title; every wording while there are several; none if it is not here.
    pub(crate) titles: Vec<String>,
    /// Its derived status, as a word of the schema.
    pub(crate) status: String,
    /// Its day, as documents hold it.
    pub(crate) date: String,
    /// The id of whose it is.
    pub(crate) by: String,
    /// Facts by name.
    pub(crate) facts: BTreeMap<String, String>,
    /// How it begins.
    pub(crate) excerpt: String,
    /// Whether its content is on this laptop.
    pub(crate) here: bool,
}

impl Listed {
    /// Whether it is put away, wiped, taken back or cancelled.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.status.as_str(), "archived" | "purged" | "withdrawn" | "cancelled")
    }

    /// A fact by name; empty if there is none.
    pub(crate) fn fact(&self, name: &str) -> &str {
        self.facts.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Its title in a list: every wording while there are several.
    pub(crate) fn title(&self, w: &Words, kind: PageKind) -> String {
        let numbered = |key: &str, date: &str| {
            w.say(key, &[("code", self.code.into()), ("date", date.into())])
        };
        if kind == PageKind::Meeting {
            return numbered("name-meeting", &labels::day(w, &self.date));
        }
        let own = match self.titles.as_slice() {
            [] => self.excerpt.clone(),
            titles => titles.join(" / "),
        };
        let own = cut(&inert::line(&own));
        match (kind, own.is_empty()) {
            (PageKind::Case, true) => numbered("name-case", ""),
            (_, true) => labels::kind(w, kind),
            _ => own,
        }
    }
}

/// All pages of a kind in their order, those that are not here or were wiped too.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn listed(desk: &mut Desk<'_>, kind: PageKind) -> Result<Vec<Listed>, Trouble> {
    let cards = desk.replica.cards_of(kind)?;
    let mut all: Vec<Listed> = cards.into_iter().map(from_card).collect();
    all.extend(not_here(desk, kind, &all)?);
    // A reflection is a page of the same kind, in a list of its own.
    all.retain(|one| one.fact("kind") != "reflection");
    all.sort_by(|a, b| (&a.date, &a.id).cmp(&(&b.date, &b.id)));
    all.iter_mut().zip(1..).for_each(|(one, code)| one.code = code);
    Ok(all)
}

/// The title behind every id that others refer to.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn titles(desk: &mut Desk<'_>, w: &Words) -> Result<BTreeMap<String, String>, Trouble> {
    let mut titles = BTreeMap::new();
    for kind in PageKind::ALL {
        for one in listed(desk, kind)? {
            titles.insert(one.id.clone(), one.title(w, kind));
        }
    }
    for entity in [&entities::ACTION, &entities::AGREEMENT] {
        for record in desk.in_group(entity)? {
            titles.insert(record.id.clone(), cut(&inert::line(record.str("text"))));
        }
    }
    Ok(titles)
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
fn not_here(desk: &mut Desk<'_>, kind: PageKind, here: &[Listed]) -> Result<Vec<Listed>, Trouble> {
    let pages = desk.replica.roster().pages().filter(|page| page.kind == kind.number());
    let missing: Vec<(PageId, bool)> = pages
        .filter(|page| !here.iter().any(|one| one.id == page.id.to_string()))
        .map(|page| (page.id, page.erased.is_some()))
        .collect();
    let Some(entity) = entities::entry(kind).filter(|_| !missing.is_empty()) else {
        return Ok(Vec::new());
    };
    let entries = desk.in_group(entity)?;
    let all_rounds = desk.in_group(&entities::ROUND)?;
    let shown = missing.iter().filter_map(|(page, erased)| {
        let entry = entries.iter().find(|entry| entry.id == page.to_string())?;
        Some(from_entry(entry, &rounds(&all_rounds, &entry.id), *erased, kind))
    });
    Ok(shown.collect())
}

fn from_entry(entry: &Record, rounds: &[&Record], erased: bool, kind: PageKind) -> Listed {
    let status = match (kind, erased) {
        (PageKind::Case, _) => case_status(entry, rounds, erased).name(),
        (_, true) => "purged",
        _ => "",
    };
    let date =
        ["offered", "date"].iter().map(|field| entry.str(field)).find(|date| !date.is_empty());
    let theme = [("theme".to_owned(), entry.str("theme").to_owned())];
    Listed {
        id: entry.id.clone(),
        code: 0,
        titles: Vec::new(),
        status: status.to_owned(),
        date: date.unwrap_or_default().to_owned(),
        by: entry.by().to_owned(),
        facts: theme.into_iter().filter(|(_, fact)| !fact.is_empty()).collect(),
        excerpt: String::new(),
        here: false,
    }
}

fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= TITLE_CAP {
        return line;
    }
    line.chars().take(TITLE_CAP - 1).chain(['…']).collect()
}
