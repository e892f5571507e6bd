//! What the group released, and what must stay.

use crate::entities;
use crate::read::Record;
use crate::schema::PageKind;
use crate::whole::Whole;

use super::evaluation;
use super::people::{line, mentions, prose};

/// A release counts when one person said it and nobody said otherwise at the same time.
fn says_yes(record: &Record, field: &str) -> bool {
    record.is(field) && !record.is_undecided(field)
}

/// Whether a note may be shown outside the group. Sensitive ones never may.
pub(super) fn note(page: &Record) -> bool {
    says_yes(page, "may_share") && page.str("kind") != "sensitive" && !page.is_undecided("kind")
}

/// Whether a finding may be shown outside the group.
pub(super) fn finding(page: &Record) -> bool {
    says_yes(page, "may_share")
}

/// Whether an experiment is no longer under the radar on a day.
pub(super) fn experiment(entry: &Record, today: &str) -> bool {
    let released = entry.str("released");
    !released.is_empty() && released <= today && !entry.is_undecided("released")
}

/// What a source of a story is called here, and whether it is released.
pub(super) struct Source {
    pub(super) title: String,
    pub(super) released: bool,
}

/// The source behind an id. What cannot be found is not released.
pub(super) fn source(whole: &Whole<'_>, id: &str, today: &str) -> Source {
    let unknown = Source { title: String::new(), released: false };
    let Some(page) = whole.pages.get(id).filter(|_| !whole.is_erased(id)) else {
        return item(whole, id, today).unwrap_or(unknown);
    };
    let own = |entity| whole.own(id, entity);
    match page.kind {
        PageKind::Note => own(&entities::NOTE)
            .map(|one| Source { title: titled(&one, &["title", "text"]), released: note(&one) }),
        PageKind::Finding => own(&entities::FINDING).map(|one| Source {
            title: titled(&one, &["organisation", "whose", "text"]),
            released: finding(&one),
        }),
        PageKind::Experiment => own(&entities::EXPERIMENT).map(|one| {
            let entries = whole.in_group(&entities::EXPERIMENT_ENTRY);
            let entry = entries.iter().find(|entry| entry.id == id);
            let released = entry.is_some_and(|entry| experiment(entry, today));
            Source { title: titled(&one, &["title"]), released }
        }),
        PageKind::Case => own(&entities::CASE_FILE)
            .map(|one| Source { title: titled(&one, &["title"]), released: false }),
        _ => None,
    }
    .unwrap_or(unknown)
}

/// A lesson of an experiment or a quote of an evaluation.
fn item(whole: &Whole<'_>, id: &str, today: &str) -> Option<Source> {
    for entry in whole.in_group(&entities::EXPERIMENT_ENTRY) {
        let lessons = whole.on_page(&entry.id, &entities::LESSON);
        if let Some(one) = lessons.iter().find(|one| one.id == id) {
            let released = experiment(&entry, today) && lesson(one);
            return Some(Source { title: titled(one, &["text"]), released });
        }
    }
    for entry in whole.in_group(&entities::EVALUATION_ENTRY) {
        let quotes = whole.on_page(&entry.id, &entities::QUOTE);
        if let Some(one) = quotes.iter().find(|one| one.id == id) {
            let released = evaluation::is_released(one) && !one.is_withdrawn();
            return Some(Source { title: titled(one, &["text"]), released });
        }
    }
    None
}

/// Whether a lesson of a released experiment is for others.
pub(super) fn lesson(one: &Record) -> bool {
    says_yes(one, "may_share") && !one.is_withdrawn()
}

fn titled(record: &Record, fields: &[&str]) -> String {
    let mut titles = fields.iter().map(|field| line(record, field));
    titles.find(|title| !title.is_empty()).unwrap_or_default()
}

/// Words that must stay: those of cases, and whole sentences of notes that are not for others.
pub(super) struct Protected(Vec<(String, String)>);

impl Protected {
    pub(super) fn of(whole: &Whole<'_>) -> Self {
        let mut all = Vec::new();
        for (id, page) in &whole.pages {
            match page.kind {
                PageKind::Case => case(whole, id, &mut all),
                PageKind::Note => stays(whole, id, &mut all),
                PageKind::Evaluation => unreleased(whole, id, &mut all),
                _ => {}
            }
        }
        Self(all)
    }

    /// Where a text comes from that repeats something that must stay.
    pub(super) fn quoted_in(&self, text: &str) -> Option<&str> {
        let text = plain(text);
        let found = self.0.iter().find(|(words, _)| mentions(&text, words));
        found.map(|(_, whose)| whose.as_str())
    }
}

/// Fewer words than these are nobody's in particular.
const TITLE_WORDS: usize = 2;
const SENTENCE_WORDS: usize = 4;

fn case(whole: &Whole<'_>, id: &str, all: &mut Vec<(String, String)>) {
    let Some(own) = whole.own(id, &entities::CASE_FILE) else { return };
    let title = line(&own, "title");
    for wording in own.versions("title") {
        keep(&wording.value.show(), TITLE_WORDS, &title, all);
    }
    for field in ["help_question", "redefined_problem"] {
        for wording in own.versions(field) {
            keep(&wording.value.show(), SENTENCE_WORDS, &title, all);
        }
    }
    for field in ["situation", "feelings", "intention", "let_go", "presenter_reaction"] {
        sentences(own.str(field), &title, all);
    }
    for entity in [&entities::QUESTION, &entities::ADVICE, &entities::CORE_STATEMENT] {
        for one in whole.on_page(id, entity) {
            sentences(one.str("text"), &title, all);
            sentences(one.str("answer"), &title, all);
        }
    }
}

fn stays(whole: &Whole<'_>, id: &str, all: &mut Vec<(String, String)>) {
    let Some(own) = whole.own(id, &entities::NOTE).filter(|one| !note(one)) else { return };
    if !matches!(own.str("kind"), "sensitive" | "setback") {
        return;
    }
    let title = line(&own, "title");
    keep(&title, TITLE_WORDS, &title, all);
    sentences(own.str("text"), &title, all);
}

fn unreleased(whole: &Whole<'_>, id: &str, all: &mut Vec<(String, String)>) {
    for one in
        whole.on_page(id, &entities::QUOTE).iter().filter(|one| !evaluation::is_released(one))
    {
        let text = prose(one, "text");
        sentences(&text, &text, all);
    }
}

fn sentences(text: &str, whose: &str, all: &mut Vec<(String, String)>) {
    for sentence in text.split(['.', '!', '?', ';', '\n']) {
        keep(sentence, SENTENCE_WORDS, whose, all);
    }
}

fn keep(words: &str, least: usize, whose: &str, all: &mut Vec<(String, String)>) {
    let words = plain(words);
    if words.split(' ').filter(|word| !word.is_empty()).count() >= least {
        all.push((words, whose.to_owned()));
    }
}

/// Letters and digits with one space between, in small letters: the same words in other signs are
/// the same words.
fn plain(text: &str) -> String {
    let letters = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
    let letters: String = letters.flat_map(char::to_lowercase).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}
