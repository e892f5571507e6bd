//! One connection with a member: one stream, messages in both directions.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use iroh::endpoint::{Connection, ConnectionError, ReadError, RecvStream, SendStream};
use kring_sync::frame::FRAME_MS;
use kring_sync::{Breach, Inbox, encode};
use kring_trust::DeviceId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Instant, timeout, timeout_at};

use super::close::{CloseCode, Unreachable};
use super::group::Message;
use super::hooks::EndpointKey;
use super::internet::Path;
use super::traffic::{Counters, Traffic, Udp};

/// The first message of a connection comes within this time of its opening.
pub(super) const FIRST_MESSAGE: Duration = Duration::from_secs(10);

/// Messages waiting to be written, one queue per connection: the sync core makes the next one only
/// when there is room, so this is all that a slow peer keeps in memory.
const OUT_CAP: usize = 4;

/// Messages read from one peer and not yet taken in.
const UNREAD_CAP: usize = 4;

/// Bytes taken from the stream at once.
const CHUNK: usize = 64 * 1024;

/// How often a frame that was begun is asked for its age.
const WATCH: Duration = Duration::from_secs(1);

/// How long the other may take to read the last words.
const GOODBYE: Duration = Duration::from_secs(2);

/// Numbers the connections of this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct LinkId(pub u64);

/// A connection as the thread that owns the group holds it. When it is dropped, what was queued is
/// still sent before the connection is closed.
#[derive(Debug)]
pub(super) struct Link {
    /// Which connection.
    pub id: LinkId,
    /// With whom.
    pub device: DeviceId,
    /// The other's network identity.
    pub endpoint: EndpointKey,
    /// Whether this laptop dialled.
    pub dialled: bool,
    connection: Connection,
    out: mpsc::Sender<kring_sync::Message>,
    counters: Arc<Counters>,
    begun: Udp,
    starved: Arc<AtomicBool>,
    parting: Arc<OnceLock<CloseCode>>,
}

/// A connection as its own task holds it.
#[derive(Debug)]
pub(super) struct LinkTask {
    id: LinkId,
    connection: Connection,
    dialled: bool,
    out: mpsc::Receiver<kring_sync::Message>,
    counters: Arc<Counters>,
    starved: Arc<AtomicBool>,
    parting: Arc<OnceLock<CloseCode>>,
}

/// A message that was read, with its share of what may wait. Dropping it frees the share.
#[derive(Debug)]
pub(super) struct Heard {
    /// The message.
    pub message: kring_sync::Message,
    _share: Option<OwnedSemaphorePermit>,
}

/// How a connection ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// Whether it was a good connection that may be looked for again soon: the other spoke, and
    /// neither side objected to anything; or the other still holds one that this side has lost.
    pub well: bool,
    /// What was wrong, if anything was.
    pub why: Option<Unreachable>,
}

enum Stop {
    /// This side closes, and why.
    Breach(Breach),
    /// There is nothing left to say.
    Over,
}

impl From<Breach> for Stop {
    fn from(breach: Breach) -> Self {
        Self::Breach(breach)
    }
}

/// The two ends of a connection: one for the group's thread, one for its task.
pub(super) fn link(
    id: LinkId,
    device: DeviceId,
    connection: Connection,
    dialled: bool,
) -> (Link, LinkTask) {
    let (sender, out) = mpsc::channel(OUT_CAP);
    let starved = Arc::new(AtomicBool::new(false));
    let (counters, begun) = (Arc::<Counters>::default(), Udp::of(&connection));
    let parting = Arc::new(OnceLock::new());
    let endpoint = *connection.remote_id().as_bytes();
    let task = LinkTask {
        id,
        connection: connection.clone(),
        dialled,
        out,
        counters: Arc::clone(&counters),
        starved: Arc::clone(&starved),
        parting: Arc::clone(&parting),
    };
    let out = sender;
    let link =
        Link { id, device, endpoint, dialled, connection, out, counters, begun, starved, parting };
    (link, task)
}

impl Link {
    /// Whether a message can be queued now. If not, [`Message::Writable`] follows when it can.
    pub(super) fn has_room(&self) -> bool {
        if self.out.capacity() > 0 {
            return true;
        }
        self.starved.store(true, Ordering::SeqCst);
        // The queue may have been emptied before the flag was up.
        self.out.capacity() > 0
    }

    /// Queues a message. `false` if there is no room or the connection is over.
    pub(super) fn send(&self, message: kring_sync::Message) -> bool {
        self.out.try_send(message).is_ok()
    }

    /// What went over it since the handshake.
    pub(super) fn traffic(&self) -> Traffic {
        self.counters.traffic(&self.connection, &self.begun)
    }

    /// By what way it goes now.
    pub(super) fn path(&self) -> Path {
        let paths = self.connection.paths();
        let relayed = paths.iter().any(|path| path.is_selected() && path.is_relay());
        if relayed { Path::Relay } else { Path::Direct }
    }

    /// Closes the connection at once.
    pub(super) fn close(self, code: CloseCode) {
        code.close(&self.connection);
        self.part(code);
    }

    /// Closes the connection after the other has heard what was queued.
    pub(super) fn part(self, code: CloseCode) {
        // Only the first reason counts, and this is it: a link parts once.
        let _first = self.parting.set(code);
    }
}

impl LinkTask {
    /// Carries messages until the connection ends, and tells the group's thread about each.
    pub(super) async fn run(mut self, inbox: mpsc::Sender<Message>) -> Ended {
        let mut greeted = false;
        let stop = self.carry(&inbox, &mut greeted).await;
        let breach = match stop {
            Stop::Breach(breach) => {
                tracing::info!(%breach, "closing");
                CloseCode::of_breach(&breach).close(&self.connection);
                Some(breach)
            }
            Stop::Over => {
                self.parting().close(&self.connection);
                None
            }
        };
        let reason = self.connection.closed().await;
        let why = why(&reason, breach.as_ref());
        let hostile = breach.as_ref().is_some_and(Breach::is_hostile);
        if inbox.send(Message::Closed { link: self.id, why, hostile }).await.is_err() {
            tracing::debug!("the group is closed already");
        }
        let has_another = CloseCode::of(&reason) == Some(CloseCode::Duplicate);
        let well = has_another || (greeted && breach.is_none() && !self.objected(&reason));
        Ended { well, why }
    }

    fn parting(&self) -> CloseCode {
        self.parting.get().copied().unwrap_or(CloseCode::Done)
    }

    fn objected(&self, reason: &ConnectionError) -> bool {
        match reason {
            ConnectionError::LocallyClosed => self.parting() != CloseCode::Done,
            reason => !matches!(CloseCode::of(reason), None | Some(CloseCode::Done)),
        }
    }

    async fn carry(&mut self, inbox: &mpsc::Sender<Message>, greeted: &mut bool) -> Stop {
        let first_by = Instant::now() + FIRST_MESSAGE;
        let (mut send, recv) = match self.streams(first_by).await {
            Ok(streams) => streams,
            Err(stop) => return stop,
        };
        let (id, counters) = (self.id, Arc::clone(&self.counters));
        let read = read_all(recv, id, inbox, first_by, greeted, &counters);
        tokio::pin!(read);
        let left = tokio::select! {
            read = &mut read => read.map(|()| false),
            write = write_all(&mut send, &mut self.out, id, &self.starved, inbox, &counters) => {
                write.map(|()| true)
            }
        };
        match left {
            // We go. QUIC's acknowledgement does not say that the other has read the last words,
            // and closing would overtake them: the other closes when it has come to their end.
            Ok(true) => {
                if send.finish().is_ok() && timeout(GOODBYE, read).await.is_err() {
                    tracing::debug!("no goodbye");
                }
                Stop::Over
            }
            Ok(false) => Stop::Over,
            Err(stop) => stop,
        }
    }

    /// The dialler opens the stream; it shows at the other side with the first message on it.
    async fn streams(&self, by: Instant) -> Result<(SendStream, RecvStream), Stop> {
        let streams = async {
            if self.dialled {
                self.connection.open_bi().await
            } else {
                self.connection.accept_bi().await
            }
        };
        let streams = timeout_at(by, streams).await.map_err(|_| Breach::Silent)?;
        streams.map_err(|_| Stop::Over)
    }
}

async fn read_all(
    mut stream: RecvStream,
    link: LinkId,
    inbox: &mpsc::Sender<Message>,
    first_by: Instant,
    greeted: &mut bool,
    counters: &Counters,
) -> Result<(), Stop> {
    let unread = Arc::new(Semaphore::new(UNREAD_CAP));
    let mut frames =
        Frames { frames: Inbox::new(), begun: Instant::now(), first_by: Some(first_by), counters };
    while let Some(message) = frames.next(&mut stream).await? {
        *greeted = true;
        counters.heard_message();
        let share = Arc::clone(&unread).acquire_owned().await.ok();
        let heard = Heard { message, _share: share };
        if inbox.send(Message::Heard { link, heard }).await.is_err() {
            tracing::debug!("the group is closed already");
        }
    }
    Ok(())
}

/// Messages from a stream, each in time.
struct Frames<'c> {
    frames: Inbox,
    begun: Instant,
    first_by: Option<Instant>,
    counters: &'c Counters,
}

impl Frames<'_> {
    async fn next(&mut self, stream: &mut RecvStream) -> Result<Option<kring_sync::Message>, Stop> {
        loop {
            if let Some(message) = self.frames.next(self.now_ms())? {
                self.first_by = None;
                return Ok(Some(message));
            }
            self.check()?;
            let wait = if self.is_awaited() { WATCH } else { Duration::MAX };
            match timeout(wait, stream.read_chunk(CHUNK)).await {
                Err(_) => {}
                Ok(Ok(Some(bytes))) => {
                    self.counters.heard(bytes.len());
                    self.frames.push(&bytes, self.now_ms());
                }
                Ok(Ok(None) | Err(ReadError::ConnectionLost(_))) => return Ok(None),
                Ok(Err(_)) => return Err(Breach::Malformed.into()),
            }
        }
    }

    /// Whether something must come in time: the first message, or the rest of a frame.
    fn is_awaited(&self) -> bool {
        self.first_by.is_some() || self.frames.check(u64::MAX).is_err()
    }

    fn check(&self) -> Result<(), Breach> {
        if self.first_by.is_some_and(|by| Instant::now() >= by) {
            return Err(Breach::Silent);
        }
        self.frames.check(self.now_ms())
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

async fn write_all(
    stream: &mut SendStream,
    out: &mut mpsc::Receiver<kring_sync::Message>,
    link: LinkId,
    starved: &AtomicBool,
    inbox: &mpsc::Sender<Message>,
    counters: &Counters,
) -> Result<(), Stop> {
    while let Some(message) = out.recv().await {
        let frame = encode(&message)?;
        let write = timeout(Duration::from_millis(FRAME_MS), stream.write_all(&frame));
        write.await.map_err(|_| Breach::Slow)?.map_err(|_| Stop::Over)?;
        counters.sent(&message, frame.len());
        if starved.swap(false, Ordering::SeqCst)
            && inbox.send(Message::Writable { link }).await.is_err()
        {
            tracing::debug!("the group is closed already");
        }
    }
    Ok(())
}

fn why(reason: &ConnectionError, breach: Option<&Breach>) -> Option<Unreachable> {
    match breach {
        Some(Breach::Slow | Breach::Silent) => Some(Unreachable::NoAnswer),
        Some(_) => Some(Unreachable::Breach),
        None => Unreachable::from_close(reason),
    }
}
