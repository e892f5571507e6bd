//! `kring join`: come into a group, by a door in this room or with a ticket.

mod far;

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use kring_node::env::{SystemEnv, random_array};
use kring_node::home::Home;
use kring_node::net::{
    self, Bind, Came, Compared, Event, Half, Host as _, JoinError, JoinStep, Joined, Joiner,
    Lookout, Meeting, OpenDoor, Way, Whom,
};
use kring_node::replica::Replica;
use kring_node::ticket::{Ticket, TicketError};
use kring_trust::GroupId;
use kring_trust::keys::{DeviceKeys, Seed};
use kring_trust::relay::Relay;
use serde_json::json;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::ask;
use crate::context::Context;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::names::{self, Names};
use crate::network;
use crate::output::Answer;
use crate::progress::Progress;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;
use crate::wording;
use crate::words::Sentence;

/// How long a new member fetches what is there before the command ends; the rest comes later.
const FETCH: Duration = Duration::from_secs(60);

/// How often the state is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// So long a list of doors is gathered, once the first was heard of.
const GATHER: Duration = Duration::from_secs(2);

/// So long the room is listened to.
const LISTEN: Duration = Duration::from_secs(15);

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    ticket: Option<String>,
    #[arg(long, value_name = "WORD", conflicts_with = "ticket")]
    door: Option<String>,
    #[arg(long, value_name = "WORD", requires = "door")]
    second: Option<String>,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
    #[arg(long, requires = "ticket", conflicts_with = "no_internet")]
    internet: bool,
    #[arg(long, requires = "ticket")]
    no_internet: bool,
    #[arg(long)]
    no_fetch: bool,
    /// Leaves it to the demonstration to write who this is.
    #[arg(long, hide = true)]
    unnamed: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
    })?;
    let bind = Bind::from_env().map_err(|error| network::refused(&error.into()))?;
    if args.ticket.is_none() && args.door.is_none() && !context.has_terminal() {
        return Ok(listed(context, &look(context, &runtime, bind, None)?));
    }
    if args.door.is_some() && !context.has_terminal() && !context.says_yes() {
        return Err(Failure::new(Exit::NeedsAnswer, say!("join-door-needs-person"))
            .hint(say!("ask-nobody-hint")));
    }
    let ticket = args.ticket.as_deref().map(ask::argument).transpose()?;
    let ticket: Option<Ticket> = ticket
        .map(|text| text.parse().map_err(|error| refused(&JoinError::Ticket(error))))
        .transpose()?;
    let relays = ticket.as_ref().map(|ticket| far::agreed(context, args, ticket)).transpose()?;
    let home = context.home()?;
    context.end_when_locked()?;
    let names = names::of_me(context, &home, args.name.as_deref(), args.device.as_deref())?;
    let joining = Joining::new(context, &runtime, &home, names, bind)?;
    let joining = Joining { relays: relays.unwrap_or_default(), ..joining };
    let joined = match ticket {
        Some(ticket) => joining.come(&Way::Ticket(&ticket))?,
        None => {
            let door = joining.choose(args.door.as_deref())?;
            joining.come(&Way::Door(&door))?
        }
    };
    let joined = match joined {
        Came::In(joined) => joined,
        Came::Half(half) => joining.second(&half, args.second.as_deref())?,
    };
    joining.settle(*joined, args)
}

/// One joining of this laptop.
struct Joining<'a> {
    context: &'a Context,
    runtime: &'a Runtime,
    home: &'a Home,
    names: Names,
    bind: Bind,
    seed: Seed,
    groups: Vec<GroupId>,
    /// Those that the person agreed to come in by.
    relays: BTreeSet<Relay>,
}

impl<'a> Joining<'a> {
    fn new(
        context: &'a Context,
        runtime: &'a Runtime,
        home: &'a Home,
        names: Names,
        bind: Bind,
    ) -> Result<Self, Failure> {
        let seed = home.seed().map_err(|error| trouble::home(&error))?;
        let groups = home.groups_of_mine().map_err(|error| trouble::home(&error))?;
        let relays = BTreeSet::new();
        Ok(Self { context, runtime, home, names, bind, seed, groups, relays })
    }

    /// The door that the person picks, or whose word was given.
    fn choose(&self, word: Option<&str>) -> Result<OpenDoor, Failure> {
        let doors = look(self.context, self.runtime, self.bind, word)?;
        let by_word = |word: &str| doors.iter().find(|door| wording::means(word, door)).cloned();
        if let Some(word) = word {
            return by_word(word).ok_or_else(|| no_door(word));
        }
        let words = self.context.words();
        let names: Vec<_> = doors.iter().map(|door| wording::door(words, door.id)).collect();
        if doors.is_empty() {
            return Err(Failure::new(Exit::Network, say!("join-no-doors"))
                .hint(say!("join-not-found-hint")));
        }
        let picked = ask::text(self.context, &say!("ask-which-door", doors = names.join(", ")))?;
        by_word(&picked).ok_or_else(|| no_door(&picked))
    }

    fn come(&self, way: &Way<'_>) -> Result<Came, Failure> {
        let joiner = Joiner {
            seed: &self.seed,
            name: &self.names.person,
            device_name: &self.names.device,
            bind: self.bind,
            groups: &self.groups,
            relays: &self.relays,
        };
        let context = self.context;
        let progress = Mutex::new(Some(Progress::start(context, &say!("join-looking"), None)));
        let held = || progress.lock().unwrap_or_else(PoisonError::into_inner);
        let mut step = |step: JoinStep| {
            held()
                .get_or_insert_with(|| Progress::start(context, &step_words(step), None))
                .say(context, &step_words(step));
        };
        let came = std::thread::scope(|scope| {
            let mut agree = |compared: Compared| {
                let (say, answer) = oneshot::channel();
                drop(held().take());
                // A question must not keep the connection from living on.
                scope.spawn(move || {
                    let agreed = agrees(context, compared).unwrap_or(false);
                    if say.send(agreed).is_err() {
                        tracing::debug!("nobody waits for the answer");
                    }
                });
                answer
            };
            let mut env = SystemEnv;
            self.runtime.block_on(net::ask_in(&joiner, way, &mut env, &mut step, &mut agree))
        });
        came.map_err(|error| match (&error, way) {
            (JoinError::NotFound, Way::Ticket(ticket)) => far::not_found(context, self, ticket),
            _ => refused(&error),
        })
    }

    /// Who returns goes to a second person's door.
    fn second(&self, half: &Half, word: Option<&str>) -> Result<Box<Joined>, Failure> {
        tell(self.context, &say!("join-second"))?;
        let word = match word {
            Some(word) => word.to_owned(),
            None => ask::text(self.context, &say!("ask-second-door"))?,
        };
        let door = self.choose(Some(&word))?;
        match self.come(&Way::Second(&door, half))? {
            Came::In(joined) => Ok(joined),
            Came::Half(_) => Err(refused(&JoinError::Invalid)),
        }
    }

    /// Makes the store, and fetches.
    fn settle(&self, joined: Joined, args: &Args) -> Result<Answer, Failure> {
        let context = self.context;
        let keys = DeviceKeys::derive(&self.seed, joined.nonce);
        let env = Box::new(SystemEnv);
        let replica = self
            .home
            .create(joined.group, keys, joined.nonce, &joined.statements, env)
            .map_err(|error| trouble::replica(&error))?;
        // A further laptop of somebody learns their name from the others.
        let named = !args.unnamed && joined.whom == Whom::Newcomer;
        let person = if named { self.names.person.as_str() } else { "" };
        let mut replica = settle_in(context, replica, (person, &self.names.device), &joined)?;
        let whom = joined.whom;
        net::agree_by(&mut replica, &self.relays)
            .map_err(|error| network::refused(&error.into()))?;
        self.runtime.block_on(joined.done.say());
        if !args.no_fetch {
            replica = fetch(context, replica)?;
        }
        if let Err(error) = replica.draw_overview() {
            tracing::debug!(%error, "lists are drawn later");
        }
        let internet = net::internet(&mut replica).map_err(|error| trouble::replica(&error))?;
        let name = replica.group_name();
        let mut sheet = Sheet::new();
        sheet.line(context.words().say(&say!("join-done", name = &name)));
        let data = json!({
            "group": replica.group().to_string(),
            "person": replica.me().to_string(),
            "device": replica.device().to_string(),
            "name": name,
            "internet": super::internet::switch_word(&internet),
        });
        let answer = Answer::new(sheet, data).remark(say!("join-next"));
        let answer = far::told(answer, &internet);
        Ok(match whom {
            Whom::Returning(_) => answer.remark(say!("join-returned")),
            Whom::Newcomer => answer.remark(say!("join-motivation")),
            Whom::OwnDevice(_) => answer,
        })
    }
}

fn no_door(word: &str) -> Failure {
    Failure::new(Exit::NotFound, say!("join-no-such-door", word = word))
        .hint(say!("join-not-found-hint"))
}

/// The open doors in this room; as soon as one has this word, if one is given.
fn look(
    context: &Context,
    runtime: &Runtime,
    bind: Bind,
    word: Option<&str>,
) -> Result<Vec<OpenDoor>, Failure> {
    let progress = Progress::start(context, &say!("join-listening"), None);
    let doors = runtime.block_on(async {
        let mut lookout = Lookout::new(bind, random_array(&mut SystemEnv)).await;
        let mut until = Instant::now() + LISTEN;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if timeout(left, lookout.next()).await.is_err() {
                return lookout.doors();
            }
            let doors = lookout.doors();
            match word {
                Some(word) if doors.iter().any(|door| wording::means(word, door)) => return doors,
                None if !doors.is_empty() => until = until.min(Instant::now() + GATHER),
                _ => {}
            }
        }
    });
    drop(progress);
    Ok(doors)
}

fn listed(context: &Context, doors: &[OpenDoor]) -> Answer {
    let (mut sheet, mut data) = (Sheet::new(), Vec::new());
    for door in doors {
        let word = wording::door(context.words(), door.id);
        sheet.line(&word);
        data.push(json!({ "word": word, "door": door.id.to_string() }));
    }
    let answer = Answer::new(sheet, json!({ "doors": data }));
    if doors.is_empty() { answer.remark(say!("join-no-doors")) } else { answer }
}

/// Whether the person here says that the words are the same. A ticket has proven already whose
/// laptop it is, so there the words are only shown, for who asks after them.
fn agrees(context: &Context, compared: Compared) -> Result<bool, Failure> {
    let words = wording::four(context.words(), compared.words);
    if compared.by_ticket {
        tell(context, &say!("join-words", words = words))?;
        return Ok(true);
    }
    let question = match compared.whom {
        Whom::Newcomer => say!("ask-same-words", words = words),
        Whom::OwnDevice(_) => say!("ask-same-words-own", words = words),
        Whom::Returning(_) => say!("ask-same-words-return", words = words),
    };
    ask::yes(context, &question)
}

fn tell(context: &Context, sentence: &Sentence) -> Result<(), Failure> {
    let written = context.output().remark(context.words(), sentence);
    written.map_err(|error| {
        Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
    })
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
        JoinError::WordsDiffer => Failure::new(Exit::NotAllowed, say!("join-words-differ"))
            .hint(say!("join-words-differ-hint")),
        JoinError::SamePerson => Failure::new(Exit::NotAllowed, say!("join-same-person")),
        JoinError::Behind => net(say!("join-behind")).hint(say!("join-behind-hint")),
        JoinError::Elsewhere => net(say!("join-elsewhere")).hint(say!("join-again-hint")),
        JoinError::Endpoint(error) => {
            Failure::new(Exit::Network, say!("net-no-endpoint", cause = error.to_string()))
                .hint(say!("net-no-endpoint-hint"))
        }
    }
}
