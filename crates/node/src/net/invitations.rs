//! The invitations of this laptop: one small value in the group's store, so that the process that
//! shows them and the process that holds the network need not be the same.
//!
//! A ticket is for one person. A door is for whoever stands before it: each who comes is written
//! down as a guest, with words and an answer of their own.

use std::net::IpAddr;

use kring_trust::keys::DeviceRecord;
use kring_trust::{DeviceId, PersonId};
use serde::{Deserialize, Serialize};

use super::four::FourWords;
use super::proof::{Consent, Refusal};
use crate::ticket::{InvitationId, Secret};

/// Open invitations at once: a whole group fits, and the list stays one small value.
pub(super) const OPEN_CAP: usize = 16;

/// Invitations that are over and still remembered, so that their ticket gets its own sentence.
const OVER_CAP: usize = 16;

/// Wrong tries that burn a ticket; and at a door, times that the words of one caller were not the
/// same until nobody comes in from where that caller is.
pub(super) const TRIES: u8 = 3;

/// Times that words were not the same that close a door, whoever the callers were. Who steers one
/// laptop between two others gets the same words on both once in 2^32 tries: 30 are less than one in a
/// hundred million.
pub(super) const DOOR_TRIES: u8 = 30;

/// Guests who wait at one door at once: a group that comes in together fits.
const GUESTS_CAP: usize = 12;

/// All invitations of this laptop in one group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Invitations {
    all: Vec<Invitation>,
}

/// How somebody comes to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// With a ticket, once.
    Ticket,
    /// By a door in this room, as many as come.
    Door,
    /// This is one of those who came by the door of this id.
    Guest(InvitationId),
}

/// As whom somebody comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whom {
    /// A new person.
    Newcomer,
    /// Another laptop of this person, who opened the door.
    OwnDevice(PersonId),
    /// This person, who lost every laptop.
    Returning(PersonId),
}

impl Whom {
    /// The person who the device will be of, if they are in the group already.
    pub const fn person(self) -> Option<PersonId> {
        match self {
            Self::Newcomer => None,
            Self::OwnDevice(person) | Self::Returning(person) => Some(person),
        }
    }
}

/// One invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Which; it is in the ticket, and the door's word follows from it.
    pub id: InvitationId,
    /// How one comes in.
    pub way: Way,
    /// As whom.
    pub whom: Whom,
    /// What the ticket proves; gone when the invitation is over, unless it was used (see
    /// [`Invitations::look`]).
    pub secret: Option<Secret>,
    /// Milliseconds since 1970 on this laptop's clock.
    pub expires_ms: u64,
    /// Whether this laptop says yes by itself to whoever has the ticket.
    pub yes: bool,
    /// Whether the ticket names a relay, so that one may come by it.
    pub far: bool,
    /// Wrong tries so far.
    pub tries: u8,
    /// Those of a door, by where the caller was; none where that is not known.
    pub callers: Vec<(Option<IpAddr>, u8)>,
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
    /// Somebody asked and the answer is yes; their joining is being written, or their own word is
    /// still waited for.
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
    /// Their device, without a person yet.
    pub record: DeviceRecord,
    /// What both screens show.
    pub words: FourWords,
    /// Their own word, once their person agrees.
    pub consent: Option<Box<Consent>>,
    /// What they call themselves.
    pub name: String,
    /// What they call their laptop.
    pub device_name: String,
    /// When, in milliseconds since 1970 on this laptop's clock.
    pub asked_ms: u64,
    /// From where, if that is known.
    pub from: Option<IpAddr>,
}

/// What a joiner's task must know of an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entrance {
    /// What the joiner must know; nothing at a door.
    pub secret: Option<Secret>,
    /// As whom one comes in.
    pub whom: Whom,
}

/// What a new invitation is like.
#[derive(Clone, Debug)]
pub(super) struct Opening {
    /// Which.
    pub id: InvitationId,
    /// For a ticket; else it is a door.
    pub secret: Option<Secret>,
    /// As whom.
    pub whom: Whom,
    /// Until when.
    pub expires_ms: u64,
    /// Whether a ticket is enough.
    pub yes: bool,
    /// Whether the ticket names a relay.
    pub far: bool,
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
    pub(super) fn open(&mut self, opening: Opening, now_ms: u64) -> bool {
        self.forget_old(now_ms);
        let open = self.all.iter().filter(|one| one.is_open(now_ms) && one.door().is_none());
        if open.count() >= OPEN_CAP {
            return false;
        }
        let Opening { id, secret, whom, expires_ms, yes, far } = opening;
        let way = if secret.is_some() { Way::Ticket } else { Way::Door };
        let far = far && way == Way::Ticket;
        let (tries, callers, stage) = (0, Vec::new(), Stage::Open);
        self.all.push(Invitation {
            id,
            way,
            whom,
            secret,
            expires_ms,
            yes,
            far,
            tries,
            callers,
            stage,
        });
        true
    }

    /// Whether anybody may knock.
    pub(super) fn any_open(&self, now_ms: u64) -> bool {
        self.all.iter().any(|one| one.is_open(now_ms))
    }

    /// Whether anybody may knock who comes by a relay: until the time of a ticket that names one is
    /// over, or somebody came in with it.
    pub(super) fn any_far(&self, now_ms: u64) -> bool {
        self.all.iter().any(|one| one.far && one.is_open(now_ms) && one.expires_ms > now_ms)
    }

    /// The doors that stand open, for telling the room.
    pub(super) fn doors(&self, now_ms: u64) -> Vec<InvitationId> {
        let doors = self.all.iter().filter(|one| one.way == Way::Door && one.is_open(now_ms));
        doors.map(|one| one.id).collect()
    }

    /// What to check a joiner against. A ticket that was used is still checked, so that the device
    /// that came in with it can fetch what a broken connection kept from it. By a relay there are
    /// only tickets that name one: all else is for the room.
    ///
    /// # Errors
    /// The [`Refusal`] that the joiner gets.
    pub(super) fn look(
        &self,
        id: InvitationId,
        by_relay: bool,
        now_ms: u64,
    ) -> Result<Entrance, Refusal> {
        let one = self.find(id).filter(|one| one.far || !by_relay).ok_or(Refusal::Unknown)?;
        match one.stage {
            Stage::Burnt => return Err(Refusal::Burnt),
            Stage::Withdrawn => return Err(Refusal::Withdrawn),
            Stage::Declined => return Err(Refusal::No),
            Stage::Open | Stage::Asked(_) if one.expires_ms <= now_ms => {
                return Err(Refusal::Expired);
            }
            _ => {}
        }
        match (one.way, &one.secret) {
            (Way::Ticket, None) | (Way::Guest(_), _) => Err(Refusal::Unknown),
            (Way::Ticket | Way::Door, secret) => {
                Ok(Entrance { secret: secret.clone(), whom: one.whom })
            }
        }
    }

    /// Counts a wrong try.
    pub(super) fn wrong(&mut self, id: InvitationId) {
        let Some(one) = self.find_mut(id) else { return };
        one.tries = one.tries.saturating_add(1);
        if one.tries >= TRIES && matches!(one.stage, Stage::Open | Stage::Asked(_)) {
            one.finish(Stage::Burnt);
            self.send_guests_away(id);
        }
    }

    /// Writes down that somebody asks, and under which id: at a door a guest has `guest`. Asking
    /// again with the same device is the same asking, with words of its own; where this laptop says
    /// yes by itself, it is granted at once.
    ///
    /// # Errors
    /// The [`Refusal`] that the joiner gets.
    pub(super) fn ask(
        &mut self,
        id: InvitationId,
        guest: InvitationId,
        request: Request,
        now_ms: u64,
    ) -> Result<InvitationId, Refusal> {
        self.look(id, false, now_ms)?;
        let one = self.find(id).ok_or(Refusal::Unknown)?;
        let device = request.record.nonce;
        if one.way == Way::Door {
            let known = self.guests(id).find(|guest| guest.is_of(device));
            let asked = known.map(|guest| guest.id);
            let asked = match asked {
                Some(asked) => asked,
                None => self.receive(id, guest, request.from, now_ms)?,
            };
            return self.ask_one(asked, request).map(|()| asked);
        }
        self.ask_one(id, request).map(|()| id)
    }

    /// The joiner's own word came.
    pub(super) fn consented(&mut self, id: InvitationId, consent: &Consent) {
        let Some(one) = self.find_mut(id) else { return };
        if let Stage::Asked(request) | Stage::Granted(request) = &mut one.stage
            && request.record.endpoint_key == consent.record.endpoint_key
        {
            request.consent = Some(Box::new(consent.clone()));
        }
    }

    /// The person at this laptop answered. `false` if nobody was asking with this invitation. A no
    /// to a guest counts at the door, and against where the guest is.
    pub(super) fn answer(&mut self, id: InvitationId, yes: bool) -> bool {
        let Some(one) = self.find_mut(id) else { return false };
        match &one.stage {
            Stage::Asked(request) if yes => one.stage = Stage::Granted(request.clone()),
            Stage::Asked(_) => self.decline(id),
            _ => return false,
        }
        true
    }

    /// The joiner's person said that the words differ: whatever was answered here, nobody comes in.
    pub(super) fn stopped(&mut self, id: InvitationId) {
        let one = self.find(id);
        if one.is_some_and(|one| matches!(one.stage, Stage::Asked(_) | Stage::Granted(_))) {
            self.decline(id);
        }
    }

    /// The joining is written. A door for one person's laptop is closed with it.
    pub(super) fn used(&mut self, id: InvitationId, device: DeviceId) {
        let Some(one) = self.find_mut(id) else { return };
        one.stage = Stage::Used(device);
        let (door, whom) = (one.door(), one.whom);
        if let Some(door) = door.filter(|_| whom != Whom::Newcomer) {
            self.close(door);
        }
    }

    /// The joiner went away before anybody answered: the invitation is open again, and a guest is
    /// forgotten. `record` is of their device.
    pub(super) fn gone(&mut self, id: InvitationId, record: &DeviceRecord) {
        let Some(one) = self.find_mut(id) else { return };
        let waits = |request: &Request| request.record.endpoint_key == record.endpoint_key;
        match (&one.stage, one.way) {
            (Stage::Asked(request) | Stage::Granted(request), Way::Guest(_)) if waits(request) => {
                self.all.retain(|one| one.id != id);
            }
            (Stage::Asked(request), _) if waits(request) => one.stage = Stage::Open,
            _ => {}
        }
    }

    /// Closes an invitation that nobody has used; who still waits at a door is sent away. `false`
    /// if there is none such.
    pub(super) fn withdraw(&mut self, id: InvitationId) -> bool {
        self.close(id)
    }

    /// Keeps an open invitation open until then.
    pub(super) fn prolong(&mut self, id: InvitationId, expires_ms: u64) {
        let one = self.find_mut(id).filter(|one| one.stage == Stage::Open);
        if let Some(one) = one {
            one.expires_ms = expires_ms;
        }
    }

    /// Closes every door: nobody listens any more.
    pub(super) fn close_doors(&mut self) {
        let doors: Vec<_> =
            self.all.iter().filter(|one| one.way == Way::Door).map(|one| one.id).collect();
        for door in doors {
            self.close(door);
        }
    }

    /// The invitation `id`, if it is remembered.
    pub(super) fn find(&self, id: InvitationId) -> Option<&Invitation> {
        self.all.iter().find(|one| one.id == id)
    }

    fn find_mut(&mut self, id: InvitationId) -> Option<&mut Invitation> {
        self.all.iter_mut().find(|one| one.id == id)
    }

    fn guests(&self, door: InvitationId) -> impl Iterator<Item = &Invitation> {
        self.all.iter().filter(move |one| one.door() == Some(door))
    }

    fn receive(
        &mut self,
        door: InvitationId,
        id: InvitationId,
        from: Option<IpAddr>,
        now_ms: u64,
    ) -> Result<InvitationId, Refusal> {
        self.forget_old(now_ms);
        if self.find(door).is_some_and(|one| one.turns_away(from)) {
            return Err(Refusal::Burnt);
        }
        if self.guests(door).filter(|one| one.is_open(now_ms)).count() >= GUESTS_CAP {
            return Err(Refusal::Busy);
        }
        let one = self.find(door).ok_or(Refusal::Unknown)?;
        let (way, callers) = (Way::Guest(door), Vec::new());
        let guest = Invitation { id, way, callers, yes: false, tries: 0, ..one.clone() };
        self.all.push(guest);
        Ok(id)
    }

    fn ask_one(&mut self, id: InvitationId, request: Request) -> Result<(), Refusal> {
        let one = self.find_mut(id).ok_or(Refusal::Unknown)?;
        let same = |other: &Request| other.record.endpoint_key == request.record.endpoint_key;
        match &mut one.stage {
            Stage::Open if one.yes => one.stage = Stage::Granted(Box::new(request)),
            Stage::Open => one.stage = Stage::Asked(Box::new(request)),
            // Other words: what was said about the old ones is not about these.
            Stage::Asked(other) if same(other) => one.stage = Stage::Asked(Box::new(request)),
            Stage::Granted(other) if same(other) && one.yes => **other = request,
            Stage::Granted(other) if same(other) => one.stage = Stage::Asked(Box::new(request)),
            // Which device it is shows in its own word: only that one is given what it missed.
            Stage::Used(_) if one.way == Way::Ticket => {}
            Stage::Used(_) => return Err(Refusal::Used),
            Stage::Declined => return Err(Refusal::No),
            Stage::Burnt | Stage::Withdrawn => return Err(Refusal::Withdrawn),
            _ => return Err(Refusal::Busy),
        }
        Ok(())
    }

    fn decline(&mut self, id: InvitationId) {
        let Some(one) = self.find_mut(id) else { return };
        let (door, from) = (one.door(), one.asks_from());
        one.finish(Stage::Declined);
        if let Some(door) = door {
            self.differed(door, from);
        }
    }

    /// The words of somebody at a door were not the same. The door stays open for others: else anybody
    /// in the room could close it.
    fn differed(&mut self, door: InvitationId, from: Option<IpAddr>) {
        let Some(one) = self.find_mut(door) else { return };
        one.tries = one.tries.saturating_add(1);
        match one.callers.iter_mut().find(|(caller, _)| *caller == from) {
            Some((_, tries)) => *tries = tries.saturating_add(1),
            None => one.callers.push((from, 1)),
        }
        if one.tries >= DOOR_TRIES && one.stage == Stage::Open {
            one.finish(Stage::Burnt);
            self.send_guests_away(door);
        }
    }

    fn close(&mut self, id: InvitationId) -> bool {
        match self.find_mut(id) {
            Some(one) if matches!(one.stage, Stage::Open | Stage::Asked(_)) => {
                one.finish(Stage::Withdrawn);
                self.send_guests_away(id);
                true
            }
            _ => false,
        }
    }

    fn send_guests_away(&mut self, door: InvitationId) {
        for one in self.all.iter_mut().filter(|one| one.door() == Some(door)) {
            if matches!(one.stage, Stage::Asked(_)) {
                one.finish(Stage::Withdrawn);
            }
        }
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
            Stage::Open => self.expires_ms > now_ms,
            // Who stands before a door may be answered after its time.
            Stage::Asked(_) => self.expires_ms > now_ms || self.door().is_some(),
            Stage::Granted(_) => true,
            _ => false,
        }
    }

    /// The door by which this guest came.
    pub const fn door(&self) -> Option<InvitationId> {
        match self.way {
            Way::Guest(door) => Some(door),
            Way::Ticket | Way::Door => None,
        }
    }

    /// Whether words differed so often at this door that who opened it must know.
    pub const fn is_troubled(&self) -> bool {
        self.tries >= TRIES && matches!(self.way, Way::Door)
    }

    /// Whether nobody comes in any more by this door from there.
    fn turns_away(&self, from: Option<IpAddr>) -> bool {
        self.callers.iter().any(|(caller, tries)| *caller == from && *tries >= TRIES)
    }

    fn asks_from(&self) -> Option<IpAddr> {
        match &self.stage {
            Stage::Asked(request) | Stage::Granted(request) => request.from,
            _ => None,
        }
    }

    fn is_of(&self, nonce: [u8; 16]) -> bool {
        match &self.stage {
            Stage::Asked(request) | Stage::Granted(request) => request.record.nonce == nonce,
            _ => false,
        }
    }

    fn finish(&mut self, stage: Stage) {
        self.stage = stage;
        self.secret = None;
    }
}

#[cfg(test)]
mod tests;
