//! The end of the page, after everything of Kring was wiped from this laptop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue};
use axum::response::{Html, IntoResponse, Response};
use tokio::sync::Notify;

/// So long the program still answers, so that the last page is whole with its letters and colours.
const LAST_PAGE: Duration = Duration::from_secs(5);

/// Whether it is over.
#[derive(Default)]
pub(crate) struct Over {
    begun: AtomicBool,
    come: Notify,
}

impl Over {
    /// It is: nothing but the last page is answered, and then the program ends.
    pub(crate) fn begin(&self) {
        self.begun.store(true, Ordering::SeqCst);
        self.come.notify_one();
    }

    /// Whether it is.
    pub(crate) fn is_begun(&self) -> bool {
        self.begun.load(Ordering::SeqCst)
    }

    /// Waits until it is, and the last page was fetched.
    pub(crate) async fn come(&self) {
        self.come.notified().await;
        tokio::time::sleep(LAST_PAGE).await;
    }
}

/// The last page, in both languages: the person's own is no longer known. The browser forgets what it
/// kept for this page: the session, and texts that were sealed there.
pub(crate) fn last_page() -> Response {
    let forget = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
    let headers = [(HeaderName::from_static("clear-site-data"), forget)];
    (headers, Html(include_str!("../templates/over.html"))).into_response()
}
