//! One thing with a page of its own: what all sorts share, and the short acts on it.

use askama::Template;
use axum::extract::Path;
use kring_model::entities;
use kring_model::schema::{Entity, PageKind};
use kring_model::value::Value;
use kring_node::acts;
use kring_node::acts::records::Records as _;
use kring_trust::roster::DeviceState;
use kring_trust::{DeviceId, PageId};

use super::check::{self, Before};
use super::{case, conflict, evaluation, experiment, finding, meeting, note, story};
use crate::app::{Answer, Visit, go, page as rendered};
use crate::at::At;
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::inputs::Choice;
use crate::labels;
use crate::lists::{self, Listed};
use crate::trouble::Trouble;
use crate::view::{self, Item, Marked, Shown};
use crate::words::Words;

/// What stands on top of every thing, and the acts that all sorts have.
pub(crate) struct Head {
    /// The group's id.
    pub(crate) group: String,
    /// The page's id.
    pub(crate) id: String,
    /// What sort of thing.
    pub(crate) kind: String,
    /// Its title; empty while there are several wordings.
    pub(crate) title: String,
    /// All wordings, while there are several.
    pub(crate) wordings: Option<Shown>,
    /// Whose it is.
    pub(crate) by: String,
    /// Its day.
    pub(crate) date: String,
    /// Its status in words.
    pub(crate) status: String,
    /// Its status in the schema.
    pub(crate) state: String,
    /// Whether it is this person's.
    pub(crate) mine: bool,
    /// Whether it was put away, taken back or cancelled.
    pub(crate) over: bool,
    /// Whether this person may put it away.
    pub(crate) may_archive: bool,
    /// Whether it was put away, and this person may put it back.
    pub(crate) may_return: bool,
    /// Whether this person may wipe it.
    pub(crate) may_wipe: bool,
    /// What the button for that says.
    pub(crate) wipe: String,
    /// What others added.
    pub(crate) additions: Vec<Item>,
    /// The name of the kind of addition; empty if there is none.
    pub(crate) addition: &'static str,
    /// In whose name something can be typed; empty when one is alone.
    pub(crate) speakers: Vec<Choice>,
}

/// A thing that is open.
pub(crate) struct Thing {
    /// The page.
    pub(crate) page: PageId,
    /// As it stands in the list.
    pub(crate) listed: Listed,
    /// Its own fields.
    pub(crate) own: Marked,
    /// Its entry in the group document.
    pub(crate) entry: Option<Marked>,
}

#[derive(Template)]
#[template(path = "not_here.html")]
struct NotHerePage {
    frame: Frame,
    kind: String,
    title: String,
    line: String,
    sentence: String,
    /// Laptops that have not said yet that it is gone there.
    waiting: String,
}

/// The page of a thing.
pub(crate) async fn show(visit: Visit, Path((_, page)): Path<(String, String)>) -> Answer {
    visit
        .show_at(page, move |desk, mut frame, at| {
            at.sort()?;
            let At { page, kind, .. } = at;
            let id = page.to_string();
            let listed = lists::find(desk, kind, &id)?;
            let listed = listed.ok_or_else(Trouble::nothing)?;
            frame.title = lists::title(frame.w, kind, &listed);
            if !listed.here {
                return not_here(desk, frame, &page, kind, &listed);
            }
            let thing = Thing::open(desk, page, kind, listed)?;
            match kind {
                PageKind::Note => note::show(desk, frame, thing),
                PageKind::Case => case::show(desk, frame, thing),
                PageKind::Experiment => experiment::show(desk, frame, thing),
                PageKind::Finding => finding::show(desk, frame, thing),
                PageKind::Meeting => meeting::show(desk, frame, thing),
                PageKind::Evaluation => evaluation::show(desk, frame, thing),
                PageKind::Story => story::show(desk, frame, thing),
                _ => Err(Trouble::nothing()),
            }
        })
        .await
}

impl Thing {
    /// Reads a thing that is here.
    ///
    /// # Errors
    /// When it is not.
    pub(crate) fn open(
        desk: &mut Desk<'_>,
        page: PageId,
        kind: PageKind,
        listed: Listed,
    ) -> Result<Self, Trouble> {
        let own = desk.read(&page, Marked::own)?.ok_or_else(Trouble::nothing)?;
        let (group, id) = (desk.group_page(), page.to_string());
        let entry = match entities::entry(kind) {
            Some(entity) => desk.read(&group, |page| {
                page.read(entity, &id).map(|record| Marked::of(page, record))
            })?,
            None => None,
        };
        Ok(Self { page, listed, own, entry })
    }

    /// What stands on top.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn head(&self, desk: &mut Desk<'_>, w: &Words) -> Result<Head, Trouble> {
        let kind = desk.kind(&self.page).unwrap_or(PageKind::Note);
        let title = view::field(desk, w, &self.own, "title");
        let addition = view::additions(kind);
        let additions = match addition {
            Some(entity) => view::items(desk, w, &self.page, entity)?,
            None => Vec::new(),
        };
        let me = desk.replica.me();
        let mine = self.listed.by == me.to_string();
        let wordings = title.filter(|title| !title.versions.is_empty());
        let name = match kind {
            PageKind::Case => w.say("name-case", &[("code", self.listed.code.into())]),
            _ => labels::kind(w, kind),
        };
        Ok(Head {
            group: desk.replica.group().to_string(),
            id: self.page.to_string(),
            kind: name,
            title: lists::title(w, kind, &self.listed),
            wordings,
            by: desk.name_of(&self.listed.by),
            date: labels::day(w, &self.listed.date),
            status: match self.listed.status.as_str() {
                "" => String::new(),
                status => labels::choice(w, status),
            },
            state: self.listed.status.clone(),
            mine,
            over: self.listed.is_over(),
            may_archive: acts::away::may(kind, mine) && !self.listed.is_over(),
            may_return: acts::away::may(kind, mine) && self.listed.status == "archived",
            wipe: w.t(if kind == PageKind::Case { "do-wipe-case" } else { "do-wipe" }),
            may_wipe: desk.replica.roster().has_owners_rights(&desk.replica.device(), &self.page),
            additions,
            addition: addition.map_or("", |entity| entity.name),
            speakers: speakers(desk),
        })
    }

    /// Fields of the page itself by name, those that were filled in.
    pub(crate) fn fields(&self, desk: &mut Desk<'_>, w: &Words, names: &[&str]) -> Vec<Shown> {
        names.iter().filter_map(|name| view::field(desk, w, &self.own, name)).collect()
    }

    /// Fields of the entry by name, those that were filled in.
    pub(crate) fn facts(&self, desk: &mut Desk<'_>, w: &Words, names: &[&str]) -> Vec<Shown> {
        let Some(entry) = &self.entry else { return Vec::new() };
        names.iter().filter_map(|name| view::field(desk, w, entry, name)).collect()
    }
}

/// Everybody who is in now, but oneself.
pub(crate) fn speakers(desk: &mut Desk<'_>) -> Vec<Choice> {
    let me = desk.replica.me();
    let others: Vec<_> = desk.present().into_iter().filter(|person| *person != me).collect();
    let choice = |desk: &mut Desk<'_>, person: kring_trust::PersonId| Choice {
        value: person.to_string(),
        label: desk.name(&person),
        on: false,
    };
    others.into_iter().map(|person| choice(desk, person)).collect()
}

/// What everybody may know of a page whose content is not on this laptop.
fn not_here(
    desk: &mut Desk<'_>,
    mut frame: Frame,
    page: &PageId,
    kind: PageKind,
    listed: &Listed,
) -> Answer {
    let w = frame.w;
    let wiped = listed.status == "purged";
    let name = match kind {
        PageKind::Case => w.say("name-case", &[("code", listed.code.into())]),
        _ => labels::kind(w, kind),
    };
    let by = desk.name_of(&listed.by);
    let theme = listed.fact("theme");
    let theme = if theme.is_empty() { String::new() } else { labels::choice(w, theme) };
    let parts = [by, labels::day(w, &listed.date), theme, labels::choice(w, &listed.status)];
    let line = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    frame.title.clone_from(&name);
    let waiting = if wiped { wiped_on(desk, w, page) } else { String::new() };
    let sentence = w.t(if wiped { "show-wiped" } else { "show-not-here" });
    rendered(&NotHerePage { kind: name.clone(), title: name, line, sentence, waiting, frame })
}

/// On how many laptops a wiped page is gone, and which have not said so yet; nothing once all did.
pub(crate) fn wiped_on(desk: &mut Desk<'_>, w: &Words, page: &PageId) -> String {
    let roster = desk.replica.roster();
    let Some(info) = roster.page(page).filter(|info| info.erased.is_some()) else {
        return String::new();
    };
    let here = roster.devices().filter(|device| device.state == DeviceState::In);
    let (done, waiting): (Vec<DeviceId>, Vec<DeviceId>) =
        here.map(|device| device.id).partition(|id| info.receipts.contains_key(id));
    if waiting.is_empty() {
        return String::new();
    }
    let names: Vec<String> = waiting.iter().map(|device| desk.device_name(device)).collect();
    let (of, names) = (done.len() + waiting.len(), w.list(&names));
    let filled = [("done", done.len().into()), ("of", of.into()), ("names", (&names).into())];
    w.say("wiped-on", &filled)
}

/// A short act on a thing.
pub(crate) async fn act(
    visit: Visit,
    Path((_, page, act)): Path<(String, String, String)>,
    form: Form,
) -> Answer {
    visit
        .show_at(page, move |desk, frame, at| {
            if at.kind == PageKind::Experiment
                && act == "release"
                && let Some(asks) = before_release(&at, &form).ask(desk, &frame)?
            {
                return Ok(asks);
            }
            let At { page, kind, base } = at;
            if kind == PageKind::Note && act == "try" {
                let made = desk.act(|act| acts::note::try_out(act, &page))?;
                return go(&format!("{base}/p/{made}"), "done-tried-out");
            }
            check::mended(desk, &form, Some((page, &|_| true)))?;
            let said = perform(desk, kind, &page, &act, &form)?;
            let mut to = shown_at(&base, &page, form.text("entity"));
            if !form.text("item").is_empty() {
                to = format!("{to}#i-{}", form.text("item"));
            }
            go(&to, said)
        })
        .await
}

/// Whom an experiment makes recognisable is asked before it is no longer under the radar.
fn before_release<'a>(at: &At, form: &'a Form) -> Before<'a> {
    let (action, back) = (format!("{}/do/release", at.shown()), at.shown());
    let stored: Option<(PageId, check::Which<'a>)> = Some((at.page, &|_| true));
    Before { action, back, form, typed: Vec::new(), written: Vec::new(), stored }
}

/// Where a kind of thing is shown: on its page, or on a list of the group document's items.
pub(crate) fn shown_at(base: &str, page: &PageId, entity: &str) -> String {
    match entity {
        "member" => format!("{base}/members"),
        "agreement" => format!("{base}/agreements"),
        "action" => format!("{base}/actions"),
        "group" => format!("{base}/about"),
        "own_method" | "method_step" => format!("{base}/methods"),
        "stakeholder" => format!("{base}/around"),
        "core_proposal" => format!("{base}/core"),
        "phase" => format!("{base}/trajectory"),
        _ => format!("{base}/p/{page}"),
    }
}

fn perform(
    desk: &mut Desk<'_>,
    kind: PageKind,
    page: &PageId,
    act: &str,
    form: &Form,
) -> Result<&'static str, Trouble> {
    match (kind, act) {
        (_, "pick") => return pick(desk, page, form),
        (_, "settle") => return settle(desk, page, form),
        (_, "word") => return conflict::word(desk, page, form),
        (_, "archive") => {
            desk.act(|act| acts::away::put_away(act, page))?;
            return Ok("done-archived");
        }
        (_, "unarchive") => {
            desk.act(|act| acts::away::put_back(act, page))?;
            return Ok("done-unarchived");
        }
        (PageKind::Note, "help") => {
            let text = form.text("text").to_owned();
            desk.act(|act| acts::note::offer_help(act, page, &text))?;
            return Ok("done-help-offered");
        }
        (PageKind::Case, act) => return case::perform(desk, page, act),
        (PageKind::Experiment, act) => return experiment::perform(desk, page, act, form),
        (PageKind::Finding, act) => return finding::perform(desk, page, act),
        (PageKind::Meeting, act) => return meeting::perform(desk, page, act, form),
        (PageKind::Evaluation, act) => return evaluation::perform(desk, page, act, form),
        (PageKind::Story, act) => return story::perform(desk, page, act),
        _ => {}
    }
    Err(Trouble::bad_form())
}

/// Whose field a form means: on the page itself, or on its entry in the group document.
pub(crate) fn place(
    desk: &Desk<'_>,
    page: &PageId,
    form: &Form,
) -> Result<(PageId, &'static Entity, String, &'static str), Trouble> {
    let entity = entities::named(form.text("entity")).ok_or_else(Trouble::bad_form)?;
    let field = entity.field(form.text("field")).ok_or_else(Trouble::bad_form)?;
    let (kind, group) = (desk.kind_here(page)?, desk.group_page());
    let home = if entity.page == PageKind::Group { group } else { *page };
    if entity.page != PageKind::Group && entity.page != kind {
        return Err(Trouble::bad_form());
    }
    let id = match form.text("id") {
        "-" => String::new(),
        id => id.to_owned(),
    };
    Ok((home, entity, id, field.name))
}

/// One of several versions is the one from now on.
pub(crate) fn pick(
    desk: &mut Desk<'_>,
    page: &PageId,
    form: &Form,
) -> Result<&'static str, Trouble> {
    let (home, entity, id, field) = place(desk, page, form)?;
    let number: usize = form.text("number").parse().map_err(|_| Trouble::bad_form())?;
    let versions = desk.read(&home, |page| {
        let record = page.read(entity, &id);
        record.map(|record| record.versions(field).to_vec()).unwrap_or_default()
    })?;
    let said =
        number.checked_sub(1).and_then(|at| versions.get(at)).ok_or_else(Trouble::nothing)?;
    let value = Value::One(said.value.clone());
    let change = acts::text::Change { page: home, entity, id, field, value, base: None };
    desk.act(|act| acts::text::save_all(act, &[change], None))?;
    Ok("done-saved")
}

/// "Goed zo": the marks of a text are no longer shown.
pub(crate) fn settle(
    desk: &mut Desk<'_>,
    page: &PageId,
    form: &Form,
) -> Result<&'static str, Trouble> {
    let (home, entity, id, field) = place(desk, page, form)?;
    desk.act(|act| acts::text::settle(act, &home, (entity, &id), field))?;
    Ok("done-settled")
}
