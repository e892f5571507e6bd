//! Wiping everything of Kring from this laptop, as `kring wipe-laptop` does.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use kring_node::home::HomeError;

use super::safety::{self, Safety};
use crate::app::{Answer, App, Visitor, page};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::over;
use crate::trouble::Trouble;
use crate::words::Words;

/// So many titles of a group are named; of more, how many.
const NAMED_CAP: usize = 12;

#[derive(Template)]
#[template(path = "wipe_all.html")]
struct WipeAllPage {
    frame: Frame,
    /// What is lost for good, one sentence each.
    lost: Vec<String>,
    /// What must be typed.
    word: String,
    passphrase: bool,
}

/// Says what is lost for good, and asks for the word.
pub(crate) async fn ask(visitor: Visitor) -> Answer {
    let w = visitor.w;
    let mut lost = Vec::new();
    let rooms = visitor.app.rooms.all();
    for room in &rooms {
        match room.ask(move |desk| only_here(desk, w)).await {
            Ok(sentences) => lost.extend(sentences),
            Err(_) => lost.push(w.t("wipe-all-unreadable")),
        }
    }
    page(&WipeAllPage {
        frame: Frame::outside(w, w.t("wipe-all")),
        lost,
        word: w.t("wipe-all-word"),
        passphrase: Safety::now(&visitor.app.home, w)?.passphrase,
    })
}

/// Wipes; the program ends after its last page.
pub(crate) async fn wipe(State(app): State<Arc<App>>, form: Form) -> Answer {
    if form.text("word").to_lowercase() != app.words().t("wipe-all-word") {
        return Err(Trouble::wrong("wipe-all-other-word"));
    }
    safety::prove(&app, &form).await?;
    let wiping = Arc::clone(&app);
    let wiped = tokio::task::spawn_blocking(move || {
        wiping.jobs.forget();
        wiping.rooms.while_closed(|| wiping.home.wipe(true))
    });
    match wiped.await.map_err(|_| Trouble::crash())? {
        Ok(_) => {
            app.over.begin();
            Ok(over::last_page())
        }
        Err(HomeError::InUse) => {
            app.rooms.look();
            Err(HomeError::InUse.into())
        }
        // The keys are gone: nothing of this home opens any more.
        Err(error) => {
            app.over.begin();
            Err(error.into())
        }
    }
}

/// What only this laptop has of a group, in sentences.
fn only_here(desk: &mut Desk<'_>, w: &Words) -> Result<Vec<String>, Trouble> {
    let only = desk.replica.only_here()?;
    let (group, shared) = (desk.group_name(), desk.group_page());
    let mut titles = Vec::new();
    for id in only.pages.iter().take(NAMED_CAP) {
        let title = if *id == shared {
            w.t("wipe-all-group-page")
        } else {
            format!("\u{2068}{}\u{2069}", desk.label_of(w, &id.to_string()))
        };
        titles.push(title);
    }
    let more = only.pages.len().saturating_sub(NAMED_CAP);
    let mut sentences = Vec::new();
    if titles.is_empty() {
        sentences.push(w.say("wipe-all-held", &[("group", (&group).into())]));
    } else {
        let titles = titles.join("; ");
        let filled =
            [("group", (&group).into()), ("titles", (&titles).into()), ("more", more.into())];
        sentences.push(w.say("wipe-all-only-here", &filled));
    }
    if only.private {
        sentences.push(w.say("wipe-all-private", &[("group", (&group).into())]));
    }
    Ok(sentences)
}
