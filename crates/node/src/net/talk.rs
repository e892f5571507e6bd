//! What a joiner says and hears, in its order.

use std::time::Duration;

use iroh::endpoint::{Connection, ConnectionError, RecvStream, SendStream};
use kring_trust::keys::DeviceKeys;
use kring_trust::statement::sign_joining;
use kring_trust::{DeviceId, GroupId};
use tokio::time::{Instant, timeout};

use super::close::{CloseCode, Unreachable};
use super::door::{ANSWER_BY, Addresses};
use super::join::{JoinError, JoinStep};
use super::proof::{FROM_INVITER_CAP, FromInviter, FromJoiner, Refusal, decode, encode, mac};
use super::wire::{WireError, read_frame, write_frame};
use crate::ticket::Ticket;

/// A message comes at least this often, if only to say that nobody has answered yet.
const NEXT_MESSAGE: Duration = Duration::from_secs(20);

/// Statements that a joiner takes: a hundred times those of a busy group after three years.
const STATEMENTS_CAP: usize = 200_000;

/// Bytes of statements that a joiner takes.
const STATEMENT_BYTES_CAP: usize = 64 * 1024 * 1024;

/// A conversation with the inviter, from the ticket to the last statement.
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

    pub(super) async fn prove(
        &mut self,
        ticket: &Ticket,
        keys: &DeviceKeys,
        (name, device_name): (&str, &str),
        nonce: [u8; 16],
    ) -> Result<(GroupId, DeviceId), JoinError> {
        self.write(&FromJoiner::Knock { invitation: ticket.invitation, nonce }).await?;
        let FromInviter::Challenge { nonce: theirs } = self.read().await? else {
            return Err(JoinError::Invalid);
        };
        let record = Box::new(keys.record(None));
        let me = record.endpoint_key;
        let mac = *mac(&ticket.secret, &me, &ticket.endpoint, &nonce, &theirs).as_bytes();
        let (name, device_name) = (name.to_owned(), device_name.to_owned());
        self.write(&FromJoiner::Proof { mac, record, name, device_name }).await?;
        match self.read().await? {
            FromInviter::Heard { group, inviter } => Ok((group, inviter)),
            _ => Err(JoinError::Invalid),
        }
    }

    /// From the proof to the last statement.
    pub(super) async fn come_in(
        &mut self,
        keys: &DeviceKeys,
        group: (GroupId, DeviceId),
        known: &[GroupId],
        step: &mut (dyn FnMut(JoinStep) + Send),
    ) -> Result<(Addresses, Vec<Vec<u8>>), JoinError> {
        if known.contains(&group.0) {
            return Err(JoinError::AlreadyMember(group.0));
        }
        self.consent(keys, group).await?;
        step(JoinStep::Waiting);
        let addresses = self.wait().await?;
        step(JoinStep::Receiving);
        Ok((addresses, self.statements().await?))
    }

    async fn consent(
        &mut self,
        keys: &DeviceKeys,
        (group, inviter): (GroupId, DeviceId),
    ) -> Result<(), JoinError> {
        let signature = sign_joining(keys, &group, &keys.record(None), &inviter);
        self.write(&FromJoiner::Consent { signature }).await
    }

    async fn wait(&mut self) -> Result<Addresses, JoinError> {
        let until = Instant::now() + ANSWER_BY + NEXT_MESSAGE;
        while Instant::now() < until {
            match self.read().await? {
                FromInviter::Waiting => {}
                FromInviter::Welcome { addresses } => return Ok(addresses),
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
    }
}
