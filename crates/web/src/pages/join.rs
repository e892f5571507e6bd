//! Joining with a ticket: the form, and the waiting for somebody's yes.

use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use kring_node::env::SystemEnv;
use kring_node::net::{self, Bind, Host as _, JoinError, JoinStep, Joined, Joiner, Meeting};
use kring_node::replica::Replica;
use kring_node::ticket::{Ticket, TicketError};
use kring_trust::GroupId;
use kring_trust::keys::DeviceKeys;

use super::new_group::remember;
use crate::app::{Answer, App, Visitor, go, page};
use crate::form::Form;
use crate::frame::Frame;
use crate::jobs::Joining;
use crate::trouble::Trouble;
use crate::words::Words;

/// Stack of the thread that joins, in bytes: it writes the first words in the group document.
const STACK: usize = 32 * 1024 * 1024;

#[derive(Template)]
#[template(path = "join.html")]
struct JoinPage {
    frame: Frame,
    trouble: String,
    ticket: String,
    me: String,
}

#[derive(Template)]
#[template(path = "joining.html")]
struct JoiningPage {
    frame: Frame,
    sentence: String,
    going: bool,
}

/// The form.
pub(crate) async fn show(visitor: Visitor) -> Answer {
    again(&visitor, &Form::default(), String::new())
}

fn again(visitor: &Visitor, form: &Form, trouble: String) -> Answer {
    let frame = Frame::outside(visitor.w, visitor.w.t("start-join"));
    let me = form.get("me").map_or_else(|| visitor.app.settings().person_name, str::to_owned);
    page(&JoinPage { frame, trouble, ticket: form.text("ticket").to_owned(), me })
}

/// Begins, on a thread of its own.
pub(crate) async fn begin(visitor: Visitor, form: Form) -> Answer {
    let w = visitor.w;
    let text: String = form.text("ticket").chars().filter(|c| !c.is_whitespace()).collect();
    let me = form.text("me").to_owned();
    let ticket: Ticket = match text.parse() {
        Ok(ticket) => ticket,
        Err(error) => return again(&visitor, &form, refused(&JoinError::Ticket(error)).say(w)),
    };
    if me.is_empty() {
        return again(&visitor, &form, w.t("join-name"));
    }
    let device = remember(&visitor.app, w, &me)?;
    if visitor.app.jobs.begin("join-looking") {
        let app = Arc::clone(&visitor.app);
        let thread = std::thread::Builder::new().name("kring-join".into()).stack_size(STACK);
        let begun = thread.spawn(move || {
            let end = match join(&app, w, &ticket, &me, &device) {
                Ok(group) => Joining::Done(group),
                Err(trouble) => Joining::Failed(trouble),
            };
            app.rooms.look();
            app.jobs.set(end);
        });
        if begun.is_err() {
            visitor.app.jobs.set(Joining::Failed(Trouble::crash()));
        }
    }
    go("/join/wait", "")
}

/// How far it is.
pub(crate) async fn wait(visitor: Visitor, headers: HeaderMap) -> Answer {
    let w = visitor.w;
    let frame = Frame::outside(w, w.t("start-join"));
    match visitor.app.jobs.joining() {
        None => go("/join", ""),
        Some(Joining::Done(group)) => done(&group, headers.contains_key("hx-request")),
        Some(Joining::Going(key)) => page(&JoiningPage { frame, sentence: w.t(key), going: true }),
        Some(Joining::Failed(trouble)) => {
            page(&JoiningPage { frame, sentence: trouble.say(w), going: false })
        }
    }
}

/// On to the group. A request in the background would follow an address by itself, so the page is
/// told to go there.
fn done(group: &GroupId, in_background: bool) -> Answer {
    let to = format!("/g/{group}");
    if !in_background {
        return go(&to, "done-joined");
    }
    let to = HeaderValue::from_str(&format!("{to}?said=done-joined"));
    let to = to.map_err(|_| Trouble::crash())?;
    Ok((StatusCode::OK, [(HeaderName::from_static("hx-redirect"), to)]).into_response())
}

fn join(app: &App, w: &Words, ticket: &Ticket, me: &str, device: &str) -> Result<GroupId, Trouble> {
    let seed = app.home.seed()?;
    let groups = app.home.group_ids()?;
    let bind = Bind::from_env().map_err(|error| refused(&error.into()))?;
    let joiner = Joiner { seed: &seed, name: me, device_name: device, bind, groups: &groups };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|_| Trouble::crash())?;
    let mut step = |step: JoinStep| app.jobs.set(Joining::Going(step_key(step)));
    let joined = runtime.block_on(net::ask_in(&joiner, ticket, &mut SystemEnv, &mut step));
    let joined = joined.map_err(|error| refused(&error))?;
    let keys = DeviceKeys::derive(&seed, joined.nonce);
    let env = Box::new(SystemEnv);
    let mut replica = app.home.create(joined.group, keys, joined.nonce, &joined.statements, env)?;
    replica.introduce_myself(me, device, w.tag())?;
    note_addresses(&mut replica, &joined)?;
    let group = joined.group;
    runtime.block_on(joined.done.say());
    Ok(group)
}

/// Where the others are, so that fetching begins at once.
fn note_addresses(replica: &mut Replica, joined: &Joined) -> Result<(), Trouble> {
    for (endpoint, addresses) in &joined.addresses {
        let device = replica.roster().device_by_endpoint(endpoint).map(|device| device.id);
        let Some(device) = device else { continue };
        let addresses = addresses.iter().map(ToString::to_string).collect();
        replica.remember(&device, &Meeting { addresses, ..Meeting::default() })?;
    }
    Ok(())
}

const fn step_key(step: JoinStep) -> &'static str {
    match step {
        JoinStep::Looking => "join-looking",
        JoinStep::Waiting => "join-waiting",
        JoinStep::Receiving => "join-receiving",
    }
}

/// Why joining did not happen, one sentence each.
fn refused(error: &JoinError) -> Trouble {
    let key = match error {
        JoinError::Ticket(TicketError::Damaged) => "join-damaged",
        JoinError::Ticket(TicketError::OtherVersion) | JoinError::OtherVersion => {
            "join-other-version"
        }
        JoinError::Expired => "join-expired",
        JoinError::Used => "join-used",
        JoinError::Unknown | JoinError::WrongSecret => "join-unknown",
        JoinError::Burnt => "join-burnt",
        JoinError::Declined => "join-declined",
        JoinError::Unanswered => "join-unanswered",
        JoinError::Busy => "join-busy",
        JoinError::NotFound => "page-join-not-found",
        JoinError::AlreadyMember(_) => "join-already",
        JoinError::Blocked => "trouble-blocked",
        JoinError::Name => "join-name",
        JoinError::Lost => "join-lost",
        JoinError::Invalid => "join-invalid",
        JoinError::Elsewhere => "join-elsewhere",
        JoinError::Endpoint(_) => "page-no-network",
    };
    Trouble::new(StatusCode::BAD_GATEWAY, key)
}
