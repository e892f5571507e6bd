//! What the group agreed: working agreements, which each agrees to, and actions, which somebody
//! does.

use askama::Template;
use axum::extract::Path;
use kring_model::derive::{self, Agreed, agreement};
use kring_model::entities;
use kring_model::inert;
use kring_model::schema::SENTENCE_CAP;
use kring_model::trajectory as data;
use kring_node::acts::{self, Named};
use kring_node::trajectory;

use super::members::Around;
use crate::app::{Answer, Visit, go, page};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::{self, Input};
use crate::labels;
use crate::trouble::Trouble;
use crate::view::{self, Marked, Shown};
use crate::words::Words;

#[derive(Template)]
#[template(path = "agreements.html")]
struct AgreementsPage {
    frame: Frame,
    head: Around,
    agreements: Vec<Agreement>,
    inputs: Vec<Input>,
    /// Whether an agreement about safety stands.
    safe: bool,
}

/// One working agreement.
struct Agreement {
    id: String,
    text: Option<Shown>,
    kind: String,
    by: String,
    status: String,
    retired: bool,
    agreed: String,
    /// Who agreed to an earlier text.
    earlier: String,
    may_agree: bool,
    /// Until when case files stay is changed on the page of the end.
    day: bool,
}

/// Working agreements, and a form for one more.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("agreements", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("nav-agreements");
            let group = desk.group_page();
            let all = desk.read(&group, |page| Marked::all(page, &entities::AGREEMENT))?;
            let members = desk.in_group(&entities::MEMBER)?;
            let today = labels::today();
            let active: Vec<String> =
                derive::active_on(&members, &today).iter().map(|one| one.id.clone()).collect();
            let agreements = all.iter().map(|one| agreement_of(desk, w, one, &active)).collect();
            let fields = inputs::named(&[&entities::AGREEMENT], &["text", "kind"]);
            let inputs = inputs::inputs(desk, w, fields, None, &["text"]);
            let safe = trajectory::look(desk.replica)?.safe;
            page(&AgreementsPage { head: Around::of(desk), agreements, inputs, safe, frame })
        })
        .await
}

fn agreement_of(desk: &mut Desk<'_>, w: &Words, marked: &Marked, active: &[String]) -> Agreement {
    let record = &marked.record;
    let me = desk.replica.me().to_string();
    let mut names = |wanted: Agreed| -> Vec<String> {
        let fits = active.iter().filter(|person| Agreed::of(record, person) == wanted);
        fits.map(|person| desk.name_of(person)).collect()
    };
    let (agreed, earlier) = (w.list(&names(Agreed::Yes)), w.list(&names(Agreed::ToEarlierText)));
    let retired = record.is("retired");
    Agreement {
        id: record.id.clone(),
        kind: labels::choice(w, record.str("kind")),
        by: desk.byline(w, record),
        status: labels::choice(w, agreement(record, active.iter().map(String::as_str)).name()),
        retired,
        day: !record.str("keep_until").is_empty(),
        agreed,
        earlier,
        may_agree: !retired && Agreed::of(record, &me) != Agreed::Yes,
        text: view::field(desk, w, marked, "text"),
    }
}

/// Proposes one.
pub(crate) async fn add(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let fields = inputs::named(&[&entities::AGREEMENT], &["text", "kind"]);
            let values = inputs::values(&form, fields)?;
            desk.act(|act| acts::agreement::add(act, &values))?;
            go(&format!("{base}/agreements"), "done-saved")
        })
        .await
}

/// Agrees to one, or drops one.
pub(crate) async fn act(
    visit: Visit,
    Path((_, id, act)): Path<(String, String, String)>,
) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let said = match act.as_str() {
                "agree" => {
                    desk.act(|act| acts::agreement::agree(act, &id))?;
                    "done-agreement-agree"
                }
                "retire" => {
                    desk.act(|act| acts::agreement::retire(act, &id))?;
                    "done-agreement-retire"
                }
                _ => return Err(Trouble::bad_form()),
            };
            go(&format!("{base}/agreements"), said)
        })
        .await
}

#[derive(Template)]
#[template(path = "agreements_ready.html")]
struct ReadyPage {
    frame: Frame,
    group: String,
    ready: Vec<Ready>,
}

/// An agreement to begin with, in words that can be adapted.
struct Ready {
    number: usize,
    kind: String,
    text: String,
    cap: usize,
    /// Chosen beforehand: it is about safety, and there is none yet.
    on: bool,
}

/// Agreements to begin with, to choose and to adapt.
pub(crate) async fn ready(visit: Visit) -> Answer {
    visit
        .show("agreements", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("ready-title");
            let safe = trajectory::look(desk.replica)?.safe;
            let one = |(one, number): (&data::Ready, usize)| Ready {
                number,
                kind: labels::choice(w, &one.kind),
                text: one.text.of(w.tag()).to_owned(),
                cap: SENTENCE_CAP,
                on: !safe && one.kind == "safety",
            };
            let ready = data::builtin().agreements.iter().zip(1..).map(one).collect();
            page(&ReadyPage { group: desk.replica.group().to_string(), ready, frame })
        })
        .await
}

/// Proposes those that were chosen, in the words as they are now.
pub(crate) async fn propose(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let mut chosen: Vec<Vec<Named>> = Vec::new();
            for (one, number) in data::builtin().agreements.iter().zip(1..) {
                let name = number.to_string();
                let text = form.text(&format!("text-{name}")).replace('\n', " ");
                if form.all("choose").any(|on| on == name) && !text.is_empty() {
                    let kind = one.kind.as_str().into();
                    chosen.push(vec![("kind", kind), ("text", text.as_str().into())]);
                }
            }
            let said = if chosen.is_empty() { "done-unchanged" } else { "done-ready-agreements" };
            desk.act(|act| {
                chosen.iter().try_for_each(|one| acts::agreement::add(act, one).map(|_| ()))
            })?;
            go(&format!("{base}/agreements"), said)
        })
        .await
}

#[derive(Template)]
#[template(path = "actions.html")]
struct ActionsPage {
    frame: Frame,
    head: Around,
    actions: Vec<Action>,
    inputs: Vec<Input>,
}

/// One action.
struct Action {
    id: String,
    text: String,
    who: String,
    due: String,
    by: String,
    status: String,
    open: bool,
}

/// Actions, the open ones first, and a form for one more.
pub(crate) async fn actions(visit: Visit) -> Answer {
    visit
        .show("home", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("home-actions");
            let mut all = desk.in_group(&entities::ACTION)?;
            all.retain(|one| !one.is_withdrawn());
            all.sort_by_key(|one| (one.str("status") != "open", one.str("due").to_owned()));
            let mut actions = Vec::new();
            for one in all {
                let who: Vec<String> = one.words("who").iter().map(|id| desk.name_of(id)).collect();
                actions.push(Action {
                    text: inert::line(one.str("text")),
                    who: w.list(&who),
                    due: labels::day(w, one.str("due")),
                    by: desk.byline(w, &one),
                    status: labels::choice(w, one.str("status")),
                    open: one.str("status") == "open",
                    id: one.id,
                });
            }
            let fields = inputs::named(&[&entities::ACTION], &["text", "who", "due"]);
            let inputs = inputs::inputs(desk, w, fields, None, &["text"]);
            page(&ActionsPage { head: Around::of(desk), actions, inputs, frame })
        })
        .await
}

/// Adds an action.
pub(crate) async fn add_action(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let fields = inputs::named(&[&entities::ACTION], &["text", "who", "due"]);
            let values = inputs::values(&form, fields)?;
            desk.act(|act| acts::action::add(act, &values))?;
            go(&format!("{base}/actions"), "done-saved")
        })
        .await
}

/// An action is done.
pub(crate) async fn done(visit: Visit, Path((_, id)): Path<(String, String)>) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            desk.act(|act| acts::action::done(act, &id))?;
            go(&base, "done-action")
        })
        .await
}

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    frame: Frame,
    head: Around,
    facts: Vec<Shown>,
}

/// What the group is: its question, core, dates and the seven w's.
pub(crate) async fn about(visit: Visit) -> Answer {
    visit
        .show("home", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("home-about");
            let group = desk.group_page();
            let own = desk.read(&group, Marked::own)?.ok_or_else(Trouble::nothing)?;
            let facts = view::fields(desk, w, &own, &["language", "phases", "default_method"]);
            page(&AboutPage { head: Around::of(desk), facts, frame })
        })
        .await
}
