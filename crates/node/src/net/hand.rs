//! Working on a group while its network runs, on the thread that owns it.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use tokio::sync::mpsc;

use super::group::Message;
use super::traffic::Traffic;

/// Pieces of work that wait for the group's thread: one per thread that works on the group, and
/// there are few.
const WORK_CAP: usize = 16;

/// How long a full queue is left alone before it is tried again.
const FULL: Duration = Duration::from_millis(1);

/// Something to do with the open group.
type Work<H> = Box<dyn FnOnce(&mut H) + Send>;

/// The network has ended, and the group's thread with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the network of this group has ended")]
pub struct Ended;

/// Works on the group that a running network owns, from any thread.
///
/// What is done here goes to the peers at once; what another process or another replica writes is
/// noticed at the next look, a tenth of a second later at most.
pub struct Hand<H> {
    work: SyncSender<Work<H>>,
    // Weak: whoever holds a hand does not keep the group's thread waiting for it.
    inbox: mpsc::WeakSender<Message>,
}

/// The other end of all hands, which the group's thread holds.
pub(super) struct Palm<H>(Receiver<Work<H>>);

/// A hand and its palm. `inbox` wakes the thread that holds the palm.
pub(super) fn hand<H>(inbox: &mpsc::Sender<Message>) -> (Hand<H>, Palm<H>) {
    let (work, waiting) = sync_channel(WORK_CAP);
    (Hand { work, inbox: inbox.downgrade() }, Palm(waiting))
}

impl<H> Clone for Hand<H> {
    fn clone(&self) -> Self {
        Self { work: self.work.clone(), inbox: self.inbox.clone() }
    }
}

impl<H: 'static> Hand<H> {
    /// Does `work` on the group's thread and waits for its answer. Never call it on that thread.
    ///
    /// # Errors
    /// [`Ended`]; the work was not done then, unless the network ended while it was.
    pub fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut H) -> T + Send + 'static,
    ) -> Result<T, Ended> {
        let (answer, answered) = sync_channel(1);
        let mut work: Work<H> = Box::new(move |host| {
            if answer.try_send(work(host)).is_err() {
                tracing::debug!("nobody waits for the answer");
            }
        });
        while let Err(refused) = self.work.try_send(work) {
            match refused {
                TrySendError::Full(back) => work = back,
                TrySendError::Disconnected(_) => return Err(Ended),
            }
            std::thread::sleep(FULL);
        }
        self.wake(Message::Work)?;
        answered.recv().map_err(|_| Ended)
    }

    /// What went over the connections since the network was taken.
    ///
    /// # Errors
    /// [`Ended`].
    pub fn traffic(&self) -> Result<Traffic, Ended> {
        let (answer, answered) = sync_channel(1);
        self.wake(Message::Count(answer))?;
        answered.recv().map_err(|_| Ended)
    }

    fn wake(&self, message: Message) -> Result<(), Ended> {
        let inbox = self.inbox.upgrade().ok_or(Ended)?;
        inbox.blocking_send(message).map_err(|_| Ended)
    }
}

impl<H> Palm<H> {
    /// Does all the work that waits.
    pub(super) fn work(&self, host: &mut H) {
        while let Ok(work) = self.0.try_recv() {
            work(host);
        }
    }
}
