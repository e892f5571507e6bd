//! Lists of things, drawn from cards where there are cards.

use std::collections::{BTreeMap, BTreeSet};

use kring_model::card::{Card, EntryCard};
use kring_model::derive::CaseStatus;
use kring_model::entities;
use kring_model::schema::{Entity, PageKind};
use kring_trust::PageId;
use serde_json::{Value, json};

use crate::dates;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::find::{self, Candidate};
use crate::labels;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::wiped::{self, Wiped};

/// The longest title in a list, in characters: what fits on a line beside the other columns.
const TITLE: usize = 60;

/// What a list leaves out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Only this status.
    pub(crate) status: Option<String>,
    /// Only this kind.
    pub(crate) kind: Option<String>,
    /// Only with this word.
    pub(crate) tag: Option<String>,
    /// Also what is put away, wiped, taken back or done.
    pub(crate) all: bool,
}

/// One line of a list of pages.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    /// The page.
    pub(crate) id: String,
    /// Its number.
    pub(crate) code: usize,
    /// Its title; every wording while there are several; none if it is not here.
    pub(crate) titles: Vec<String>,
    /// Its derived status.
    pub(crate) status: String,
    /// Its day.
    pub(crate) date: String,
    /// Whose it is.
    pub(crate) by: String,
    /// Facts by name.
    pub(crate) facts: BTreeMap<String, String>,
    /// How it begins.
    pub(crate) excerpt: String,
    /// Whether its content is on this laptop.
    pub(crate) here: bool,
}

/// The list of all pages of a kind.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn pages(
    desk: &mut Desk<'_>,
    kind: PageKind,
    filter: &Filter,
) -> Result<Answer, Failure> {
    let mut rows = Vec::new();
    let mut data = Vec::new();
    for one in listed(desk, kind)? {
        if !filter.lets_through(kind, &one) {
            continue;
        }
        rows.push(row(desk, &one));
        data.push(value(desk, &one));
    }
    Ok(answer(desk, &rows, data))
}

/// The list of all items of a kind in the group document.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn items(
    desk: &mut Desk<'_>,
    entity: &'static Entity,
    filter: &Filter,
) -> Result<Answer, Failure> {
    let mut rows = Vec::new();
    let mut data = Vec::new();
    let mut number = 0;
    for record in desk.in_group(entity)? {
        if !record.is_withdrawn() {
            number += 1;
        }
        let over = record.is_withdrawn() || record.is("retired");
        let done = matches!(record.str("status"), "done" | "dropped");
        let fits = filter.status.as_deref().is_none_or(|status| record.str("status") == status);
        if !fits || (!filter.all && (over || (done && filter.status.is_none()))) {
            continue;
        }
        let words = desk.context.words();
        let who: Vec<&str> = record.words("who");
        let status = [record.str("status"), record.str("kind")].join("");
        let status = labels::choice(words, &status);
        let due = dates::stored(words, record.str("due"));
        let who: Vec<String> = who.iter().map(|id| desk.name_of(id)).collect();
        let title = versions(record.versions("text").iter().map(|said| said.value.show()));
        let id = find::short(&record.id);
        rows.push([number.to_string(), id, status, due, who.join(", "), title]);
        data.push(record.plain());
    }
    Ok(answer(desk, &rows, data))
}

/// All pages of a kind in their order, those that are not here or were wiped too.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn listed(desk: &mut Desk<'_>, kind: PageKind) -> Result<Vec<Listed>, Failure> {
    let cards = desk.cards_of(kind)?;
    let mut all: Vec<Listed> = cards.into_iter().map(from_card).collect();
    all.extend(not_here(desk, kind, &all)?);
    // A reflection is a page of the same kind, in a list of its own.
    all.retain(|one| one.facts.get("kind").is_none_or(|kind| kind != "reflection"));
    all.sort_by(|a, b| (&a.date, &a.id).cmp(&(&b.date, &b.id)));
    all.iter_mut().zip(1..).for_each(|(one, code)| one.code = code);
    Ok(all)
}

/// All pages of a kind as things that can be meant.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn candidates(desk: &mut Desk<'_>, kind: PageKind) -> Result<Vec<Candidate>, Failure> {
    let candidate = |one: Listed| Candidate {
        title: one.titles.last().filter(|title| !title.is_empty()).unwrap_or(&one.excerpt).clone(),
        origin: one.facts.get("origin").cloned().unwrap_or_default(),
        code: Some(one.code),
        id: one.id,
    };
    Ok(listed(desk, kind)?.into_iter().map(candidate).collect())
}

/// The title behind every id that others refer to.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn titles(desk: &mut Desk<'_>) -> Result<BTreeMap<String, String>, Failure> {
    let mut titles = BTreeMap::new();
    let words = desk.context.words();
    for kind in PageKind::ALL {
        for one in listed(desk, kind)? {
            let title = match kind {
                PageKind::Meeting => words.say(&say!(
                    "name-meeting",
                    code = one.code,
                    date = dates::stored(words, &one.date)
                )),
                PageKind::Case if one.titles.is_empty() => {
                    words.say(&say!("name-case", code = one.code))
                }
                _ => one.titles.last().cloned().unwrap_or(one.excerpt),
            };
            titles.insert(one.id, cut(&title));
        }
    }
    for entity in [&entities::ACTION, &entities::AGREEMENT] {
        for record in desk.in_group(entity)? {
            titles.insert(record.id.clone(), cut(record.str("text")));
        }
    }
    Ok(titles)
}

/// The words for a list without lines.
fn answer<const N: usize>(desk: &Desk<'_>, rows: &[[String; N]], data: Vec<Value>) -> Answer {
    let mut sheet = Sheet::new();
    sheet.table(rows);
    let empty = rows.is_empty();
    let answer = Answer::new(sheet, Value::Array(data));
    if empty && !desk.context.output().json {
        answer.remark(say!("word-nothing-here"))
    } else {
        answer
    }
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
fn not_here(desk: &mut Desk<'_>, kind: PageKind, here: &[Listed]) -> Result<Vec<Listed>, Failure> {
    let here: BTreeSet<&str> = here.iter().map(|one| one.id.as_str()).collect();
    let roster = desk.replica.roster();
    let pages = roster.pages().filter(|page| page.kind == kind.number());
    let missing: Vec<(PageId, bool)> = pages
        .filter(|page| !here.contains(page.id.to_string().as_str()))
        .map(|page| (page.id, page.erased.is_some()))
        .collect();
    let mut shown = Vec::new();
    for (page, erased) in missing {
        if let Some(entry) = desk.entry_card(&page)? {
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

impl Filter {
    fn lets_through(&self, kind: PageKind, one: &Listed) -> bool {
        let is = |wanted: &Option<String>, fact: &str| {
            wanted
                .as_deref()
                .is_none_or(|wanted| one.facts.get(fact).is_some_and(|is| is == wanted))
        };
        let tagged = self.tag.as_deref().is_none_or(|tag| {
            one.facts.get("tags").is_some_and(|tags| tags.split(", ").any(|one| one == tag))
        });
        let over = matches!(one.status.as_str(), "archived" | "purged" | "withdrawn" | "cancelled");
        let status = self.status.as_deref().is_none_or(|status| one.status == status);
        // The case list keeps what was wiped or withdrawn: who looks for it sees what became of it.
        let shown = self.all || !over || self.status.is_some() || kind == PageKind::Case;
        status && is(&self.kind, "kind") && tagged && shown
    }
}

fn row(desk: &mut Desk<'_>, one: &Listed) -> [String; 6] {
    let words = desk.context.words();
    let kind =
        one.facts.get("kind").or_else(|| one.facts.get("theme")).cloned().unwrap_or_default();
    let status = if one.status.is_empty() { kind } else { one.status.clone() };
    let status = labels::choice(words, &status);
    let date = dates::stored(words, &one.date);
    let by = desk.name_of(&one.by);
    [one.code.to_string(), find::short(&one.id), date, by, status, title(desk, one)]
}

fn title(desk: &mut Desk<'_>, one: &Listed) -> String {
    let waits = wiped_of(desk, one).and_then(|wiped| wiped.sentence());
    let words = desk.context.words();
    if !one.here {
        let theme = one.facts.get("theme").map(|theme| labels::choice(words, theme));
        let theme = theme.unwrap_or_default();
        return match one.status.as_str() {
            "purged" => words.say(&waits.unwrap_or_else(|| say!("list-wiped"))),
            _ if theme.is_empty() => words.say(&say!("list-not-here")),
            _ => words.say(&say!("list-theme-only", theme = theme)),
        };
    }
    match one.titles.as_slice() {
        [] => cut(&one.excerpt),
        titles => versions(titles.iter().cloned()),
    }
}

fn wiped_of(desk: &mut Desk<'_>, one: &Listed) -> Option<Wiped> {
    if one.status == "purged" { wiped::of(desk, &one.id) } else { None }
}

/// All wordings side by side.
fn versions(texts: impl Iterator<Item = String>) -> String {
    texts.map(|text| cut(&text)).collect::<Vec<_>>().join(" | ")
}

fn cut(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= TITLE {
        return line;
    }
    line.chars().take(TITLE - 1).chain(['…']).collect()
}

fn value(desk: &mut Desk<'_>, one: &Listed) -> Value {
    json!({
        "id": one.id,
        "code": one.code,
        "title": one.titles.last(),
        "titles": one.titles,
        "status": one.status,
        "date": one.date,
        "by": one.by,
        "here": one.here,
        "excerpt": one.excerpt,
        "facts": one.facts,
        "wiped": wiped_of(desk, one).map(|wiped| wiped.value()),
    })
}
