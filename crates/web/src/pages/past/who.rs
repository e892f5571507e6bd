//! Who wrote which part of a text, and when: for the part that somebody selected.

use askama::Template;
use automerge::ActorId;
use axum::extract::{Path, Query};
use kring_model::inert;
use kring_model::schema::Class;
use kring_model::text::{Span, TOGETHER_MS};
use kring_node::acts::records::Records as _;
use kring_trust::PersonId;
use serde::Deserialize;

use super::{Place, heads};
use crate::app::{Answer, Visit, page as rendered};
use crate::desk::Desk;
use crate::labels;
use crate::trouble::Trouble;
use crate::words::Words;

/// Parts that are told; who selects more sees how many more there are.
const PARTS_CAP: usize = 12;

/// Letters of a part that are shown, half of them from its end.
const SHOWN_CAP: usize = 80;

#[derive(Template)]
#[template(path = "past/who.html")]
struct WhoPart {
    w: &'static Words,
    parts: Vec<Part>,
    more: usize,
}

/// What one person wrote.
struct Part {
    text: String,
    name: String,
    when: String,
}

/// Which part of which text.
#[derive(Deserialize)]
pub(super) struct Asked {
    entity: String,
    id: String,
    field: String,
    /// The page's heads at which the text was shown.
    #[serde(default)]
    heads: String,
    /// Where the selection begins, in UTF-16 units of the text as it was shown.
    from: usize,
    /// Where it ends.
    to: usize,
    /// Given if the text was shown as documents hold it: by the editor.
    raw: Option<String>,
}

/// The answer, to be put on the page.
pub(super) async fn part(
    visit: Visit,
    Path((_, page)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Answer {
    visit
        .ask_at(page, move |desk, w, at| {
            let place = Place::named(desk, &at.page, (&asked.entity, &asked.id, &asked.field))?;
            let written = match place.field.class {
                Class::Text => of_text(desk, &place, &asked)?,
                _ => of_value(desk, &place)?,
            };
            let more = written.len().saturating_sub(PARTS_CAP);
            let parts = written.into_iter().take(PARTS_CAP);
            let parts = parts.map(|one| Part {
                text: shortened(&inert::line(one.text.trim())),
                name: desk.name(&one.person),
                when: labels::lately(w, one.until),
            });
            let parts = parts.collect();
            rendered(&WhoPart { w, parts, more })
        })
        .await
}

/// A part of a text and its writer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Written {
    text: String,
    person: PersonId,
    until: i64,
}

fn of_text(desk: &mut Desk<'_>, place: &Place, asked: &Asked) -> Result<Vec<Written>, Trouble> {
    let at = heads(&asked.heads);
    let at = (!at.is_empty()).then_some(at.as_slice());
    let written = desk.read(&place.home, |page| {
        let spans = page.wrote(place.entity, &place.id, place.field.name, at)?;
        let raw = asked.raw.is_some();
        let spans = selected(&spans, (asked.from, asked.to), raw);
        let of =
            |span: Span, person: PersonId| Written { text: span.text, person, until: span.until };
        let who = |actor: &ActorId| page.author_of(actor).map(|writer| writer.person);
        let known = |span: Span| who(&span.actor).map(|person| of(span, person));
        Some(together(spans.into_iter().filter_map(known)))
    })?;
    written.ok_or_else(|| Trouble::new(axum::http::StatusCode::NOT_FOUND, "past-who-unknown"))
}

/// Who wrote a value that is written whole; every version of it.
fn of_value(desk: &mut Desk<'_>, place: &Place) -> Result<Vec<Written>, Trouble> {
    let written = desk.read(&place.home, |page| {
        let record = page.read(place.entity, &place.id)?;
        let versions = record.versions(place.field.name).iter().filter_map(|said| {
            let person = PersonId::from_hex(&said.by?.to_string())?;
            Some(Written { text: said.value.show(), person, until: page.time_of(said)? })
        });
        Some(versions.collect())
    })?;
    written.ok_or_else(Trouble::nothing)
}

/// The parts between two places, in UTF-16 units of the text as it was shown.
fn selected(spans: &[Span], (from, to): (usize, usize), raw: bool) -> Vec<Span> {
    let mut found = Vec::new();
    let (mut at, mut returned) = (0_usize, false);
    for span in spans {
        let mut text = String::new();
        for c in span.text.chars() {
            // The page shows a carriage return and a line end as one line end.
            let shown = match (raw, c) {
                (true, c) => c.len_utf16(),
                (false, '\n') if returned => 0,
                (false, c) => inert::prose(c.encode_utf8(&mut [0; 4])).encode_utf16().count(),
            };
            returned = c == '\r';
            if at < to && at + shown > from {
                text.push(c);
            }
            at += shown;
        }
        if !text.is_empty() {
            found.push(Span { text, ..span.clone() });
        }
    }
    found
}

/// Parts of one person beside each other, from about the same time, are one.
fn together(written: impl Iterator<Item = Written>) -> Vec<Written> {
    let mut all: Vec<Written> = Vec::new();
    for one in written {
        let same = |last: &&mut Written| {
            let near = last.until.abs_diff(one.until) <= TOGETHER_MS.unsigned_abs();
            let blank = one.text.chars().all(char::is_whitespace);
            last.person == one.person && (near || blank)
        };
        match all.last_mut().filter(same) {
            Some(last) => {
                last.text.push_str(&one.text);
                last.until = last.until.max(one.until);
            }
            None => all.push(one),
        }
    }
    all.retain(|one| !one.text.trim().is_empty());
    all
}

/// The begin and the end of a long text.
fn shortened(text: &str) -> String {
    let length = text.chars().count();
    if length <= SHOWN_CAP {
        return text.to_owned();
    }
    let half = SHOWN_CAP / 2;
    let begin: String = text.chars().take(half).collect();
    let end: String = text.chars().skip(length - half).collect();
    format!("{} … {}", begin.trim_end(), end.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str, actor: u8, until: i64) -> Span {
        Span { text: text.into(), actor: ActorId::from([actor; 16]), from: until, until }
    }

    fn texts(spans: &[Span]) -> Vec<&str> {
        spans.iter().map(|span| span.text.as_str()).collect()
    }

    #[test]
    fn places_are_those_of_the_text_as_it_was_shown() {
        let spans = [span("Wij 👍\r", 1, 0), span("\neten\u{202e} nu", 2, 0)];
        // Shown: "Wij 👍⏎eten nu", the thumb two units.
        assert_eq!(texts(&selected(&spans, (0, 3), false)), ["Wij"]);
        assert_eq!(texts(&selected(&spans, (4, 6), false)), ["👍"]);
        assert_eq!(texts(&selected(&spans, (4, 8), false)), ["👍\r", "\ne"]);
        assert_eq!(texts(&selected(&spans, (12, 14), false)), ["nu"]);
        assert_eq!(texts(&selected(&spans, (0, 99), true)), ["Wij 👍\r", "\neten\u{202e} nu"]);
        assert_eq!(texts(&selected(&spans, (14, 16), true)), ["nu"]);
        assert!(selected(&spans, (3, 3), false).is_empty());
    }

    #[test]
    fn one_persons_parts_of_about_the_same_time_are_one() {
        let of = |text: &str, person: u8, until: i64| Written {
            text: text.into(),
            person: PersonId::from_bytes([person; 32]),
            until,
        };
        let all =
            [of("Een", 1, 0), of(" twee", 1, 60_000), of(" ", 2, 0), of("drie", 2, 10_000_000)];
        let together = together(all.into_iter());
        let told: Vec<_> = together.iter().map(|one| (one.text.as_str(), one.until)).collect();
        assert_eq!(told, [("Een twee", 60_000), ("drie", 10_000_000)]);
    }

    #[test]
    fn a_long_part_shows_its_begin_and_its_end() {
        let long = format!("begin {} einde", "x".repeat(200));
        let short = shortened(&long);
        assert!(short.starts_with("begin x") && short.ends_with("x einde"), "{short}");
        assert_eq!(shortened("kort"), "kort");
    }
}
