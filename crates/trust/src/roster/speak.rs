//! Making statements: what a laptop says, in the one form that all others accept.
//!
//! ```
//! use kring_trust::keys::{DeviceKeys, Seed};
//! use kring_trust::roster::{Roster, speak};
//! use kring_trust::statement::Audience;
//! use kring_trust::{GroupId, PageId, PersonId};
//!
//! let keys = DeviceKeys::derive(&Seed::from_bytes([1; 32]), [2; 16]);
//! let founded = speak::found(&keys, 0, [3; 16]);
//! let (group, noor) = (GroupId::founded_by(founded.id()), PersonId::brought_by(founded.id()));
//! let device = founded.device;
//! let mut roster = Roster::new(group);
//! roster.insert(founded)?;
//!
//! let page = speak::Page { kind: 1, day: 20_000, nonce: [4; 16], retention: None };
//! let opened = speak::Speaker::new(&roster, device, &keys, 7).open_page(page, noor, Audience::All);
//! let id = PageId::opened_by(opened.id());
//! roster.insert(opened)?;
//! assert!(roster.sees(&device, &id));
//! # Ok::<(), kring_trust::roster::Refused>(())
//! ```

use super::Roster;
use crate::id::{DeviceId, GroupId, PageId, PersonId, StatementId};
use crate::keys::{DeviceKeys, DeviceRecord, Signature};
use crate::relay::Relay;
use crate::statement::{Audience, Body, CoSignature, Day, Draft, Statement, sign_joining};

/// Founds a group. Its id is the hash of the statement, and so is the founder's person id.
pub fn found(keys: &DeviceKeys, time: u64, nonce: [u8; 16]) -> Statement {
    let record = keys.record(None);
    let device = record.id();
    let body = Body::Founded { record, nonce };
    Draft { device, time, after: Vec::new(), body }.sign(&GroupId::NONE, keys)
}

/// The new device's part of being let in: its record, and its consent to this group and to the
/// device that lets it in. `person` is `None` for who joins as a new person.
pub fn consent(
    keys: &DeviceKeys,
    group: &GroupId,
    person: Option<PersonId>,
    inviter: &DeviceId,
) -> (DeviceRecord, Signature) {
    let record = keys.record(person);
    let consent = sign_joining(keys, group, &record, inviter);
    (record, consent)
}

/// Puts a second person's signature under `draft` and signs it. The second person made it with
/// [`Draft::sign_along`] over the same draft.
pub fn together(
    mut draft: Draft,
    second: CoSignature,
    group: &GroupId,
    keys: &DeviceKeys,
) -> Statement {
    put_second(&mut draft.body, second);
    draft.sign(group, keys)
}

/// Signs along what another person's device has signed: their signature does not cover the place of
/// the second, so it stays as it is.
pub fn along(
    statement: &Statement,
    group: &GroupId,
    device: DeviceId,
    keys: &DeviceKeys,
) -> Statement {
    let (time, after) = (statement.time, statement.after.clone());
    let draft = Draft { device: statement.device, time, after, body: statement.body.clone() };
    let mut whole = statement.clone();
    put_second(&mut whole.body, draft.sign_along(group, device, keys));
    whole
}

fn put_second(body: &mut Body, second: CoSignature) {
    match body {
        Body::Returned { second: place, .. }
        | Body::Unblocked { second: place, .. }
        | Body::Erased { second: place, .. }
        | Body::Unknown { second: place, .. } => *place = Some(second),
        _ => {}
    }
}

/// What of a new page is not who sees it.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The kind of page, a number of the model's.
    pub kind: u8,
    /// Today.
    pub day: Day,
    /// 16 random bytes.
    pub nonce: [u8; 16],
    /// The day from which others may erase it.
    pub retention: Option<Day>,
}

/// A device about to say something, knowing what a roster holds now. After each statement that was
/// inserted, make another.
#[derive(Clone, Debug)]
pub struct Speaker<'a> {
    roster: &'a Roster,
    device: DeviceId,
    keys: &'a DeviceKeys,
    time: u64,
}

impl<'a> Speaker<'a> {
    /// `time` is in milliseconds since 1970, on this laptop's clock.
    pub const fn new(
        roster: &'a Roster,
        device: DeviceId,
        keys: &'a DeviceKeys,
        time: u64,
    ) -> Self {
        Self { roster, device, keys, time }
    }

    /// A statement before it is signed: what a second person signs along.
    pub fn draft(&self, body: Body) -> Draft {
        Draft { device: self.device, time: self.time, after: self.roster.newest(), body }
    }

    /// A statement signed by this device alone.
    pub fn say(&self, body: Body) -> Statement {
        self.draft(body).sign(&self.roster.group(), self.keys)
    }

    /// A new person came in; record and consent are the joiner's, from [`consent`].
    pub fn joined(&self, record: DeviceRecord, consent: Signature) -> Statement {
        self.say(Body::Joined { record, consent })
    }

    /// A further device of this person; record and consent are that device's, from [`consent`].
    pub fn add_device(&self, record: DeviceRecord, consent: Signature) -> Statement {
        self.say(Body::DeviceAdded { record, consent })
    }

    /// Somebody who lost every laptop is back: sign it alone in a group of two, else let another
    /// person sign along and use [`together`].
    pub fn returned(&self, record: DeviceRecord, consent: Signature) -> Draft {
        self.draft(Body::Returned { record, consent, second: None })
    }

    /// Shuts a device out.
    pub fn block(&self, device: DeviceId) -> Statement {
        self.say(Body::Blocked { device })
    }

    /// Lifts all blocks of a device that are known here; its owner and one other sign.
    pub fn unblock(&self, device: DeviceId) -> Draft {
        let lifts = self.roster.blocks_of(&device);
        self.draft(Body::Unblocked { device, lifts, second: None })
    }

    /// This person leaves, with all devices.
    pub fn leave(&self) -> Statement {
        self.say(Body::Left)
    }

    /// Opens a page of this device's person. Its id is [`PageId::opened_by`] this statement.
    pub fn open_page(&self, page: Page, owner: PersonId, audience: Audience) -> Statement {
        let Page { kind, day, nonce, retention } = page;
        self.say(Body::PageOpened { kind, owner, day, nonce, audience, retention })
    }

    /// Sets who is sent a page, in place of all that is known here about that.
    pub fn set_audience(&self, page: PageId, audience: Audience) -> Statement {
        let opening = StatementId::from_bytes(*page.as_bytes());
        let heads = self.roster.page(&page).map(|info| info.audience_heads.clone());
        let mut replaces = heads.unwrap_or_default();
        if replaces == [opening] {
            replaces.clear();
        }
        self.say(Body::AudienceSet { page, replaces, audience })
    }

    /// Erases a page: sign it alone as the owner, else see [`Roster::may_erase`] and [`together`].
    pub fn erase(&self, page: PageId) -> Draft {
        self.draft(Body::Erased { page, second: None })
    }

    /// This laptop dropped an erased page.
    pub fn receipt(&self, page: PageId, erase: StatementId) -> Statement {
        self.say(Body::Receipt { page, erase })
    }

    /// Allows the internet, by this relay. Others that are allowed stay so: see
    /// [`Speaker::internet_off`].
    pub fn internet_on(&self, relay: Relay) -> Statement {
        self.say(Body::InternetOn { relay })
    }

    /// No longer allows it.
    pub fn internet_off(&self) -> Statement {
        self.say(Body::InternetOff { lifts: self.roster.internet_statements() })
    }

    /// The trajectory is over.
    pub fn finish(&self) -> Statement {
        self.say(Body::Finished)
    }

    /// Says again, in the same words, what a blocked device had said: then it counts after all. For
    /// what brings a device, opens a page or sets an audience.
    pub fn repeat(&self, statement: &Statement) -> Statement {
        self.say(statement.body.clone())
    }
}
