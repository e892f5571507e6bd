//! Where one goes now and then.

use askama::Template;

use crate::app::{Answer, Visit, page};
use crate::frame::Frame;

/// The places, and the words that say what each is for.
const PLACES: &[(&str, &str, &str)] = &[
    ("all/evaluations", "nav-evaluations", "intro-evaluations"),
    ("all/stories", "nav-stories", "intro-stories"),
    ("core", "core-title", "core-intro"),
    ("methods", "methods", "intro-methods"),
    ("journey", "journey", "intro-journey"),
    ("reflections", "reflections", "intro-reflections"),
    ("quotes", "quotes", "quotes-intro"),
    ("evidence", "evidence", "intro-evidence"),
    ("trajectory", "trajectory", "intro-trajectory"),
    ("preparation", "preparation", "intro-preparation"),
    ("roles", "roles-title", "intro-roles"),
    ("results", "results", "intro-results"),
    ("around", "around", "intro-around"),
    ("internet", "internet-title", "intro-internet"),
    ("file", "carried", "intro-carried"),
    ("export", "export", "intro-export"),
    ("backup", "backup", "intro-backup"),
    ("ending", "ending", "intro-ending"),
];

#[derive(Template)]
#[template(path = "more.html")]
struct MorePage {
    frame: Frame,
    id: String,
    places: &'static [(&'static str, &'static str, &'static str)],
}

/// The page.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            frame.title = frame.w.t("nav-more");
            let id = desk.replica.group().to_string();
            page(&MorePage { id, places: PLACES, frame })
        })
        .await
}
