//! A page's past: what happened, how it stood then, who wrote which part.

mod list;
mod moment;
mod who;

use std::sync::Arc;

use automerge::ChangeHash;
use axum::Router;
use axum::routing::{get, post};
use kring_model::entities;
use kring_model::schema::{Entity, Field, PageKind};
use kring_trust::PageId;

use crate::app::App;
use crate::desk::Desk;
use crate::trouble::Trouble;

/// Most heads that an address names: each laptop that wrote apart adds one.
const HEADS_CAP: usize = 64;

/// The addresses of a page's past, beside the page's own.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/p/{page}/history", get(list::show))
        .route("/p/{page}/history/at", get(moment::show))
        .route("/p/{page}/history/back", post(moment::put_back))
        .route("/p/{page}/who", get(who::part))
}

/// Heads as an address or a form carries them.
fn heads(text: &str) -> Vec<ChangeHash> {
    let heads = text.split(',').take(HEADS_CAP);
    heads.filter_map(|text| text.parse().ok()).collect()
}

/// The same as text.
fn heads_text(heads: &[ChangeHash]) -> String {
    heads.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// A field that is named in an address, on the page itself or on its entry in the group document.
struct Place {
    home: PageId,
    entity: &'static Entity,
    id: String,
    field: &'static Field,
}

impl Place {
    fn named(
        desk: &Desk<'_>,
        page: &PageId,
        (entity, id, field): (&str, &str, &str),
    ) -> Result<Self, Trouble> {
        let entity = entities::named(entity).ok_or_else(Trouble::nothing)?;
        let field = entity.field(field).ok_or_else(Trouble::nothing)?;
        let kind = desk.kind_here(page)?;
        let in_group = entity.page == PageKind::Group;
        if !in_group && entity.page != kind {
            return Err(Trouble::nothing());
        }
        let home = if in_group { desk.group_page() } else { *page };
        let id = if id == "-" { String::new() } else { id.to_owned() };
        Ok(Self { home, entity, id, field })
    }
}
