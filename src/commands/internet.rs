//! `kring internet`: the internet switch of the group and of this laptop.

use std::collections::BTreeSet;

use clap::Subcommand;
use kring_node::acts;
use kring_node::net::{self, HostError, Internet, RunError, Switch};
use kring_trust::relay::Relay;
use serde_json::{Value, json};

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::network;
use crate::output::Answer;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::trouble;
use crate::words::{Sentence, Words};

/// What can be done beside looking.
#[derive(Debug, Subcommand)]
pub(crate) enum What {
    Show(Bare),
    On(On),
    Off(Bare),
    Agree(Bare),
    Refuse(Bare),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Bare {}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct On {
    #[arg(long, value_name = "URL")]
    relay: Option<String>,
    #[arg(long)]
    public: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let mut desk = Desk::open(context)?;
    match &args.what {
        None | Some(What::Show(_)) => show(&mut desk),
        Some(What::On(args)) => on(&mut desk, args),
        Some(What::Off(_)) => off(&mut desk),
        Some(What::Agree(_)) => agree(&mut desk),
        Some(What::Refuse(_)) => refuse(&mut desk),
    }
}

/// A relay in words.
pub(crate) fn relay(relay: &Relay) -> Sentence {
    match relay {
        Relay::Public => say!("internet-relay-public"),
        Relay::Own(address) => say!("internet-relay-own", address = address.as_str()),
    }
}

/// Relays in words.
pub(crate) fn named(words: &Words, relays: &BTreeSet<Relay>) -> String {
    relays.iter().map(|one| words.say(&relay(one))).collect::<Vec<_>>().join(", ")
}

/// How the switch stands.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn now(desk: &mut Desk<'_>) -> Result<Internet, Failure> {
    net::internet(&mut desk.replica).map_err(|error| trouble::replica(&error))
}

/// How the switch stands, for programs.
pub(crate) fn value(desk: &Desk<'_>, internet: &Internet) -> Value {
    let allowed = internet.allowed.iter().map(|one| {
        let person = desk.replica.roster().person_of(&one.device);
        json!({
            "relay": address(&one.relay), "public": one.relay == Relay::Public,
            "agreed": one.agreed, "said_by": person.map(|person| person.to_string()),
        })
    });
    json!({
        "switch": switch_word(internet),
        "asks": internet.asks(),
        "online": internet.now.online,
        "allowed": allowed.collect::<Vec<_>>(),
    })
}

/// How the switch stands, as a word for programs.
pub(crate) fn switch_word(internet: &Internet) -> &'static str {
    match internet.switch() {
        Switch::Off => "off",
        Switch::NotAgreed => "not_agreed",
        Switch::On => "on",
    }
}

/// The address of a relay of the group's own; none for the public one.
pub(crate) fn address(relay: &Relay) -> Option<&str> {
    match relay {
        Relay::Public => None,
        Relay::Own(address) => Some(address.as_str()),
    }
}

/// Whether who looks along on the way sees what the relay sees.
pub(crate) fn is_plain(relay: &Relay) -> bool {
    matches!(relay, Relay::Own(address) if address.is_plain())
}

fn show(desk: &mut Desk<'_>) -> Result<Answer, Failure> {
    let internet = now(desk)?;
    let words = desk.context.words();
    let mut sheet = Sheet::new();
    let state = match internet.switch() {
        Switch::Off => say!("internet-is-off"),
        Switch::NotAgreed => say!("internet-is-not-agreed"),
        Switch::On => say!("internet-is-on"),
    };
    sheet.toned(0, Tone::Strong, words.say(&state));
    for one in &internet.allowed {
        let name = network::whose(desk, &one.device);
        let line = say!("internet-allowed", name = name, relay = relay(&one.relay));
        sheet.toned(2, Tone::Plain, words.say(&line));
        let agreed = if one.agreed { say!("internet-agreed") } else { say!("internet-waits") };
        sheet.toned(4, Tone::Dim, words.say(&agreed));
    }
    if internet.switch() == Switch::On {
        let answers = internet.now.online;
        let line = if answers { say!("internet-online") } else { say!("internet-offline") };
        sheet.toned(2, Tone::Plain, words.say(&line));
    }
    sheet.line("");
    for sentence in learned(&internet.relays()) {
        sheet.line(words.say(&sentence));
    }
    let answer = Answer::new(sheet, value(desk, &internet));
    Ok(if internet.asks() { answer.remark(say!("internet-agree-hint")) } else { answer })
}

fn on(desk: &mut Desk<'_>, args: &On) -> Result<Answer, Failure> {
    let chosen = match &args.relay {
        None => Relay::Public,
        Some(text) => net::own_relay(text).map_err(|_| {
            Failure::new(Exit::BadInput, say!("internet-bad-relay"))
                .hint(say!("internet-bad-relay-hint"))
        })?,
    };
    tell(desk, &[chosen.clone()].into());
    ask::sure(desk.context, &say!("ask-internet-on", relay = relay(&chosen)))?;
    let statements = desk.act(|act| acts::internet::on(act, chosen))?;
    net::agree(&mut desk.replica, &statements).map_err(refused)?;
    Ok(done(desk, say!("done-internet-on"))?.remark(say!("done-internet-on-others")))
}

fn off(desk: &mut Desk<'_>) -> Result<Answer, Failure> {
    desk.act(acts::internet::off)?;
    Ok(done(desk, say!("done-internet-off"))?.remark(say!("done-internet-off-others")))
}

fn agree(desk: &mut Desk<'_>) -> Result<Answer, Failure> {
    let internet = now(desk)?;
    let relays = internet.relays();
    if relays.is_empty() {
        return Err(Failure::new(Exit::Failed, say!("internet-nothing"))
            .hint(say!("internet-nothing-hint")));
    }
    tell(desk, &relays);
    let named = named(desk.context.words(), &relays);
    ask::sure(desk.context, &say!("ask-internet-agree", relay = named))?;
    let shown: Vec<_> = internet.allowed.iter().map(|one| one.statement).collect();
    net::agree(&mut desk.replica, &shown).map_err(refused)?;
    done(desk, say!("done-internet-agree"))
}

fn refuse(desk: &mut Desk<'_>) -> Result<Answer, Failure> {
    net::refuse(&mut desk.replica).map_err(refused)?;
    done(desk, say!("done-internet-refuse"))
}

/// What others learn is said before it is switched on.
fn tell(desk: &Desk<'_>, relays: &BTreeSet<Relay>) {
    let output = desk.context.output();
    for sentence in learned(relays) {
        if let Err(error) = output.remark(desk.context.words(), &sentence) {
            tracing::debug!(%error, "nobody reads what is said");
        }
    }
}

/// What others learn while these relays are used.
fn learned(relays: &BTreeSet<Relay>) -> Vec<Sentence> {
    let mut all = vec![
        say!("internet-what"),
        say!("internet-learns"),
        say!("internet-never"),
        say!("internet-others"),
        say!("internet-nowhere-else"),
        say!("internet-both"),
    ];
    if relays.iter().any(is_plain) {
        all.push(say!("internet-plain"));
    }
    all
}

fn done(desk: &mut Desk<'_>, what: Sentence) -> Result<Answer, Failure> {
    let internet = now(desk)?;
    Ok(Answer::done(what, value(desk, &internet)))
}

fn refused(error: HostError) -> Failure {
    network::refused(&RunError::Host(error))
}
