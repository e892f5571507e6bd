//! Presenting oneself: what a device shows to a laptop that lost the statements which brought it.
//!
//! Such a laptop (its store was put back to before the joining) takes the device for a stranger, so
//! it is convinced in two steps. First the *introductions*: who let whom in, from the founder to
//! the device; few signatures, so that somebody who makes them up costs and learns nothing. Only
//! then what was lost: all statements on which membership rests, beyond what is known there, so
//! that both judge alike who is in.

use super::graph::record_in;
use super::{DeviceState, Roster};
use crate::id::{DeviceId, GroupId, StatementId};
use crate::keys::DeviceRecord;
use crate::statement::Statement;

/// The most introductions between the founder and a device: a group of twelve in which each was
/// let in by the one before, each on a laptop replaced once or twice.
pub const INTRODUCTIONS_CAP: usize = 32;

/// The most bytes of introductions. Each is some 400 bytes, and 8 KiB after a flood of statements.
pub const INTRODUCTIONS_BYTES_CAP: usize = 128 * 1024;

/// The most statements that are given back at once: three years of a busy group.
pub const GIVEN_BACK_CAP: usize = 4_096;

/// The most bytes of statements that are given back at once: 1 KiB each.
pub const GIVEN_BACK_BYTES_CAP: usize = 4 * 1024 * 1024;

/// Why a device that presents itself is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// More than is looked at.
    #[error("more was shown than is looked at")]
    TooMuch,
    /// They begin with another group, or with none.
    #[error("the introductions do not begin with this group")]
    OtherGroup,
    /// One does not follow from the one before, or the last brings another device.
    #[error("the introductions do not connect")]
    Unconnected,
    /// A signature or consent does not fit.
    #[error("an introduction is not signed as it should be")]
    Signature,
    /// Nobody who is in here let it in, or somebody on the way is out.
    #[error("nobody who is in here let it in")]
    NotFromHere,
    /// With what was given back the device is still not in.
    #[error("what was given back does not make it a member")]
    NotAMember,
}

impl Roster {
    /// Who let whom in, from the founder to `device`; empty if it was never brought in.
    pub fn introductions(&self, device: &DeviceId) -> Vec<&Statement> {
        let mut all = Vec::new();
        let mut at = *device;
        while let Some(statement) = self.device(&at).and_then(|it| self.statement(&it.added_by)) {
            all.push(statement);
            if statement.device == at {
                break;
            }
            at = statement.device;
        }
        all.reverse();
        all
    }

    /// Whether `introductions` show that the device with this network identity was let in by
    /// somebody who is in here. Answers which device it is.
    ///
    /// # Errors
    /// [`NotShown`]; nothing is to be told to whoever showed them.
    pub fn shown(
        &self,
        introductions: &[Statement],
        endpoint: &[u8; 32],
    ) -> Result<DeviceId, NotShown> {
        if introductions.len() > INTRODUCTIONS_CAP {
            return Err(NotShown::TooMuch);
        }
        let founded = introductions.first().ok_or(NotShown::OtherGroup)?;
        if GroupId::founded_by(founded.id()) != self.group() {
            return Err(NotShown::OtherGroup);
        }
        let last = introductions.last().and_then(brought).ok_or(NotShown::Unconnected)?;
        if last.endpoint_key != *endpoint {
            return Err(NotShown::Unconnected);
        }
        let from = self.last_known(introductions)?;
        self.connected(introductions.get(from..).unwrap_or_default())?;
        Ok(last.id())
    }

    /// The statements on which membership rests, beyond what whoever named `known` as newest has;
    /// in an order in which each follows its past. `None` if they are too many.
    pub fn given_back(&self, known: &[StatementId]) -> Option<Vec<Vec<u8>>> {
        let members = self.graph.members().map(|(_, at, _)| at);
        let needed = self.graph.with_past(members);
        let known = self.graph.with_past(known.iter().filter_map(|id| self.graph.find(id)));
        let (mut given, mut bytes) = (Vec::new(), 0_usize);
        for at in needed.difference(&known) {
            let statement = self.graph.node(*at)?.statement.encode();
            bytes = bytes.saturating_add(statement.len());
            given.push(statement);
            if given.len() > GIVEN_BACK_CAP || bytes > GIVEN_BACK_BYTES_CAP {
                return None;
            }
        }
        Some(given)
    }

    /// Whether `device` is in once all of `given` is known. Nothing changes here.
    ///
    /// # Errors
    /// [`NotShown`] if it is not, if one of the statements is bad, or if one rests on what is
    /// neither here nor given.
    pub fn check_given_back(&self, given: &[Vec<u8>], device: &DeviceId) -> Result<(), NotShown> {
        let bytes: usize = given.iter().map(Vec::len).sum();
        if given.len() > GIVEN_BACK_CAP || bytes > GIVEN_BACK_BYTES_CAP {
            return Err(NotShown::TooMuch);
        }
        let mut roster = self.clone();
        for bytes in given {
            let statement = Statement::decode(bytes).map_err(|_| NotShown::NotAMember)?;
            roster.insert(statement).map_err(|_| NotShown::NotAMember)?;
        }
        let all_stand = roster.waiting() <= self.waiting();
        if all_stand && roster.may_connect(device) { Ok(()) } else { Err(NotShown::NotAMember) }
    }

    /// The first introduction whose device is not known here. Whoever made it is in here.
    fn last_known(&self, introductions: &[Statement]) -> Result<usize, NotShown> {
        let mut from = 0;
        for (place, statement) in introductions.iter().enumerate() {
            let device = brought(statement).ok_or(NotShown::Unconnected)?.id();
            match self.device(&device).map(|known| &known.state) {
                Some(DeviceState::In) => from = place + 1,
                Some(_) => return Err(NotShown::NotFromHere),
                None => {}
            }
        }
        let unknown = introductions.get(from).ok_or(NotShown::NotFromHere)?;
        let known = self.may_connect(&unknown.device);
        if known { Ok(from) } else { Err(NotShown::NotFromHere) }
    }

    /// Each is signed by the device that the one before brings, the first by one that is in here.
    fn connected(&self, introductions: &[Statement]) -> Result<(), NotShown> {
        let first = introductions.first().ok_or(NotShown::Unconnected)?;
        let mut signer = &self.device(&first.device).ok_or(NotShown::NotFromHere)?.record;
        for statement in introductions {
            let group = self.group();
            if signer.id() != statement.device {
                return Err(NotShown::Unconnected);
            }
            let signed = statement.verify(&group, &signer.sign_key);
            let consented = statement.verify_consent(&group);
            signed.and(consented).map_err(|_| NotShown::Signature)?;
            signer = brought(statement).ok_or(NotShown::Unconnected)?;
        }
        Ok(())
    }
}

fn brought(statement: &Statement) -> Option<&DeviceRecord> {
    record_in(&statement.body)
}
