//! The invitations of this laptop: one small value in the group's store, so that the process that
//! shows them and the process that holds the network need not be the same.

use kring_trust::DeviceId;
use kring_trust::keys::{DeviceRecord, Signature};
use serde::{Deserialize, Serialize};

use super::proof::Refusal;
use crate::ticket::{InvitationId, Secret};

/// Open invitations at once: a whole group fits, and the list stays one small value.
pub(super) const OPEN_CAP: usize = 16;

/// Invitations that are over and still remembered, so that their ticket gets its own sentence.
const OVER_CAP: usize = 16;

/// Wrong tries that burn an invitation.
pub(super) const TRIES: u8 = 3;

/// All invitations of this laptop in one group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Invitations {
    all: Vec<Invitation>,
}

/// One invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Which; it is in the ticket.
    pub id: InvitationId,
    /// What the ticket proves; gone when the invitation is over, unless it was used (see
    /// [`Invitations::look`]).
    pub secret: Option<Secret>,
    /// Milliseconds since 1970 on this laptop's clock.
    pub expires_ms: u64,
    /// Whether this laptop says yes by itself to whoever has the ticket.
    pub yes: bool,
    /// Wrong tries so far.
    pub tries: u8,
    /// How far it is.
    pub stage: Stage,
}

/// How far an invitation is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Nobody came yet.
    Open,
    /// Somebody asks to come in.
    Asked(Box<Request>),
    /// Somebody asked and the answer is yes; their joining is being written.
    Granted(Box<Request>),
    /// This device came in.
    Used(DeviceId),
    /// The answer was no.
    Declined,
    /// Too many wrong tries.
    Burnt,
    /// The inviter closed it.
    Withdrawn,
}

/// "X wants in, on laptop Y."
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Their device.
    pub record: DeviceRecord,
    /// Their signature that they want to be let in by this device.
    pub consent: Signature,
    /// What they call themselves.
    pub name: String,
    /// What they call their laptop.
    pub device_name: String,
    /// When, in milliseconds since 1970 on this laptop's clock.
    pub asked_ms: u64,
}

impl Invitations {
    /// Reads the stored value; a value of another version reads as no invitations.
    pub(super) fn decode(bytes: Option<&[u8]>) -> Self {
        bytes.and_then(|bytes| postcard::from_bytes(bytes).ok()).unwrap_or_default()
    }

    /// The value to store.
    pub(super) fn encode(&self) -> Vec<u8> {
        super::proof::encode(self)
    }

    /// All of them, the oldest first.
    pub(super) fn all(&self) -> &[Invitation] {
        &self.all
    }

    /// Adds an open invitation. `false` if there are [`OPEN_CAP`] already.
    pub(super) fn open(
        &mut self,
        id: InvitationId,
        secret: Secret,
        expires_ms: u64,
        yes: bool,
        now_ms: u64,
    ) -> bool {
        self.forget_old(now_ms);
        if self.all.iter().filter(|one| one.is_open(now_ms)).count() >= OPEN_CAP {
            return false;
        }
        let stage = Stage::Open;
        self.all.push(Invitation { id, secret: Some(secret), expires_ms, yes, tries: 0, stage });
        true
    }

    /// Whether anybody may knock.
    pub(super) fn any_open(&self, now_ms: u64) -> bool {
        self.all.iter().any(|one| one.is_open(now_ms))
    }

    /// The secret to check a joiner's proof against. One that was used is still checked, so that
    /// the device that came in with it can fetch what a broken connection kept from it.
    ///
    /// # Errors
    /// The [`Refusal`] that the joiner gets.
    pub(super) fn look(&self, id: InvitationId, now_ms: u64) -> Result<Secret, Refusal> {
        let one = self.find(id).ok_or(Refusal::Unknown)?;
        match one.stage {
            Stage::Burnt => return Err(Refusal::Burnt),
            Stage::Withdrawn => return Err(Refusal::Withdrawn),
            Stage::Declined => return Err(Refusal::No),
            Stage::Open | Stage::Asked(_) if one.expires_ms <= now_ms => {
                return Err(Refusal::Expired);
            }
            _ => {}
        }
        one.secret.clone().ok_or(Refusal::Unknown)
    }

    /// Counts a wrong try.
    pub(super) fn wrong(&mut self, id: InvitationId) {
        if let Some(one) = self.find_mut(id) {
            one.tries = one.tries.saturating_add(1);
            if one.tries >= TRIES && matches!(one.stage, Stage::Open | Stage::Asked(_)) {
                one.finish(Stage::Burnt);
            }
        }
    }

    /// Writes down that somebody asks. Asking again with the same device is the same asking; where
    /// this laptop says yes by itself, it is granted at once.
    ///
    /// # Errors
    /// The [`Refusal`] that the joiner gets.
    pub(super) fn ask(
        &mut self,
        id: InvitationId,
        request: Request,
        now_ms: u64,
    ) -> Result<(), Refusal> {
        self.look(id, now_ms)?;
        let one = self.find_mut(id).ok_or(Refusal::Unknown)?;
        let device = request.record.id();
        match &one.stage {
            Stage::Open if one.yes => one.stage = Stage::Granted(Box::new(request)),
            Stage::Open => one.stage = Stage::Asked(Box::new(request)),
            Stage::Asked(other) | Stage::Granted(other) if other.record.id() == device => {}
            Stage::Used(other) if *other == device => {}
            Stage::Used(_) => return Err(Refusal::Used),
            _ => return Err(Refusal::Busy),
        }
        Ok(())
    }

    /// The person at this laptop answered. `false` if nobody was asking with this invitation.
    pub(super) fn answer(&mut self, id: InvitationId, yes: bool) -> bool {
        let Some(one) = self.find_mut(id) else { return false };
        let Stage::Asked(request) = &one.stage else { return false };
        if yes {
            one.stage = Stage::Granted(request.clone());
        } else {
            one.finish(Stage::Declined);
        }
        true
    }

    /// The joining is written.
    pub(super) fn used(&mut self, id: InvitationId, device: DeviceId) {
        if let Some(one) = self.find_mut(id) {
            one.stage = Stage::Used(device);
        }
    }

    /// The joiner went away before anybody answered: the invitation is open again.
    pub(super) fn gone(&mut self, id: InvitationId, device: DeviceId) {
        if let Some(one) = self.find_mut(id)
            && matches!(&one.stage, Stage::Asked(request) if request.record.id() == device)
        {
            one.stage = Stage::Open;
        }
    }

    /// Closes an invitation that nobody has used. `false` if there is none such.
    pub(super) fn withdraw(&mut self, id: InvitationId) -> bool {
        match self.find_mut(id) {
            Some(one) if matches!(one.stage, Stage::Open | Stage::Asked(_)) => {
                one.finish(Stage::Withdrawn);
                true
            }
            _ => false,
        }
    }

    /// The invitation `id`, if it is remembered.
    pub(super) fn find(&self, id: InvitationId) -> Option<&Invitation> {
        self.all.iter().find(|one| one.id == id)
    }

    fn find_mut(&mut self, id: InvitationId) -> Option<&mut Invitation> {
        self.all.iter_mut().find(|one| one.id == id)
    }

    fn forget_old(&mut self, now_ms: u64) {
        let over = self.all.iter().filter(|one| !one.is_open(now_ms)).count();
        let mut forget = over.saturating_sub(OVER_CAP - 1);
        self.all.retain(|one| {
            let drop = forget > 0 && !one.is_open(now_ms);
            forget -= usize::from(drop);
            !drop
        });
    }
}

impl Invitation {
    /// Whether somebody may still come in with it.
    pub fn is_open(&self, now_ms: u64) -> bool {
        match self.stage {
            Stage::Open | Stage::Asked(_) => self.expires_ms > now_ms,
            Stage::Granted(_) => true,
            _ => false,
        }
    }

    fn finish(&mut self, stage: Stage) {
        self.stage = stage;
        self.secret = None;
    }
}

#[cfg(test)]
mod tests {
    use kring_trust::keys::{DeviceKeys, Seed};

    use super::*;

    const ID: InvitationId = InvitationId([1; 4]);
    const NOW: u64 = 1000;

    fn open(yes: bool) -> Invitations {
        let mut all = Invitations::default();
        assert!(all.open(ID, Secret([7; 16]), 2000, yes, NOW));
        all
    }

    fn request(seed: u8) -> Request {
        let keys = DeviceKeys::derive(&Seed::from_bytes([seed; 32]), [0; 16]);
        Request {
            record: keys.record(None),
            consent: Signature([0; 64]),
            name: "Noor".into(),
            device_name: "laptop".into(),
            asked_ms: NOW,
        }
    }

    #[test]
    fn three_wrong_tries_burn_it() {
        let mut all = open(false);
        for _ in 0..TRIES {
            assert!(all.look(ID, NOW).is_ok());
            all.wrong(ID);
        }
        assert_eq!(all.look(ID, NOW), Err(Refusal::Burnt));
        assert_eq!(all.find(ID).expect("kept").secret, None);
        assert!(!all.any_open(NOW));
    }

    #[test]
    fn each_end_has_its_own_answer() {
        let mut all = open(false);
        assert_eq!(all.look(InvitationId([9; 4]), NOW), Err(Refusal::Unknown));
        assert_eq!(all.look(ID, 2000), Err(Refusal::Expired));
        assert_eq!(all.ask(ID, request(1), NOW), Ok(()));
        assert_eq!(all.ask(ID, request(1), NOW), Ok(()), "asking again");
        assert_eq!(all.ask(ID, request(2), NOW), Err(Refusal::Busy));
        assert!(all.answer(ID, true));
        assert!(!all.answer(ID, false), "answered already");
        all.used(ID, request(1).record.id());
        assert_eq!(all.ask(ID, request(1), 9000), Ok(()), "fetching what was missed");
        assert_eq!(all.ask(ID, request(2), NOW), Err(Refusal::Used));
        assert!(!all.withdraw(ID));

        let mut all = open(false);
        assert_eq!(all.ask(ID, request(1), NOW), Ok(()));
        assert!(all.answer(ID, false));
        assert_eq!(all.look(ID, NOW), Err(Refusal::No));

        let mut all = open(false);
        assert!(all.withdraw(ID));
        assert_eq!(all.look(ID, NOW), Err(Refusal::Withdrawn));
    }

    #[test]
    fn one_that_says_yes_by_itself_is_granted_at_once() {
        let mut all = open(true);
        assert_eq!(all.ask(ID, request(1), NOW), Ok(()));
        assert!(matches!(all.find(ID).expect("kept").stage, Stage::Granted(_)));
    }

    #[test]
    fn who_goes_away_leaves_it_open() {
        let mut all = open(false);
        assert_eq!(all.ask(ID, request(1), NOW), Ok(()));
        all.gone(ID, request(2).record.id());
        assert_eq!(all.ask(ID, request(2), NOW), Err(Refusal::Busy));
        all.gone(ID, request(1).record.id());
        assert_eq!(all.ask(ID, request(2), NOW), Ok(()));
    }

    #[test]
    fn the_list_stays_short() {
        let mut all = Invitations::default();
        let opened =
            (0..40).filter(|n| all.open(InvitationId([*n; 4]), Secret([0; 16]), 2000, false, NOW));
        assert_eq!(opened.count(), OPEN_CAP);
        for n in 0..100 {
            assert!(
                all.open(InvitationId([n; 4]), Secret([0; 16]), 4000 + u64::from(n), false, 3000)
                    || n >= 16
            );
        }
        assert!(all.all().len() <= OPEN_CAP + OVER_CAP);
        assert_eq!(Invitations::decode(Some(&all.encode())), all);
        assert_eq!(Invitations::decode(Some(&[255])), Invitations::default());
    }
}
