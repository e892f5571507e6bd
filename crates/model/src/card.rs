//! Cards: a small record per page from which lists and search are drawn without loading the page.
//! A cache: made anew from the page at any time.

use std::collections::BTreeMap;

use automerge::Automerge;
use serde::{Deserialize, Serialize};

use crate::derive::{
    CaseStatus, MeetingStatus, all_confirmed, case_status, experiment_status, meeting_status,
};
use crate::entities;
use crate::page::{Page, Rewrite, moments};
use crate::read::{self, AuthorOf, Read, Record};
use crate::schema::{Class, Entity, PageKind};

/// Characters of a card's excerpt.
pub const EXCERPT_CAP: usize = 200;
/// Bytes of a card's search text: a long page is found by its begin, and a list of thousands of
/// cards stays small.
pub const SEARCH_CAP: usize = 16 * 1024;
/// Characters of one fact.
const FACT_CAP: usize = 200;

/// What lists show of a page. All texts are as people wrote them: make them
/// [inert](crate::inert) where they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The page.
    pub page: String,
    /// Its kind, as in statements.
    pub kind: u8,
    /// Its title; every wording while there are several.
    pub titles: Vec<String>,
    /// Its derived status; empty for kinds that have none.
    pub status: String,
    /// Choices, dates, flags and counts by name.
    pub facts: BTreeMap<String, String>,
    /// The day it is about.
    pub date: String,
    /// Whose it is.
    pub by: String,
    /// How its text begins.
    pub excerpt: String,
    /// All its words, in lower case.
    pub search: String,
}

/// What the page itself gives to its card: goes with the page, and is gone with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageCard {
    titles: Vec<String>,
    /// For kinds whose status is the page's own.
    status: String,
    /// Of a meeting: everyone present confirmed the minutes.
    confirmed: bool,
    facts: BTreeMap<String, String>,
    excerpt: String,
    search: String,
    moments: Vec<i64>,
    rewrites: Vec<Rewrite>,
}

/// What the group document gives to a page's card, also where the page is not here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryCard {
    /// The day it is about.
    pub date: String,
    /// Whose it is.
    pub by: String,
    /// For kinds whose status is in their entry.
    pub status: String,
    /// Choices, dates and flags by name.
    pub facts: BTreeMap<String, String>,
}

impl PageCard {
    /// What an open page gives.
    pub fn of(page: &Page) -> Self {
        let author = |actor: &[u8]| page.author_of(&actor.into()).map(|writer| writer.person);
        let drawn = Self::draw(page.about().kind, page.doc(), &author);
        Self { rewrites: page.rewrites(), ..drawn }
    }

    /// What a document gives.
    fn draw(kind: PageKind, doc: &Automerge, author: AuthorOf<'_>) -> Self {
        let own = entities::own(kind).and_then(|own| read::read(doc, own, "", author));
        let lists: Vec<(&Entity, Vec<Record>)> = entities::on(kind)
            .filter(|entity| !entity.is_self())
            .map(|entity| (entity, read::all(doc, entity, author)))
            .collect();
        let mut facts = BTreeMap::new();
        own.iter().for_each(|own| add_facts(&mut facts, own));
        for (entity, items) in &lists {
            let held = items.iter().filter(|item| !item.is_withdrawn()).count();
            if held > 0 {
                facts.insert(format!("{}[]", entity.collection), held.to_string());
            }
        }
        let items = lists.iter().flat_map(|(_, items)| items);
        let undecided: usize = own.iter().chain(items).map(undecided).sum();
        if undecided > 0 {
            facts.insert("undecided[]".to_owned(), undecided.to_string());
        }
        if let Some(until) = own.as_ref().and_then(|own| until(kind, own, &lists)) {
            facts.insert("until".to_owned(), until);
        }
        if let Some((first, last)) = span(kind, &lists) {
            facts.extend([("first_step".to_owned(), first), ("last_step".to_owned(), last)]);
        }
        Self {
            titles: own.as_ref().map(titles).unwrap_or_default(),
            status: own.as_ref().map(|own| own_status(kind, own, &lists)).unwrap_or_default(),
            confirmed: kind == PageKind::Meeting && own.as_ref().is_some_and(all_confirmed),
            facts,
            excerpt: own.as_ref().map(excerpt).unwrap_or_default(),
            search: search(own.iter().chain(lists.iter().flat_map(|(_, items)| items))),
            moments: moments(doc, author),
            rewrites: Vec::new(),
        }
    }

    /// When the page was worked on; see [`moments`].
    pub fn moments(&self) -> &[i64] {
        &self.moments
    }

    /// Who changed how much of others on the page within a minute; see [`Page::rewrites`].
    pub fn rewrites(&self) -> &[Rewrite] {
        &self.rewrites
    }

    /// The bytes that a store keeps.
    ///
    /// # Errors
    /// Never for a card; said as an error because the form allows it.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }

    /// Reads the bytes of [`to_bytes`](Self::to_bytes); `None` for others, then the card is made
    /// anew.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

impl EntryCard {
    /// What a page's entry gives, with the rounds of a case.
    pub fn draw(kind: PageKind, entry: &Record, rounds: &[&Record]) -> Self {
        let mut facts = BTreeMap::new();
        add_facts(&mut facts, entry);
        let status = match kind {
            PageKind::Case => case_status(entry, rounds, false),
            _ => CaseStatus::Offered,
        };
        let is_final = matches!(status, CaseStatus::Withdrawn | CaseStatus::Purged);
        let status = match kind {
            _ if entry.is_put_away() && !is_final => "archived",
            PageKind::Case => status.name(),
            PageKind::Meeting => meeting_status(entry, None).name(),
            PageKind::Evaluation if entry.is("closed") => "closed",
            _ => "",
        };
        Self { date: date(entry), by: entry.by().to_owned(), status: status.to_owned(), facts }
    }
}

impl Card {
    /// Joins what page and entry give. A page without an entry has not been listed yet.
    pub fn join(id: &str, kind: PageKind, page: PageCard, entry: Option<&EntryCard>) -> Self {
        let none = EntryCard::default();
        let from_entry = entry.unwrap_or(&none);
        let status = match (kind, entry) {
            (PageKind::Meeting, None) => MeetingStatus::Planned.name(),
            (PageKind::Meeting, Some(entry))
                if page.confirmed && entry.status == MeetingStatus::Closed.name() =>
            {
                MeetingStatus::Confirmed.name()
            }
            _ if from_entry.status.is_empty() => page.status.as_str(),
            _ => from_entry.status.as_str(),
        };
        let status = status.to_owned();
        let mut facts = page.facts;
        facts.extend(from_entry.facts.clone());
        Self {
            page: id.to_owned(),
            kind: kind.number(),
            titles: page.titles,
            status,
            facts,
            date: from_entry.date.clone(),
            by: from_entry.by.clone(),
            excerpt: page.excerpt,
            search: page.search,
        }
    }

    /// Whether all words of a search are on the page.
    pub fn matches(&self, search: &str) -> bool {
        search.to_lowercase().split_whitespace().all(|word| self.search.contains(word))
    }
}

fn titles(own: &Record) -> Vec<String> {
    let name = if own.field("title").is_some() { "title" } else { "name" };
    own.versions(name).iter().map(|said| said.value.show()).collect()
}

fn own_status(kind: PageKind, own: &Record, lists: &[(&Entity, Vec<Record>)]) -> String {
    let status = match kind {
        PageKind::Experiment => {
            let steps = lists.iter().find(|(entity, _)| entity.name == entities::STEP.name);
            let steps = steps.map(|(_, items)| items.as_slice()).unwrap_or_default();
            experiment_status(own, steps).name()
        }
        PageKind::Story => own.str("status"),
        _ => "",
    };
    status.to_owned()
}

/// How many fields of a record hold versions that differ and of which nobody chose one.
fn undecided(record: &Record) -> usize {
    let differ = |field: &&crate::schema::Field| {
        let versions = record.versions(field.name).windows(2);
        let mut pairs = versions.filter_map(|pair| pair.first().zip(pair.last()));
        record.is_undecided(field.name) && pairs.any(|(one, other)| one.value != other.value)
    };
    record.entity.fields.iter().filter(differ).count()
}

/// The day until which an experiment tries something, while nothing was decided about it.
fn until(kind: PageKind, own: &Record, lists: &[(&Entity, Vec<Record>)]) -> Option<String> {
    let steps = lists.iter().find(|(entity, _)| entity.name == entities::STEP.name);
    let steps = steps.filter(|_| kind == PageKind::Experiment && own.value("outcome").is_none());
    let held = steps?.1.iter().filter(|step| !step.is_withdrawn());
    let newest = held.max_by(|a, b| (a.str("from"), &a.id).cmp(&(b.str("from"), &b.id)))?;
    let open = newest.str("decision").is_empty() && !newest.str("to").is_empty();
    open.then(|| newest.str("to").to_owned())
}

/// The first and the last day of an experiment's steps.
fn span(kind: PageKind, lists: &[(&Entity, Vec<Record>)]) -> Option<(String, String)> {
    let steps = lists.iter().find(|(entity, _)| entity.name == entities::STEP.name);
    let steps = &steps.filter(|_| kind == PageKind::Experiment)?.1;
    let held = steps.iter().filter(|step| !step.is_withdrawn());
    let days = held.flat_map(|step| [step.str("from"), step.str("to")]);
    let days: Vec<&str> = days.filter(|day| !day.is_empty()).collect();
    let (first, last) = (days.iter().min()?, days.iter().max()?);
    Some(((*first).to_owned(), (*last).to_owned()))
}

fn add_facts(facts: &mut BTreeMap<String, String>, record: &Record) {
    for (field, read) in record.fields() {
        let shown = match field.class {
            Class::One | Class::Own | Class::Flag => record.value(field.name).map(|v| v.show()),
            Class::Words => Some(record.words(field.name).join(", ")),
            Class::Fix if field.name != "by" => record.value(field.name).map(|v| v.show()),
            _ => None,
        };
        if let Some(shown) = shown.filter(|shown| !shown.is_empty()) {
            facts.insert(field.name.to_owned(), shown.chars().take(FACT_CAP).collect());
        }
        if matches!(read, Read::Wording(all) if all.len() > 1) {
            facts.insert(format!("{} undecided", field.name), "true".to_owned());
        }
    }
}

fn date(entry: &Record) -> String {
    let dates = ["date", "offered"].iter().map(|name| entry.str(name));
    dates.into_iter().find(|date| !date.is_empty()).unwrap_or_default().to_owned()
}

fn excerpt(own: &Record) -> String {
    let question = own.str("question");
    let texts = own.entity.texts().map(|field| own.str(field.name));
    let begin = [own.str("help_question"), question].into_iter().chain(texts);
    let begin = begin.filter(|text| !text.trim().is_empty());
    let words = begin.take(1).flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    words.chars().take(EXCERPT_CAP).collect()
}

fn search<'r>(records: impl Iterator<Item = &'r Record>) -> String {
    let mut all = String::new();
    for record in records {
        for (field, read) in record.fields() {
            match read {
                Read::Text(text) => push(&mut all, text),
                Read::Wording(_) | Read::One(_) => {
                    let said = record.versions(field.name).iter();
                    said.filter_map(|said| said.value.as_str())
                        .for_each(|text| push(&mut all, text));
                }
                Read::Own(_) => push(&mut all, record.str(field.name)),
                Read::Words(_) => {
                    record.words(field.name).iter().for_each(|word| push(&mut all, word));
                }
                Read::Mine(_) | Read::Flag(_) | Read::Marks(_) | Read::Fix(_) => {}
            }
        }
    }
    all
}

fn push(all: &mut String, text: &str) {
    let room = SEARCH_CAP.saturating_sub(all.len());
    if room == 0 || text.is_empty() {
        return;
    }
    if !all.is_empty() {
        all.push(' ');
    }
    // Lower case can be longer than what it was, by a character or two per word.
    let fits = text.char_indices().take_while(|(at, c)| at + c.len_utf8() < room).map(|(_, c)| c);
    all.extend(fits.flat_map(char::to_lowercase));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::read;
    use crate::testing::{LOTTE, NOOR, WIM, add, author, by, merged, page, set};
    use crate::value::Value;

    fn note() -> Automerge {
        let mut doc = page(PageKind::Note);
        let note = (&entities::NOTE, "");
        set(&mut doc, &by(NOOR), note, "title", "Wat het drukke uur is").unwrap();
        set(&mut doc, &by(NOOR), note, "kind", "insight").unwrap();
        let text = format!("16.30  overdracht,\n16.45 {}", "koffie ".repeat(200));
        set(&mut doc, &by(NOOR), note, "text", text.as_str()).unwrap();
        set(&mut doc, &by(WIM), note, "tags", Value::words(["rust", "Zoë"])).unwrap();
        doc
    }

    fn card_of(doc: &Automerge) -> Card {
        let page = PageCard::draw(PageKind::Note, doc, &author);
        assert_eq!(PageCard::from_bytes(&page.to_bytes().unwrap()).as_ref(), Some(&page));
        Card::join("p", PageKind::Note, page, None)
    }

    #[test]
    fn a_card_shows_the_page_without_it() {
        let card = card_of(&note());
        assert_eq!(card.titles, ["Wat het drukke uur is"]);
        assert!(card.excerpt.starts_with("16.30 overdracht, 16.45 koffie koffie"), "{card:?}");
        assert_eq!(card.excerpt.chars().count(), EXCERPT_CAP);
        assert_eq!(card.facts["kind"], "insight");
        assert_eq!(card.facts["tags"], "Zoë, rust");
        assert!(card.matches("ZOË drukke") && card.matches("koffie") && !card.matches("thee"));
        assert_eq!(PageCard::from_bytes(b"{}"), None);
    }

    #[test]
    fn every_wording_of_a_title_is_on_it() {
        let base = note();
        let (mut a, mut b) = (base.clone(), base);
        let own = (&entities::NOTE, "");
        set(&mut a, &by(NOOR), own, "title", "Het uur").unwrap();
        set(&mut b, &by(WIM).as_notetaker(), own, "title", "De drukte").unwrap();
        let card = card_of(&merged(&a, &b));
        assert_eq!(card.titles.len(), 2);
        assert_eq!(card.facts["title undecided"], "true");
        assert!(card.matches("uur") && card.matches("drukte"));
    }

    #[test]
    fn a_case_has_its_status_from_the_list_and_counts_from_the_file() {
        let mut group = page(PageKind::Group);
        let offered = [("offered", "2025-09-03".into()), ("theme", "grenzen".into())];
        add(&mut group, &by(NOOR), &entities::CASE, "p", &offered).unwrap();
        add(&mut group, &by(NOOR), &entities::ROUND, "r", &[("of", "p".into())]).unwrap();
        let mut file = page(PageKind::Case);
        add(&mut file, &by(LOTTE), &entities::ADVICE, "a", &[("text", "Bel.".into())]).unwrap();
        add(&mut file, &by(WIM), &entities::ADVICE, "b", &[("text", "Mail.".into())]).unwrap();
        set(&mut file, &by(WIM), (&entities::ADVICE, "b"), "withdrawn", true).unwrap();
        let entry = read(&group, &entities::CASE, "p", &author).unwrap();
        let round = read(&group, &entities::ROUND, "r", &author).unwrap();
        let entry = EntryCard::draw(PageKind::Case, &entry, &[&round]);
        let page = PageCard::draw(PageKind::Case, &file, &author);
        let card = Card::join("p", PageKind::Case, page, Some(&entry));
        assert_eq!((card.status.as_str(), card.date.as_str()), ("in_treatment", "2025-09-03"));
        assert_eq!(
            (card.facts["advice[]"].as_str(), card.facts["theme"].as_str()),
            ("1", "grenzen")
        );
        assert_eq!(card.by, crate::testing::person(NOOR).to_string());
        assert!(card.matches("bel"));
    }

    #[test]
    fn what_waits_for_people_is_on_it() {
        let mut doc = page(PageKind::Experiment);
        let step = [("from", "2026-01-01".into()), ("to", "2026-01-15".into())];
        add(&mut doc, &by(NOOR), &entities::STEP, "s", &step).unwrap();
        let (mut a, mut b) = (doc.clone(), doc);
        let own = (&entities::EXPERIMENT, "");
        set(&mut a, &by(NOOR), own, "title", "Stil kwartier").unwrap();
        set(&mut b, &by(WIM), own, "title", "Stilte").unwrap();
        set(&mut a, &by(NOOR), own, "question", "Helpt het?").unwrap();
        set(&mut b, &by(WIM), own, "question", "Helpt het?").unwrap();
        let mut doc = merged(&a, &b);
        let card = PageCard::draw(PageKind::Experiment, &doc, &author);
        assert_eq!(card.facts["undecided[]"], "1", "who wrote the same agree");
        assert_eq!(card.facts["until"], "2026-01-15");
        set(&mut doc, &by(NOOR), (&entities::STEP, "s"), "decision", "continue").unwrap();
        set(&mut doc, &by(NOOR), own, "title", "Stilte").unwrap();
        let card = PageCard::draw(PageKind::Experiment, &doc, &author);
        assert!(!card.facts.contains_key("until") && !card.facts.contains_key("undecided[]"));
    }

    #[test]
    fn search_text_is_bounded() {
        let mut doc = note();
        let long = "ŠŽİ".repeat(6_000);
        set(&mut doc, &by(NOOR), (&entities::NOTE, ""), "text", long.as_str()).unwrap();
        let card = card_of(&doc);
        assert!(card.search.len() <= SEARCH_CAP * 2, "{}", card.search.len());
    }
}
