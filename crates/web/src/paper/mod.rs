//! Evidence on paper: what a group shows to others, as one page that needs nothing around it, and
//! hours as a table for a spreadsheet. Both faces of the program print the same.
//!
//! What may appear was decided before: here it only gets words and a form.

mod cards;
mod csv;
mod form;
mod meetings;
mod reports;
mod stage;
#[cfg(test)]
mod tests;

use askama::Template;
use kring_model::anonymity::{Kind, Known, find};
use kring_model::evidence::{Contents, LeftOut, Why};
use kring_model::inert;
use kring_model::method::Method;
use kring_node::evidence::Evidence;

use crate::words::{Language, Words};

/// The look of a page, in it and on the screen.
const STYLE: &str = include_str!("../../assets/paper.css");

/// A page before it is drawn. All texts are plain, and escaped when it is drawn.
pub(crate) struct Paper {
    pub(crate) title: String,
    /// What stands under the title, line by line.
    pub(crate) under: Vec<String>,
    pub(crate) blocks: Vec<Block>,
}

/// A piece of a page.
pub(crate) enum Block {
    Heading(String),
    Text(String),
    Small(String),
    /// Names and values.
    Facts(Vec<(String, String)>),
    List(Vec<String>),
    /// Words and whose they are; empty if that is not said.
    Quote(String, String),
    Table(Table),
    /// A part of a story: on paper a sheet of its own.
    Part(String, String),
    /// An empty line to write on.
    Line,
    /// What is signed, letter by letter.
    Signed(String),
}

impl Block {
    /// What people wrote in it.
    fn said(&self) -> Vec<&str> {
        match self {
            Self::Text(text) | Self::Quote(text, _) => vec![text],
            Self::Part(title, text) => vec![title, text],
            Self::List(rows) => rows.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// Rows under headings.
pub(crate) struct Table {
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    /// The last column is for signatures by hand.
    pub(crate) sign: bool,
}

#[derive(Template)]
#[template(path = "paper/file.html")]
struct FilePage<'p> {
    tag: &'static str,
    style: &'static str,
    paper: &'p Paper,
}

#[derive(Template)]
#[template(path = "paper/blocks.html")]
struct Body<'p> {
    paper: &'p Paper,
}

/// A page of its own, in a language (`nl`, else English). Nothing in it points outside.
///
/// # Errors
/// When the template fails, which no template does.
pub fn html(evidence: &Evidence, language: &str) -> Result<String, askama::Error> {
    let w = words(language);
    let paper = paper(w, evidence);
    FilePage { tag: w.tag(), style: STYLE, paper: &paper }.render()
}

/// The rows of what has rows, for a spreadsheet; `None` for anything else. No cell is a formula.
pub fn csv(evidence: &Evidence) -> Option<Vec<u8>> {
    csv::rows(evidence)
}

/// The name of a file for it, without an ending, in a language.
pub fn name(evidence: &Evidence, language: &str) -> String {
    words(language).t(&format!("evidence-file-{}", evidence.word()))
}

/// Who is in it and what is not, as sentences.
pub fn told(contents: &Contents, language: &str) -> Vec<String> {
    let w = words(language);
    let mut all = who(w, contents);
    all.extend(contents.left_out.iter().map(|one| left_out(w, one)));
    all
}

/// Words that may make somebody recognisable in what leaves the group; nothing of what is there to
/// name people. Whoever is known by name is spoken of by [`told`].
pub fn recognised(evidence: &Evidence, known: &Known, language: &str) -> Vec<String> {
    /// More than anybody looks through at once.
    const WORDS_CAP: usize = 60;
    let leaves = matches!(
        evidence,
        Evidence::Story(_)
            | Evidence::Evaluation(_)
            | Evidence::Form(_)
            | Evidence::Progress(_)
            | Evidence::Overview(_)
    );
    if !leaves {
        return Vec::new();
    }
    let mut words: Vec<String> = Vec::new();
    for text in paper(self::words(language), evidence).blocks.iter().flat_map(Block::said) {
        for mark in find(text, known).iter().filter(|mark| mark.kind != Kind::Person) {
            let word = inert::line(mark.text(text));
            if words.len() < WORDS_CAP && !words.contains(&word) {
                words.push(word);
            }
        }
    }
    words
}

/// Minutes and hours, as a sentence in a language.
pub fn sum(minutes: i64, hours: &str, language: &str) -> String {
    meetings::together(words(language), minutes, hours)
}

/// The steps of a method as cards to print, as a page of its own.
///
/// # Errors
/// When the template fails, which no template does.
pub fn cards(method: &Method, language: &str) -> Result<String, askama::Error> {
    let w = words(language);
    let paper = cards::cards(w, method);
    FilePage { tag: w.tag(), style: STYLE, paper: &paper }.render()
}

/// The same, within another page.
pub(crate) fn cards_body(w: &Words, method: &Method) -> Result<String, askama::Error> {
    Body { paper: &cards::cards(w, method) }.render()
}

/// The part of a page that stands within another.
pub(crate) fn body(w: &Words, evidence: &Evidence) -> Result<String, askama::Error> {
    Body { paper: &paper(w, evidence) }.render()
}

/// Who is in it, as sentences.
pub(crate) fn who(w: &Words, contents: &Contents) -> Vec<String> {
    let sentence = |key: &str, names: &[String]| {
        let list = w.list(names);
        (!names.is_empty()).then(|| w.say(key, &[("names", (&list).into())]))
    };
    let named = sentence("evidence-named", &contents.named);
    let words_of = sentence("evidence-words-of", &contents.words_of);
    let all: Vec<String> = named.into_iter().chain(words_of).collect();
    if all.is_empty() { vec![w.t("evidence-nobody")] } else { all }
}

/// What is not in it, and why.
pub(crate) fn left_out(w: &Words, one: &LeftOut) -> String {
    let key = match one.why {
        Why::NotReleased if one.about.is_empty() => "evidence-out-unknown",
        Why::NotReleased => "evidence-out-released",
        Why::Names => "evidence-out-names",
        Why::Quotes => "evidence-out-quotes",
        Why::NoConsent => "evidence-out-consent",
        Why::NotShared => "evidence-out-quote",
        Why::Private => "evidence-out-private",
        Why::NoTimes => "evidence-out-times",
        Why::OfTheGroup => "evidence-out-minutes",
        Why::TooFew => "evidence-out-few",
        Why::NotOpened => "evidence-out-opened",
    };
    let about = crate::labels::day(w, &one.about);
    w.say(key, &[("what", (&one.what).into()), ("about", (&about).into())])
}

fn paper(w: &Words, evidence: &Evidence) -> Paper {
    match evidence {
        Evidence::Attendance(list) => meetings::attendance(w, list),
        Evidence::Proof(proof, signed) => meetings::proof(w, proof, signed),
        Evidence::Portfolio(portfolio) => meetings::portfolio(w, portfolio),
        Evidence::Report(report) => reports::report(w, report),
        Evidence::Reflections(form) => reports::reflections(w, form),
        Evidence::Evaluation(report) => reports::evaluation(w, report),
        Evidence::Form(form) => form::form(w, form),
        Evidence::Story(story) => stage::story(w, story),
        Evidence::Progress(progress) => stage::progress(w, progress),
        Evidence::Overview(groups) => stage::overview(w, groups),
    }
}

fn words(language: &str) -> &'static Words {
    Words::of(if language == "nl" { Language::Dutch } else { Language::English })
}

/// Hours as people write them: `8,25` in Dutch.
fn hours(w: &Words, hours: &str) -> String {
    if w.tag() == "nl" { hours.replace('.', ",") } else { hours.to_owned() }
}

/// A number with one decimal.
fn tenths(w: &Words, number: f64) -> String {
    hours(w, &format!("{number:.1}"))
}

/// From when to when; what is known of it.
fn times(from: &str, to: &str) -> String {
    match (from.is_empty(), to.is_empty()) {
        (true, true) => String::new(),
        // It never ends a line in the middle.
        _ => format!("{from}\u{a0}–\u{2060}\u{a0}{to}"),
    }
}

/// A field's name with a capital, as a heading of a column.
fn label(w: &Words, field: &str) -> String {
    crate::labels::capital(&crate::labels::field(w, field))
}

/// A method by its id.
fn method(w: &Words, id: &str) -> String {
    let known = kring_model::method::builtin().iter().find(|method| method.id == id);
    known.map_or_else(|| id.to_owned(), |method| method.name.of(w.tag()).to_owned())
}

/// Facts without those that say nothing.
fn facts(all: Vec<(String, String)>) -> Block {
    Block::Facts(all.into_iter().filter(|(_, value)| !value.is_empty()).collect())
}

/// Over which days, as a sentence; empty for all days.
fn period(w: &Words, period: &kring_model::evidence::Period) -> String {
    let day = |day: &Option<String>| day.as_deref().map(|day| crate::labels::day(w, day));
    match (day(&period.from), day(&period.until)) {
        (None, None) => String::new(),
        (Some(from), None) => w.say("evidence-from", &[("from", (&from).into())]),
        (None, Some(until)) => w.say("evidence-until", &[("until", (&until).into())]),
        (Some(from), Some(until)) => {
            w.say("evidence-period", &[("from", (&from).into()), ("until", (&until).into())])
        }
    }
}
