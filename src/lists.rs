//! Lists of things, drawn from cards where there are cards.

use std::collections::BTreeMap;

use kring_model::entities;
use kring_model::schema::{Entity, PageKind};
use kring_node::listed::{self, in_line};
use serde_json::{Value, json};

use crate::dates;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::find::{self, Candidate};
use crate::labels;
use crate::output::Answer;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;
use crate::wiped::{self, Wiped};

pub(crate) use kring_node::listed::Listed;

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
    listed::listed(&mut desk.replica, kind).map_err(|error| trouble::replica(&error))
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
    let own = kring_node::acts::method::own(&mut desk.replica);
    for one in own.map_err(|error| trouble::replica(&error))? {
        let name = one.method.map(|method| method.name.of(words.language().tag()).to_owned());
        titles.insert(one.record.id, cut(&name.unwrap_or_default()));
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
        let status = self.status.as_deref().is_none_or(|status| one.status == status);
        // The case list keeps what was wiped or withdrawn: who looks for it sees what became of it.
        let shown = self.all || !one.is_over() || self.status.is_some() || kind == PageKind::Case;
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
    in_line(text, TITLE)
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
