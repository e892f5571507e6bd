//! Running the network of a group from a command, and saying what happens there.

use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use kring_node::net::{self, Event, Handle, RunError, RunOptions, Unreachable};
use kring_node::replica::Replica;
use kring_store::{Mode, StoreError};

use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::say;
use crate::trouble;
use crate::words::Sentence;

/// Events that wait to be shown; the network drops more, which are only for showing.
const EVENTS_CAP: usize = 256;

/// How long the network is waited for by who means to keep it.
const MOMENT: Duration = Duration::from_millis(1_500);

/// Before it is tried again.
const AGAIN: Duration = Duration::from_millis(100);

/// A running network and what it tells.
pub(crate) struct Running {
    /// Ends it.
    pub(crate) handle: Handle<Replica>,
    /// What happens.
    pub(crate) events: Receiver<Event>,
}

/// Takes the network of `replica`'s group; `None` if another process has it.
///
/// # Errors
/// When this laptop cannot listen, or could not keep what arrives.
pub(crate) fn take(replica: Replica) -> Result<Option<Running>, Failure> {
    if replica.store().mode() == Mode::ReadOnly {
        let cause = replica.store().disk_trouble().unwrap_or(StoreError::ReadOnly);
        return Err(trouble::store(&cause));
    }
    let options = RunOptions::from_env().map_err(|error| refused(&error.into()))?;
    let (sender, events) = sync_channel(EVENTS_CAP);
    match net::run(replica, options, sender) {
        Ok(handle) => Ok(Some(Running { handle, events })),
        Err(RunError::NetworkTaken) => Ok(None),
        Err(error) => Err(refused(&error)),
    }
}

/// As [`take`], and tried again for a moment: another command may have it only to look.
///
/// # Errors
/// As [`take`].
pub(crate) fn take_soon(context: &Context) -> Result<Option<Running>, Failure> {
    let until = Instant::now() + MOMENT;
    loop {
        let taken = take(context.replica()?)?;
        if taken.is_some() || Instant::now() >= until {
            return Ok(taken);
        }
        std::thread::sleep(AGAIN);
    }
}

/// Why the network does not run.
pub(crate) fn refused(error: &RunError) -> Failure {
    match error {
        RunError::NetworkTaken => {
            Failure::new(Exit::Network, say!("net-taken")).hint(say!("net-taken-hint"))
        }
        RunError::Endpoint(error) => {
            Failure::new(Exit::Network, say!("net-no-endpoint", cause = error.to_string()))
                .hint(say!("net-no-endpoint-hint"))
        }
        RunError::Host(error) => {
            Failure::new(Exit::Store, say!("net-store", cause = error.to_string()))
                .hint(say!("trouble-io-hint"))
        }
        other => Failure::new(Exit::Failed, say!("trouble-other", cause = other.to_string())),
    }
}

/// Why a laptop is not met, in words.
pub(crate) fn why(trouble: Unreachable) -> Sentence {
    match trouble {
        Unreachable::NeverSeen => say!("why-never-seen"),
        Unreachable::NoAnswer => say!("why-no-answer"),
        Unreachable::BlockedUs => say!("why-blocked"),
        Unreachable::NotKnownThere => say!("why-not-known-there"),
        Unreachable::OlderVersion => say!("why-older-version"),
        Unreachable::NewerVersion => say!("why-newer-version"),
        Unreachable::OtherVersion => say!("why-other-version"),
        Unreachable::Breach => say!("why-breach"),
        Unreachable::Refused => say!("why-refused"),
    }
}

/// What happened, for people; nothing for what only programs need to know.
pub(crate) fn told(desk: &mut Desk<'_>, event: &Event) -> Option<Sentence> {
    match event {
        Event::Connected(device) => Some(say!("event-connected", name = whose(desk, device))),
        Event::Disconnected(device, None) => {
            Some(say!("event-disconnected", name = whose(desk, device)))
        }
        Event::Disconnected(device, Some(trouble)) | Event::Unreachable(device, trouble) => {
            let (name, why) = (whose(desk, device), why(*trouble));
            Some(say!("event-unreachable", name = name, why = why))
        }
        Event::Level(device, level) if is_level(level) => {
            Some(say!("event-level", name = whose(desk, device)))
        }
        Event::CameIn(person) => Some(say!("event-came-in", name = desk.name(person))),
        Event::Asked(_, request) => {
            Some(say!("event-asked", name = &request.name, device = &request.device_name))
        }
        Event::Burnt(_) => Some(say!("event-burnt")),
        Event::Differed(_) => Some(say!("door-differed")),
        _ => None,
    }
}

/// Whether both hold all of the other, and nothing is under way.
pub(crate) const fn is_level(level: &kring_sync::Level) -> bool {
    level.we_hold_theirs && level.they_hold_ours && !level.exchanging
}

/// Whose laptop it is.
pub(crate) fn whose(desk: &mut Desk<'_>, device: &kring_trust::DeviceId) -> String {
    match desk.replica.roster().person_of(device) {
        Some(person) => desk.name(&person),
        None => device.short(),
    }
}
