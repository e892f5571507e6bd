//! The body of a statement as it travels: a kind, what it is about, and opaque bytes.

use serde::{Deserialize, Serialize};

use super::{About, BadStatement, Body, CoSignature};
use crate::relay::Relay;

mod kind {
    pub(super) const FOUNDED: u16 = 0;
    pub(super) const JOINED: u16 = 1;
    pub(super) const DEVICE_ADDED: u16 = 2;
    pub(super) const RETURNED: u16 = 3;
    pub(super) const BLOCKED: u16 = 4;
    pub(super) const UNBLOCKED: u16 = 5;
    pub(super) const LEFT: u16 = 6;
    pub(super) const PAGE_OPENED: u16 = 7;
    pub(super) const AUDIENCE_SET: u16 = 8;
    pub(super) const ERASED: u16 = 9;
    pub(super) const RECEIPT: u16 = 10;
    pub(super) const INTERNET_ON: u16 = 11;
    pub(super) const INTERNET_OFF: u16 = 12;
    pub(super) const FINISHED: u16 = 13;
}

pub(super) fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    // postcard into a growing vector fails only for types that cannot be encoded at all.
    postcard::to_allocvec(value).unwrap_or_default()
}

pub(super) fn encode_body(body: &Body) -> (u16, About, Vec<u8>) {
    match body {
        Body::Founded { record, nonce } => {
            (kind::FOUNDED, About::Group, to_bytes(&(record, nonce)))
        }
        Body::Joined { record, consent } => {
            (kind::JOINED, About::Group, to_bytes(&(record, consent)))
        }
        Body::DeviceAdded { record, consent } => {
            (kind::DEVICE_ADDED, About::Group, to_bytes(&(record, consent)))
        }
        Body::Returned { record, consent, .. } => {
            (kind::RETURNED, About::Group, to_bytes(&(record, consent)))
        }
        Body::Blocked { device } => (kind::BLOCKED, About::Device(*device), Vec::new()),
        Body::Unblocked { device, lifts, .. } => {
            (kind::UNBLOCKED, About::Device(*device), to_bytes(lifts))
        }
        Body::Left => (kind::LEFT, About::Group, Vec::new()),
        Body::PageOpened { kind, owner, day, nonce, audience, retention } => {
            let rest = to_bytes(&(kind, owner, day, nonce, audience, retention));
            (kind::PAGE_OPENED, About::Group, rest)
        }
        Body::AudienceSet { page, replaces, audience } => {
            (kind::AUDIENCE_SET, About::Page(*page), to_bytes(&(replaces, audience)))
        }
        Body::Erased { page, .. } => (kind::ERASED, About::Page(*page), Vec::new()),
        Body::Receipt { page, erase } => (kind::RECEIPT, About::Page(*page), to_bytes(erase)),
        Body::InternetOn { relay } => (kind::INTERNET_ON, About::Group, relay.to_bytes()),
        Body::InternetOff { lifts } => (kind::INTERNET_OFF, About::Group, to_bytes(lifts)),
        Body::Finished => (kind::FINISHED, About::Group, Vec::new()),
        Body::Unknown { kind, about, rest, .. } => (*kind, *about, rest.clone()),
    }
}

pub(super) fn decode_body(
    kind: u16,
    about: About,
    rest: Vec<u8>,
    second: Option<CoSignature>,
) -> Result<Body, BadStatement> {
    let body = match (kind, about) {
        (kind::FOUNDED, About::Group) => {
            let (record, nonce) = parse(&rest)?;
            Body::Founded { record, nonce }
        }
        (kind::JOINED, About::Group) => {
            let (record, consent) = parse(&rest)?;
            Body::Joined { record, consent }
        }
        (kind::DEVICE_ADDED, About::Group) => {
            let (record, consent) = parse(&rest)?;
            Body::DeviceAdded { record, consent }
        }
        (kind::RETURNED, About::Group) => {
            let (record, consent) = parse(&rest)?;
            Body::Returned { record, consent, second }
        }
        (kind::BLOCKED, About::Device(device)) if rest.is_empty() => Body::Blocked { device },
        (kind::UNBLOCKED, About::Device(device)) => {
            Body::Unblocked { device, lifts: parse(&rest)?, second }
        }
        (kind::LEFT, About::Group) if rest.is_empty() => Body::Left,
        (kind::PAGE_OPENED, About::Group) => {
            let (kind, owner, day, nonce, audience, retention) = parse(&rest)?;
            Body::PageOpened { kind, owner, day, nonce, audience, retention }
        }
        (kind::AUDIENCE_SET, About::Page(page)) => {
            let (replaces, audience) = parse(&rest)?;
            Body::AudienceSet { page, replaces, audience }
        }
        (kind::ERASED, About::Page(page)) if rest.is_empty() => Body::Erased { page, second },
        (kind::RECEIPT, About::Page(page)) => Body::Receipt { page, erase: parse(&rest)? },
        (kind::INTERNET_ON, About::Group) => {
            let relay = Relay::from_bytes(&rest).ok_or(BadStatement::Form)?;
            Body::InternetOn { relay }
        }
        (kind::INTERNET_OFF, About::Group) => Body::InternetOff { lifts: parse(&rest)? },
        (kind::FINISHED, About::Group) if rest.is_empty() => Body::Finished,
        (kind, about) if kind > kind::FINISHED => Body::Unknown { kind, about, rest, second },
        _ => return Err(BadStatement::Form),
    };
    Ok(body)
}

fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, BadStatement> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        _ => Err(BadStatement::Form),
    }
}
