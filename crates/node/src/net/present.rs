//! Presenting oneself to a laptop that has forgotten this one: its store was put back to before
//! the joining, so it turns its own member away as a stranger. It is shown who let whom in, and
//! then what it lost; see [`kring_trust::roster::Roster::shown`]. The other side is
//! [`super::take_back`].

use std::collections::BTreeMap;
use std::time::Duration;

use iroh::endpoint::{Connection, RecvStream, SendStream};
use iroh::{Endpoint, EndpointAddr};
use kring_trust::{DeviceId, StatementId};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use tracing::Instrument;

use super::close::CloseCode;
use super::group::{Group, Message};
use super::hooks::{EndpointKey, JOIN_ALPN, short};
use super::host::{Host, HostError};
use super::proof::{FROM_INVITER_CAP, FromInviter, FromJoiner, PAGE, decode, encode};
use super::wire::{WireError, read_frame, write_frame};

/// Before this laptop presents itself to the same one again: a laptop that does not believe it is
/// asked about as often as one that does not answer is dialled.
const AGAIN: Duration = Duration::from_secs(60);

/// From dialling to being taken back: megabytes are checked and written on a slow laptop.
const PRESENT_BY: Duration = Duration::from_secs(60);

/// What the two ends of presenting ask of the thread that owns the group.
#[derive(Debug)]
pub(super) enum Ask {
    /// Who let whom in, from the founder to this device.
    Introductions(oneshot::Sender<Vec<Vec<u8>>>),
    /// What is lacking where these are the newest statements; `None` if it is too much.
    GiveBack(Vec<StatementId>, oneshot::Sender<Option<Vec<Vec<u8>>>>),
    /// Somebody shows who let them in. Answers which device it is and what is known here, if they
    /// are believed.
    Shown {
        /// Who let whom in.
        introductions: Vec<Vec<u8>>,
        /// Whose connection it is.
        endpoint: EndpointKey,
        /// The answer.
        reply: oneshot::Sender<Option<(DeviceId, Vec<StatementId>)>>,
    },
    /// They give back what was lost here. Answers whether they are in with it.
    TakeBack {
        /// It.
        given: Vec<Vec<u8>>,
        /// Which device gives it.
        device: DeviceId,
        /// The answer; if true, everything is on disk.
        reply: oneshot::Sender<bool>,
    },
}

/// To whom this laptop presents itself at the moment, and did last.
#[derive(Debug, Default)]
pub(super) struct Presenting {
    tasks: JoinSet<Option<EndpointKey>>,
    /// One per member that ever turned this laptop away.
    last: BTreeMap<EndpointKey, Instant>,
}

/// Why this laptop was not taken back.
#[derive(Debug, thiserror::Error)]
enum NotTaken {
    #[error("nobody answers")]
    NoAnswer,
    #[error("the group is closed already")]
    Closed,
    #[error("it was not believed, or what it said was not understood")]
    Refused,
    #[error("too much was lost there to be given back")]
    TooMuch,
    #[error(transparent)]
    Wire(#[from] WireError),
}

impl Presenting {
    /// Presents this laptop, unless it did a moment ago.
    pub(super) fn begin(
        &mut self,
        endpoint: &Endpoint,
        target: EndpointAddr,
        inbox: &mpsc::Sender<Message>,
    ) {
        let (peer, now) = (*target.id.as_bytes(), Instant::now());
        if self.last.get(&peer).is_some_and(|last| now.duration_since(*last) < AGAIN) {
            return;
        }
        self.last.insert(peer, now);
        let (endpoint, inbox) = (endpoint.clone(), inbox.clone());
        let presenting = async move {
            match timeout(PRESENT_BY, present(&endpoint, target, &inbox)).await {
                Ok(Ok(())) => return Some(peer),
                Ok(Err(error)) => tracing::info!(%error, "not taken back"),
                Err(_) => tracing::info!("not taken back in time"),
            }
            None
        };
        let span = tracing::info_span!("present", to = %short(&peer));
        self.tasks.spawn(presenting.instrument(span));
    }

    /// Waits for one to end: who took this laptop back, if it did. `None` if there is none.
    pub(super) async fn ended(&mut self) -> Option<Option<EndpointKey>> {
        Some(self.tasks.join_next().await?.ok().flatten())
    }

    /// Gives up on all.
    pub(super) fn abort(&mut self) {
        self.tasks.abort_all();
    }
}

async fn present(
    endpoint: &Endpoint,
    target: EndpointAddr,
    inbox: &mpsc::Sender<Message>,
) -> Result<(), NotTaken> {
    let connection = endpoint.connect(target, JOIN_ALPN).await.map_err(|_| NotTaken::NoAnswer)?;
    let taken = convince(&connection, inbox).await;
    CloseCode::Done.close(&connection);
    taken
}

async fn convince(connection: &Connection, inbox: &mpsc::Sender<Message>) -> Result<(), NotTaken> {
    let (mut send, mut recv) = connection.open_bi().await.map_err(|_| NotTaken::NoAnswer)?;
    let introductions = ask(inbox, Ask::Introductions).await?;
    write_frame(&mut send, &encode(&FromJoiner::Present)).await?;
    give(&mut send, introductions).await?;
    let FromInviter::Known { newest } = hear(&mut recv).await? else {
        return Err(NotTaken::Refused);
    };
    let given = ask(inbox, |reply| Ask::GiveBack(newest, reply)).await?;
    give(&mut send, given.ok_or(NotTaken::TooMuch)?).await?;
    match hear(&mut recv).await? {
        FromInviter::Taken => Ok(()),
        _ => Err(NotTaken::Refused),
    }
}

async fn ask<T>(
    inbox: &mpsc::Sender<Message>,
    ask: impl FnOnce(oneshot::Sender<T>) -> Ask,
) -> Result<T, NotTaken> {
    let (reply, answer) = oneshot::channel();
    inbox.send(Message::Present(ask(reply))).await.map_err(|_| NotTaken::Closed)?;
    answer.await.map_err(|_| NotTaken::Closed)
}

async fn give(send: &mut SendStream, statements: Vec<Vec<u8>>) -> Result<(), NotTaken> {
    for page in paged(statements) {
        write_frame(send, &encode(&FromJoiner::Statements(page))).await?;
    }
    Ok(write_frame(send, &encode(&FromJoiner::End)).await?)
}

async fn hear(recv: &mut RecvStream) -> Result<FromInviter, NotTaken> {
    let by = Some(Instant::now() + PRESENT_BY);
    let frame = read_frame(recv, FROM_INVITER_CAP, by).await?.ok_or(NotTaken::Refused)?;
    decode(&frame).ok_or(NotTaken::Refused)
}

/// Statements in messages of about [`PAGE`] bytes.
fn paged(statements: Vec<Vec<u8>>) -> Vec<Vec<Vec<u8>>> {
    let (mut pages, mut room): (Vec<Vec<Vec<u8>>>, usize) = (Vec::new(), 0);
    for statement in statements {
        let bytes = statement.len();
        match pages.last_mut().filter(|_| bytes <= room) {
            Some(page) => page.push(statement),
            None => {
                pages.push(vec![statement]);
                room = PAGE;
            }
        }
        room = room.saturating_sub(bytes);
    }
    pages
}

impl<H: Host> Group<H> {
    /// Answers what the two ends of presenting ask. A reply that nobody waits for is dropped.
    pub(super) fn presented(&mut self, ask: Ask) -> Result<(), HostError> {
        let heard = match ask {
            Ask::Introductions(reply) => reply.send(self.introductions()).is_ok(),
            Ask::GiveBack(known, reply) => {
                reply.send(self.host.roster().given_back(&known)).is_ok()
            }
            Ask::Shown { introductions, endpoint, reply } => {
                reply.send(self.shown(&introductions, &endpoint)?).is_ok()
            }
            Ask::TakeBack { given, device, reply } => {
                reply.send(self.take_back(given, device)?).is_ok()
            }
        };
        if !heard {
            tracing::debug!("nobody waits for the answer");
        }
        Ok(())
    }

    fn introductions(&self) -> Vec<Vec<u8>> {
        let me = self.host.device();
        let all = self.host.roster().introductions(&me);
        all.into_iter().map(kring_trust::statement::Statement::encode).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_sent_in_messages_that_fit() {
        let statements: Vec<_> = (0..20_u8).map(|n| vec![n; usize::from(n) * 2_000]).collect();
        let pages = paged(statements.clone());
        assert_eq!(pages.concat(), statements);
        let size = |page: &Vec<Vec<u8>>| page.iter().map(Vec::len).sum::<usize>();
        assert!(pages.len() > 2 && pages.iter().all(|page| size(page) <= PAGE));
        assert_eq!(paged(vec![vec![0; 2 * PAGE]]).len(), 1, "a long one goes alone");
        assert!(paged(Vec::new()).is_empty());
    }
}
