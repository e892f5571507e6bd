//! Hash-linked, signed logs: one device writes one log per page.
//!
//! `chain(0) = hash(group, page, log)`, `chain(n) = hash(chain(n-1), entry n)`; a [`Row`] signs one
//! chain and thereby everything before it. Bytes are checked against a row before anything parses
//! them.

use serde::{Deserialize, Serialize};

use crate::hash::hash;
use crate::id::{Chain, DeviceId, GroupId, LogId, PageId};
use crate::keys::{BadSignature, DeviceKeys, PublicKey, Signature};

/// What makes a log: its id is the hash of this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LogOpening {
    /// The only device whose rows count in this log.
    pub device: DeviceId,
    /// The page it writes to.
    pub page: PageId,
    /// Drawn for each log, so that a copied or restored store begins another.
    pub salt: [u8; 8],
}

impl LogOpening {
    /// The log's id.
    pub fn id(&self) -> LogId {
        let parts: [&[u8]; 3] = [self.device.as_bytes(), self.page.as_bytes(), &self.salt];
        LogId::from_bytes(hash("kring 1 log", &parts))
    }

    /// `chain(0)`: what the first entry is linked to.
    pub fn chain_start(&self, group: &GroupId) -> Chain {
        let log = self.id();
        let parts: [&[u8]; 3] = [group.as_bytes(), self.page.as_bytes(), log.as_bytes()];
        Chain::from_bytes(hash("kring 1 chain start", &parts))
    }
}

/// `chain(n)` from `chain(n-1)` and entry n.
pub fn chain_next(previous: &Chain, entry: &[u8]) -> Chain {
    Chain::from_bytes(hash("kring 1 chain", &[previous.as_bytes(), entry]))
}

/// A signed place in a log: at once proof of who wrote what and the mark for sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The log.
    pub log: LogId,
    /// How many entries it covers: the number of the last one, from 1.
    pub n: u64,
    /// `chain(n)`.
    pub chain: Chain,
    /// The device's signature over log, n and chain.
    pub signature: Signature,
}

impl Row {
    const DOMAIN: &'static str = "kring 1 row";

    /// Signs entry `n` of `log`, and so all before it.
    pub fn sign(keys: &DeviceKeys, log: LogId, n: u64, chain: Chain) -> Self {
        let signature = keys.sign(Self::DOMAIN, &signed_bytes(&log, n, &chain));
        Self { log, n, chain, signature }
    }

    /// Checks the signature.
    ///
    /// # Errors
    /// [`BadSignature`] if `key` did not sign this row.
    pub fn verify(&self, key: &PublicKey) -> Result<(), BadSignature> {
        key.verify(Self::DOMAIN, &signed_bytes(&self.log, self.n, &self.chain), &self.signature)
    }
}

fn signed_bytes(log: &LogId, n: u64, chain: &Chain) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(72);
    bytes.extend_from_slice(log.as_bytes());
    bytes.extend_from_slice(&n.to_le_bytes());
    bytes.extend_from_slice(chain.as_bytes());
    bytes
}

/// A stretch of one log as it is stored and sent: it always ends at a signed row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Which log.
    pub opening: LogOpening,
    /// The number of the entry before the first one here; 0 at the start of a log.
    pub after: u64,
    /// Entries `after + 1` to `row.n`, each as its bytes.
    pub entries: Vec<Vec<u8>>,
    /// The signed end.
    pub row: Row,
}

/// Why a batch of entries was refused. Nothing of it was parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadBatch {
    /// The row is signed by somebody else, or its bytes were altered.
    #[error(transparent)]
    Signature(#[from] BadSignature),
    /// The entries do not lead from the given chain to the row.
    #[error("the entries do not lead to the signed row")]
    Chain,
}

/// Checks that `entries`, following entry `after` whose chain is `from`, lead to `row`.
///
/// Returns the chain after each entry. The signature is checked first: it is one, the entries many.
///
/// # Errors
/// [`BadBatch`] if the row is not signed by `key`, has another number, or another chain.
pub fn verify_batch<E: AsRef<[u8]>>(
    key: &PublicKey,
    from: Chain,
    after: u64,
    entries: &[E],
    row: &Row,
) -> Result<Vec<Chain>, BadBatch> {
    row.verify(key)?;
    let mut chains = Vec::with_capacity(entries.len());
    let mut chain = from;
    for entry in entries {
        chain = chain_next(&chain, entry.as_ref());
        chains.push(chain);
    }
    if after.checked_add(entries.len() as u64) != Some(row.n) || chain != row.chain {
        return Err(BadBatch::Chain);
    }
    Ok(chains)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Seed;

    fn keys(seed: u8) -> DeviceKeys {
        DeviceKeys::derive(&Seed::from_bytes([seed; 32]), [0; 16])
    }

    fn opening() -> LogOpening {
        let device = keys(1).record(None).id();
        LogOpening { device, page: PageId::from_bytes([5; 32]), salt: [6; 8] }
    }

    fn signed(entries: &[&[u8]]) -> (Chain, Row) {
        let start = opening().chain_start(&GroupId::from_bytes([9; 32]));
        let end = entries.iter().fold(start, |chain, entry| chain_next(&chain, entry));
        (start, Row::sign(&keys(1), opening().id(), entries.len() as u64, end))
    }

    #[test]
    fn an_honest_batch_verifies() {
        let entries: [&[u8]; 3] = [b"one", b"two", b"three"];
        let (start, row) = signed(&entries);
        let key = keys(1).record(None).sign_key;
        let chains = verify_batch(&key, start, 0, &entries, &row).expect("honest");
        assert_eq!(chains.last(), Some(&row.chain));
        let rest = verify_batch(&key, chains[0], 1, &entries[1..], &row);
        assert_eq!(rest.map(|chains| chains.len()), Ok(2));
    }

    #[test]
    fn forged_reordered_cut_and_altered_batches_are_refused() {
        let entries: [&[u8]; 3] = [b"one", b"two", b"three"];
        let (start, row) = signed(&entries);
        let key = keys(1).record(None).sign_key;
        let reordered: [&[u8]; 3] = [b"two", b"one", b"three"];
        assert_eq!(verify_batch(&key, start, 0, &reordered, &row), Err(BadBatch::Chain));
        assert_eq!(verify_batch(&key, start, 0, &entries[..2], &row), Err(BadBatch::Chain));
        assert_eq!(verify_batch(&key, start, 1, &entries, &row), Err(BadBatch::Chain));
        assert_eq!(verify_batch(&key, start, u64::MAX, &entries, &row), Err(BadBatch::Chain));
        let stranger = keys(2).record(None).sign_key;
        let forged = verify_batch(&stranger, start, 0, &entries, &row);
        assert_eq!(forged, Err(BadBatch::Signature(BadSignature)));
        let altered = Row { n: 4, ..row };
        let altered = verify_batch(&key, start, 0, &entries, &altered);
        assert_eq!(altered, Err(BadBatch::Signature(BadSignature)));
    }

    #[test]
    fn the_group_the_page_and_the_log_count() {
        let group = GroupId::from_bytes([9; 32]);
        let other = LogOpening { page: PageId::from_bytes([4; 32]), ..opening() };
        assert_ne!(opening().chain_start(&group), other.chain_start(&group));
        assert_ne!(opening().chain_start(&group), opening().chain_start(&GroupId::NONE));
        assert_ne!(opening().id(), LogOpening { salt: [7; 8], ..opening() }.id());
    }
}
