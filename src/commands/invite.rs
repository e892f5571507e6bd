//! `kring invite`: make a ticket, wait for who comes with it, and say yes or no.

use std::time::{Duration, Instant};

use kring_node::net::{self, Host as _, Invitation, InviteError, Request, Stage};
use kring_node::ticket::{InvitationId, Ticket};
use kring_trust::DeviceId;
use serde_json::json;

use crate::ask;
use crate::context::Context;
use crate::dates;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::network::{self, Running};
use crate::output::Answer;
use crate::say;
use crate::sheet::{Sheet, Tone};

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

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "NUMBER", default_value_t = MINUTES)]
    minutes: u64,
    #[arg(long)]
    no_wait: bool,
    #[arg(long, conflicts_with_all = ["withdraw", "no_wait"])]
    answer: bool,
    #[arg(long, value_name = "ID")]
    withdraw: Option<InvitationId>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    if let Some(id) = args.withdraw {
        return withdraw(&mut desk, id);
    }
    if args.answer {
        return answer_waiting(&mut desk);
    }
    if !net::OPEN_MINUTES.contains(&args.minutes) {
        let (least, most) = (*net::OPEN_MINUTES.start(), *net::OPEN_MINUTES.end());
        return Err(Failure::new(Exit::Usage, say!("invite-minutes", least = least, most = most)));
    }
    note_size(&mut desk)?;
    if args.no_wait {
        return leave_open(&mut desk, args);
    }
    let running = network::take(context.replica()?)?;
    let ticket = ticket(&mut desk, args)?;
    show_now(&desk, &ticket)?;
    let done = wait(&mut desk, ticket.invitation, running.as_ref());
    if matches!(done, Ok(Some(_))) {
        stay(running.as_ref());
    }
    if let Some(running) = running {
        running.handle.shutdown().map_err(|error| network::refused(&error))?;
    }
    let Some(device) = done? else {
        return Ok(Answer::done(say!("invite-declined"), json!({ "came_in": false })));
    };
    // The name comes with what the new member writes first.
    desk.replica.take_in().map_err(|error| network::refused(&error.into()))?;
    let name = network::whose(&mut desk, &device);
    let data = json!({ "came_in": true, "device": device.to_string() });
    Ok(Answer::done(say!("invite-came-in", name = name), data))
}

/// Makes a ticket for whom another process on this laptop lets in.
fn leave_open(desk: &mut Desk<'_>, args: &Args) -> Result<Answer, Failure> {
    // Only looked at: who begins to share this very moment must find the network free.
    let free = desk.replica.take_network().map_err(|error| network::refused(&error.into()))?;
    if free.is_some() {
        return Err(Failure::new(Exit::Network, say!("invite-nobody-listens"))
            .hint(say!("invite-nobody-listens-hint")));
    }
    let ticket = ticket(desk, args)?;
    Ok(shown(desk, &ticket))
}

/// Waits until this laptop listens, then makes the ticket.
fn ticket(desk: &mut Desk<'_>, args: &Args) -> Result<Ticket, Failure> {
    let until = Instant::now() + LISTEN_BY;
    let valid = Duration::from_secs(args.minutes.saturating_mul(60));
    loop {
        let made = net::invite(&mut desk.replica, valid, desk.context.says_yes());
        match made {
            Ok(ticket) => return Ok(ticket),
            Err(InviteError::NotListening) if Instant::now() < until => std::thread::sleep(LOOK),
            Err(InviteError::NotListening) => {
                return Err(Failure::new(Exit::Network, say!("invite-nobody-listens"))
                    .hint(say!("invite-nobody-listens-hint")));
            }
            Err(InviteError::TooMany) => {
                return Err(Failure::new(Exit::Failed, say!("invite-too-many")));
            }
            Err(InviteError::Host(error)) => return Err(network::refused(&error.into())),
        }
    }
}

fn shown(desk: &Desk<'_>, ticket: &Ticket) -> Answer {
    let words = desk.context.words();
    let until = dates::moment(words, ticket.expires_ms);
    let mut sheet = Sheet::new();
    sheet.toned(0, Tone::Strong, ticket.to_string());
    let data = json!({
        "ticket": ticket.to_string(),
        "invitation": ticket.invitation.to_string(),
        "expires_ms": ticket.expires_ms,
    });
    Answer::new(sheet, data).remark(say!("invite-give", until = until))
}

fn show_now(desk: &Desk<'_>, ticket: &Ticket) -> Result<(), Failure> {
    let answer = shown(desk, ticket);
    let written = desk.context.output().answer(desk.context.words(), "invite", &answer);
    written.map_err(|error| {
        Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
    })
}

/// Waits for whoever comes with this invitation, and asks the person here. Answers the device that
/// came in; none after a no.
fn wait(
    desk: &mut Desk<'_>,
    id: InvitationId,
    running: Option<&Running>,
) -> Result<Option<DeviceId>, Failure> {
    loop {
        if running.is_some_and(|running| running.handle.is_over()) {
            return Err(Failure::new(Exit::Failed, say!("invite-stopped")));
        }
        desk.replica.take_in().map_err(|error| network::refused(&error.into()))?;
        let all = invitations(desk)?;
        let Some(invitation) = all.into_iter().find(|one| one.id == id) else {
            return Err(Failure::new(Exit::Failed, say!("invite-stopped")));
        };
        let now = kring_node::env::Env::now_ms(desk.replica.env());
        match &invitation.stage {
            Stage::Asked(request) => decide(desk, id, request)?,
            Stage::Used(device) => return Ok(Some(*device)),
            Stage::Declined => return Ok(None),
            Stage::Burnt => return Err(Failure::new(Exit::Failed, say!("event-burnt"))),
            Stage::Withdrawn => return Err(Failure::new(Exit::Failed, say!("invite-stopped"))),
            Stage::Open if !invitation.is_open(now) => {
                return Err(Failure::new(Exit::Failed, say!("invite-expired")));
            }
            Stage::Open | Stage::Granted(_) => {}
        }
        std::thread::sleep(LOOK);
    }
}

fn decide(desk: &mut Desk<'_>, id: InvitationId, request: &Request) -> Result<(), Failure> {
    let question = say!("ask-let-in", name = &request.name, device = &request.device_name);
    let yes = ask::yes(desk.context, &question)?;
    net::answer(&mut desk.replica, id, yes).map_err(|error| network::refused(&error.into()))?;
    Ok(())
}

/// Answers everybody who waits with any invitation of this laptop.
fn answer_waiting(desk: &mut Desk<'_>) -> Result<Answer, Failure> {
    let all = invitations(desk)?;
    let asked = all.iter().filter_map(|one| match &one.stage {
        Stage::Asked(request) => Some((one.id, request)),
        _ => None,
    });
    let mut answered = 0;
    for (id, request) in asked {
        decide(desk, id, request)?;
        answered += 1;
    }
    let data = json!({ "answered": answered });
    Ok(match answered {
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
        page.own_fields().and_then(|own| own.number("max_members"))
    })?;
    let most = usize::try_from(most.unwrap_or(7)).unwrap_or(7);
    let now = desk.replica.roster().persons().filter(|person| person.in_).count();
    if now >= most {
        let remark = say!("invite-many", count = now);
        let output = desk.context.output();
        output.remark(desk.context.words(), &remark).map_err(|error| {
            Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
        })?;
    }
    Ok(())
}
