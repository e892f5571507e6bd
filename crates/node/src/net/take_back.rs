//! Taking back a member whom this laptop has forgotten, because its store was put back to before
//! they joined. Who shows up may be anybody, so little is read and checked until they have shown
//! who let them in, and they are told nothing before that.

use std::time::Duration;

use kring_sync::Incoming;
use kring_trust::roster::{
    GIVEN_BACK_BYTES_CAP, GIVEN_BACK_CAP, INTRODUCTIONS_BYTES_CAP, INTRODUCTIONS_CAP, NotShown,
};
use kring_trust::statement::Statement;
use kring_trust::{DeviceId, StatementId};
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};

use super::close::CloseCode;
use super::door::{Joiner, Turned};
use super::events::Event;
use super::group::{Group, Message};
use super::hooks::EndpointKey;
use super::host::{Host, HostError};
use super::present::Ask;
use super::proof::{FROM_PRESENTER_CAP, FromInviter, FromJoiner, decode};
use super::wire::{FIRST_FRAME, WireError, read_frame};

/// Introductions looked at in [`PER_MS`]: a whole group that comes in at once, each with two
/// laptops. At most 32 signatures each, so who makes them up costs this laptop some milliseconds
/// a minute.
const LOOKED_AT_CAP: u32 = 24;

/// A minute, in milliseconds.
const PER_MS: u64 = 60_000;

/// How many introductions were looked at of late.
#[derive(Debug, Default)]
pub(super) struct Reception {
    since_ms: u64,
    looked_at: u32,
}

impl Reception {
    /// Whether one more may be looked at now; it is counted.
    fn admits(&mut self, now_ms: u64) -> bool {
        if now_ms.saturating_sub(self.since_ms) >= PER_MS {
            *self = Self { since_ms: now_ms, looked_at: 0 };
        }
        self.looked_at = self.looked_at.saturating_add(1);
        self.looked_at <= LOOKED_AT_CAP
    }
}

/// From the first introduction to the last word: there are few places for who joins.
const TAKE_BACK_BY: Duration = Duration::from_secs(60);

impl Joiner {
    /// From the first introduction until what was lost is on disk again.
    pub(super) async fn take_back(&mut self) -> Result<(), Turned> {
        timeout(TAKE_BACK_BY, self.convinced()).await.unwrap_or(Err(WireError::TooSlow.into()))
    }

    async fn convinced(&mut self) -> Result<(), Turned> {
        let introductions = self.given(INTRODUCTIONS_CAP, INTRODUCTIONS_BYTES_CAP).await?;
        let endpoint = *self.connection.remote_id().as_bytes();
        let shown = |reply| Ask::Shown { introductions, endpoint, reply };
        let (device, newest) = self.ask_group(shown).await?.ok_or(Turned::Stranger)?;
        self.write(&FromInviter::Known { newest }).await?;
        let given = self.given(GIVEN_BACK_CAP, GIVEN_BACK_BYTES_CAP).await?;
        let taken = self.ask_group(|reply| Ask::TakeBack { given, device, reply }).await?;
        if !taken {
            return Err(Turned::Stranger);
        }
        self.write(&FromInviter::Taken).await?;
        // Closing first could overtake it.
        if timeout(FIRST_FRAME, self.connection.closed()).await.is_err() {
            CloseCode::Done.close(&self.connection);
        }
        Ok(())
    }

    /// Statements up to the end of them, at most so many and so long.
    async fn given(&mut self, count: usize, bytes: usize) -> Result<Vec<Vec<u8>>, Turned> {
        let (mut all, mut size) = (Vec::new(), 0_usize);
        loop {
            match self.read_statements().await? {
                FromJoiner::Statements(page) if !page.is_empty() => {
                    size += page.iter().map(Vec::len).sum::<usize>();
                    all.extend(page);
                }
                FromJoiner::End => return Ok(all),
                _ => return Err(Turned::Malformed),
            }
            if all.len() > count || size > bytes {
                return Err(Turned::Flood);
            }
        }
    }

    async fn read_statements(&mut self) -> Result<FromJoiner, Turned> {
        let by = Some(Instant::now() + FIRST_FRAME);
        let frame = read_frame(&mut self.recv, FROM_PRESENTER_CAP, by).await?;
        decode(&frame.ok_or(Turned::Gone)?).ok_or(Turned::Malformed)
    }

    async fn ask_group<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Result<T, Turned> {
        let (reply, answer) = oneshot::channel();
        self.send_on(Message::Present(ask(reply))).await?;
        answer.await.map_err(|_| Turned::Gone)
    }
}

impl<H: Host> Group<H> {
    /// Which device shows itself, if it is believed, and what is known here.
    pub(super) fn shown(
        &mut self,
        introductions: &[Vec<u8>],
        endpoint: &EndpointKey,
    ) -> Result<Option<(DeviceId, Vec<StatementId>)>, HostError> {
        if !self.reception.admits(self.now()) {
            tracing::info!("too many present themselves");
            return Ok(None);
        }
        self.host.take_in()?;
        let device = match self.gate.member(endpoint) {
            // It came in meanwhile.
            Some(known) => Ok(known),
            None => self.look_at(introductions, endpoint),
        };
        match device {
            Ok(device) => Ok(Some((device, self.host.roster().newest()))),
            Err(why) => {
                tracing::info!(%why, "not believed");
                Ok(None)
            }
        }
    }

    fn look_at(
        &self,
        introductions: &[Vec<u8>],
        endpoint: &EndpointKey,
    ) -> Result<DeviceId, NotShown> {
        let decoded = introductions.iter().map(|bytes| Statement::decode(bytes));
        let decoded: Result<Vec<_>, _> = decoded.collect();
        self.host.roster().shown(&decoded.map_err(|_| NotShown::Unconnected)?, endpoint)
    }

    /// Stores what was lost here, if `device` is in with it.
    pub(super) fn take_back(
        &mut self,
        given: Vec<Vec<u8>>,
        device: DeviceId,
    ) -> Result<bool, HostError> {
        self.host.take_in()?;
        if let Err(why) = self.host.roster().check_given_back(&given, &device) {
            tracing::info!(%why, "not taken back");
            return Ok(false);
        }
        let incoming = Incoming { statements: given, ..Incoming::new(device) };
        self.host.commit(incoming).map_err(|error| HostError(error.to_string()))?;
        self.members_changed()?;
        self.tell(Event::Roster);
        Ok(self.host.roster().may_connect(&device))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_makes_up_introductions_is_not_looked_at_for_long() {
        let mut reception = Reception::default();
        assert!((0..LOOKED_AT_CAP).all(|_| reception.admits(PER_MS - 1)));
        assert!(!reception.admits(PER_MS - 1));
        assert!(reception.admits(PER_MS));
    }
}
