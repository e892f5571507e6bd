//! `kring join`: come into a group with a ticket.

use std::time::{Duration, Instant};

use kring_node::env::SystemEnv;
use kring_node::net::{self, Bind, Event, Host as _, JoinError, JoinStep, Joined, Joiner, Meeting};
use kring_node::replica::Replica;
use kring_node::ticket::{Ticket, TicketError};
use kring_trust::keys::DeviceKeys;
use serde_json::json;

use crate::ask;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::names;
use crate::network;
use crate::output::Answer;
use crate::progress::Progress;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;
use crate::words::Sentence;

/// How long a new member fetches what is there before the command ends; the rest comes later.
const FETCH: Duration = Duration::from_secs(60);

/// How often the state is looked at.
const LOOK: Duration = Duration::from_millis(100);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    ticket: String,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
    #[arg(long)]
    no_fetch: bool,
    /// Leaves it to the demonstration to write who this is.
    #[arg(long, hide = true)]
    unnamed: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let text = ask::argument(&args.ticket)?;
    let ticket: Ticket = text.parse().map_err(|error| refused(&JoinError::Ticket(error)))?;
    let home = context.home()?;
    let names = names::of_me(context, &home, args.name.as_deref(), args.device.as_deref())?;
    let seed = home.seed().map_err(|error| trouble::home(&error))?;
    let groups = home.group_ids().map_err(|error| trouble::home(&error))?;
    let bind = Bind::from_env().map_err(|error| network::refused(&error.into()))?;
    let joiner = Joiner {
        seed: &seed,
        name: &names.person,
        device_name: &names.device,
        bind,
        groups: &groups,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
    })?;
    let progress = Progress::start(context, &say!("join-looking"), None);
    let mut step = |step: JoinStep| progress.say(context, &step_words(step));
    let joined = runtime.block_on(net::ask_in(&joiner, &ticket, &mut SystemEnv, &mut step));
    drop(progress);
    let joined = joined.map_err(|error| refused(&error))?;
    let keys = DeviceKeys::derive(&seed, joined.nonce);
    let env = Box::new(SystemEnv);
    let replica = home
        .create(joined.group, keys, joined.nonce, &joined.statements, env)
        .map_err(|error| trouble::replica(&error))?;
    let person = if args.unnamed { "" } else { &names.person };
    let mut replica = settle_in(context, replica, (person, &names.device), &joined)?;
    runtime.block_on(joined.done.say());
    if !args.no_fetch {
        replica = fetch(context, replica)?;
    }
    let name = replica.group_name();
    let mut sheet = Sheet::new();
    sheet.line(context.words().say(&say!("join-done", name = &name)));
    let data = json!({
        "group": replica.group().to_string(),
        "person": replica.me().to_string(),
        "device": replica.device().to_string(),
        "name": name,
    });
    Ok(Answer::new(sheet, data).remark(say!("join-next")))
}

/// Writes down who this is, and where the others are.
fn settle_in(
    context: &Context,
    mut replica: Replica,
    (person, device): (&str, &str),
    joined: &Joined,
) -> Result<Replica, Failure> {
    let language = context.words().language().tag();
    replica.introduce_myself(person, device, language).map_err(|error| trouble::replica(&error))?;
    for (endpoint, addresses) in &joined.addresses {
        let device = replica.roster().device_by_endpoint(endpoint).map(|device| device.id);
        let Some(device) = device else { continue };
        let addresses = addresses.iter().map(ToString::to_string).collect();
        let meeting = Meeting { addresses, ..Meeting::default() };
        replica.remember(&device, &meeting).map_err(|error| network::refused(&error.into()))?;
    }
    Ok(replica)
}

/// Fetches what is there, until level with somebody or the time is over.
fn fetch(context: &Context, replica: Replica) -> Result<Replica, Failure> {
    let progress = Progress::start(context, &say!("join-receiving"), None);
    let Some(running) = network::take(replica)? else { return context.replica() };
    let until = Instant::now() + FETCH;
    let mut has_theirs = false;
    while Instant::now() < until && !running.handle.is_over() {
        match running.events.recv_timeout(LOOK) {
            Ok(Event::Level(_, level)) if network::is_level(&level) => break,
            Ok(Event::Level(_, level)) => has_theirs = level.we_hold_theirs,
            // Who invited us may close right after: what is ours goes the next time.
            Ok(Event::Disconnected(..)) if has_theirs => break,
            _ => {}
        }
    }
    let replica = running.handle.shutdown().map_err(|error| network::refused(&error))?;
    drop(progress);
    Ok(replica)
}

const fn step_name(step: JoinStep) -> &'static str {
    match step {
        JoinStep::Looking => "join-looking",
        JoinStep::Waiting => "join-waiting",
        JoinStep::Receiving => "join-receiving",
    }
}

fn step_words(step: JoinStep) -> Sentence {
    Sentence::new(step_name(step))
}

/// Why joining did not happen, one sentence each.
fn refused(error: &JoinError) -> Failure {
    let ticket = |sentence| Failure::new(Exit::BadInput, sentence).hint(say!("join-ticket-hint"));
    let net = |sentence| Failure::new(Exit::Network, sentence);
    match error {
        JoinError::Ticket(TicketError::Damaged) => ticket(say!("join-damaged")),
        JoinError::Ticket(TicketError::OtherVersion) | JoinError::OtherVersion => {
            Failure::new(Exit::BadInput, say!("join-other-version"))
                .hint(say!("trouble-update-hint"))
        }
        JoinError::Expired => ticket(say!("join-expired")),
        JoinError::Used => ticket(say!("join-used")),
        JoinError::Unknown | JoinError::WrongSecret => ticket(say!("join-unknown")),
        JoinError::Burnt => ticket(say!("join-burnt")),
        JoinError::Declined => Failure::new(Exit::NotAllowed, say!("join-declined")),
        JoinError::Unanswered => net(say!("join-unanswered")).hint(say!("join-again-hint")),
        JoinError::Busy => net(say!("join-busy")).hint(say!("join-again-hint")),
        JoinError::NotFound => net(say!("join-not-found")).hint(say!("join-not-found-hint")),
        JoinError::AlreadyMember(_) => Failure::new(Exit::Failed, say!("join-already")),
        JoinError::Blocked => Failure::new(Exit::NotAllowed, say!("trouble-blocked"))
            .hint(say!("trouble-blocked-hint")),
        JoinError::Name => Failure::new(Exit::Usage, say!("join-name")),
        JoinError::Lost => net(say!("join-lost")).hint(say!("join-again-hint")),
        JoinError::Invalid => Failure::new(Exit::BadInput, say!("join-invalid")),
        JoinError::Elsewhere => net(say!("join-elsewhere")).hint(say!("join-again-hint")),
        JoinError::Endpoint(error) => {
            Failure::new(Exit::Network, say!("net-no-endpoint", cause = error.to_string()))
                .hint(say!("net-no-endpoint-hint"))
        }
    }
}
