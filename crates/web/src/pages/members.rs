//! Members and their laptops: who takes part, what each says of themselves, shutting a lost laptop
//! out and letting it in again, and leaving.

use askama::Template;
use axum::extract::Path;
use kring_model::derive::{Date, member_status};
use kring_model::entities;
use kring_node::acts;
use kring_node::acts::records::Records as _;
use kring_node::trajectory::{self as told, Trajectory, look};
use kring_trust::roster::DeviceState;
use kring_trust::statement::{Body, STATEMENT_CAP, Statement};
use kring_trust::{DeviceId, PersonId};

use super::finish::Voice;
use crate::app::{Answer, Visit, go, page};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::labels;
use crate::trouble::Trouble;
use crate::view::{self, Marked, Shown};
use crate::words::{Fill, Words};

/// What a member says of themselves, in this order.
const ABOUT: &[&str] = &[
    "role",
    "function",
    "involvement",
    "assets",
    "personal_goal",
    "motivation",
    "hierarchy_note",
    "guide_until",
    "joined",
];

#[derive(Template)]
#[template(path = "members.html")]
struct MembersPage {
    frame: Frame,
    head: Around,
    members: Vec<Member>,
    /// Who is there and who is missing, in sentences.
    mix: Vec<String>,
    /// Who guides, in sentences.
    guides: Vec<String>,
    /// Somebody guides now.
    guided: bool,
    /// Who can take the guidance over.
    takers: Vec<(String, String)>,
    /// Until when it is proposed.
    until: String,
    /// More members than the group holds for enough: a friendly word.
    large: String,
}

/// What the parts of a page need to know of where they are.
pub(crate) struct Around {
    /// The group's id.
    pub(crate) group: String,
    /// The group document's id.
    pub(crate) id: String,
}

/// One member.
struct Member {
    id: String,
    name: String,
    status: String,
    me: bool,
    /// May be brought back by others, after losing every laptop.
    lost: bool,
    left: bool,
    known: bool,
    /// How many of this person's cases they may not have since they came back.
    kept_back: usize,
    fields: Vec<Shown>,
    laptops: Vec<Laptop>,
}

/// One laptop.
struct Laptop {
    id: String,
    name: String,
    /// Why it is out; empty while it is in.
    out: String,
    this: bool,
    blocked: bool,
    /// Its person lost every laptop and came back with this one.
    returned: bool,
}

impl Around {
    /// Of a group.
    pub(crate) fn of(desk: &Desk<'_>) -> Self {
        Self { group: desk.replica.group().to_string(), id: desk.group_page().to_string() }
    }
}

/// Everybody.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("members", |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("nav-members");
            let persons: Vec<(PersonId, bool)> =
                desk.replica.roster().persons().map(|one| (one.id, one.left.is_some())).collect();
            let mut members = Vec::new();
            for (person, left) in persons {
                members.push(member(desk, w, &person, left)?);
            }
            members.sort_by_key(|one| (!one.me, one.name.to_lowercase()));
            let now = look(desk.replica)?;
            let guides = |id: &String| now.guides.iter().any(|guide| guide.id == *id);
            let takers = members.iter().filter(|one| one.known && !one.left && !guides(&one.id));
            let large = [("count", Fill::Number(now.members)), ("most", Fill::Number(now.enough))];
            let shown = MembersPage {
                head: Around::of(desk),
                mix: told::mix(&mut Voice { desk, w }, &now.mix),
                guides: told::guides(&mut Voice { desk, w }, &now.guides),
                guided: !now.guides.is_empty(),
                takers: takers.map(|one| (one.id.clone(), one.name.clone())).collect(),
                until: until(&now),
                large: if now.is_large() {
                    w.say("trajectory-large", &large)
                } else {
                    String::new()
                },
                members,
                frame,
            };
            page(&shown)
        })
        .await
}

/// Until when somebody guides, as it is proposed: the end of the trajectory, if it is still to come.
fn until(now: &Trajectory) -> String {
    let end = now.group.as_ref().and_then(|group| Date::parse(group.str("planned_end")));
    end.filter(|end| *end > now.today).map(|end| end.to_string()).unwrap_or_default()
}

/// Hands the guidance over, to somebody or to the group itself.
pub(crate) async fn hand_over(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let to = format!("{base}/members");
            if form.text("to").is_empty() {
                desk.act(|act| acts::member::hand_over(act, None))?;
                return go(&to, "done-guide-none");
            }
            let person = PersonId::from_hex(form.text("to")).ok_or_else(Trouble::bad_form)?;
            let until = form.text("until");
            desk.act(|act| acts::member::hand_over(act, Some((person, until))))?;
            go(&to, "done-guide")
        })
        .await
}

fn member(
    desk: &mut Desk<'_>,
    w: &Words,
    person: &PersonId,
    left: bool,
) -> Result<Member, Trouble> {
    let (group, id) = (desk.group_page(), person.to_string());
    let marked = desk.read(&group, |page| {
        page.read(&entities::MEMBER, &id).map(|record| Marked::of(page, record))
    })?;
    let known = marked
        .as_ref()
        .map_or("active", |marked| member_status(&marked.record, &labels::today()).name());
    let fields = match &marked {
        Some(marked) => {
            ABOUT.iter().filter_map(|name| view::field(desk, w, marked, name)).collect()
        }
        None => Vec::new(),
    };
    Ok(Member {
        name: desk.name(person),
        status: labels::choice(w, if left { "left" } else { known }),
        me: *person == desk.replica.me(),
        left,
        lost: !left && *person != desk.replica.me(),
        known: marked.is_some(),
        kept_back: acts::case::kept_back(desk.replica.roster(), &desk.replica.me(), person).len(),
        fields,
        laptops: laptops(desk, w, person),
        id,
    })
}

fn laptops(desk: &mut Desk<'_>, w: &Words, person: &PersonId) -> Vec<Laptop> {
    let this = desk.replica.device();
    let devices: Vec<_> =
        desk.replica.roster().devices().filter(|one| one.person == *person).cloned().collect();
    let laptop = |desk: &mut Desk<'_>, device: &kring_trust::roster::DeviceInfo| {
        let out = match &device.state {
            DeviceState::In => String::new(),
            DeviceState::Blocked { by } => {
                let by: Vec<String> = by.iter().map(|person| desk.name(person)).collect();
                w.say("member-out-by", &[("names", (&w.list(&by)).into())])
            }
            DeviceState::Left => w.t("choice-left"),
            DeviceState::Lapsed => w.t("choice-lapsed"),
        };
        Laptop {
            id: device.id.to_string(),
            name: desk.device_name(&device.id),
            this: device.id == this,
            blocked: matches!(device.state, DeviceState::Blocked { .. }),
            returned: device.returned,
            out,
        }
    };
    devices.iter().map(|device| laptop(desk, device)).collect()
}

/// Asks before something that cannot be undone.
#[derive(Template)]
#[template(path = "sure.html")]
pub(super) struct SurePage {
    pub(super) frame: Frame,
    pub(super) question: String,
    pub(super) lines: Vec<String>,
    /// What to fetch first: where, and what it is called.
    pub(super) fetch: Vec<(String, String)>,
    pub(super) action: String,
    pub(super) back: String,
    pub(super) yes: String,
}

/// Asks whether a laptop must be shut out.
pub(crate) async fn ask_block(visit: Visit, Path((_, device)): Path<(String, String)>) -> Answer {
    let base = visit.base();
    visit
        .show("members", move |desk, mut frame| {
            let w = frame.w;
            let device = device_id(&device)?;
            frame.title = w.t("member-block");
            let name = desk.device_name(&device);
            page(&SurePage {
                question: w.say("ask-block", &[("name", (&name).into())]),
                lines: vec![w.t("member-block-line")],
                fetch: Vec::new(),
                action: format!("{base}/device/{device}/block"),
                back: format!("{base}/members"),
                yes: w.t("member-block"),
                frame,
            })
        })
        .await
}

/// Shuts a laptop out.
pub(crate) async fn block(visit: Visit, Path((_, device)): Path<(String, String)>) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let device = device_id(&device)?;
            if device == desk.replica.device() {
                return Err(Trouble::new(axum::http::StatusCode::FORBIDDEN, "right-own-device"));
            }
            desk.act(|act| acts::member::block(act, &device))?;
            go(&format!("{base}/members"), "done-shut-out")
        })
        .await
}

#[derive(Template)]
#[template(path = "unblock.html")]
struct UnblockPage {
    frame: Frame,
    group: String,
    /// The text for the second person; empty on the form that takes one.
    text: String,
}

/// The first half of letting a laptop in again: a text for a second person.
pub(crate) async fn unblock(visit: Visit, Path((_, device)): Path<(String, String)>) -> Answer {
    visit
        .show("members", move |desk, mut frame| {
            let device = device_id(&device)?;
            frame.title = frame.w.t("member-unblock");
            let statement = acts::member::propose_unblock(desk.replica, &device);
            let text = hex(&statement.encode());
            page(&UnblockPage { group: desk.replica.group().to_string(), text, frame })
        })
        .await
}

/// The form for the second half.
pub(crate) async fn ask_confirm(visit: Visit) -> Answer {
    visit
        .show("members", |desk, mut frame| {
            frame.title = frame.w.t("member-unblock");
            let group = desk.replica.group().to_string();
            page(&UnblockPage { group, text: String::new(), frame })
        })
        .await
}

/// The second half: this person signs along.
pub(crate) async fn confirm(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let wrong = || {
                let status = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
                Trouble::new(status, "unblock-damaged")
            };
            let bytes = unhex(form.text("text")).ok_or_else(wrong)?;
            let mut statement = Statement::decode(&bytes).map_err(|_| wrong())?;
            if !matches!(statement.body, Body::Unblocked { .. }) {
                return Err(wrong());
            }
            if statement.body.second().is_none() {
                statement = acts::member::sign_along(desk.replica, &statement)?;
            }
            desk.act(|act| act.hear(statement))?;
            go(&format!("{base}/members"), "done-let-in")
        })
        .await
}

/// Shares this person's cases again with somebody who came back.
pub(crate) async fn share(visit: Visit, Path((_, person)): Path<(String, String)>) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let person = PersonId::from_hex(&person).ok_or_else(Trouble::nothing)?;
            desk.act(|act| acts::case::share_again(act, &person))?;
            go(&format!("{base}/members"), "done-shared")
        })
        .await
}

/// Asks whether this person wants to leave.
pub(crate) async fn ask_leave(visit: Visit) -> Answer {
    let base = visit.base();
    visit
        .show("members", move |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("member-leave");
            let name = desk.group_name();
            page(&SurePage {
                question: w.say("ask-leave", &[("name", (&name).into())]),
                lines: vec![w.t("member-leave-line"), w.t("member-leave-own")],
                fetch: vec![(format!("{base}/leave/own"), w.t("member-take-own"))],
                action: format!("{base}/leave"),
                back: format!("{base}/members"),
                yes: w.t("member-leave"),
                frame,
            })
        })
        .await
}

fn device_id(text: &str) -> Result<DeviceId, Trouble> {
    DeviceId::from_hex(text).ok_or_else(Trouble::nothing)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if digits.len() > STATEMENT_CAP * 2 || !digits.len().is_multiple_of(2) || !digits.is_ascii() {
        return None;
    }
    let pairs = digits.as_bytes().chunks_exact(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
