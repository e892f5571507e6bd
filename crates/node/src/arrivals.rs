//! Who came, came back, was shut out, let in again, or left, told from the statements that arrived.

use kring_store::StoreError;
use kring_trust::statement::{Body, Statement};
use kring_trust::{DeviceId, PersonId};

use crate::replica::Replica;

/// Statements that are looked through: those of a busy group in many months.
const STATEMENTS_CAP: usize = 2_000;

/// Something that happened to who is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Of whom.
    pub person: PersonId,
    /// Which laptop; none where the person left.
    pub device: Option<DeviceId>,
    /// Who said so, each once; another person than `person` first.
    pub by: Vec<PersonId>,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The person is new.
    Joined,
    /// The person has a further laptop.
    Laptop,
    /// The person lost every laptop and is back on this one.
    Returned,
    /// The laptop was shut out.
    Blocked,
    /// The laptop was let in again.
    Unblocked,
    /// The person left.
    Left,
}

/// What happened after a position of this store, as it arrived here. What was said and does not
/// count is told as well: it was said.
///
/// # Errors
/// [`StoreError`] from the disk.
pub fn since(replica: &Replica, position: u64) -> Result<Vec<Change>, StoreError> {
    let statements = replica.store().statements_after(position, STATEMENTS_CAP)?;
    let read = statements.list.iter().filter_map(|(_, bytes)| Statement::decode(bytes).ok());
    Ok(read.filter_map(|statement| change(replica, &statement)).collect())
}

fn change(replica: &Replica, statement: &Statement) -> Option<Change> {
    let roster = replica.roster();
    let (device, what) = match &statement.body {
        Body::Joined { record, .. } => (Some(record.id()), What::Joined),
        Body::DeviceAdded { record, .. } => (Some(record.id()), What::Laptop),
        Body::Returned { record, .. } => (Some(record.id()), What::Returned),
        Body::Blocked { device } => (Some(*device), What::Blocked),
        Body::Unblocked { device, .. } => (Some(*device), What::Unblocked),
        Body::Left => (None, What::Left),
        _ => return None,
    };
    let person = roster.person_of(&device.unwrap_or(statement.device))?;
    let second = statement.body.second().map(|second| second.device);
    let signers = [Some(statement.device), second].into_iter().flatten();
    let mut by: Vec<PersonId> = signers.filter_map(|device| roster.person_of(&device)).collect();
    by.sort_by_key(|one| *one == person);
    by.dedup();
    Some(Change { person, device, by, what })
}
