//! What the network needs of an open group, beyond what sync asks of it.

use std::any::Any;

use kring_sync::{Ledger, Mark};
use kring_trust::keys::DeviceKeys;
use kring_trust::log::LogOpening;
use kring_trust::roster::Roster;
use kring_trust::statement::Statement;
use kring_trust::{DeviceId, GroupId, PageId};

/// From the old value to the new one; `None` leaves it.
pub type Change<'a> = dyn FnMut(Option<&[u8]>) -> Option<Vec<u8>> + 'a;

/// An open group, as the network's thread owns it.
pub trait Host: Ledger {
    /// Which group.
    fn group(&self) -> GroupId;

    /// This laptop's device.
    fn device(&self) -> DeviceId;

    /// Its keys.
    fn keys(&self) -> &DeviceKeys;

    /// Who is in.
    fn roster(&self) -> &Roster;

    /// Milliseconds since 1970 on this laptop's clock.
    fn now_ms(&mut self) -> u64;

    /// Fills `bytes` with randomness fit for keys.
    fn random(&mut self, bytes: &mut [u8]);

    /// Changes whenever another process on this laptop wrote something. Cheap.
    ///
    /// # Errors
    /// [`HostError`] if the store cannot be read.
    fn version(&self) -> Result<i64, HostError>;

    /// Takes in what other processes wrote since.
    ///
    /// # Errors
    /// [`HostError`] if the store cannot be read.
    fn take_in(&mut self) -> Result<(), HostError>;

    /// The small value under `name`.
    ///
    /// # Errors
    /// [`HostError`] if the store cannot be read.
    fn value(&self, name: &str) -> Result<Option<Vec<u8>>, HostError>;

    /// Reads the small value under `name` and replaces it, in one transaction, durably. If
    /// `change` answers `None`, nothing is written.
    ///
    /// # Errors
    /// [`HostError`] if the store cannot be read or written; then nothing changed.
    fn change_value(&mut self, name: &str, change: &mut Change<'_>) -> Result<(), HostError>;

    /// What is remembered of meeting a device.
    ///
    /// # Errors
    /// [`HostError`] if the store cannot be read.
    fn meeting(&self, device: &DeviceId) -> Result<Meeting, HostError>;

    /// Remembers it.
    ///
    /// # Errors
    /// [`HostError`] if the store cannot be written.
    fn remember(&mut self, device: &DeviceId, meeting: &Meeting) -> Result<(), HostError>;

    /// Takes in and stores a statement that was made here.
    ///
    /// # Errors
    /// [`HostError`] if the roster refuses it, or the store cannot be written.
    fn hear(&mut self, statement: Statement) -> Result<(), HostError>;

    /// A laptop of the audience holds exactly these rows of a page that this person left: the page
    /// may be dropped if there are no others here.
    ///
    /// # Errors
    /// [`HostError`] if the store cannot be written.
    fn handed_over(&mut self, page: &PageId, rows: &[(LogOpening, Mark)]) -> Result<(), HostError>;

    /// Writes down how far this laptop and its peers are with each other. It may be lost: then they
    /// find out again when they next meet.
    ///
    /// # Errors
    /// [`HostError`] if the store cannot be written.
    fn keep_steps(&mut self) -> Result<(), HostError>;

    /// Does a few milliseconds' worth of what can wait until nothing else is going on. Whether
    /// something was found that the peers are to be asked for.
    ///
    /// # Errors
    /// [`HostError`] if the store cannot be read or written.
    fn upkeep(&mut self) -> Result<bool, HostError>;

    /// Takes the network for this process, for as long as the answer lives; `None` if another
    /// process has it.
    ///
    /// # Errors
    /// [`HostError`] if it cannot be found out.
    fn take_network(&mut self) -> Result<Option<Box<dyn Any + Send>>, HostError>;
}

/// The group's store cannot be read or written, or refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct HostError(pub String);

/// What is remembered of meeting a device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meeting {
    /// When it was last met, in milliseconds since 1970; 0 for never.
    pub met_ms: u64,
    /// Where, the newest first; socket addresses as text.
    pub addresses: Vec<String>,
    /// Why it could not be reached the last time: a word of
    /// [`Unreachable`](super::Unreachable).
    pub trouble: Option<String>,
}
