//! The passphrase, asked before anything is shown.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use zeroize::Zeroizing;

use crate::app::{Answer, App, Visitor, go, page};
use crate::form::Form;
use crate::frame::Frame;
use crate::trouble::Trouble;
use crate::words::Words;

#[derive(Template)]
#[template(path = "unlock.html")]
struct UnlockPage {
    frame: Frame,
    /// Why it stays closed.
    why: Option<String>,
}

/// Asks; goes on if nothing is locked.
pub(crate) async fn show(visitor: Visitor) -> Answer {
    if !visitor.app.home.is_locked() {
        return go("/", "");
    }
    question(visitor.w, None)
}

/// Opens the secrets. A wrong passphrase costs time, and nothing else.
pub(crate) async fn unlock(visitor: Visitor, form: Form) -> Answer {
    let (app, w) = (&visitor.app, visitor.w);
    let passphrase = Zeroizing::new(form.get("passphrase").unwrap_or_default().to_owned());
    if let Err(trouble) = check(app, passphrase).await {
        let mut asked = question(w, Some(trouble.say(w)))?;
        *asked.status_mut() = trouble.status;
        return Ok(asked);
    }
    app.rooms.look();
    go("/", "")
}

fn question(w: &'static Words, why: Option<String>) -> Answer {
    page(&UnlockPage { frame: Frame::outside(w, w.t("unlock-title")), why })
}

/// Whether this tab must be covered: 204 while it is open, 423 while it is locked.
pub(crate) async fn state(State(app): State<Arc<App>>) -> Response {
    let status = if app.home.is_locked() { StatusCode::LOCKED } else { StatusCode::NO_CONTENT };
    status.into_response()
}

/// Locks at once.
pub(crate) async fn lock(State(app): State<Arc<App>>) -> Answer {
    let told = Arc::clone(&app);
    let locked = tokio::task::spawn_blocking(move || {
        told.lock();
        told.home.call_to_let_go()
    });
    locked.await.map_err(|_| Trouble::crash())??;
    go("/", "")
}

/// Tries a passphrase, one at a time: each takes 64 MiB for a moment.
///
/// # Errors
/// The sentence for a wrong one.
pub(super) async fn check(app: &Arc<App>, passphrase: Zeroizing<String>) -> Result<(), Trouble> {
    let _turn = app.trying.lock().await;
    let home = app.home.clone();
    let tried = tokio::task::spawn_blocking(move || home.unlock(&passphrase)).await;
    Ok(tried.map_err(|_| Trouble::crash())??)
}
