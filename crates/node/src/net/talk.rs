//! What a joiner says and hears, in its order.

use std::time::Duration;

use iroh::endpoint::{Connection, ConnectionError, RecvStream, SendStream};
use tokio::time::{Instant, timeout};

use super::close::{CloseCode, Unreachable};
use super::door::{ANSWER_BY, Addresses};
use super::four::{Arrival, FourWords, Offer, Scene, bind_inviter, bind_joiner, four};
use super::join::{JoinError, JoinStep};
use super::proof::{
    Consent, FROM_INVITER_CAP, FromInviter, FromJoiner, Refusal, decode, encode, mac,
};
use super::wire::{WireError, read_frame, write_frame};
use crate::ticket::Secret;

/// A message comes at least this often, if only to say that nobody has answered yet.
const NEXT_MESSAGE: Duration = Duration::from_secs(20);

/// Statements that a joiner takes: a hundred times those of a busy group after three years.
const STATEMENTS_CAP: usize = 200_000;

/// Bytes of statements that a joiner takes.
const STATEMENT_BYTES_CAP: usize = 64 * 1024 * 1024;

/// What a joiner is given after both said yes.
pub(super) enum Given {
    /// Where members are, and all statements.
    All(Addresses, Vec<Vec<u8>>),
    /// What one person said of who returns; another must say it too.
    Half(Vec<u8>),
}

enum Welcomed {
    In(Addresses),
    Half(Vec<u8>),
}

/// A conversation with the inviter, from the first knock to the last statement.
pub(super) struct Talk {
    pub(super) connection: Connection,
    send: SendStream,
    recv: RecvStream,
    expired: bool,
}

impl Talk {
    pub(super) async fn open(connection: Connection, expired: bool) -> Result<Self, JoinError> {
        match connection.open_bi().await {
            Ok((send, recv)) => Ok(Self { connection, send, recv, expired }),
            Err(error) => Err(lost(&error, Self::otherwise(expired))),
        }
    }

    /// From knocking to the four words: each shows what it was bound to.
    pub(super) async fn compare(
        &mut self,
        scene: &Scene,
        secret: Option<&Secret>,
        arrival: Arrival,
    ) -> Result<(Offer, FourWords), JoinError> {
        let promise = bind_joiner(&arrival);
        self.write(&FromJoiner::Knock { invitation: scene.invitation, promise }).await?;
        let FromInviter::Challenge { promise: theirs } = self.read().await? else {
            return Err(JoinError::Invalid);
        };
        let proof =
            |secret| *mac(secret, &scene.joiner, &scene.inviter, &promise, &theirs).as_bytes();
        let (mac, arrival) = (secret.map(proof), Box::new(arrival));
        let reveal = FromJoiner::Reveal { arrival, mac };
        self.write(&reveal).await?;
        let FromInviter::Heard { offer } = self.read().await? else {
            return Err(JoinError::Invalid);
        };
        let FromJoiner::Reveal { arrival, .. } = reveal else { return Err(JoinError::Invalid) };
        if bind_inviter(&offer) != theirs {
            return Err(JoinError::Invalid);
        }
        let words = four(scene, &arrival, &offer);
        Ok((offer, words))
    }

    /// The words differ: the inviter is told.
    pub(super) async fn stop(&mut self) -> Result<(), JoinError> {
        self.write(&FromJoiner::Stop).await?;
        // The refusal that follows says that it was heard.
        match self.wait().await {
            Err(JoinError::Declined) => Ok(()),
            Err(error) => Err(error),
            Ok(_) => Err(JoinError::Invalid),
        }
    }

    /// From the yes of this side's person to the last statement.
    pub(super) async fn come_in(
        &mut self,
        consent: Consent,
        step: &mut (dyn FnMut(JoinStep) + Send),
    ) -> Result<Given, JoinError> {
        self.write(&FromJoiner::Consent(Box::new(consent))).await?;
        step(JoinStep::Waiting);
        match self.wait().await? {
            Welcomed::Half(statement) => Ok(Given::Half(statement)),
            Welcomed::In(addresses) => {
                step(JoinStep::Receiving);
                Ok(Given::All(addresses, self.statements().await?))
            }
        }
    }

    async fn wait(&mut self) -> Result<Welcomed, JoinError> {
        let until = Instant::now() + ANSWER_BY + NEXT_MESSAGE;
        while Instant::now() < until {
            match self.read().await? {
                FromInviter::Waiting => {}
                FromInviter::Welcome { addresses } => return Ok(Welcomed::In(addresses)),
                FromInviter::Half { statement } => return Ok(Welcomed::Half(statement)),
                _ => return Err(JoinError::Invalid),
            }
        }
        Err(JoinError::Unanswered)
    }

    async fn statements(&mut self) -> Result<Vec<Vec<u8>>, JoinError> {
        let (mut all, mut bytes) = (Vec::new(), 0_usize);
        loop {
            match self.read().await? {
                FromInviter::Statements(page) => {
                    bytes += page.iter().map(Vec::len).sum::<usize>();
                    all.extend(page);
                }
                FromInviter::End => return Ok(all),
                _ => return Err(JoinError::Invalid),
            }
            if all.len() > STATEMENTS_CAP || bytes > STATEMENT_BYTES_CAP {
                CloseCode::Flood.close(&self.connection);
                return Err(JoinError::Invalid);
            }
        }
    }

    async fn read(&mut self) -> Result<FromInviter, JoinError> {
        let by = Some(Instant::now() + NEXT_MESSAGE);
        let frame = match read_frame(&mut self.recv, FROM_INVITER_CAP, by).await {
            Ok(Some(frame)) => frame,
            Ok(None) => return Err(self.over(None).await),
            Err(error) => return Err(self.over(Some(error)).await),
        };
        match decode(&frame) {
            Some(FromInviter::Refused(refusal)) => {
                CloseCode::Done.close(&self.connection);
                Err(refused(refusal))
            }
            Some(message) => Ok(message),
            None => Err(JoinError::Invalid),
        }
    }

    async fn write(&mut self, message: &FromJoiner) -> Result<(), JoinError> {
        match write_frame(&mut self.send, &encode(message)).await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.over(Some(error)).await),
        }
    }

    /// Why there is no more: how the other closed says more than the stream does.
    async fn over(&self, error: Option<WireError>) -> JoinError {
        if let Some(code) = error.and_then(|error| error.close_code()) {
            code.close(&self.connection);
        }
        match timeout(NEXT_MESSAGE, self.connection.closed()).await {
            Ok(reason) => lost(&reason, Self::otherwise(self.expired)),
            Err(_) => JoinError::Lost,
        }
    }

    fn otherwise(expired: bool) -> JoinError {
        if expired { JoinError::Expired } else { JoinError::Lost }
    }
}

/// What the end of a connection means to a joiner.
pub(super) fn lost(error: &ConnectionError, otherwise: JoinError) -> JoinError {
    match CloseCode::of(error) {
        Some(CloseCode::NoDoor) => match otherwise {
            JoinError::Expired => JoinError::Expired,
            _ => JoinError::Used,
        },
        Some(CloseCode::Blocked) => JoinError::Blocked,
        Some(CloseCode::TooMany) => JoinError::Busy,
        Some(CloseCode::Stranger) => JoinError::Unknown,
        _ if Unreachable::from_close(error) == Some(Unreachable::OtherVersion) => {
            JoinError::OtherVersion
        }
        _ => otherwise,
    }
}

fn refused(refusal: Refusal) -> JoinError {
    match refusal {
        Refusal::Unknown => JoinError::Unknown,
        Refusal::WrongSecret => JoinError::WrongSecret,
        Refusal::Used | Refusal::Withdrawn => JoinError::Used,
        Refusal::Expired => JoinError::Expired,
        Refusal::Burnt => JoinError::Burnt,
        Refusal::No => JoinError::Declined,
        Refusal::Busy => JoinError::Busy,
        Refusal::Unanswered => JoinError::Unanswered,
        Refusal::BadRecord => JoinError::Invalid,
        Refusal::Internal => JoinError::Elsewhere,
        Refusal::SamePerson => JoinError::SamePerson,
        Refusal::Behind => JoinError::Behind,
    }
}
