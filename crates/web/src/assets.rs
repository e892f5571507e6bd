//! The page's own files: few, small, part of the program.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// One file by name.
pub(crate) async fn file(Path(name): Path<String>) -> Response {
    let (kind, content) = match name.as_str() {
        "kring.css" => (CSS, include_str!("../assets/kring.css")),
        "paper.css" => (CSS, include_str!("../assets/paper.css")),
        "kring.js" => (SCRIPT, include_str!("../assets/kring.js")),
        "lock.js" => (SCRIPT, include_str!("../assets/lock.js")),
        "who.js" => (SCRIPT, include_str!("../assets/who.js")),
        "enter.js" => (SCRIPT, include_str!("../assets/enter.js")),
        "editor.js" => (SCRIPT, include_str!("../assets/editor.js")),
        "htmx.js" => (SCRIPT, include_str!("../assets/htmx.min.js")),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    ([(header::CONTENT_TYPE, kind)], content).into_response()
}
