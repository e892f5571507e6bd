//! Inviting: a door in this room, a ticket for one person far away, and the yes to each who asks, after
//! comparing four words.

use std::time::Duration;

use askama::Template;
use axum::extract::Path;
use kring_model::derive;
use kring_model::inert;
use kring_node::env::{Env, SystemEnv};
use kring_node::net::{self, Entry, Invitation, InviteError, Request, Stage, Switch, Whom};
use kring_node::ticket::InvitationId;
use kring_trust::PersonId;

use crate::app::{Answer, Visit, go, page};
use crate::desk::Desk;
use crate::form::Form;
use crate::frame::Frame;
use crate::labels;
use crate::trouble::Trouble;
use crate::wording;
use crate::words::Words;

/// How long a door stands open: time to come to the table.
const DOOR: Duration = Duration::from_secs(10 * 60);

/// How long a ticket is good for: time to mail it and to meet.
const VALID: Duration = Duration::from_secs(24 * 3600);

#[derive(Template)]
#[template(path = "invite.html")]
struct InvitePage {
    frame: Frame,
    group: String,
    asking: Vec<Asking>,
    doors: Vec<Door>,
    open: Vec<Open>,
    came: Vec<String>,
    many: String,
}

/// Somebody who asks to come in.
struct Asking {
    id: String,
    sentence: String,
    words: Vec<String>,
    question: String,
    /// A ticket proved who it is meant for: the words may be skipped.
    far: bool,
}

/// An open door.
struct Door {
    id: String,
    word: String,
    line: String,
    until: String,
    /// Words differed here more often than by mistake.
    troubled: bool,
}

/// An open ticket.
struct Open {
    id: String,
    ticket: String,
    qr: String,
    until: String,
    /// How far it reaches.
    reach: String,
}

/// Open doors and tickets, and who waits for a yes.
pub(crate) async fn show(visit: Visit) -> Answer {
    let jobs = visit.visitor.app.jobs.clone();
    visit
        .show("members", move |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("do-invite");
            let now = SystemEnv.now_ms();
            let far = net::internet(desk.replica)?.switch() == Switch::On;
            let all = net::invitations(desk.replica)?;
            let (mut asking, mut doors) = (Vec::new(), Vec::new());
            let (mut open, mut came) = (Vec::new(), Vec::new());
            for one in &all {
                let until = i64::try_from(one.expires_ms).unwrap_or(i64::MAX);
                let (id, until) = (one.id.to_string(), labels::moment(w, until));
                match (&one.stage, one.way) {
                    (Stage::Asked(request), _) => asking.push(guest(desk, w, one, request)),
                    (Stage::Open, Entry::Door) if one.is_open(now) => {
                        let (word, line) = (wording::door(w, one.id), door_line(desk, w, one.whom));
                        doors.push(Door { id, word, line, until, troubled: one.is_troubled() });
                    }
                    (Stage::Open, Entry::Ticket) if one.is_open(now) => {
                        let ticket = jobs.ticket(&id).unwrap_or_default();
                        let qr = wording::qr(&ticket);
                        let reach = match one.far && far {
                            true => w.t("page-invite-far-relay"),
                            false => w.t("page-invite-far-direct"),
                        };
                        open.push(Open { id, ticket, qr, until, reach });
                    }
                    (Stage::Used(device), _) => {
                        let person = desk.replica.roster().person_of(device);
                        came.extend(person.map(|person| desk.name(&person)));
                    }
                    _ => {}
                }
            }
            let members = desk.present().len();
            // A friendly word; it is never a refusal.
            let enough = derive::enough_members(desk.group()?.as_ref());
            let many = match members {
                members if members < enough => String::new(),
                _ => w.say("invite-many", &[("count", members.into())]),
            };
            let group = desk.replica.group().to_string();
            page(&InvitePage { group, asking, doors, open, came, many, frame })
        })
        .await
}

fn guest(desk: &mut Desk<'_>, w: &Words, one: &Invitation, request: &Request) -> Asking {
    let device = inert::line(&request.device_name);
    let (sentence, question, name) = match one.whom {
        Whom::Newcomer => ("guest-new", "guest-same", inert::line(&request.name)),
        Whom::OwnDevice(person) => ("guest-own-laptop", "guest-same-own", desk.name(&person)),
        Whom::Returning(person) => ("guest-return", "guest-same", desk.name(&person)),
    };
    let filled = [("name", (&name).into()), ("device", (&device).into())];
    Asking {
        id: one.id.to_string(),
        sentence: w.say(sentence, &filled),
        words: wording::four(w, request.words),
        question: w.say(question, &[("name", (&name).into())]),
        far: one.way == Entry::Ticket,
    }
}

fn door_line(desk: &mut Desk<'_>, w: &Words, whom: Whom) -> String {
    match whom {
        Whom::Newcomer => w.t("invite-door-line"),
        Whom::OwnDevice(_) => w.t("invite-door-own"),
        Whom::Returning(person) => {
            let name = desk.name(&person);
            w.say("invite-door-return", &[("name", (&name).into())])
        }
    }
}

/// Opens a door or makes a ticket.
pub(crate) async fn make(visit: Visit, form: Form) -> Answer {
    let base = visit.base();
    let jobs = visit.visitor.app.jobs.clone();
    visit
        .ask(move |desk, _| {
            let me = desk.replica.me();
            let whom = match form.text("way") {
                "laptop" => Whom::OwnDevice(me),
                "return" => {
                    let person = PersonId::from_hex(form.text("person"));
                    let person = person.filter(|person| *person != me);
                    Whom::Returning(person.ok_or_else(Trouble::bad_form)?)
                }
                _ => Whom::Newcomer,
            };
            if form.text("way") == "ticket" {
                let made = net::invite(desk.replica, whom, VALID, false);
                let ticket = made.map_err(not_made)?;
                jobs.keep_ticket(ticket.invitation.to_string(), ticket.to_string());
            } else {
                net::open_door(desk.replica, whom, DOOR).map_err(not_made)?;
            }
            go(&format!("{base}/invite"), "")
        })
        .await
}

fn not_made(error: InviteError) -> Trouble {
    let status = axum::http::StatusCode::SERVICE_UNAVAILABLE;
    match error {
        InviteError::TooMany => Trouble::new(status, "invite-too-many"),
        InviteError::NotListening => Trouble::new(status, "invite-not-yet"),
        InviteError::Host(error) => error.into(),
    }
}

/// Says yes or no to somebody, or closes an invitation.
pub(crate) async fn answer(
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let base = visit.base();
    visit
        .ask(move |desk, _| {
            let id: InvitationId = id.parse().map_err(|_| Trouble::nothing())?;
            let said = match form.text("answer") {
                "yes" => net::answer(desk.replica, id, true).map(|_| "done-yes")?,
                "no" => net::answer(desk.replica, id, false).map(|_| "done-no")?,
                "close" => net::withdraw(desk.replica, id).map(|_| "done-invitation-closed")?,
                _ => return Err(Trouble::bad_form()),
            };
            go(&format!("{base}/invite"), said)
        })
        .await
}
