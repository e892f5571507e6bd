//! The one thing that a tab without a session is shown: the fixed sentence for an old tab or
//! bookmark. Opened with a code in its fragment, its script redeems the code and goes on.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use kring_node::env::{Env, SystemEnv};

use crate::app::App;
use crate::form::Form;

/// The sentence, in both languages: whose tab it is, is not known here.
pub(crate) fn page() -> Response {
    Html(include_str!("../templates/entrance.html")).into_response()
}

/// Redeems a code for the session's cookie.
pub(crate) async fn enter(State(app): State<Arc<App>>, form: Form) -> Response {
    let Some(file) = app.door.redeem(form.text("code"), SystemEnv.now_ms()) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    app.files.forget(&file);
    match HeaderValue::from_str(&app.door.cookie()) {
        Ok(cookie) => (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
