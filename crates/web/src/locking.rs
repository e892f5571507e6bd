//! Locking the page: when somebody asks for it, when nobody is there any more, and what is answered
//! until the passphrase was given.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderName, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use kring_node::home::Guarding;

use crate::app::App;
use crate::guard::ENTER;
use crate::over;
use crate::trouble::Trouble;

/// Where the passphrase is asked.
pub(crate) const UNLOCK: &str = "/unlock";

/// Where a tab asks whether it is locked; with this query, somebody is at the tab.
pub(crate) const STATE: &str = "/lock/state";
const ACTIVE: &str = "active";

/// What a script of htmx asks by itself carries this header.
const BY_ITSELF: HeaderName = HeaderName::from_static("hx-request");

/// How often it is looked at whether another process asks to let go.
const LOOK: Duration = Duration::from_millis(250);

/// When somebody was at a tab last.
pub(crate) struct Presence(Mutex<Instant>);

impl Default for Presence {
    fn default() -> Self {
        Self(Mutex::new(Instant::now()))
    }
}

impl Presence {
    /// Somebody is.
    pub(crate) fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Whether nobody was for so many minutes.
    fn is_over(&self, minutes: u32, now: Instant) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        now.saturating_duration_since(last) >= Duration::from_secs(60) * minutes
    }
}

impl App {
    /// Closes everything that was opened with the secrets, and forgets them. What was written is on
    /// disk before its writer was answered.
    pub(crate) fn lock(&self) {
        self.jobs.forget();
        self.rooms.while_closed(|| self.home.let_go());
    }
}

/// Lets nothing through but the passphrase while the home is locked; notes who is there.
pub(crate) async fn gate(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if app.over.is_begun() && !path.starts_with("/s/") {
        return over::last_page();
    }
    let by_itself = request.headers().contains_key(BY_ITSELF) || path.ends_with("/live");
    if by_itself || path.starts_with("/s/") || path == ENTER {
        // Nobody is known to be there.
    } else if path != STATE || request.uri().query() == Some(ACTIVE) {
        app.presence.note();
    }
    let open = path == UNLOCK || path == STATE || path == ENTER || path.starts_with("/s/");
    if open || !app.home.is_locked() {
        return next.run(request).await;
    }
    if *request.method() == Method::GET && !by_itself {
        return Redirect::to(UNLOCK).into_response();
    }
    Trouble::new(StatusCode::LOCKED, "page-locked").into_response()
}

/// Locks when it is time, for as long as the page is served; it ends when another process is about to
/// wipe everything.
pub(crate) async fn watch(app: Arc<App>) {
    let last = app.home.last_call();
    loop {
        tokio::time::sleep(LOOK).await;
        if app.home.is_called_to_end(&last) {
            return;
        }
        if app.home.is_called_to_let_go() || is_left_alone(&app) {
            let app = Arc::clone(&app);
            let locked = tokio::task::spawn_blocking(move || app.lock()).await;
            tracing::info!(?locked, "the page is locked");
        }
    }
}

/// Whether a passphrase guards, it was given, and nobody has been there for long.
fn is_left_alone(app: &App) -> bool {
    // The shortest that can be chosen is a minute: nothing is read before.
    app.presence.is_over(1, Instant::now())
        && app.home.is_open()
        && app.home.guarding().is_ok_and(|guarding| guarding == Guarding::Passphrase)
        && app.presence.is_over(app.settings().idle_minutes(), Instant::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_over_when_nobody_came_for_so_long() {
        let presence = Presence::default();
        let later = |seconds| Instant::now() + Duration::from_secs(seconds);
        assert!(!presence.is_over(15, later(14 * 60)));
        assert!(presence.is_over(15, later(15 * 60)));
        presence.note();
        assert!(!presence.is_over(1, later(59)));
    }
}
