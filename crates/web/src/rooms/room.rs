//! One group's thread: it owns the store and the open pages, and does one thing after the other.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use kring_node::replica::{Replica, ReplicaError};
use kring_store::{Mode, StoreError};
use kring_trust::{DeviceId, GroupId};
use tokio::sync::{mpsc, oneshot};

use super::network::Network;
use crate::desk::Desk;
use crate::live::Live;
use crate::trouble::Trouble;

/// Requests that wait for one group; a browser has no more connections per tab.
const WAITING_CAP: usize = 16;

/// Stack of the thread, in bytes: what reads documents recurses.
const STACK: usize = 32 * 1024 * 1024;

/// Opens the group.
type Opener = Box<dyn Fn(Mode) -> Result<Replica, ReplicaError> + Send + Sync>;

type Job = Box<dyn FnOnce(Result<&mut Replica, Trouble>) + Send>;

/// One group.
pub(crate) struct Room {
    group: GroupId,
    /// None once it is closed.
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    live: Live,
    network: Network,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What the network tells the page: who is here now.
#[derive(Clone)]
pub(crate) struct Here(Arc<Mutex<Seen>>);

struct Seen {
    devices: BTreeSet<DeviceId>,
    /// Since when it has been as it is.
    since: Instant,
}

impl Default for Here {
    fn default() -> Self {
        let seen = Seen { devices: BTreeSet::new(), since: Instant::now() };
        Self(Arc::new(Mutex::new(seen)))
    }
}

impl Here {
    /// A laptop came or went.
    pub(super) fn note(&self, device: DeviceId, here: bool) {
        let mut all = self.seen();
        let changed = if here { all.devices.insert(device) } else { all.devices.remove(&device) };
        if changed {
            all.since = Instant::now();
        }
    }

    /// Nobody is here any more.
    pub(super) fn clear(&self) {
        let mut all = self.seen();
        all.devices.clear();
        all.since = Instant::now();
    }

    /// Whether nobody has been here for so long.
    pub(crate) fn is_empty_for(&self, time: Duration) -> bool {
        let all = self.seen();
        all.devices.is_empty() && all.since.elapsed() >= time
    }

    /// The laptops that are connected now.
    pub(crate) fn devices(&self) -> BTreeSet<DeviceId> {
        self.seen().devices.clone()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Room {
    /// A room, its network begun. The store is opened when it is first needed.
    pub(super) fn new(
        group: GroupId,
        opener: impl Fn(Mode) -> Result<Replica, ReplicaError> + Send + Sync + 'static,
    ) -> Self {
        let opener: Arc<Opener> = Arc::new(Box::new(opener));
        let (jobs, waiting) = mpsc::channel(WAITING_CAP);
        let live = Live::default();
        let network = Network::begin(Arc::clone(&opener), live.pulse());
        let thread = std::thread::Builder::new().name("kring-page".into()).stack_size(STACK);
        let thread = thread.spawn(move || work(&opener, waiting)).ok();
        Self { group, jobs: Mutex::new(Some(jobs)), live, network, thread: Mutex::new(thread) }
    }

    /// Which group.
    pub(crate) const fn group(&self) -> GroupId {
        self.group
    }

    /// The texts that are open in tabs.
    pub(crate) const fn live(&self) -> &Live {
        &self.live
    }

    /// Who is connected now.
    pub(crate) fn here(&self) -> &Here {
        self.network.here()
    }

    /// Does `f` on the group's thread, after what waits already.
    ///
    /// # Errors
    /// What `f` answers; why the group cannot be opened; that the program made a mistake.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Desk<'_>) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |replica| {
            let done = replica.and_then(|replica| f(&mut Desk::new(replica)));
            if reply.send(done).is_err() {
                tracing::debug!("nobody waits for this answer any more");
            }
        });
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let jobs = jobs.ok_or(Trouble::new(StatusCode::LOCKED, "page-locked"))?;
        jobs.send(job).await.map_err(|_| Trouble::crash())?;
        answer.await.map_err(|_| Trouble::crash())?
    }

    /// Asks the network to end, takes nothing more in, and lets the tabs' sockets go.
    pub(super) fn stop(&self) {
        self.network.stop();
        self.live.close();
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// Waits until the network has ended, what waited has been answered, and the group is closed.
    pub(super) fn wait(&self) {
        self.network.wait();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("a group's thread ended in a way it never should");
        }
    }
}

fn work(opener: &Opener, mut waiting: mpsc::Receiver<Job>) {
    let mut open: Option<Replica> = None;
    while let Some(job) = waiting.blocking_recv() {
        if open.is_none() {
            match open_as_far_as_possible(opener) {
                Ok(replica) => open = Some(replica),
                Err(error) => {
                    job(Err(Trouble::from(error)));
                    continue;
                }
            }
        }
        let Some(replica) = open.as_mut() else { continue };
        // What a mistake of ours left in memory is not trusted; the disk is.
        if catch_unwind(AssertUnwindSafe(|| job(Ok(replica)))).is_err() {
            open = None;
        }
    }
}

/// Opens the group; only for reading if its store can only be read.
fn open_as_far_as_possible(opener: &Opener) -> Result<Replica, ReplicaError> {
    match opener(Mode::ReadWrite) {
        Err(ReplicaError::Store(StoreError::ReadOnly | StoreError::Full)) => opener(Mode::ReadOnly),
        other => other,
    }
}
