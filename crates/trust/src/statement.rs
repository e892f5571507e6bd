//! Statements: what must be known before or beside any document.
//!
//! A statement carries a signature of its own, so that a joiner can verify each in any order. Its
//! id is the hash of its bytes, and there is exactly one encoding of each: what does not encode
//! back to the same bytes is refused. The body travels as a kind, what it is about, and opaque
//! bytes, so that a kind that this version does not know can still be stored, passed on and
//! respected (see [`crate::roster`]).

mod body;

use serde::{Deserialize, Serialize};

use body::{decode_body, encode_body, to_bytes};

use crate::hash::hash;
use crate::id::{DeviceId, GroupId, PageId, PersonId, StatementId};
use crate::keys::{BadSignature, DeviceKeys, DeviceRecord, PublicKey, Signature};
use crate::relay::Relay;

/// The longest statement that is accepted, in bytes: an audience of 500 persons fits.
pub const STATEMENT_CAP: usize = 32 * 1024;

/// The most earlier statements that one statement may name as newest known.
pub const AFTER_CAP: usize = 256;

/// A day, counted from 1970-01-01.
pub type Day = i32;

/// Who is sent a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// Every member, now and later.
    All,
    /// These persons, sorted, each once; the owner is among them whether named or not.
    Persons(Vec<PersonId>),
}

/// Another person's device that signed along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoSignature {
    /// The device that signed.
    pub device: DeviceId,
    /// Its signature over the same bytes as the statement's own.
    pub signature: Signature,
}

/// What a statement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// The group begins, with its first person and device.
    Founded {
        /// The founder's first device; it signs the statement.
        record: DeviceRecord,
        /// Makes two groups of one founder differ.
        nonce: [u8; 16],
    },
    /// A person came in. The inviter's device signs the statement.
    Joined {
        /// The new person's first device.
        record: DeviceRecord,
        /// The joiner's signature over [`joining_bytes`].
        consent: Signature,
    },
    /// A further device of a person, let in by a device of that person.
    DeviceAdded {
        /// The new device; it names the person.
        record: DeviceRecord,
        /// The new device's signature over [`joining_bytes`].
        consent: Signature,
    },
    /// Somebody who lost every laptop comes back, confirmed by two other persons (one in a group
    /// of two).
    Returned {
        /// The new device; it names the person.
        record: DeviceRecord,
        /// The new device's signature over [`joining_bytes`].
        consent: Signature,
        /// The second person's device.
        second: Option<CoSignature>,
    },
    /// A lost or stolen device is shut out.
    Blocked {
        /// The device.
        device: DeviceId,
    },
    /// The owner and one other lift blocks.
    Unblocked {
        /// The device.
        device: DeviceId,
        /// The blocks that are lifted, sorted.
        lifts: Vec<StatementId>,
        /// The other person's device.
        second: Option<CoSignature>,
    },
    /// The signer's person leaves the group, with all devices.
    Left,
    /// A page exists. Its id is this statement's id.
    PageOpened {
        /// The kind of page, a number of the model's.
        kind: u8,
        /// Whose page; the signer must be a device of theirs.
        owner: PersonId,
        /// When, as the owner's laptop saw it.
        day: Day,
        /// Makes two pages of one day differ.
        nonce: [u8; 16],
        /// Who is sent it from the first moment.
        audience: Audience,
        /// The day from which any two persons may erase it.
        retention: Option<Day>,
    },
    /// The owner changes who is sent a page.
    AudienceSet {
        /// The page.
        page: PageId,
        /// The audience statements that this one replaces, sorted; none if it replaces the first.
        replaces: Vec<StatementId>,
        /// The new audience.
        audience: Audience,
    },
    /// A page is to be gone everywhere, for ever.
    Erased {
        /// The page.
        page: PageId,
        /// The second person's device where the owner cannot or need not sign.
        second: Option<CoSignature>,
    },
    /// The signer's laptop dropped an erased page: keys, entries, caches.
    Receipt {
        /// The page.
        page: PageId,
        /// Which statement was carried out.
        erase: StatementId,
    },
    /// The group allows its laptops to meet over the internet.
    InternetOn {
        /// By which relay.
        relay: Relay,
    },
    /// The group no longer allows it.
    InternetOff {
        /// The statements that are lifted, sorted.
        lifts: Vec<StatementId>,
    },
    /// The trajectory is over.
    Finished,
    /// A kind that this version does not know.
    Unknown {
        /// Its number.
        kind: u16,
        /// What it says it is about.
        about: About,
        /// The rest, kept as it came.
        rest: Vec<u8>,
        /// A second person's signature, if one came along.
        second: Option<CoSignature>,
    },
}

/// What a statement is about: it stands outside the body so that an older version knows what to
/// pause when it does not know the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// The group as a whole.
    Group,
    /// One page.
    Page(PageId),
    /// One device.
    Device(DeviceId),
}

/// One signed statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The device that signed.
    pub device: DeviceId,
    /// Milliseconds since 1970 on the signer's clock; shown, never ordered by.
    pub time: u64,
    /// The newest statements that the signer knew, sorted.
    pub after: Vec<StatementId>,
    /// What it says.
    pub body: Body,
    /// The signer's signature.
    pub signature: Signature,
}

/// Why bytes are no statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadStatement {
    /// Longer than [`STATEMENT_CAP`].
    #[error("the statement is longer than {STATEMENT_CAP} bytes")]
    TooLong,
    /// Not in the one encoding, or a list unsorted or too long.
    #[error("the statement is not well formed")]
    Form,
    /// A signature does not fit.
    #[error(transparent)]
    Signature(#[from] BadSignature),
}

#[derive(Serialize, Deserialize)]
struct Wire {
    device: DeviceId,
    time: u64,
    after: Vec<StatementId>,
    kind: u16,
    about: About,
    rest: Vec<u8>,
    signature: Signature,
    second: Option<CoSignature>,
}

const SIGNING_DOMAIN: &str = "kring 1 statement";
const JOINING_DOMAIN: &str = "kring 1 joining";

/// What a joining device signs: the group, its own record, and the device that lets it in.
pub fn joining_bytes(group: &GroupId, record: &DeviceRecord, inviter: &DeviceId) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(96);
    bytes.extend_from_slice(group.as_bytes());
    bytes.extend_from_slice(record.id().as_bytes());
    bytes.extend_from_slice(inviter.as_bytes());
    bytes
}

/// A joining device's consent; see [`joining_bytes`].
pub fn sign_joining(
    keys: &DeviceKeys,
    group: &GroupId,
    record: &DeviceRecord,
    inviter: &DeviceId,
) -> Signature {
    keys.sign(JOINING_DOMAIN, &joining_bytes(group, record, inviter))
}

/// A statement before it is signed. A second person signs the same bytes, by [`Draft::sign_along`].
#[derive(Clone, Debug)]
pub struct Draft {
    /// The device that will sign.
    pub device: DeviceId,
    /// Milliseconds since 1970.
    pub time: u64,
    /// The newest statements known here; see [`crate::roster::Roster::newest`].
    pub after: Vec<StatementId>,
    /// What it says. A `second` in it is left out of what is signed.
    pub body: Body,
}

impl Draft {
    /// Signs the draft. `group` is [`GroupId::NONE`] for the founded statement.
    pub fn sign(mut self, group: &GroupId, keys: &DeviceKeys) -> Statement {
        self.after.sort_unstable();
        self.after.dedup();
        let signature = keys.sign(SIGNING_DOMAIN, &self.signed_bytes(group));
        Statement {
            device: self.device,
            time: self.time,
            after: self.after,
            body: self.body,
            signature,
        }
    }

    /// A second person's signature over the same words.
    pub fn sign_along(&self, group: &GroupId, device: DeviceId, keys: &DeviceKeys) -> CoSignature {
        CoSignature { device, signature: keys.sign(SIGNING_DOMAIN, &self.signed_bytes(group)) }
    }

    fn signed_bytes(&self, group: &GroupId) -> Vec<u8> {
        signed_bytes(group, &self.device, self.time, &self.after, &self.body)
    }
}

impl Statement {
    /// Reads a statement from foreign bytes. Nothing is verified but the form.
    ///
    /// # Errors
    /// [`BadStatement::TooLong`] before anything is allocated, else [`BadStatement::Form`].
    pub fn decode(bytes: &[u8]) -> Result<Self, BadStatement> {
        let statement = Self::decode_kept(bytes)?;
        if statement.encode() != bytes {
            return Err(BadStatement::Form);
        }
        Ok(statement)
    }

    /// As [`Statement::decode`], for bytes that it took before: that they are the one encoding is
    /// not looked at again.
    ///
    /// # Errors
    /// [`BadStatement`].
    pub fn decode_kept(bytes: &[u8]) -> Result<Self, BadStatement> {
        if bytes.len() > STATEMENT_CAP {
            return Err(BadStatement::TooLong);
        }
        let wire: Wire = postcard::from_bytes(bytes).map_err(|_| BadStatement::Form)?;
        let statement = Self {
            body: decode_body(wire.kind, wire.about, wire.rest, wire.second)?,
            device: wire.device,
            time: wire.time,
            after: wire.after,
            signature: wire.signature,
        };
        if statement.well_formed() { Ok(statement) } else { Err(BadStatement::Form) }
    }

    /// The one encoding.
    pub fn encode(&self) -> Vec<u8> {
        let (kind, about, rest) = encode_body(&self.body);
        let wire = Wire {
            device: self.device,
            time: self.time,
            after: self.after.clone(),
            kind,
            about,
            rest,
            signature: self.signature,
            second: self.body.second().copied(),
        };
        to_bytes(&wire)
    }

    /// The hash of [`Statement::encode`].
    pub fn id(&self) -> StatementId {
        Self::id_of(&self.encode())
    }

    /// The id of a statement from its bytes.
    pub fn id_of(bytes: &[u8]) -> StatementId {
        StatementId::from_bytes(hash("kring 1 statement id", &[bytes]))
    }

    /// Checks the signer's signature. `group` is ignored for the founded statement.
    ///
    /// # Errors
    /// [`BadSignature`] if `key` did not sign these words in this group.
    pub fn verify(&self, group: &GroupId, key: &PublicKey) -> Result<(), BadSignature> {
        key.verify(SIGNING_DOMAIN, &self.signed_bytes(group), &self.signature)
    }

    /// Checks the second person's signature, where the body has one.
    ///
    /// # Errors
    /// [`BadSignature`] if there is none or `key` did not make it.
    pub fn verify_second(&self, group: &GroupId, key: &PublicKey) -> Result<(), BadSignature> {
        let second = self.body.second().ok_or(BadSignature)?;
        key.verify(SIGNING_DOMAIN, &self.signed_bytes(group), &second.signature)
    }

    /// Checks that a joining device consented, where the body brings one: its record is
    /// self-signed and it signed for this group and this inviter.
    ///
    /// # Errors
    /// [`BadSignature`] if either does not fit.
    pub fn verify_consent(&self, group: &GroupId) -> Result<(), BadSignature> {
        match &self.body {
            Body::Founded { record, .. } => record.verify(),
            Body::Joined { record, consent }
            | Body::DeviceAdded { record, consent }
            | Body::Returned { record, consent, .. } => {
                record.verify()?;
                let bytes = joining_bytes(group, record, &self.device);
                record.sign_key.verify(JOINING_DOMAIN, &bytes, consent)
            }
            _ => Ok(()),
        }
    }

    fn signed_bytes(&self, group: &GroupId) -> Vec<u8> {
        signed_bytes(group, &self.device, self.time, &self.after, &self.body)
    }

    fn well_formed(&self) -> bool {
        let lists_sorted = match &self.body {
            Body::Unblocked { lifts, .. } | Body::InternetOff { lifts } => strictly_sorted(lifts),
            Body::PageOpened { audience, .. } => audience.well_formed(),
            Body::AudienceSet { replaces, audience, .. } => {
                strictly_sorted(replaces) && audience.well_formed()
            }
            _ => true,
        };
        lists_sorted && self.after.len() <= AFTER_CAP && strictly_sorted(&self.after)
    }
}

impl Audience {
    /// An audience of these persons, in the one form.
    pub fn of(persons: impl IntoIterator<Item = PersonId>) -> Self {
        let mut persons: Vec<_> = persons.into_iter().collect();
        persons.sort_unstable();
        persons.dedup();
        Self::Persons(persons)
    }

    fn well_formed(&self) -> bool {
        match self {
            Self::All => true,
            Self::Persons(persons) => strictly_sorted(persons),
        }
    }
}

impl Body {
    /// The second person's signature, where this kind has a place for one.
    pub fn second(&self) -> Option<&CoSignature> {
        match self {
            Self::Returned { second, .. }
            | Self::Unblocked { second, .. }
            | Self::Erased { second, .. }
            | Self::Unknown { second, .. } => second.as_ref(),
            _ => None,
        }
    }

    /// The page it is about, if it is about a page that exists already.
    pub fn page(&self) -> Option<PageId> {
        match self {
            Self::AudienceSet { page, .. }
            | Self::Erased { page, .. }
            | Self::Receipt { page, .. }
            | Self::Unknown { about: About::Page(page), .. } => Some(*page),
            _ => None,
        }
    }
}

fn strictly_sorted<T: Ord>(list: &[T]) -> bool {
    list.is_sorted_by(|a, b| a < b)
}

fn signed_bytes(
    group: &GroupId,
    device: &DeviceId,
    time: u64,
    after: &[StatementId],
    body: &Body,
) -> Vec<u8> {
    let group = if matches!(body, Body::Founded { .. }) { &GroupId::NONE } else { group };
    let (kind, about, rest) = encode_body(body);
    to_bytes(&(group, device, time, after, kind, about, rest))
}

#[cfg(test)]
mod tests;
