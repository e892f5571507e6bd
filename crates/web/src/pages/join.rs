//! Joining by a door in this room or with a ticket: the form, the four words, and the waiting for
//! somebody's yes.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use askama::Template;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use kring_node::env::{SystemEnv, random_array};
use kring_node::net::{
    self, Bind, Came, Compared, Half, Host as _, JoinError, JoinStep, Joined, Joiner, Lookout,
    Meeting, OpenDoor, Way, Whom,
};
use kring_node::replica::Replica;
use kring_node::ticket::{Ticket, TicketError};
use kring_trust::GroupId;
use kring_trust::keys::DeviceKeys;
use kring_trust::relay::Relay;

use super::join_far;
use super::new_group::remember;
use crate::app::{Answer, App, Visitor, go, page};
use crate::form::Form;
use crate::frame::Frame;
use crate::jobs::Joining;
use crate::trouble::Trouble;
use crate::wording;
use crate::words::Words;

/// Stack of the thread that joins, in bytes: it writes the first words in the group document.
const STACK: usize = 32 * 1024 * 1024;

/// So long the room is listened to after somebody looked for doors.
const LISTEN: Duration = Duration::from_secs(30);

/// How often it is looked at whether somebody still looks.
const LOOK: Duration = Duration::from_secs(1);

#[derive(Template)]
#[template(path = "join.html")]
struct JoinPage {
    frame: Frame,
    trouble: String,
    ticket: String,
    me: String,
    doors: Vec<DoorButton>,
    /// Only a door is asked for: who returns goes to a second one.
    second: bool,
}

/// A door to pick.
struct DoorButton {
    value: String,
    word: String,
}

#[derive(Template)]
#[template(path = "joining.html")]
struct JoiningPage {
    frame: Frame,
    sentence: String,
    going: bool,
    /// The four words, while they matter.
    words: Vec<String>,
    /// The question about them; empty where there is none.
    question: String,
}

/// By what somebody joins.
enum Entry {
    /// With the relays of it that the person agreed to.
    Ticket(Ticket, BTreeSet<Relay>),
    Door(OpenDoor),
    Second(OpenDoor, Half),
}

/// The form.
pub(crate) async fn show(visitor: Visitor) -> Answer {
    again(&visitor, &Form::default(), String::new())
}

fn again(visitor: &Visitor, form: &Form, trouble: String) -> Answer {
    let w = visitor.w;
    let frame = Frame::outside(w, w.t("start-join"));
    let me = form.get("me").map_or_else(|| visitor.app.settings().person_name, str::to_owned);
    let button = |door: &OpenDoor| DoorButton {
        value: door.id.to_string(),
        word: wording::door(w, door.id),
    };
    let doors = doors(&visitor.app).iter().map(button).collect();
    let second = visitor.app.jobs.half().is_some();
    let ticket = form.text("ticket").to_owned();
    page(&JoinPage { frame, trouble, ticket, me, doors, second })
}

/// The doors that were heard of; listening begins if nobody listens.
fn doors(app: &Arc<App>) -> Vec<OpenDoor> {
    let (doors, begin) = app.jobs.look_at_doors();
    if begin {
        tokio::spawn(listen(Arc::clone(app)));
    }
    doors
}

async fn listen(app: Arc<App>) {
    let bind = Bind::from_env().unwrap_or(Bind::Everywhere);
    let mut lookout = Lookout::new(bind, random_array(&mut SystemEnv)).await;
    loop {
        if tokio::time::timeout(LOOK, lookout.next()).await.is_err() {
            tracing::trace!("nothing new in the room");
        }
        let since = Instant::now().checked_sub(LISTEN).unwrap_or_else(Instant::now);
        if !app.jobs.heard(lookout.doors(), since) {
            return;
        }
    }
}

/// Begins, on a thread of its own.
pub(crate) async fn begin(visitor: Visitor, form: Form) -> Answer {
    let w = visitor.w;
    let me = form.text("me").to_owned();
    let half = visitor.app.jobs.half();
    if me.is_empty() && half.is_none() {
        return again(&visitor, &form, w.t("join-name"));
    }
    let entry = match entry(&visitor.app, &form, half) {
        Ok(entry) => entry,
        Err(trouble) => return again(&visitor, &form, trouble.say(w)),
    };
    let entry = match (entry, form.text("internet")) {
        (Entry::Ticket(ticket, _), "yes") => {
            let relays = ticket.relays.clone();
            Entry::Ticket(ticket, relays)
        }
        (Entry::Ticket(ticket, _), answer) if !ticket.relays.is_empty() && answer != "no" => {
            return join_far::ask(w, &ticket, me);
        }
        (entry, _) => entry,
    };
    let me = if me.is_empty() { visitor.app.settings().person_name } else { me };
    let device = remember(&visitor.app, w, &me)?;
    if visitor.app.jobs.begin("join-looking") {
        let app = Arc::clone(&visitor.app);
        let thread = std::thread::Builder::new().name("kring-join".into()).stack_size(STACK);
        let begun = thread.spawn(move || {
            match join(&app, w, &entry, &me, &device) {
                Ok(Some(group)) => app.jobs.set(Joining::Done(group)),
                Ok(None) => {}
                Err(trouble) => app.jobs.set(Joining::Failed(trouble)),
            }
            app.rooms.look();
        });
        if begun.is_err() {
            visitor.app.jobs.set(Joining::Failed(Trouble::crash()));
        }
    }
    go("/join/wait", "")
}

fn entry(app: &App, form: &Form, half: Option<Half>) -> Result<Entry, Trouble> {
    let picked = form.text("door");
    if picked.is_empty() {
        let text: String = form.text("ticket").chars().filter(|c| !c.is_whitespace()).collect();
        let ticket = text.parse().map_err(|error| refused(&JoinError::Ticket(error)))?;
        return Ok(Entry::Ticket(ticket, BTreeSet::new()));
    }
    let (doors, _) = app.jobs.look_at_doors();
    let door = doors.into_iter().find(|door| door.id.to_string() == picked);
    let door = door.ok_or(Trouble::new(StatusCode::NOT_FOUND, "join-door-gone"))?;
    Ok(match half {
        Some(half) => Entry::Second(door, half),
        None => Entry::Door(door),
    })
}

/// How far it is.
pub(crate) async fn wait(visitor: Visitor, headers: HeaderMap) -> Answer {
    let w = visitor.w;
    let frame = Frame::outside(w, w.t("start-join"));
    let words = visitor.app.jobs.words().map(|words| wording::four(w, words)).unwrap_or_default();
    let question = String::new();
    match visitor.app.jobs.joining() {
        None => go("/join", ""),
        Some(Joining::Second) => elsewhere("/join", "", headers.contains_key("hx-request")),
        Some(Joining::Done(group)) => {
            let to = format!("/g/{group}");
            elsewhere(&to, "done-joined", headers.contains_key("hx-request"))
        }
        Some(Joining::Compare(compared)) => {
            let (sentence, question) = (w.t("join-read"), w.t(question_of(compared.whom)));
            page(&JoiningPage { frame, sentence, going: true, words, question })
        }
        Some(Joining::Going(key)) => {
            page(&JoiningPage { frame, sentence: w.t(key), going: true, words, question })
        }
        Some(Joining::Failed(trouble)) => {
            let (sentence, words) = (trouble.say(w), Vec::new());
            page(&JoiningPage { frame, sentence, going: false, words, question })
        }
    }
}

const fn question_of(whom: Whom) -> &'static str {
    match whom {
        Whom::Newcomer => "join-same",
        Whom::OwnDevice(_) => "join-same-own",
        Whom::Returning(_) => "join-same-return",
    }
}

/// The person compared the words.
pub(crate) async fn compared(visitor: Visitor, form: Form) -> Answer {
    match form.text("answer") {
        "yes" => visitor.app.jobs.compared(true, "join-waiting"),
        "no" => visitor.app.jobs.compared(false, "join-stopping"),
        _ => return Err(Trouble::bad_form()),
    }
    go("/join/wait", "")
}

/// On to another page. A request in the background would follow an address by itself, so the page
/// is told to go there.
fn elsewhere(to: &str, said: &str, in_background: bool) -> Answer {
    if !in_background {
        return go(to, said);
    }
    let to = if said.is_empty() { to.to_owned() } else { format!("{to}?said={said}") };
    let to = HeaderValue::from_str(&to).map_err(|_| Trouble::crash())?;
    Ok((StatusCode::OK, [(HeaderName::from_static("hx-redirect"), to)]).into_response())
}

/// Answers the group; none if a second person must confirm first.
fn join(
    app: &App,
    w: &Words,
    entry: &Entry,
    me: &str,
    device: &str,
) -> Result<Option<GroupId>, Trouble> {
    let seed = app.home.seed()?;
    let groups = app.home.groups_of_mine()?;
    let bind = Bind::from_env().map_err(|error| refused(&error.into()))?;
    let (groups, nothing) = (groups.as_slice(), BTreeSet::new());
    let relays = if let Entry::Ticket(_, relays) = entry { relays } else { &nothing };
    let joiner = Joiner { seed: &seed, name: me, device_name: device, bind, groups, relays };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|_| Trouble::crash())?;
    let way = match entry {
        Entry::Ticket(ticket, _) => Way::Ticket(ticket),
        Entry::Door(door) => Way::Door(door),
        Entry::Second(door, half) => Way::Second(door, half),
    };
    let mut step = |step: JoinStep| app.jobs.set(Joining::Going(step_key(step)));
    let mut agree = |compared: Compared| app.jobs.compare(compared);
    let mut env = SystemEnv;
    let came = runtime.block_on(net::ask_in(&joiner, &way, &mut env, &mut step, &mut agree));
    let joined = match came.map_err(|error| not_in(&error, entry))? {
        Came::In(joined) => joined,
        Came::Half(half) => {
            app.jobs.keep_half(half);
            return Ok(None);
        }
    };
    let keys = DeviceKeys::derive(&seed, joined.nonce);
    let env = Box::new(SystemEnv);
    let mut replica = app.home.create(joined.group, keys, joined.nonce, &joined.statements, env)?;
    // A further laptop of somebody learns their name from the others.
    let me = if joined.whom == Whom::Newcomer { me } else { "" };
    replica.introduce_myself(me, device, w.tag())?;
    note_addresses(&mut replica, &joined)?;
    net::agree_by(&mut replica, relays)?;
    let group = joined.group;
    runtime.block_on(joined.done.say());
    Ok(Some(group))
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

/// Why joining did not happen; where nobody was found, with where it was looked.
fn not_in(error: &JoinError, entry: &Entry) -> Trouble {
    let key = match (error, entry) {
        (JoinError::NotFound, Entry::Ticket(_, by)) if !by.is_empty() => "page-join-far-not-found",
        (JoinError::NotFound, Entry::Ticket(ticket, _)) if !ticket.relays.is_empty() => {
            "page-join-far-no"
        }
        _ => return refused(error),
    };
    Trouble::new(StatusCode::BAD_GATEWAY, key)
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
        JoinError::WordsDiffer => "join-words-differ",
        JoinError::SamePerson => "join-same-person",
        JoinError::Behind => "join-behind",
        JoinError::Elsewhere => "join-elsewhere",
        JoinError::Endpoint(_) => "page-no-network",
    };
    Trouble::new(StatusCode::BAD_GATEWAY, key)
}
