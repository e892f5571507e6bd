//! What every page is answered with: the routes, the language, and the words for what goes wrong.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, Query, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{RequestPartsExt, Router};
use kring_node::home::{Home, Settings};
use kring_trust::GroupId;
use serde::Deserialize;

use crate::assets;
use crate::desk::Desk;
use crate::entrance;
use crate::files::Files;
use crate::frame::Frame;
use crate::guard::{self, Door, ENTER};
use crate::jobs::Jobs;
use crate::locking::{self, Presence};
use crate::over::Over;
use crate::pages;
use crate::rooms::{Room, Rooms};
use crate::trouble::Trouble;
use crate::words::{Language, Words};

/// One start of the page.
pub(crate) struct App {
    /// Who may come in.
    pub(crate) door: Arc<Door>,
    /// The page's own files.
    pub(crate) files: Files,
    /// This laptop's home.
    pub(crate) home: Home,
    /// The groups.
    pub(crate) rooms: Rooms,
    /// What takes longer than a request: joining.
    pub(crate) jobs: Jobs,
    /// Whether somebody is there.
    pub(crate) presence: Presence,
    /// Held while a passphrase is tried.
    pub(crate) trying: tokio::sync::Mutex<()>,
    /// Whether everything was wiped from this laptop.
    pub(crate) over: Over,
}

/// An answer, or why there is none.
pub(crate) type Answer = Result<Response, Trouble>;

/// All routes, behind the guard.
pub(crate) fn router(app: Arc<App>) -> Router {
    let door = Arc::clone(&app.door);
    Router::new()
        .route("/s/{name}", get(assets::file))
        .route(ENTER, axum::routing::post(entrance::enter))
        .merge(pages::routes())
        .fallback(|| async { Trouble::nothing() })
        .layer(from_fn_with_state(Arc::clone(&app), locking::gate))
        .layer(from_fn_with_state(Arc::clone(&app), say_trouble))
        .layer(from_fn_with_state(door, guard::guard))
        .with_state(app)
}

/// Who asks, in which language.
pub(crate) struct Visitor {
    /// The page's own state.
    pub(crate) app: Arc<App>,
    /// Words.
    pub(crate) w: &'static Words,
    /// What happened just now, from the address; a key that has words.
    pub(crate) said: Option<String>,
}

/// A visitor in a group's room.
pub(crate) struct Visit {
    /// Who asks.
    pub(crate) visitor: Visitor,
    /// Where.
    pub(crate) room: Arc<Room>,
}

#[derive(Deserialize)]
struct Said {
    said: Option<String>,
}

impl App {
    /// The settings of this laptop; those of a new one if they cannot be read.
    pub(crate) fn settings(&self) -> Settings {
        self.home.settings().unwrap_or_default()
    }

    /// The person's language; Dutch until they chose.
    pub(crate) fn words(&self) -> &'static Words {
        let language = Language::from_tag(&self.settings().language);
        Words::of(language.unwrap_or(Language::Dutch))
    }
}

impl Visit {
    /// Does `f` in the room, with the person's words.
    ///
    /// # Errors
    /// As [`Room::ask`].
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Desk<'_>, &'static Words) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let w = self.visitor.w;
        self.room.ask(move |desk| f(desk, w)).await
    }

    /// Makes a page of the group: its frame, and what `f` fills it with.
    ///
    /// # Errors
    /// As [`Room::ask`].
    pub(crate) async fn show(
        &self,
        tab: &'static str,
        f: impl FnOnce(&mut Desk<'_>, Frame) -> Result<Response, Trouble> + Send + 'static,
    ) -> Answer {
        let said = self.visitor.said.clone();
        self.ask(move |desk, w| {
            let frame = Frame::inside(desk, w, tab, String::new())?.saying(said);
            f(desk, frame)
        })
        .await
    }

    /// The address of this group's home.
    pub(crate) fn base(&self) -> String {
        format!("/g/{}", self.room.group())
    }
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Trouble> {
        let w = app.words();
        let said = parts.extract::<Query<Said>>().await.ok().and_then(|query| query.0.said);
        let said = said.filter(|key| key.starts_with("done-") && w.word(key).is_some());
        Ok(Self { app: Arc::clone(app), w, said })
    }
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Trouble> {
        let visitor = Visitor::from_request_parts(parts, app).await?;
        let path = parts.extract::<RawPathParams>().await.map_err(|_| Trouble::nothing())?;
        let group = path.iter().find(|(name, _)| *name == "group");
        let group = group.and_then(|(_, id)| GroupId::from_hex(id)).ok_or_else(Trouble::nothing)?;
        let room = app.rooms.get(&group);
        let room = room.ok_or(Trouble::new(StatusCode::NOT_FOUND, "page-no-group"))?;
        Ok(Self { visitor, room })
    }
}

/// A rendered page.
///
/// # Errors
/// When the template fails, which no template does.
pub(crate) fn page(template: &impl Template) -> Answer {
    Ok(Html(template.render()?).into_response())
}

/// After a form: on to a page that says what happened.
pub(crate) fn go(to: &str, said: &str) -> Answer {
    let (path, place) = to.split_once('#').map_or((to, ""), |(path, place)| (path, place));
    let place = if place.is_empty() { String::new() } else { format!("#{place}") };
    let to = if said.is_empty() { to.to_owned() } else { format!("{path}?said={said}{place}") };
    let to = HeaderValue::from_str(&to).map_err(|_| Trouble::bad_form())?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response())
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    frame: Frame,
    sentence: String,
    back: String,
}

/// Puts the sentence of a refusal on a page, in the person's language.
async fn say_trouble(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let back = back(request.uri().path());
    let mut answer = next.run(request).await;
    let Some(trouble) = answer.extensions_mut().remove::<Trouble>() else { return answer };
    let w = app.words();
    let frame = Frame::outside(w, w.t("page-trouble"));
    let shown = page(&TroublePage { frame, sentence: trouble.say(w), back });
    let Ok(mut shown) = shown else { return answer };
    *shown.status_mut() = trouble.status;
    shown
}

/// The group's home for a page of a group, else "my groups".
fn back(path: &str) -> String {
    let mut parts = path.split('/').skip(1);
    match (parts.next(), parts.next().and_then(GroupId::from_hex)) {
        (Some("g"), Some(group)) => format!("/g/{group}"),
        _ => "/".to_owned(),
    }
}
