//! The timeline: who did what, the newest first.

use askama::Template;
use axum::extract::Query;
use kring_model::entities;
use kring_model::schema::{PageKind, SELF};
use serde::Deserialize;

use super::sorts::Sort;
use crate::app::{Answer, Visit, page};
use crate::frame::Frame;
use crate::labels;
use crate::words::Words;

/// Lines on one page.
const LINES: usize = 60;

/// Fields that hold things together: that they were written says nothing to people.
const SILENT: &[&str] =
    &["by", "entered_by", "of", "order", "origin", "good", "round", "presenter"];

#[derive(Template)]
#[template(path = "log.html")]
struct LogPage {
    frame: Frame,
    group: String,
    days: Vec<Day>,
    /// The page after this one, if there is one.
    next: Option<usize>,
}

/// What happened on one day.
struct Day {
    name: String,
    lines: Vec<Line>,
}

/// What one person did at one moment.
struct Line {
    time: String,
    who: String,
    id: String,
    title: String,
    what: String,
}

/// Which page of the timeline.
#[derive(Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    from: usize,
}

/// The timeline.
pub(crate) async fn show(visit: Visit, Query(From { from }): Query<From>) -> Answer {
    visit
        .show("log", move |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("nav-log");
            let most = from.saturating_add(LINES).saturating_add(1);
            let history = desk.replica.history(None, 0, most)?;
            let next = (history.len() > from.saturating_add(LINES)).then(|| from + LINES);
            let mut days: Vec<Day> = Vec::new();
            for one in history.into_iter().skip(from).take(LINES) {
                let kind = desk.kind(&one.page).unwrap_or(PageKind::Group);
                let linked = Sort::of(kind).is_some();
                let moment = labels::moment(w, one.time_ms);
                let (day, time) = moment.split_once(", ").unwrap_or((&moment, ""));
                let line = Line {
                    time: time.to_owned(),
                    who: desk.name(&one.person),
                    id: if linked { one.page.to_string() } else { String::new() },
                    title: desk.title(w, kind, &one.page),
                    what: touched(w, kind, &one.touched),
                };
                match days.last_mut().filter(|last| last.name == day) {
                    Some(last) => last.lines.push(line),
                    None => days.push(Day { name: day.to_owned(), lines: vec![line] }),
                }
            }
            page(&LogPage { group: desk.replica.group().to_string(), days, next, frame })
        })
        .await
}

/// What was touched, each name once: the list and the fields, as people call them.
fn touched(w: &Words, kind: PageKind, paths: &[Vec<String>]) -> String {
    let mut names: Vec<String> = Vec::new();
    for path in paths {
        let [collection, rest @ ..] = path.as_slice() else { continue };
        let entity = entities::in_collection(kind, collection);
        let list = w.word(&format!("list-{collection}"));
        let list = list.unwrap_or_else(|| labels::field(w, collection));
        if collection != SELF && !names.contains(&list) {
            names.push(list);
        }
        let key = if collection == SELF { rest.first() } else { rest.get(1) };
        let field = key.and_then(|key| Some(entity?.key(key)?.0.name));
        let name = field.filter(|name| !SILENT.contains(name)).map(|name| labels::field(w, name));
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names.join(", ")
}
