//! The list of a sort of things, and the form for a new one.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, RawQuery};
use kring_model::inert;
use kring_model::schema::PageKind;
use kring_node::acts::{self, Named};
use kring_node::trajectory;
use kring_trust::{PageId, PersonId};
use serde::Deserialize;

use super::check::{self, Before};
use super::sorts::Sort;
use super::thing::wiped_on;
use crate::app::{Answer, Visit, go, page};
use crate::desk::{Desk, page_id};
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::{self, Input};
use crate::labels;
use crate::lists;
use crate::trouble::Trouble;
use crate::words::Words;

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    frame: Frame,
    id: String,
    path: &'static str,
    intro: String,
    add: String,
    rows: Vec<Row>,
    over: usize,
    /// Whether this is the list of what was put away.
    away: bool,
    /// The kinds that there are, to look at one of them; none where that helps nobody.
    kinds: Vec<inputs::Choice>,
    /// Whether all kinds are shown.
    all_kinds: bool,
}

/// One line of a list.
struct Row {
    id: String,
    code: String,
    title: String,
    kind: String,
    status: String,
    date: String,
    by: String,
    excerpt: String,
    here: bool,
    /// Whether this person may put it back in the list.
    may_return: bool,
}

#[derive(Template)]
#[template(path = "new.html")]
struct NewPage {
    frame: Frame,
    id: String,
    path: &'static str,
    intro: String,
    trouble: String,
    inputs: Vec<Input>,
    /// Who may see it, for a case.
    audience: Vec<inputs::Choice>,
    /// Nobody agreed yet what stays safe here, and a case is about to be brought in.
    unsafe_yet: bool,
}

/// Whether what was put away is shown, and nothing else.
#[derive(Deserialize)]
pub(crate) struct Away {
    away: Option<String>,
    /// Only this kind.
    kind: Option<String>,
}

/// The list.
pub(crate) async fn show(
    visit: Visit,
    Path((_, path)): Path<(String, String)>,
    Query(Away { away, kind }): Query<Away>,
) -> Answer {
    let sort = Sort::named(&path).ok_or_else(Trouble::nothing)?;
    let (away, kind) = (away.is_some(), kind.unwrap_or_default());
    visit
        .show(sort.path, move |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t(&format!("nav-{}", sort.path));
            let listed = lists::listed(desk, sort.kind)?;
            let is_away = |one: &&lists::Listed| {
                one.is_over() && (sort.kind != PageKind::Case || one.status != "purged")
            };
            let shown = |one: &&lists::Listed| {
                is_away(one) == away && (kind.is_empty() || one.fact("kind") == kind)
            };
            let over = if away { 0 } else { listed.iter().filter(is_away).count() };
            if away {
                frame.title = format!("{}: {}", frame.title, w.t("put-away").to_lowercase());
            }
            let kinds = if away { Vec::new() } else { kinds(w, sort, &listed, &kind) };
            let rows = listed.iter().rev().filter(shown).map(|one| row(desk, w, sort.kind, one));
            let shown = ListPage {
                rows: rows.collect(),
                id: desk.replica.group().to_string(),
                path: sort.path,
                intro: match away {
                    true => w.t("put-away-line"),
                    false => w.t(&format!("intro-{}", sort.path)),
                },
                add: w.t(&format!("new-{}", sort.path)),
                over,
                away,
                kinds,
                all_kinds: kind.is_empty(),
                frame,
            };
            page(&shown)
        })
        .await
}

/// The kinds of notes that there are, in the order of the alphabet. Other lists are short, or hold one
/// kind.
fn kinds(w: &Words, sort: &Sort, listed: &[lists::Listed], now: &str) -> Vec<inputs::Choice> {
    if sort.kind != PageKind::Note {
        return Vec::new();
    }
    let held = listed.iter().filter(|one| !one.is_over()).map(|one| one.fact("kind"));
    let there: BTreeSet<&str> = held.filter(|kind| !kind.is_empty()).chain(["idea"]).collect();
    let choice = |kind: &str| inputs::Choice {
        label: labels::capital(&labels::choice(w, kind)),
        value: kind.to_owned(),
        on: kind == now,
    };
    let mut kinds: Vec<inputs::Choice> = there.into_iter().map(choice).collect();
    kinds.sort_by(|a, b| a.label.cmp(&b.label));
    kinds
}

/// The form.
pub(crate) async fn new(
    visit: Visit,
    Path((_, path)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answer {
    let sort = Sort::named(&path).ok_or_else(Trouble::nothing)?;
    let filled = query.filter(|query| !query.is_empty()).map(|query| Form::of_query(&query));
    visit
        .show(sort.path, move |desk, frame| {
            again(desk, frame, sort, filled.as_ref(), String::new())
        })
        .await
}

/// Makes something new.
pub(crate) async fn add(
    visit: Visit,
    Path((_, path)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let sort = Sort::named(&path).ok_or_else(Trouble::nothing)?;
    let base = visit.base();
    visit
        .show(sort.path, move |desk, frame| {
            if sort.kind == PageKind::Case
                && let Some(asks) = before(&base, sort, &form).ask(desk, &frame)?
            {
                return Ok(asks);
            }
            let form = check::mended(desk, &form, None)?;
            match make(desk, sort, &form) {
                Ok(made) => go(&format!("{base}/p/{made}"), "done-saved"),
                Err(trouble) => {
                    let sentence = trouble.say(frame.w);
                    again(desk, frame, sort, Some(&form), sentence)
                }
            }
        })
        .await
}

/// Whom a case makes recognisable is asked before anybody else has it.
fn before<'a>(base: &str, sort: &'a Sort, form: &'a Form) -> Before<'a> {
    let action = format!("{base}/all/{}/new", sort.path);
    let typed = sort.new_fields();
    Before { back: action.clone(), action, form, typed, written: Vec::new(), stored: None }
}

fn make(desk: &mut Desk<'_>, sort: &Sort, form: &Form) -> Result<PageId, Trouble> {
    let values: Vec<Named> = inputs::values(form, sort.new_fields())?;
    let missing = sort.needed.iter().find(|needed| !values.iter().any(|(name, _)| name == *needed));
    if let Some(field) = missing {
        let missing = kring_model::edit::EditError::Missing { entity: "", field };
        return Err(missing.into());
    }
    let audience: Vec<PersonId> = form.all("audience").filter_map(PersonId::from_hex).collect();
    desk.act(|act| match sort.kind {
        PageKind::Case => acts::case::offer(act, &values, Some(audience), None),
        PageKind::Experiment => acts::experiment::add(act, &values),
        PageKind::Finding => acts::finding::add(act, &values),
        PageKind::Meeting => acts::meeting::add(act, &values),
        PageKind::Evaluation => acts::evaluation::add(act, &values),
        PageKind::Story => acts::story::add(act, &values),
        _ => acts::note::add(act, &values),
    })
}

fn again(
    desk: &mut Desk<'_>,
    mut frame: Frame,
    sort: &'static Sort,
    typed: Option<&Form>,
    trouble: String,
) -> Answer {
    let w = frame.w;
    frame.title = w.t(&format!("new-{}", sort.path));
    let inputs = inputs::inputs(desk, w, sort.new_fields(), None, sort.needed);
    let mut inputs: Vec<Input> =
        inputs.into_iter().map(|input| input.hinted(w, sort.kind)).collect();
    if let Some(form) = typed {
        inputs = inputs.into_iter().map(|input| input.typed(form)).collect();
    }
    let is_case = sort.kind == PageKind::Case;
    // What an address filled in beforehand says nothing of who may see it.
    let sent = typed.filter(|_| !trouble.is_empty());
    let audience = if is_case { audience(desk, sent) } else { Vec::new() };
    let unsafe_yet = is_case && !trajectory::look(desk.replica)?.safe;
    page(&NewPage {
        id: desk.replica.group().to_string(),
        path: sort.path,
        intro: w.t(&format!("intro-{}", sort.path)),
        trouble,
        inputs,
        audience,
        unsafe_yet,
        frame,
    })
}

/// Everybody who is in now, but oneself, who always sees it.
fn audience(desk: &mut Desk<'_>, typed: Option<&Form>) -> Vec<inputs::Choice> {
    let me = desk.replica.me();
    let others = desk.present().into_iter().filter(|person| *person != me);
    let others: Vec<PersonId> = others.collect();
    let choice = |person: PersonId| {
        let value = person.to_string();
        let on = typed.is_none_or(|form| form.all("audience").any(|one| one == value));
        inputs::Choice { label: desk.name(&person), value, on }
    };
    others.into_iter().map(choice).collect()
}

fn row(desk: &mut Desk<'_>, w: &Words, kind: PageKind, one: &lists::Listed) -> Row {
    let fact = [one.fact("kind"), one.fact("theme")];
    let fact = fact.into_iter().find(|fact| !fact.is_empty()).unwrap_or_default();
    let title = match (one.here, one.status.as_str()) {
        (false, "purged") => w.t("list-wiped"),
        (false, _) => {
            let theme = labels::choice(w, one.fact("theme"));
            w.say("list-theme-only", &[("theme", (&theme).into())])
        }
        _ => lists::title(w, kind, one),
    };
    let numbered = matches!(kind, PageKind::Case);
    Row {
        id: one.id.clone(),
        code: if numbered {
            w.say("name-case", &[("code", one.code.into())])
        } else {
            String::new()
        },
        title,
        kind: labels::choice(w, fact),
        status: match one.status.as_str() {
            // Its title says so.
            "" | "purged" => String::new(),
            status => labels::choice(w, status),
        },
        date: labels::day(w, &one.date),
        by: desk.name_of(&one.by),
        excerpt: if one.status == "purged" {
            page_id(&one.id).map(|page| wiped_on(desk, w, &page)).unwrap_or_default()
        } else if one.titles.is_empty() {
            String::new()
        } else {
            inert::line(&one.excerpt)
        },
        here: one.here,
        may_return: one.status == "archived"
            && acts::away::may(kind, one.by == desk.replica.me().to_string()),
    }
}
