//! The end of a trajectory: finishing it, until which day the case files stay, and where they are gone.

use askama::Template;
use axum::extract::Path;
use kring_model::derive::{Date, Proposal};
use kring_node::acts;
use kring_node::ending::{self, Ending, Stage, Teller};
use kring_node::told;
use kring_trust::{DeviceId, PersonId};

use super::members::SurePage;
use crate::app::{Answer, Visit, go, page};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::labels;
use crate::trouble::Trouble;
use crate::words::Words;

#[derive(Template)]
#[template(path = "finish.html")]
struct FinishPage {
    frame: Frame,
    id: String,
    sentences: Vec<String>,
    finished: bool,
    /// All is gone: nothing is left to agree or to take along.
    over: bool,
    /// The day has come, and something of this person's is still there.
    may_wipe: bool,
    proposals: Vec<Proposed>,
    today: String,
}

/// A day that somebody proposed.
struct Proposed {
    id: String,
    day: String,
    confirmed: String,
    waiting: String,
    may_agree: bool,
}

/// The page.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("ending");
            let ending = look(desk)?;
            let sentences = ending::tell(&mut Voice { desk, w }, &ending);
            let me = desk.replica.me().to_string();
            let proposals =
                ending.proposals.iter().map(|one| proposed(desk, w, one, &me)).collect();
            page(&FinishPage {
                id: desk.replica.group().to_string(),
                sentences,
                finished: ending.finished.is_some(),
                over: ending.stage() == Stage::Wiped,
                may_wipe: ending.is_due() && !ending.own.is_empty(),
                proposals,
                today: ending.today.to_string(),
                frame,
            })
        })
        .await
}

/// Asks whether the trajectory is over, and says what that means.
pub(crate) async fn ask(visit: Visit) -> Answer {
    let base = visit.base();
    visit
        .show("more", move |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("ending");
            let name = desk.group_name();
            let lines = ["ending-means", "ending-goes", "ending-stays", "ending-honest"];
            page(&SurePage {
                question: w.say("ask-finish", &[("name", (&name).into())]),
                lines: lines.map(|line| w.t(line)).to_vec(),
                fetch: Vec::new(),
                action: format!("{base}/finish"),
                back: format!("{base}/ending"),
                yes: w.t("ending-do"),
                frame,
            })
        })
        .await
}

/// Finishes.
pub(crate) async fn finish(visit: Visit) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            desk.act(acts::ending::finish)?;
            go(&format!("{base}/ending"), "done-finished")
        })
        .await
}

/// Proposes another day.
pub(crate) async fn propose(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, w| {
            let until = Date::parse(form.text("until")).ok_or_else(Trouble::bad_form)?;
            let day = labels::day(w, form.text("until"));
            let words = w.say("ending-words", &[("day", (&day).into())]);
            desk.act(|act| acts::ending::propose(act, until, &words))?;
            go(&format!("{base}/ending"), "done-until-proposed")
        })
        .await
}

/// Says yes to a day that was proposed.
pub(crate) async fn agree(visit: Visit, Path((_, id)): Path<(String, String)>) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            desk.act(|act| acts::agreement::agree(act, &id))?;
            go(&format!("{base}/ending"), "done-until-agreed")
        })
        .await
}

/// Asks before wiping without waiting for the laptop to do it by itself.
pub(crate) async fn ask_wipe(visit: Visit) -> Answer {
    let base = visit.base();
    visit
        .show("more", move |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("ending-wipe");
            let count = look(desk)?.own.len();
            page(&SurePage {
                question: w.say("ask-finish-wipe", &[("count", count.into())]),
                lines: vec![w.t("ending-goes"), w.t("ending-honest")],
                fetch: Vec::new(),
                action: format!("{base}/ending/wipe"),
                back: format!("{base}/ending"),
                yes: w.t("ending-wipe"),
                frame,
            })
        })
        .await
}

/// Wipes what this person brought in.
pub(crate) async fn wipe(visit: Visit) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let done = ending::wipe(desk.replica)?;
            let said = if done { "done-ending-wiped" } else { "done-ending-nothing" };
            go(&format!("{base}/ending"), said)
        })
        .await
}

/// What the home says once the trajectory is finished; nothing before.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn remind(desk: &mut Desk<'_>, w: &Words) -> Result<Vec<String>, Trouble> {
    if !desk.replica.roster().finished() {
        return Ok(Vec::new());
    }
    let ending = look(desk)?;
    Ok(ending::remind(&mut Voice { desk, w }, &ending))
}

/// How the end stands; whoever sees the page has been told.
fn look(desk: &mut Desk<'_>) -> Result<Ending, Trouble> {
    let ending = ending::look(desk.replica)?;
    ending::note_shown(desk.replica, &ending)?;
    Ok(ending)
}

fn proposed(desk: &mut Desk<'_>, w: &Words, one: &Proposal, me: &str) -> Proposed {
    let mut names = |all: &[String]| {
        let named: Vec<String> = all.iter().map(|id| desk.name_of(id)).collect();
        w.list(&named)
    };
    Proposed {
        id: one.id.clone(),
        day: labels::day(w, &one.until.to_string()),
        confirmed: names(&one.confirmed),
        waiting: names(&one.waiting),
        may_agree: !one.confirmed.iter().any(|id| id == me),
    }
}

/// Names, days and words of the page.
pub(super) struct Voice<'v, 'd, 'r> {
    pub(super) desk: &'v mut Desk<'r>,
    pub(super) w: &'d Words,
}

impl told::Words for Voice<'_, '_, '_> {
    fn say(&self, key: &str, filled: &[(&'static str, &str)]) -> Option<String> {
        told::Words::say(self.w, key, filled)
    }

    fn field(&self, name: &str) -> String {
        told::Words::field(self.w, name)
    }

    fn list(&self, all: &[String]) -> String {
        self.w.list(all)
    }
}

impl Teller for Voice<'_, '_, '_> {
    fn day(&self, day: &str) -> String {
        labels::day(self.w, day)
    }

    fn person(&mut self, person: &PersonId) -> String {
        self.desk.name(person)
    }

    fn laptop(&mut self, device: &DeviceId) -> String {
        self.desk.device_name(device)
    }
}
