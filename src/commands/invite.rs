//! `kring invite`: open a door in this room and make a ticket for far away, wait for who comes, and
//! say yes or no to each after comparing four words.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use kring_node::net::{self, Entry, Host as _, Invitation, InviteError, Request, Stage, Whom};
use kring_node::ticket::{InvitationId, Ticket};
use kring_trust::relay::Relay;
use serde_json::{Value, json};

use super::internet::{address, named};
use crate::ask;
use crate::context::{Context, locked};
use crate::dates;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::network::{self, Running};
use crate::output::Answer;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::wording;

/// How often it is looked at whether somebody came.
const LOOK: Duration = Duration::from_millis(200);

/// How long the network may take to say where it listens.
const LISTEN_BY: Duration = Duration::from_secs(10);

/// After somebody came in they fetch what is there; so long the inviter stays for it.
const STAY: Duration = Duration::from_secs(60);

/// So long the inviter stays after both have everything, for the last word to arrive.
const LINGER: Duration = Duration::from_secs(2);

/// Minutes that a ticket is good for, if nothing else is asked: time to mail it and answer.
const MINUTES: u64 = 60;

/// Minutes that a door stands open, if nothing else is asked: time to come to the table.
const DOOR_MINUTES: u64 = 10;

/// A door is kept open for so long at a time while this command waits: it closes by itself soon
/// after this program is gone, however it went.
const LEASE: Duration = Duration::from_secs(120);

/// How often it is kept open.
const RENEW: Duration = Duration::from_secs(20);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, conflicts_with = "far")]
    near: bool,
    #[arg(long)]
    far: bool,
    #[arg(long, conflicts_with = "returning")]
    laptop: bool,
    #[arg(long, value_name = "NAME")]
    returning: Option<String>,
    #[arg(long, value_name = "NUMBER")]
    minutes: Option<u64>,
    #[arg(long)]
    no_wait: bool,
    #[arg(long, conflicts_with_all = ["withdraw", "no_wait"])]
    answer: bool,
    #[arg(long, value_name = "ID")]
    withdraw: Option<InvitationId>,
}

/// What was opened.
struct Opened {
    ticket: Option<Ticket>,
    door: Option<InvitationId>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    if let Some(id) = args.withdraw {
        return withdraw(&mut desk, id);
    }
    if args.answer {
        return answer_waiting(&mut desk);
    }
    if args.minutes.is_some_and(|minutes| !net::OPEN_MINUTES.contains(&minutes)) {
        let (least, most) = (*net::OPEN_MINUTES.start(), *net::OPEN_MINUTES.end());
        return Err(Failure::new(Exit::Usage, say!("invite-minutes", least = least, most = most)));
    }
    let whom = whom(&mut desk, args)?;
    if whom == Whom::Newcomer {
        note_size(&mut desk)?;
    }
    if args.no_wait {
        return leave_open(&mut desk, args, whom);
    }
    context.end_when_locked()?;
    let running = network::take(context.replica()?)?;
    let opened = open(&mut desk, args, whom)?;
    show_now(&desk, &opened)?;
    let came = Waiting::new(args, &opened).wait(&mut desk, running.as_ref());
    if let Some(door) = opened.door {
        net::withdraw(&mut desk.replica, door).map_err(|error| network::refused(&error.into()))?;
    }
    if matches!(came, Ok(true)) {
        stay(running.as_ref());
    }
    if let Some(running) = running {
        running.handle.shutdown().map_err(|error| network::refused(&error))?;
    }
    Ok(match came? {
        true => Answer::done(say!("invite-done"), json!({ "came_in": true })),
        false => Answer::done(say!("invite-declined"), json!({ "came_in": false })),
    })
}

/// As whom the person comes in.
fn whom(desk: &mut Desk<'_>, args: &Args) -> Result<Whom, Failure> {
    if args.laptop {
        return Ok(Whom::OwnDevice(desk.replica.me()));
    }
    let Some(name) = &args.returning else { return Ok(Whom::Newcomer) };
    let person = desk.person(name)?;
    if person == desk.replica.me() {
        return Err(Failure::new(Exit::Usage, say!("invite-return-self"))
            .hint(say!("invite-return-self-hint")));
    }
    Ok(Whom::Returning(person))
}

/// Opens for whom another process on this laptop lets in.
fn leave_open(desk: &mut Desk<'_>, args: &Args, whom: Whom) -> Result<Answer, Failure> {
    // Only looked at: who begins to share this very moment must find the network free.
    let free = desk.replica.take_network().map_err(|error| network::refused(&error.into()))?;
    if free.is_some() {
        return Err(nobody_listens());
    }
    let opened = open(desk, args, whom)?;
    shown(desk, &opened)
}

/// Waits until this laptop listens, then opens. A door needs a person who compares words, so
/// whoever says yes beforehand gets a ticket alone; and so does who does not wait, unless asked.
fn open(desk: &mut Desk<'_>, args: &Args, whom: Whom) -> Result<Opened, Failure> {
    let waits = !args.no_wait && !desk.context.says_yes();
    let (far, near) = (!args.near, args.near || (!args.far && waits));
    let door_minutes = args.minutes.unwrap_or(DOOR_MINUTES);
    let door_time = if args.no_wait { minutes(door_minutes) } else { LEASE };
    let door = near
        .then(|| listening(|| net::open_door(&mut desk.replica, whom, door_time)))
        .transpose()?;
    let (time, yes) = (minutes(args.minutes.unwrap_or(MINUTES)), desk.context.says_yes());
    let ticket =
        far.then(|| listening(|| net::invite(&mut desk.replica, whom, time, yes))).transpose()?;
    Ok(Opened { ticket, door })
}

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes.saturating_mul(60))
}

fn listening<T>(mut make: impl FnMut() -> Result<T, InviteError>) -> Result<T, Failure> {
    let until = Instant::now() + LISTEN_BY;
    loop {
        match make() {
            Ok(made) => return Ok(made),
            Err(InviteError::NotListening) if Instant::now() < until => std::thread::sleep(LOOK),
            Err(InviteError::NotListening) => return Err(nobody_listens()),
            Err(InviteError::TooMany) => {
                return Err(Failure::new(Exit::Failed, say!("invite-too-many")));
            }
            Err(InviteError::Host(error)) => return Err(network::refused(&error.into())),
        }
    }
}

fn nobody_listens() -> Failure {
    Failure::new(Exit::Network, say!("invite-nobody-listens"))
        .hint(say!("invite-nobody-listens-hint"))
}

fn shown(desk: &Desk<'_>, opened: &Opened) -> Result<Answer, Failure> {
    let words = desk.context.words();
    let mut sheet = Sheet::new();
    let mut data = serde_json::Map::new();
    let mut remarks = Vec::new();
    if let Some(door) = opened.door {
        let word = wording::door(words, door);
        sheet.toned(0, Tone::Strong, words.say(&say!("invite-door", word = &word)));
        remarks.push(say!("invite-door-line", word = &word));
        data.extend([("door".into(), json!(door.to_string())), ("word".into(), json!(word))]);
    }
    if let Some(ticket) = &opened.ticket {
        sheet.toned(0, Tone::Strong, ticket.to_string());
        if desk.context.has_terminal() && !desk.context.output().json {
            sheet.text(0, &wording::qr(ticket)?);
        }
        let until = dates::moment(words, ticket.expires_ms);
        remarks.push(say!("invite-give", until = until));
        remarks.push(match ticket.relays.is_empty() {
            true => say!("invite-far-direct"),
            false => say!("invite-far-relay", relay = named(words, &ticket.relays)),
        });
        let relays = ticket
            .relays
            .iter()
            .map(|relay| json!({ "relay": address(relay), "public": *relay == Relay::Public }));
        data.extend([
            ("ticket".into(), json!(ticket.to_string())),
            ("invitation".into(), json!(ticket.invitation.to_string())),
            ("expires_ms".into(), json!(ticket.expires_ms)),
            ("relays".into(), relays.collect()),
        ]);
    }
    Ok(remarks.into_iter().fold(Answer::new(sheet, Value::Object(data)), Answer::remark))
}

fn show_now(desk: &Desk<'_>, opened: &Opened) -> Result<(), Failure> {
    let answer = shown(desk, opened)?;
    let written = desk.context.output().answer(desk.context.words(), "invite", &answer);
    written.map_err(|error| {
        Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
    })
}

/// Waits for whoever comes, and asks the person here about each.
struct Waiting<'a> {
    opened: &'a Opened,
    until: Instant,
    renew: Instant,
    told: BTreeSet<InvitationId>,
    /// It was said that words differ at the door.
    warned: bool,
    came: bool,
}

impl<'a> Waiting<'a> {
    fn new(args: &Args, opened: &'a Opened) -> Self {
        let minutes = minutes(args.minutes.unwrap_or(DOOR_MINUTES));
        let until = Instant::now() + minutes;
        let (renew, told) = (Instant::now() + RENEW, BTreeSet::new());
        Self { opened, until, renew, told, warned: false, came: false }
    }

    /// Whether somebody came in, or the one who came was sent away.
    fn wait(mut self, desk: &mut Desk<'_>, running: Option<&Running>) -> Result<bool, Failure> {
        loop {
            if running.is_some_and(|running| running.handle.is_over()) {
                return if self.came { Ok(true) } else { Err(stopped()) };
            }
            if desk.context.must_let_go() {
                return Err(locked());
            }
            desk.replica.take_in().map_err(|error| network::refused(&error.into()))?;
            let all = invitations(desk)?;
            for one in &all {
                if self.is_mine(one) {
                    self.meet(desk, one)?;
                }
            }
            if let Some(end) = self.ended(desk, &all)? {
                return Ok(end);
            }
            std::thread::sleep(LOOK);
        }
    }

    fn is_mine(&self, one: &Invitation) -> bool {
        let ticket = self.opened.ticket.as_ref().map(|ticket| ticket.invitation);
        match one.way {
            Entry::Guest(door) => Some(door) == self.opened.door,
            Entry::Ticket | Entry::Door => Some(one.id) == ticket,
        }
    }

    fn meet(&mut self, desk: &mut Desk<'_>, one: &Invitation) -> Result<(), Failure> {
        match &one.stage {
            Stage::Asked(request) => decide(desk, one, request),
            Stage::Used(device) if self.told.insert(one.id) => {
                self.came = true;
                // The name comes with what the new member writes first.
                let name = network::whose(desk, device);
                tell(desk, &say!("invite-came-in", name = name))
            }
            _ => Ok(()),
        }
    }

    /// Whether it is over, and how: with the ticket's end, or with the door's.
    fn ended(&mut self, desk: &mut Desk<'_>, all: &[Invitation]) -> Result<Option<bool>, Failure> {
        let find = |id: InvitationId| all.iter().find(|one| one.id == id);
        if let Some(ticket) = &self.opened.ticket {
            let Some(one) = find(ticket.invitation) else { return Err(stopped()) };
            let now = kring_node::env::Env::now_ms(desk.replica.env());
            match &one.stage {
                Stage::Used(_) => return Ok(Some(true)),
                Stage::Declined => return Ok(Some(false)),
                Stage::Burnt => return Err(Failure::new(Exit::Failed, say!("event-burnt"))),
                Stage::Withdrawn => return Err(stopped()),
                Stage::Open if !one.is_open(now) => {
                    return Err(Failure::new(Exit::Failed, say!("invite-expired")));
                }
                Stage::Open | Stage::Asked(_) | Stage::Granted(_) => {}
            }
        }
        let Some(door) = self.opened.door else { return Ok(None) };
        let Some(one) = find(door) else { return Err(stopped()) };
        if one.is_troubled() && !std::mem::replace(&mut self.warned, true) {
            tell(desk, &say!("door-differed"))?;
        }
        let over = Instant::now() >= self.until && self.opened.ticket.is_none();
        match &one.stage {
            Stage::Burnt => Err(Failure::new(Exit::Failed, say!("invite-door-burnt"))),
            // A door for one laptop closes behind it.
            Stage::Withdrawn if self.came => Ok(Some(true)),
            Stage::Withdrawn if self.opened.ticket.is_none() => Err(stopped()),
            _ if over && self.came => Ok(Some(true)),
            _ if over => Err(Failure::new(Exit::Failed, say!("invite-door-over"))),
            _ => self.keep_open(desk, door).map(|()| None),
        }
    }

    fn keep_open(&mut self, desk: &mut Desk<'_>, door: InvitationId) -> Result<(), Failure> {
        if Instant::now() < self.renew || Instant::now() >= self.until {
            return Ok(());
        }
        self.renew = Instant::now() + RENEW;
        net::keep_open(&mut desk.replica, door, LEASE)
            .map_err(|error| network::refused(&error.into()))
    }
}

fn stopped() -> Failure {
    Failure::new(Exit::Failed, say!("invite-stopped"))
}

fn tell(desk: &Desk<'_>, sentence: &crate::words::Sentence) -> Result<(), Failure> {
    let output = desk.context.output();
    output.remark(desk.context.words(), sentence).map_err(|error| {
        Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
    })
}

fn decide(desk: &mut Desk<'_>, one: &Invitation, request: &Request) -> Result<(), Failure> {
    let words = wording::four(desk.context.words(), request.words);
    let (name, device) = (&request.name, &request.device_name);
    let question = match one.whom {
        Whom::Newcomer => say!("ask-let-in", name = name, device = device, words = words),
        Whom::OwnDevice(_) => say!("ask-own-laptop", device = device, words = words),
        Whom::Returning(person) => {
            let name = desk.name(&person);
            say!("ask-return", name = name, device = device, words = words)
        }
    };
    let yes = ask::yes(desk.context, &question)?;
    net::answer(&mut desk.replica, one.id, yes).map_err(|error| network::refused(&error.into()))?;
    Ok(())
}

/// Answers everybody who waits with any invitation of this laptop.
fn answer_waiting(desk: &mut Desk<'_>) -> Result<Answer, Failure> {
    let mut answered: Vec<Value> = Vec::new();
    for one in invitations(desk)? {
        let Stage::Asked(request) = &one.stage else { continue };
        decide(desk, &one, request)?;
        let words = wording::four(desk.context.words(), request.words);
        answered.push(json!({ "name": request.name, "words": words }));
    }
    let data = json!({ "answered": answered.len(), "who": answered });
    Ok(match answered.len() {
        0 => Answer::done(say!("invite-nobody-waits"), data),
        _ => Answer::done(say!("invite-answered"), data),
    })
}

fn withdraw(desk: &mut Desk<'_>, id: InvitationId) -> Result<Answer, Failure> {
    let gone = net::withdraw(&mut desk.replica, id);
    if gone.map_err(|error| network::refused(&error.into()))? {
        Ok(Answer::done(say!("invite-withdrawn"), json!({ "withdrawn": true })))
    } else {
        Err(Failure::new(Exit::NotFound, say!("invite-no-such")))
    }
}

fn invitations(desk: &Desk<'_>) -> Result<Vec<Invitation>, Failure> {
    net::invitations(&desk.replica).map_err(|error| network::refused(&error.into()))
}

/// Stays until who came in has everything and went on, or a while.
fn stay(running: Option<&Running>) {
    let Some(running) = running else { return };
    let mut until = Instant::now() + STAY;
    while Instant::now() < until && !running.handle.is_over() {
        match running.events.recv_timeout(LOOK) {
            // They must still hear that we have theirs.
            Ok(net::Event::Level(_, level)) if network::is_level(&level) => {
                until = until.min(Instant::now() + LINGER);
            }
            Ok(net::Event::Disconnected(..)) => return,
            _ => {}
        }
    }
}

/// An eighth member is a friendly word, not a refusal.
fn note_size(desk: &mut Desk<'_>) -> Result<(), Failure> {
    let group = desk.group_page();
    let most = desk.read(&group, |page| {
        use kring_node::acts::records::Records as _;
        kring_model::derive::enough_members(page.own_fields().as_ref())
    })?;
    let now = desk.replica.roster().persons().filter(|person| person.in_).count();
    if now >= most { tell(desk, &say!("invite-many", count = now)) } else { Ok(()) }
}
