//! Whether a statement may stand: judged once, by nothing but itself and its past.

use curve25519_dalek::MontgomeryPoint;
use curve25519_dalek::traits::IsIdentity;
use ed25519_dalek::VerifyingKey;

use super::graph::{Graph, Role, is_membership, record_in};
use super::past::Past;
use super::waiting::{Checked, Waiter};
use crate::id::{DeviceId, GroupId, PersonId};
use crate::keys::DeviceRecord;
use crate::statement::{Body, Statement};

/// Why a statement was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Longer, or naming more, than a statement may.
    #[error("the statement is too long")]
    Form,
    /// It founds another group.
    #[error("the statement founds another group")]
    OtherGroup,
    /// The signer, or who signed along, was not brought in by anything that the statement knows.
    #[error("the signer was not in, as far as the statement itself knows")]
    Stranger,
    /// A signature does not fit.
    #[error("a signature does not belong to the statement and its signer")]
    Signature,
    /// The new device did not consent to this group and this inviter, or its record is not its own.
    #[error("the new device did not consent to this group and this inviter")]
    Consent,
    /// A key of the new device's record is none, or of small order.
    #[error("a key of the new device is no proper key")]
    Keys,
    /// The new device, or its network identity, is in already.
    #[error("the device was brought in before")]
    Twice,
    /// The record names the wrong person, or the wrong persons sign.
    #[error("the device's record or the signers are of the wrong person")]
    Person,
    /// Too many statements wait for others; it may be handed in again later.
    #[error("too many statements wait for others")]
    Full,
}

/// What can be judged before the past is here, so that little that is forged ever waits.
pub(super) fn before_waiting(
    graph: &Graph,
    group: &GroupId,
    waiter: &mut Waiter,
) -> Result<(), Refused> {
    if matches!(waiter.statement.body, Body::Founded { .. }) {
        let ours = GroupId::founded_by(waiter.id) == *group && waiter.statement.after.is_empty();
        return if ours { Ok(()) } else { Err(Refused::OtherGroup) };
    }
    if waiter.checked == Checked::Nothing
        && let Some(record) = graph.record(&waiter.statement.device)
    {
        let verified = waiter.statement.verify(group, &record.sign_key);
        verified.map_err(|_| Refused::Signature)?;
        waiter.checked = Checked::Signer;
    }
    Ok(())
}

/// Judges a statement whose past stands. Says what it does, if it is a membership statement.
pub(super) fn admit(
    graph: &Graph,
    group: &GroupId,
    waiter: &Waiter,
    past: &Past,
) -> Result<Option<Role>, Refused> {
    let case = Case { graph, group, waiter, past };
    if matches!(waiter.statement.body, Body::Founded { .. }) {
        return case.founding().map(Some);
    }
    case.signatures()?;
    match record_in(&waiter.statement.body) {
        Some(record) => case.bringing(record).map(Some),
        None => Ok(is_membership(&waiter.statement.body).then_some(Role::Says)),
    }
}

struct Case<'a> {
    graph: &'a Graph,
    group: &'a GroupId,
    waiter: &'a Waiter,
    past: &'a Past,
}

impl Case<'_> {
    fn statement(&self) -> &Statement {
        &self.waiter.statement
    }

    fn founding(&self) -> Result<Role, Refused> {
        let record = record_in(&self.statement().body).ok_or(Refused::Form)?;
        if record.id() != self.statement().device || record.person.is_some() {
            return Err(Refused::Person);
        }
        self.consent(record)?;
        self.signer(record)?;
        Ok(self.brings(record, None))
    }

    fn signatures(&self) -> Result<(), Refused> {
        self.signer(self.record_of(&self.statement().device)?)?;
        let Some(second) = self.statement().body.second() else { return Ok(()) };
        let record = self.record_of(&second.device)?;
        if self.waiter.checked == Checked::Everything {
            return Ok(());
        }
        let verified = self.statement().verify_second(self.group, &record.sign_key);
        verified.map_err(|_| Refused::Signature)
    }

    fn signer(&self, record: &DeviceRecord) -> Result<(), Refused> {
        if self.waiter.checked != Checked::Nothing {
            return Ok(());
        }
        let verified = self.statement().verify(self.group, &record.sign_key);
        verified.map_err(|_| Refused::Signature)
    }

    /// The record of a device that the statement itself knows to have been brought in.
    fn record_of(&self, device: &DeviceId) -> Result<&DeviceRecord, Refused> {
        self.graph.bringings_in(device, self.past).next().ok_or(Refused::Stranger)?;
        self.graph.record(device).ok_or(Refused::Stranger)
    }

    fn bringing(&self, record: &DeviceRecord) -> Result<Role, Refused> {
        let device = record.id();
        if let Some(original) = self.original(&device) {
            return Ok(Role::Repeats(original));
        }
        self.new_here(record, &device)?;
        let returned = self.persons(record)?;
        self.consent(record)?;
        Ok(self.brings(record, returned))
    }

    fn brings(&self, record: &DeviceRecord, returned: Option<Returned>) -> Role {
        let person = record.person.unwrap_or_else(|| PersonId::brought_by(self.waiter.id));
        let own = self.graph.members().count();
        let returned = returned.map(|returned| match returned {
            Returned::Now => own,
            Returned::By(member) => member,
        });
        Role::Brings { device: record.id(), person, returned }
    }

    /// The statement that this one repeats: same words, another signer, known to this one.
    fn original(&self, device: &DeviceId) -> Option<usize> {
        let original = self.graph.bringings_in(device, self.past).find(|bringing| {
            self.graph.member(bringing.member).is_some_and(|node| {
                node.statement.device != self.statement().device
                    && same_words(&node.statement.body, &self.statement().body)
            })
        });
        original.map(|bringing| bringing.member)
    }

    fn new_here(&self, record: &DeviceRecord, device: &DeviceId) -> Result<(), Refused> {
        let known = |device: &DeviceId| self.graph.bringings_in(device, self.past).next().is_some();
        let rivals = self.graph.by_endpoint(&record.endpoint_key);
        if known(device) || rivals.iter().any(known) {
            return Err(Refused::Twice);
        }
        Ok(())
    }

    fn consent(&self, record: &DeviceRecord) -> Result<(), Refused> {
        if self.waiter.checked == Checked::Everything {
            return Ok(());
        }
        if !proper_keys(record) {
            return Err(Refused::Keys);
        }
        self.statement().verify_consent(self.group).map_err(|_| Refused::Consent)
    }

    /// Checks that the record names whom it may, signed by whom it must.
    fn persons(&self, record: &DeviceRecord) -> Result<Option<Returned>, Refused> {
        match (&self.statement().body, record.person) {
            (Body::Joined { .. }, None) => Ok(None),
            (Body::DeviceAdded { .. }, Some(person)) => self.own_device(&person),
            (Body::Returned { .. }, Some(person)) => self.confirmed_by_others(&person),
            _ => Err(Refused::Person),
        }
    }

    /// A device of the same person signs; what a returned device adds is returned as well.
    fn own_device(&self, person: &PersonId) -> Result<Option<Returned>, Refused> {
        let signer = self.graph.bringings_in(&self.statement().device, self.past);
        let mut own: Vec<_> = signer.filter(|bringing| bringing.person == *person).collect();
        own.sort_unstable_by_key(|bringing| (bringing.returned.is_some(), bringing.id));
        let best = own.first().ok_or(Refused::Person)?;
        Ok(best.returned.map(Returned::By))
    }

    fn confirmed_by_others(&self, person: &PersonId) -> Result<Option<Returned>, Refused> {
        let brought = self.graph.brought(person).ok_or(Refused::Person)?;
        let is_other = |device: &DeviceId| {
            self.graph.bringings_in(device, self.past).any(|bringing| bringing.person != *person)
        };
        let second = self.statement().body.second().map(|second| second.device);
        let others = is_other(&self.statement().device) && second.as_ref().is_none_or(is_other);
        if !self.past.has(brought) || !others || second == Some(self.statement().device) {
            return Err(Refused::Person);
        }
        Ok(Some(Returned::Now))
    }
}

enum Returned {
    /// By this very statement.
    Now,
    /// By an earlier one.
    By(usize),
}

fn same_words(one: &Body, other: &Body) -> bool {
    match (one, other) {
        (
            Body::Returned { record, consent, .. },
            Body::Returned { record: other_record, consent: other_consent, .. },
        ) => record == other_record && consent == other_consent,
        _ => one == other,
    }
}

/// Whether no key of the record is of small order: such keys "verify" what nobody signed, and
/// encrypt for everybody.
fn proper_keys(record: &DeviceRecord) -> bool {
    let proper = |key: &[u8; 32]| VerifyingKey::from_bytes(key).is_ok_and(|key| !key.is_weak());
    let shared = MontgomeryPoint(record.files_key).mul_clamped([1; 32]);
    proper(&record.sign_key.0) && proper(&record.endpoint_key) && !shared.is_identity()
}
