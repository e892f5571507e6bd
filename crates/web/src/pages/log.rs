//! The timeline: who did what in the group, in sentences, the newest first.

use askama::Template;
use axum::extract::Query;
use kring_node::replica::TimelineLine;
use kring_node::told;
use serde::Deserialize;

use super::sorts::Sort;
use crate::app::{Answer, Visit, page};
use crate::desk::Desk;
use crate::frame::Frame;
use crate::labels;
use crate::words::Words;

/// Lines on one page.
const LINES: usize = 60;

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

/// What one person did in one go.
struct Line {
    says: String,
    /// The page; empty for the group itself.
    id: String,
    title: String,
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
            let timeline = desk.replica.timeline(0, from, LINES)?;
            let mut days: Vec<Day> = Vec::new();
            for one in &timeline.lines {
                let (day, time) = labels::day_and_time(w, one.stretch.until);
                let line = line(desk, w, one, &time);
                match days.last_mut().filter(|last| last.name == day) {
                    Some(last) => last.lines.push(line),
                    None => days.push(Day { name: day, lines: vec![line] }),
                }
            }
            let next = timeline.more.then(|| from.saturating_add(LINES));
            page(&LogPage { group: desk.replica.group().to_string(), days, next, frame })
        })
        .await
}

fn line(desk: &mut Desk<'_>, w: &Words, one: &TimelineLine, time: &str) -> Line {
    let linked = Sort::of(one.kind).is_some();
    let what = told::sentence(w, &one.deeds, one.begin);
    let name = desk.name(&one.stretch.person);
    Line {
        says: w.say(
            "told-line",
            &[("name", (&name).into()), ("what", (&what).into()), ("when", time.into())],
        ),
        id: if linked { one.page.to_string() } else { String::new() },
        title: desk.title(w, one.kind, &one.page),
    }
}
