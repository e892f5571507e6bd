//! A stretch of one log as it is kept: entries, where they join on, and the signed row at the end.
//!
//! ```text
//! chain before, 32 | chain after, 32 | signature, 64 | 0 as is, 1 zstd | length, 4 | body
//! body: (length, 4 | entry) ...
//! ```

use kring_trust::Chain;
use kring_trust::entry::ENTRY_CAP;
use kring_trust::keys::Signature;
use kring_trust::log::chain_next;
use zstd::bulk::{Compressor, Decompressor};

use crate::StoreError;

/// The most entries of one batch and so of one segment: a row is kept at least every 1,000 entries.
pub(crate) const BATCH_ENTRIES_CAP: usize = 1_000;

/// The longest batch in bytes: two of the largest entries. No more fits in a message, and what
/// cannot be sent must not be stored.
pub(crate) const BATCH_BYTES_CAP: usize = 2 * 1024 * 1024;

/// Entries and their lengths, before compression.
const BODY_CAP: usize = BATCH_BYTES_CAP + 4 * BATCH_ENTRIES_CAP;

/// Below this many bytes compression saves nothing.
const COMPRESS_FROM: usize = 512;

/// Level 1: four times faster than the default level and within a tenth of its size on our logs.
const LEVEL: i32 = 1;

/// The compression contexts, made once: making one costs more than a small segment.
pub(crate) struct Codec {
    compressor: Compressor<'static>,
    decompressor: Decompressor<'static>,
}

impl Codec {
    pub(crate) fn new() -> Result<Self, StoreError> {
        let make =
            || Ok(Self { compressor: Compressor::new(LEVEL)?, decompressor: Decompressor::new()? });
        make().map_err(|error: std::io::Error| StoreError::Io(error.to_string()))
    }
}

/// Entries `first` to `last`, whole: the chain leads from `from` to `chain`.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    pub(crate) first: u64,
    pub(crate) from: Chain,
    pub(crate) entries: Vec<Vec<u8>>,
    /// The chain after each entry.
    pub(crate) chains: Vec<Chain>,
    pub(crate) signature: Signature,
}

impl Segment {
    pub(crate) fn last(&self) -> u64 {
        (self.first + self.entries.len() as u64).saturating_sub(1)
    }

    /// The chain after the last entry.
    pub(crate) fn chain(&self) -> Chain {
        self.chains.last().copied().unwrap_or(self.from)
    }

    /// The chain after entry `n`, if it is in here or just before.
    pub(crate) fn chain_at(&self, n: u64) -> Option<Chain> {
        if n + 1 == self.first {
            return Some(self.from);
        }
        let index = usize::try_from(n.checked_sub(self.first)?).ok()?;
        self.chains.get(index).copied()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.entries.iter().map(Vec::len).sum()
    }

    /// Adds what follows; its row becomes the row of all.
    pub(crate) fn join(&mut self, next: Self) {
        self.entries.extend(next.entries);
        self.chains.extend(next.chains);
        self.signature = next.signature;
    }

    pub(crate) fn encode(&self, codec: &mut Codec) -> Result<Vec<u8>, StoreError> {
        let mut body = Vec::with_capacity(self.bytes() + 4 * self.entries.len());
        for entry in &self.entries {
            body.extend_from_slice(&length(entry.len()).to_le_bytes());
            body.extend_from_slice(entry);
        }
        if self.entries.len() > BATCH_ENTRIES_CAP || body.len() > BODY_CAP {
            return Err(StoreError::TooMuch("1,000 entries or 2 MiB in a batch"));
        }
        let mut bytes = Vec::with_capacity(body.len() + 133);
        bytes.extend_from_slice(self.from.as_bytes());
        bytes.extend_from_slice(self.chain().as_bytes());
        bytes.extend_from_slice(&self.signature.0);
        let packed = pack(codec, &body)?;
        bytes.push(u8::from(packed.is_some()));
        bytes.extend_from_slice(&length(body.len()).to_le_bytes());
        bytes.extend_from_slice(packed.as_ref().unwrap_or(&body));
        Ok(bytes)
    }

    /// Reads entries `first` to `last`; `None` unless they are exactly these and lead from chain to
    /// chain.
    pub(crate) fn parse(codec: &mut Codec, bytes: &[u8], first: u64, last: u64) -> Option<Self> {
        let (from, rest) = bytes.split_first_chunk::<32>()?;
        let (chain, rest) = rest.split_first_chunk::<32>()?;
        let (signature, rest) = rest.split_first_chunk::<64>()?;
        let (packed, rest) = rest.split_first()?;
        let (length, body) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let body = unpack(codec, *packed == 1, length, body)?;
        let from = Chain::from_bytes(*from);
        let entries = split(&body)?;
        let chains = links(from, &entries);
        let segment = Self { first, from, entries, chains, signature: Signature(*signature) };
        let whole = segment.last() == last && segment.chain().as_bytes() == chain && first > 0;
        whole.then_some(segment)
    }
}

/// The chain after each of `entries`.
pub(crate) fn links(from: Chain, entries: &[Vec<u8>]) -> Vec<Chain> {
    let mut chain = from;
    let next = |entry: &Vec<u8>| {
        chain = chain_next(&chain, entry);
        chain
    };
    entries.iter().map(next).collect()
}

fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn pack(codec: &mut Codec, body: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    if body.len() < COMPRESS_FROM {
        return Ok(None);
    }
    let packed = codec.compressor.compress(body);
    let packed = packed.map_err(|error| StoreError::Io(error.to_string()))?;
    Ok(Some(packed).filter(|packed| packed.len() < body.len()))
}

fn unpack(codec: &mut Codec, packed: bool, length: usize, body: &[u8]) -> Option<Vec<u8>> {
    if length > BODY_CAP {
        return None;
    }
    let body =
        if packed { codec.decompressor.decompress(body, length).ok()? } else { body.to_vec() };
    (body.len() == length).then_some(body)
}

fn split(mut body: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut entries = Vec::new();
    while !body.is_empty() {
        let (length, rest) = body.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let (entry, rest) = rest.split_at_checked(length)?;
        if length > ENTRY_CAP || entries.len() >= BATCH_ENTRIES_CAP {
            return None;
        }
        entries.push(entry.to_vec());
        body = rest;
    }
    (!entries.is_empty()).then_some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(count: usize) -> Segment {
        let from = Chain::from_bytes([7; 32]);
        let entries: Vec<Vec<u8>> =
            (0..count).map(|n| format!("entry {n}").repeat(9).into()).collect();
        let chains = links(from, &entries);
        Segment { first: 5, from, entries, chains, signature: Signature([3; 64]) }
    }

    #[test]
    fn small_and_compressed_segments_come_back() {
        let mut codec = Codec::new().unwrap();
        for count in [1, 256] {
            let segment = segment(count);
            let bytes = segment.encode(&mut codec).unwrap();
            let last = segment.last();
            let read = Segment::parse(&mut codec, &bytes, 5, last).unwrap();
            assert_eq!(read.entries, segment.entries);
            assert_eq!(read.chains, segment.chains);
            assert!(Segment::parse(&mut codec, &bytes, 5, last + 1).is_none());
            assert_eq!(read.chain_at(4), Some(segment.from));
            assert_eq!(read.chain_at(last), Some(segment.chain()));
            assert_eq!(read.chain_at(last + 1), None);
        }
    }

    #[test]
    fn altered_or_cut_segments_are_nothing() {
        let mut codec = Codec::new().unwrap();
        let segment = segment(30);
        let bytes = segment.encode(&mut codec).unwrap();
        for at in 0..bytes.len() {
            assert!(Segment::parse(&mut codec, &bytes[..at], 5, 34).is_none());
        }
        let mut altered = bytes.clone();
        altered[0] ^= 1;
        assert!(Segment::parse(&mut codec, &altered, 5, 34).is_none());
        let mut lying = bytes;
        lying[129..133].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(Segment::parse(&mut codec, &lying, 5, 34).is_none());
    }
}
