//! Inviting: a ticket for one person, and the yes when that person asks to come in.

use std::time::Duration;

use askama::Template;
use axum::extract::Path;
use kring_model::inert;
use kring_node::env::{Env, SystemEnv};
use kring_node::net::{self, InviteError, Stage};
use kring_node::ticket::InvitationId;

use crate::app::{Answer, Visit, go, page};
use crate::form::Form;
use crate::frame::Frame;
use crate::labels;
use crate::trouble::Trouble;

/// How long a ticket is good for: time to mail it and to meet.
const VALID: Duration = Duration::from_secs(24 * 3600);

/// From so many members on, a friendly word is said; it is never a refusal.
const MANY: usize = 7;

#[derive(Template)]
#[template(path = "invite.html")]
struct InvitePage {
    frame: Frame,
    group: String,
    asking: Vec<Asking>,
    open: Vec<Open>,
    came: Vec<String>,
    many: String,
}

/// Somebody who asks to come in.
struct Asking {
    id: String,
    sentence: String,
}

/// An open invitation.
struct Open {
    id: String,
    ticket: String,
    until: String,
}

/// Open invitations, and who waits for a yes.
pub(crate) async fn show(visit: Visit) -> Answer {
    let jobs = visit.visitor.app.jobs.clone();
    visit
        .show("members", move |desk, mut frame| {
            let w = frame.w;
            frame.title = w.t("do-invite");
            let now = SystemEnv.now_ms();
            let (mut asking, mut open, mut came) = (Vec::new(), Vec::new(), Vec::new());
            for one in net::invitations(desk.replica)? {
                let id = one.id.to_string();
                match &one.stage {
                    Stage::Asked(request) => {
                        let (name, device) =
                            (inert::line(&request.name), inert::line(&request.device_name));
                        let filled = [("name", (&name).into()), ("device", (&device).into())];
                        asking.push(Asking { id, sentence: w.say("ask-let-in", &filled) });
                    }
                    Stage::Open if one.is_open(now) => {
                        let until = i64::try_from(one.expires_ms).unwrap_or(i64::MAX);
                        let ticket = jobs.ticket(&id).unwrap_or_default();
                        open.push(Open { id, ticket, until: labels::moment(w, until) });
                    }
                    Stage::Used(device) => {
                        let person = desk.replica.roster().person_of(device);
                        came.extend(person.map(|person| desk.name(&person)));
                    }
                    _ => {}
                }
            }
            let members = desk.present().len();
            let many = match members {
                0..MANY => String::new(),
                _ => w.say("invite-many", &[("count", members.into())]),
            };
            let group = desk.replica.group().to_string();
            page(&InvitePage { group, asking, open, came, many, frame })
        })
        .await
}

/// Makes an invitation.
pub(crate) async fn make(visit: Visit) -> Answer {
    let base = visit.base();
    let jobs = visit.visitor.app.jobs.clone();
    visit
        .ask(move |desk, _| {
            let status = axum::http::StatusCode::SERVICE_UNAVAILABLE;
            let ticket = net::invite(desk.replica, VALID, false).map_err(|error| match error {
                InviteError::TooMany => Trouble::new(status, "invite-too-many"),
                InviteError::NotListening => Trouble::new(status, "invite-not-yet"),
                InviteError::Host(error) => error.into(),
            })?;
            jobs.keep_ticket(ticket.invitation.to_string(), ticket.to_string());
            go(&format!("{base}/invite"), "")
        })
        .await
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
