//! The question of the group beside its core: earlier wordings of both, and what the core is for each.
//! Every member may take a proposal over: the core is the group's.

use askama::Template;
use axum::extract::Path;
use kring_model::derive;
use kring_model::entities::{CORE_PROPOSAL, CORE_VERSION};
use kring_model::inert;
use kring_model::read::Record;
use kring_model::schema::SENTENCE_CAP;
use kring_node::acts;
use kring_node::acts::records::Records as _;
use kring_trust::PersonId;

use super::edit::Subject;
use super::members::Around;
use super::thing::speakers;
use crate::app::{Answer, Visit, go, page};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::Choice;
use crate::labels;
use crate::trouble::Trouble;
use crate::view::{self, Item, Marked, Shown};
use crate::words::Words;

#[derive(Template)]
#[template(path = "core.html")]
struct CorePage {
    frame: Frame,
    head: Speaking,
    urgency: Option<Shown>,
    sides: [Side; 2],
    proposals: Vec<Proposal>,
    cap: usize,
}

/// Where the forms go, and in whose name something can be typed.
struct Speaking {
    group: String,
    id: String,
    speakers: Vec<Choice>,
}

/// The question or the core: what it says now, and what it said before.
struct Side {
    field: &'static str,
    title: String,
    shown: Option<Shown>,
    former: Vec<Former>,
}

/// A former wording.
struct Former {
    text: String,
    until: String,
}

/// What the core is for one member.
struct Proposal {
    item: Item,
    is_core: bool,
}

/// The page.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("findings", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("core-title");
            let group = desk.group_page();
            let (own, kept) =
                desk.read(&group, |page| (Marked::own(page), page.all(&CORE_VERSION)))?;
            let own = own.ok_or_else(Trouble::nothing)?;
            let sides = ["question", "core"].map(|field| side(desk, w, &own, field, &kept));
            let urgency = view::field(desk, w, &own, "urgency");
            let proposals = proposals(desk, w, &own.record)?;
            let Around { group, id } = Around::of(desk);
            let head = Speaking { group, id, speakers: speakers(desk) };
            page(&CorePage { head, urgency, sides, proposals, cap: SENTENCE_CAP, frame })
        })
        .await
}

fn side(
    desk: &mut Desk<'_>,
    w: &Words,
    own: &Marked,
    field: &'static str,
    kept: &[Record],
) -> Side {
    let former = derive::former(&own.record, field, kept);
    let former = former.into_iter().map(|one| Former {
        text: inert::line(one.str("text")),
        until: w.say("core-former", &[("day", (&labels::day(w, one.str("date"))).into())]),
    });
    let title = w.t(&format!("core-{field}"));
    Side { field, title, former: former.collect(), shown: view::field(desk, w, own, field) }
}

fn proposals(desk: &mut Desk<'_>, w: &Words, group: &Record) -> Result<Vec<Proposal>, Trouble> {
    let page = desk.group_page();
    let items = view::items(desk, w, &page, &CORE_PROPOSAL)?;
    let held = items.into_iter().filter(|item| !item.withdrawn);
    let one = |item: Item| Proposal { is_core: derive::is_core(group, &item.record), item };
    Ok(held.map(one).collect())
}

/// "For me the core is ...".
pub(crate) async fn propose(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let (text, speaker) = (form.text("f:text"), PersonId::from_hex(form.text("speaker")));
            if text.is_empty() {
                let missing = kring_model::edit::EditError::Missing { entity: "", field: "text" };
                return Err(missing.into());
            }
            let id = desk.act(|act| acts::group::propose(act, text, speaker))?;
            go(&format!("{base}/core#i-{id}"), "done-core-proposed")
        })
        .await
}

/// The group takes a proposal over.
pub(crate) async fn take(visit: Visit, Path((_, id)): Path<(String, String)>) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            desk.act(|act| acts::group::take_over(act, &id))?;
            go(&format!("{base}/core"), "done-core-taken")
        })
        .await
}

/// The form for the question, the core or the urgency.
pub(crate) async fn edit(visit: Visit, Path((_, field)): Path<(String, String)>) -> Answer {
    let base = visit.base();
    visit
        .show("findings", move |desk, frame| {
            subject(desk, frame.w, &base, &field)?.form(desk, frame, None, String::new())
        })
        .await
}

/// Saves it.
pub(crate) async fn save(
    visit: Visit,
    Path((_, field)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let base = visit.base();
    visit
        .show("findings", move |desk, frame| {
            subject(desk, frame.w, &base, &field)?.save(desk, frame, &form)
        })
        .await
}

fn subject(desk: &mut Desk<'_>, w: &Words, base: &str, field: &str) -> Result<Subject, Trouble> {
    let known = ["question", "core", "urgency"].contains(&field);
    let title = known.then(|| w.t(&format!("core-{field}"))).ok_or_else(Trouble::nothing)?;
    let hint = w.t(&format!("core-hint-{field}"));
    let asks = vec![(field.to_owned(), title.clone(), hint)];
    let places = (format!("{base}/core/{field}"), format!("{base}/core"));
    Subject::of_group(desk, title, asks, places)
}
