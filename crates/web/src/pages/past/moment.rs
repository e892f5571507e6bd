//! A page as it stood at a moment, and putting something of it back: always a new edit.

use askama::Template;
use axum::extract::{Path, Query};
use kring_model::page::Page;
use kring_model::read::Record;
use kring_model::schema::{Class, Entity, PageKind};
use kring_node::acts;
use kring_node::acts::records::Records as _;
use kring_node::told;
use kring_trust::PageId;
use serde::Deserialize;

use super::list::made;
use super::{Place, heads, heads_text};
use crate::app::{Answer, Visit, go, page as rendered};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs;
use crate::labels;
use crate::trouble::Trouble;
use crate::view::{self, Marked};
use crate::words::Words;

/// Most things of a page that are shown as they stood.
const THINGS_CAP: usize = 1_000;

#[derive(Template)]
#[template(path = "past/moment.html")]
struct MomentPage {
    frame: Frame,
    group: String,
    id: String,
    title: String,
    back: String,
    heads: String,
    /// What had just happened.
    says: String,
    things: Vec<Thing>,
}

/// The page itself, or something on it, as it stood.
struct Thing {
    /// What it is; empty for the page itself.
    name: String,
    by: String,
    entity: &'static str,
    id: String,
    fields: Vec<Then>,
}

/// A field as it stood.
struct Then {
    name: &'static str,
    label: String,
    text: String,
    long: bool,
    /// Whether something else stands there now.
    changed: bool,
    /// Whether this person may put it back.
    may: bool,
    /// Whether each says it for themselves, so that only this person's own part comes back.
    mine: bool,
}

/// Which moment.
#[derive(Deserialize)]
pub(super) struct When {
    heads: String,
}

/// A thing then and now, read from the page.
struct Pair {
    then: Marked,
    now: Option<Record>,
}

/// The page as it stood.
pub(super) async fn show(
    visit: Visit,
    Path((_, page)): Path<(String, String)>,
    Query(When { heads: then }): Query<When>,
) -> Answer {
    visit
        .show_at(page, move |desk, mut frame, at| {
            let (w, page, kind) = (frame.w, at.page, at.kind);
            let then = heads(&then);
            let found = desk.read(&page, |page| {
                let past = page.at(&then)?;
                let stretches = past.stretches();
                let number = stretches.len().checked_sub(1)?;
                let last = stretches.into_iter().next_back()?;
                let deeds = past.deeds(&last.changes);
                Some((number, last, deeds, pairs(page, &past, kind)))
            })?;
            let (number, last, deeds, pairs) = found.ok_or_else(Trouble::nothing)?;
            frame.title = w.t("past-then");
            let says = w.say(
                "past-after",
                &[
                    ("name", (&desk.name(&last.person)).into()),
                    ("what", (&told::sentence(w, &deeds, made(kind, number))).into()),
                    ("when", (&labels::lately(w, last.until)).into()),
                ],
            );
            let things = pairs.into_iter().map(|pair| thing(desk, w, &page, pair));
            let things = things.filter(|thing| !thing.fields.is_empty()).collect();
            rendered(&MomentPage {
                group: desk.replica.group().to_string(),
                id: page.to_string(),
                title: desk.title(w, kind, &page),
                back: at.shown(),
                heads: heads_text(&then),
                says,
                things,
                frame,
            })
        })
        .await
}

/// Puts a field back.
pub(super) async fn put_back(
    visit: Visit,
    Path((_, page)): Path<(String, String)>,
    form: Form,
) -> Answer {
    visit
        .ask_at(page, move |desk, _, at| {
            let named = (form.text("entity"), form.text("id"), form.text("field"));
            let place = Place::named(desk, &at.page, named)?;
            let then = heads(form.text("heads"));
            if place.home != at.page {
                return Err(Trouble::nothing());
            }
            desk.act(|act| {
                let of = (place.entity, place.id.as_str());
                acts::history::put_back(act, &at.page, &then, of, place.field.name)
            })?;
            go(&at.shown(), "done-put-back")
        })
        .await
}

fn pairs(now: &Page, past: &Page, kind: PageKind) -> Vec<Pair> {
    let own = past.own_fields();
    let kinds = kring_model::entities::on(kind).filter(|entity| !entity.is_self());
    let items = kinds.flat_map(|entity: &'static Entity| past.all(entity));
    let all = own.into_iter().chain(items).take(THINGS_CAP);
    let pair =
        |then: Record| Pair { now: now.read(then.entity, &then.id), then: Marked::of(past, then) };
    all.map(pair).collect()
}

fn thing(desk: &mut Desk<'_>, w: &Words, page: &PageId, pair: Pair) -> Thing {
    let record = &pair.then.record;
    let writable: Vec<&str> = pair
        .now
        .iter()
        .flat_map(|now| inputs::writable(desk, page, now))
        .map(|field| field.name)
        .collect();
    let own = record.entity.is_self();
    let by = if own { String::new() } else { desk.byline(w, record) };
    let me = desk.replica.me().to_string();
    let fields = view::fields(desk, w, &pair.then, &[]).into_iter().map(|shown| {
        let then = acts::history::held(&pair.then.record, shown.name, &me);
        let now = pair.now.as_ref().and_then(|now| acts::history::held(now, shown.name, &me));
        let class = record.entity.field(shown.name).map(|field| field.class);
        let long = shown.long;
        Then {
            changed: then.is_some() && then != now,
            may: writable.contains(&shown.name),
            mine: class == Some(Class::Mine),
            text: match shown.versions.as_slice() {
                [] => shown.text,
                several => {
                    several.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join(" / ")
                }
            },
            name: shown.name,
            label: shown.label,
            long,
        }
    });
    let away = away(w, &pair, writable.contains(&"archived"));
    Thing {
        fields: fields.chain(away).collect(),
        name: match own {
            true => String::new(),
            false => labels::capital(&w.t(&format!("one-{}", record.entity.name))),
        },
        by,
        entity: record.entity.name,
        id: if own { "-".to_owned() } else { record.id.clone() },
    }
}

/// Whether a thing was put away then; said if it was, or is now.
fn away(w: &Words, pair: &Pair, may: bool) -> Option<Then> {
    let then = pair.then.record.is_put_away();
    let now = pair.now.as_ref().is_some_and(Record::is_put_away);
    (then || now).then(|| Then {
        name: "archived",
        label: labels::capital(&labels::field(w, "archived")),
        text: labels::choice(w, if then { "true" } else { "false" }),
        long: false,
        changed: then != now,
        may,
        mine: false,
    })
}
