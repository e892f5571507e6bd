//! Search: all words, anywhere in what is here, also in what was put away.

use askama::Template;
use axum::extract::Query;
use kring_model::inert;
use kring_model::schema::PageKind;
use serde::Deserialize;

use super::sorts::Sort;
use crate::app::{Answer, Visit, page};
use crate::desk::page_id;
use crate::frame::Frame;
use crate::labels;

/// Most results on one page; more words find fewer.
const FOUND_CAP: usize = 100;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    group: String,
    asked: String,
    found: Vec<Found>,
}

/// One result.
struct Found {
    id: String,
    title: String,
    kind: String,
    excerpt: String,
}

/// What is looked for.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

/// The results.
pub(crate) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit
        .show("search", move |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("nav-search");
            let mut found = Vec::new();
            let asked = asked.q.trim().to_owned();
            let cards = if asked.is_empty() { Vec::new() } else { desk.cards()? };
            for card in cards.into_iter().filter(|card| card.matches(&asked)) {
                let kind = PageKind::from_number(card.kind).unwrap_or(PageKind::Note);
                if Sort::of(kind).is_none() || found.len() >= FOUND_CAP {
                    continue;
                }
                let page = page_id(&card.page)?;
                let name = labels::kind(w, kind);
                let put_away = matches!(card.status.as_str(), "archived" | "withdrawn");
                found.push(Found {
                    title: desk.title(w, kind, &page),
                    kind: match put_away {
                        true => format!("{name}, {}", labels::choice(w, &card.status)),
                        false => name,
                    },
                    excerpt: inert::line(&card.excerpt),
                    id: card.page,
                });
            }
            let group = desk.replica.group().to_string();
            page(&SearchPage { asked: inert::line(&asked), group, found, frame })
        })
        .await
}
