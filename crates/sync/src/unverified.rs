//! Entries as they came: nothing of them is believed yet.

use kring_trust::id::Chain;
use kring_trust::keys::{BadSignature, PublicKey};
use kring_trust::log::{Batch, LogOpening, Row, chain_next};

use kring_trust::keys::Signature;

/// A stretch of one log from a peer, without the chain that its signature covers: a hash is never
/// sent along with the bytes it is the hash of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unverified {
    /// Which log it claims to continue.
    pub opening: LogOpening,
    /// The number of the entry before the first one here.
    pub after: u64,
    /// The entries; never none, at most [`crate::message::BATCH_ENTRIES_CAP`].
    pub entries: Vec<Vec<u8>>,
    /// Said to be the device's signature over the row at the end.
    pub signature: Signature,
}

impl Unverified {
    /// The number of the last entry; `None` if it overflows.
    pub fn end(&self) -> Option<u64> {
        self.after.checked_add(self.entries.len() as u64)
    }

    /// The chain after each entry, if they continue the log at `from` (the chain after entry
    /// `after`) and `key` signed the end.
    ///
    /// Where the log has several branches with an entry `after`, each is tried: the signature
    /// tells which one is meant.
    ///
    /// # Errors
    /// [`BadSignature`] if `key` did not sign what these entries lead to from `from`.
    pub fn verify(&self, from: Chain, key: &PublicKey) -> Result<Vec<Chain>, BadSignature> {
        let mut chain = from;
        let mut chains = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            chain = chain_next(&chain, entry);
            chains.push(chain);
        }
        self.row(chain).ok_or(BadSignature)?.verify(key)?;
        Ok(chains)
    }

    /// The batch to store, with `last` the last of the chains that [`Unverified::verify`] gave.
    pub fn into_batch(self, last: Chain) -> Option<Batch> {
        let row = self.row(last)?;
        Some(Batch { opening: self.opening, after: self.after, entries: self.entries, row })
    }

    fn row(&self, chain: Chain) -> Option<Row> {
        let n = self.end()?;
        Some(Row { log: self.opening.id(), n, chain, signature: self.signature })
    }
}
