//! Wiping a thing, and who may see a case file.

use askama::Template;
use axum::extract::Path;
use kring_model::schema::PageKind;
use kring_node::acts;
use kring_node::env::{Env, SystemEnv};
use kring_trust::{PageId, PersonId};

use crate::app::{Answer, Visit, go, page as rendered};
use crate::at::At;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::Choice;
use crate::trouble::Trouble;
use crate::words::Words;

/// A laptop that was not met for so long may never return, in milliseconds: four weeks, longer
/// than most holidays.
const AWAY_MS: u64 = 28 * 24 * 3600 * 1000;

#[derive(Template)]
#[template(path = "wipe.html")]
struct WipePage {
    frame: Frame,
    group: String,
    id: String,
    /// What will happen where, one sentence each.
    sentences: Vec<String>,
    button: String,
}

/// Asks.
pub(crate) async fn ask(visit: Visit, Path((_, page)): Path<(String, String)>) -> Answer {
    visit
        .show_at(page, move |desk, mut frame, At { page, kind, .. }| {
            let w = frame.w;
            let case = kind == PageKind::Case;
            frame.title = w.t(if case { "wipe-case" } else { "wipe-this" });
            let sentences = where_it_goes(desk, w, &page)?;
            rendered(&WipePage {
                group: desk.replica.group().to_string(),
                id: page.to_string(),
                sentences,
                button: w.t(if case { "do-wipe-case" } else { "do-wipe" }),
                frame,
            })
        })
        .await
}

/// Wipes.
pub(crate) async fn wipe(visit: Visit, Path((_, page)): Path<(String, String)>) -> Answer {
    visit
        .ask_at(page, move |desk, _, at| {
            desk.act(|act| acts::page::erase(act, &at.page))?;
            let case = at.kind == PageKind::Case;
            go(&at.shown(), if case { "done-case-wiped" } else { "done-wiped" })
        })
        .await
}

/// Who has it: those who come by, and those who may stay away.
fn where_it_goes(desk: &mut Desk<'_>, w: &Words, page: &PageId) -> Result<Vec<String>, Trouble> {
    let me = desk.replica.me();
    let now = SystemEnv.now_ms();
    let audience = desk.audience(page);
    let levels = desk.replica.levels()?;
    let others = levels.iter().filter(|one| one.person != me && audience.contains(&one.person));
    let comes = |one: &&kring_node::levels::PersonLevel| {
        let met = one.devices.iter().filter_map(|device| device.met_ms).max();
        met.is_some_and(|met| now.saturating_sub(met) < AWAY_MS)
    };
    let (near, away): (Vec<_>, Vec<_>) = others.partition(comes);
    let mut names = |of: Vec<&kring_node::levels::PersonLevel>| -> Vec<String> {
        of.iter().map(|one| desk.name(&one.person)).collect()
    };
    let (near, away) = (names(near), names(away));
    let mut sentences = Vec::new();
    if !near.is_empty() {
        sentences.push(w.say("wipe-near", &[("names", (&w.list(&near)).into())]));
    }
    if !away.is_empty() {
        let all = w.list(&away);
        sentences
            .push(w.say("wipe-away", &[("names", (&all).into()), ("count", away.len().into())]));
    }
    Ok(sentences)
}

#[derive(Template)]
#[template(path = "audience.html")]
struct AudiencePage {
    frame: Frame,
    group: String,
    id: String,
    persons: Vec<Choice>,
}

/// Who may see a case file.
pub(crate) async fn audience(visit: Visit, Path((_, page)): Path<(String, String)>) -> Answer {
    visit
        .show_at(page, move |desk, mut frame, At { page, .. }| {
            frame.title = frame.w.t("audience");
            let (me, seeing) = (desk.replica.me(), desk.audience(&page));
            let others: Vec<PersonId> =
                desk.present().into_iter().filter(|person| *person != me).collect();
            let persons = others.into_iter().map(|person| Choice {
                value: person.to_string(),
                on: seeing.contains(&person),
                label: desk.name(&person),
            });
            rendered(&AudiencePage {
                persons: persons.collect(),
                group: desk.replica.group().to_string(),
                id: page.to_string(),
                frame,
            })
        })
        .await
}

/// Adds who was ticked, and takes out who no longer is.
pub(crate) async fn set_audience(
    visit: Visit,
    Path((_, page)): Path<(String, String)>,
    form: Form,
) -> Answer {
    visit
        .ask_at(page, move |desk, _, at| {
            let page = at.page;
            let wanted: Vec<PersonId> =
                form.all("audience").filter_map(PersonId::from_hex).collect();
            let (me, before, present) = (desk.replica.me(), desk.audience(&page), desk.present());
            let added: Vec<PersonId> = wanted
                .iter()
                .copied()
                .filter(|one| !before.contains(one) && present.contains(one))
                .collect();
            let gone: Vec<PersonId> =
                before.into_iter().filter(|one| *one != me && !wanted.contains(one)).collect();
            desk.act(|act| {
                if !added.is_empty() {
                    acts::page::change_audience(act, &page, &added, true)?;
                }
                if !gone.is_empty() {
                    acts::page::change_audience(act, &page, &gone, false)?;
                }
                Ok(())
            })?;
            let said =
                if gone.is_empty() { "done-audience-added" } else { "done-audience-removed" };
            go(&at.shown(), said)
        })
        .await
}
