//! Keeps a group's network running, as `kring run` does, for as long as the page is open. Another
//! process may have it; then it is tried again now and then.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use kring_node::net::{self, Event, Handle, RunError, RunOptions};
use kring_node::replica::{Replica, ReplicaError};
use kring_store::Mode;

use super::room::Here;
use crate::live::Pulse;

/// Events that wait to be looked at; the network drops more, which are only for showing.
const EVENTS_CAP: usize = 256;

/// How often it is looked at whether the network has ended or should.
const LOOK: Duration = Duration::from_millis(200);

/// After another process had the network, or it could not be opened.
const AGAIN: Duration = Duration::from_secs(5);

type Opener = Arc<Box<dyn Fn(Mode) -> Result<Replica, ReplicaError> + Send + Sync>>;

/// The network of one group.
pub(super) struct Network {
    here: Here,
    stop: Stop,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Clone, Default)]
struct Stop(Arc<(Mutex<bool>, Condvar)>);

impl Network {
    /// Begins.
    pub(super) fn begin(opener: Opener, pulse: Arc<Pulse>) -> Self {
        let (here, stop) = (Here::default(), Stop::default());
        let (seen, end) = (here.clone(), stop.clone());
        let thread = std::thread::Builder::new().name("kring-share".into());
        let thread = thread.spawn(move || keep(&opener, &seen, &pulse, &end)).ok();
        Self { here, stop, thread: Mutex::new(thread) }
    }

    /// Who is here.
    pub(super) const fn here(&self) -> &Here {
        &self.here
    }

    /// Asks it to end; does not wait.
    pub(super) fn stop(&self) {
        self.stop.set();
    }

    /// Waits until it has ended.
    pub(super) fn wait(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the network's thread ended in a way it never should");
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.stop.set();
    }
}

impl Stop {
    fn set(&self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.1.notify_all();
    }

    fn is_set(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits so long, or until it is set. Whether it is.
    fn rest(&self, time: Duration) -> bool {
        let guard = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.0.1.wait_timeout_while(guard, time, |set| !*set);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

fn keep(opener: &Opener, here: &Here, pulse: &Pulse, stop: &Stop) {
    while !stop.is_set() {
        if let Err(why) = run(opener, here, pulse, stop) {
            tracing::debug!(%why, "the network is not ours now");
        }
        here.clear();
        pulse.set_line(None);
        if stop.rest(AGAIN) {
            return;
        }
    }
}

fn run(
    opener: &Opener,
    here: &Here,
    pulse: &Pulse,
    stop: &Stop,
) -> Result<(), Box<dyn std::error::Error>> {
    let replica = opener(Mode::ReadWrite)?;
    let mut options = RunOptions::from_env().map_err(RunError::from)?;
    options.signals = false;
    let (sender, events) = sync_channel(EVENTS_CAP);
    let handle: Handle<Replica> = net::run(replica, options, sender)?;
    pulse.set_line(Some(handle.line()));
    while !stop.is_set() && !handle.is_over() {
        match events.recv_timeout(LOOK) {
            Ok(Event::Connected(device)) => here.note(device, true),
            Ok(Event::Disconnected(device, _)) => {
                here.note(device, false);
                pulse.caret(device, None);
            }
            Ok(Event::Writing(device, writing)) => pulse.caret(device, writing),
            Ok(Event::Arrived | Event::WrittenHere) => pulse.beat(),
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    handle.shutdown()?;
    Ok(())
}
