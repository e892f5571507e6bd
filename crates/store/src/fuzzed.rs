//! What the store reads back from its disk, for fuzzing: each kind of record as one function of bytes.
//! Not a part of the crate's use.

use kring_trust::keys::Signature;
use kring_trust::{Chain, GroupId, PageId};

use crate::keys::KeyRing;
use crate::lock::{Guard, Lock};
use crate::segment::{Codec, Segment, links};
use crate::{LaptopKey, PeerState, Position, reader, token, twin};

/// The number of the first entry of the segments here.
const FIRST: u64 = 5;

/// Reads bytes as the kind of record that the first byte says.
pub fn record(bytes: &[u8]) {
    let Some((kind, rest)) = bytes.split_first() else { return };
    match kind % 6 {
        0 => segment(rest),
        1 => drop(twin::parse(rest)),
        2 => key_ring(rest),
        3 => drop(token::parse(rest)),
        4 => drop(postcard::from_bytes::<Lock>(rest)),
        _ => drop(reader::decode::<PeerState>(rest)),
    }
}

/// One honest record of each kind.
pub fn records() -> Vec<Vec<u8>> {
    let of = |kind: u8, bytes: &[u8]| [&[kind], bytes].concat();
    let mut all: Vec<Vec<u8>> =
        [1, 60].iter().filter_map(|count| written(*count)).map(|one| of(0, &one)).collect();
    all.push(of(1, &twin::frame(3, b"payload")));
    let mut ring = KeyRing::default();
    if ring.make(PageId::from_bytes([2; 32])).is_ok() {
        all.push(of(2, &ring.to_bytes(&GroupId::from_bytes([1; 32]))));
    }
    all.push(of(3, &token::frame(token::Token { bytes: [1; 16], clean: true })));
    let key = LaptopKey::from_bytes(&[7; 32]);
    let lock = Lock::begin(Guard::Keyring("a1b2".to_owned()), &key, &[8; 32], Some(&key)).ok();
    all.extend(lock.and_then(|lock| postcard::to_allocvec(&lock).ok()).map(|one| of(4, &one)));
    let peer = PeerState { theirs: Some(Position::START), ..PeerState::default() };
    all.extend(postcard::to_allocvec(&peer).ok().map(|one| of(5, &one)));
    all
}

/// The first byte says how many entries there are to be.
fn segment(bytes: &[u8]) {
    let Some((count, rest)) = bytes.split_first() else { return };
    let Ok(mut codec) = Codec::new() else { return };
    let last = FIRST + u64::from(*count);
    if let Some(read) = Segment::parse(&mut codec, rest, FIRST, last) {
        let again = read.encode(&mut codec).unwrap_or_default();
        let again = Segment::parse(&mut codec, &again, FIRST, last);
        assert_eq!(again.map(|one| one.entries), Some(read.entries), "there and back");
    }
}

fn written(count: u8) -> Option<Vec<u8>> {
    let from = Chain::from_bytes([7; 32]);
    let entries: Vec<Vec<u8>> =
        (0..count).map(|n| format!("entry {n}").repeat(9).into_bytes()).collect();
    let chains = links(from, &entries);
    let segment = Segment { first: FIRST, from, entries, chains, signature: Signature([3; 64]) };
    let bytes = segment.encode(&mut Codec::new().ok()?).ok()?;
    Some([&[count - 1], bytes.as_slice()].concat())
}

fn key_ring(bytes: &[u8]) {
    if let Some((group, ring)) = KeyRing::parse(bytes, 1) {
        let again = ring.to_bytes(&group);
        assert!(again.len() <= bytes.len(), "a page has one key");
    }
}
