//! What happened on a page, as a list that people read: the newest first.

use askama::Template;
use axum::extract::{Path, Query};
use kring_model::page::{Deed, Stretch};
use kring_model::schema::PageKind;
use kring_node::told;
use serde::Deserialize;

use super::heads_text;
use crate::app::{Answer, Visit, page as rendered};
use crate::frame::Frame;
use crate::labels;

/// Lines on one screen.
const LINES: usize = 40;

#[derive(Template)]
#[template(path = "past/list.html")]
struct HistoryPage {
    frame: Frame,
    group: String,
    id: String,
    title: String,
    back: String,
    lines: Vec<Line>,
    /// The screen after this one, if there is one.
    next: Option<usize>,
}

/// What one person did in one go.
struct Line {
    says: String,
    /// The page's heads after it; empty for how it stands now.
    heads: String,
}

/// Which screen of the list.
#[derive(Deserialize)]
pub(super) struct From {
    #[serde(default)]
    from: usize,
}

/// The list.
pub(super) async fn show(
    visit: Visit,
    Path((_, page)): Path<(String, String)>,
    Query(From { from }): Query<From>,
) -> Answer {
    visit
        .show_at(page, move |desk, mut frame, at| {
            let (w, page, kind) = (frame.w, at.page, at.kind);
            frame.title = w.t("past-title");
            let (total, shown) = desk.read(&page, |page| {
                let stretches = page.stretches();
                let numbered = stretches.iter().enumerate().rev().skip(from).take(LINES);
                let shown: Vec<(usize, Stretch, Vec<Deed>)> =
                    numbered.map(|(at, one)| (at, one.clone(), page.deeds(&one.changes))).collect();
                (stretches.len(), shown)
            })?;
            let lines = shown.into_iter().map(|(at, one, deeds)| Line {
                says: w.say(
                    "told-line",
                    &[
                        ("name", (&desk.name(&one.person)).into()),
                        ("what", (&told::sentence(w, &deeds, made(kind, at))).into()),
                        ("when", (&labels::lately(w, one.until)).into()),
                    ],
                ),
                heads: if at + 1 == total { String::new() } else { heads_text(&one.heads) },
            });
            let lines = lines.collect();
            let next = from.saturating_add(LINES);
            rendered(&HistoryPage {
                group: desk.replica.group().to_string(),
                id: page.to_string(),
                title: desk.title(w, kind, &page),
                back: at.shown(),
                lines,
                next: (next < total).then_some(next),
                frame,
            })
        })
        .await
}

/// Whether the first stretch of a page is that it was begun.
pub(super) fn made(kind: PageKind, at: usize) -> told::Begin {
    let begun = at == 0 && kind != PageKind::Group;
    if begun { told::Begin::Here } else { told::Begin::No }
}
