//! Small sealed values by kind and key: peers, own logs, wanted and dropped pages, named values.

use kring_trust::log::LogOpening;
use kring_trust::position::Position;
use kring_trust::{Chain, DeviceId, PageId};
use serde::{Deserialize, Serialize};

use crate::logs::Branch;
use crate::reader::{Value, blob, decode, encode};
use crate::transaction::Tx;
use crate::{Reader, StoreError, seal};

/// The longest named value: an invitation or a door request takes a few kB, a half-written form
/// may hold a pasted text.
const VALUE_CAP: usize = 4 * 1024 * 1024;

/// The longest name of a value.
const NAME_CAP: usize = 256;

/// The most addresses kept of one peer, and the longest of them.
const ADDRESSES_CAP: usize = 16;
const ADDRESS_CAP: usize = 256;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    State = 1,
    Peer = 2,
    OwnLog = 3,
    Named = 4,
    Wanted = 5,
    Dropped = 6,
    Told = 7,
    ToldBlock = 8,
}

impl Kind {
    pub(crate) fn from_number(number: u64) -> Option<Self> {
        let kinds = [
            Self::State,
            Self::Peer,
            Self::OwnLog,
            Self::Named,
            Self::Wanted,
            Self::Dropped,
            Self::Told,
            Self::ToldBlock,
        ];
        kinds.into_iter().find(|kind| *kind as u64 == number)
    }
}

/// What is remembered of another laptop.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerState {
    /// The position of theirs that this store holds.
    pub theirs: Option<Position>,
    /// The position of this store that they have on disk.
    pub confirmed: Option<Position>,
    /// When they were last met, in milliseconds since 1970; 0 for never.
    pub met_ms: u64,
    /// Where they were last reached, at most 16 of at most 256 bytes.
    pub address: Vec<String>,
    /// What went wrong the last time, for people to read.
    pub trouble: Option<String>,
}

/// The log of this laptop on a page, open for writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnLog {
    /// The log.
    pub opening: LogOpening,
    /// The branch that this laptop wrote.
    pub branch: Branch,
    /// The number of its last entry; the next one is one more.
    pub n: u64,
    /// The chain after that entry.
    pub chain: Chain,
}

#[derive(Serialize, Deserialize)]
struct OwnLogItem {
    opening: LogOpening,
    closed: bool,
}

impl Reader {
    /// What is remembered of `peer`. Nothing, or something damaged, is the default: start from 0.
    ///
    /// # Errors
    /// Database errors.
    pub fn peer(&self, peer: &DeviceId) -> Result<PeerState, StoreError> {
        let value = self.item(Kind::Peer, peer.as_bytes())?.good();
        Ok(value.and_then(|bytes| decode(&bytes)).unwrap_or_default())
    }

    /// All peers of whom something is remembered.
    ///
    /// # Errors
    /// Database errors.
    pub fn peers(&self) -> Result<Vec<(DeviceId, PeerState)>, StoreError> {
        let keys = self.item_keys(Kind::Peer)?;
        let peers = keys.iter().filter_map(|key| DeviceId::from_slice(key));
        peers.map(|peer| Ok((peer, self.peer(&peer)?))).collect()
    }

    /// The log that this laptop may write on for `page`; `None` if a new one must begin: there is
    /// none, it was closed, or its head was damaged.
    ///
    /// # Errors
    /// Database errors.
    pub fn own_log(&self, page: &PageId) -> Result<Option<OwnLog>, StoreError> {
        self.consistent(|| {
            let item = self.item(Kind::OwnLog, page.as_bytes())?.good();
            let item = item.and_then(|bytes| decode::<OwnLogItem>(&bytes));
            let Some(OwnLogItem { opening, closed: false }) = item else { return Ok(None) };
            let head = self.head_row(&opening.id(), Branch(0))?;
            let head = head.filter(|head| head.is_good());
            Ok(head.map(|head| OwnLog { opening, branch: Branch(0), n: head.n, chain: head.chain }))
        })
    }

    /// Pages that should be asked for whole.
    ///
    /// # Errors
    /// Database errors.
    pub fn wanted(&self) -> Result<Vec<PageId>, StoreError> {
        self.item_pages(Kind::Wanted)
    }

    /// The small value under `name`.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if it does not open; database errors.
    pub fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.item(Kind::Named, name.as_bytes())? {
            Value::Absent => Ok(None),
            Value::Good(bytes) => Ok(Some(bytes.to_vec())),
            Value::Damaged => Err(StoreError::damaged(format!("the value {name:?}"))),
        }
    }

    /// The names of all small values that begin with `prefix`, sorted.
    ///
    /// # Errors
    /// Database errors.
    pub fn names(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let keys = self.item_keys(Kind::Named)?;
        let names = keys.into_iter().filter_map(|key| String::from_utf8(key).ok());
        Ok(names.filter(|name| name.starts_with(prefix)).collect())
    }

    pub(crate) fn item(&self, kind: Kind, key: &[u8]) -> Result<Value, StoreError> {
        let sql = "SELECT value FROM items WHERE kind = ?1 AND key = ?2";
        let sealed = self.row(sql, (kind as i64, key), |row| blob(row, 0))?;
        Ok(sealed.map_or(Value::Absent, |sealed| self.open_item(kind, key, &sealed)))
    }

    pub(crate) fn open_item(&self, kind: Kind, key: &[u8], sealed: &[u8]) -> Value {
        let plain = self.open(&PageId::ROSTER, &place(kind, key), sealed);
        plain.map_or(Value::Damaged, Value::Good)
    }

    pub(crate) fn item_keys(&self, kind: Kind) -> Result<Vec<Vec<u8>>, StoreError> {
        let sql = "SELECT key FROM items WHERE kind = ?1 ORDER BY key";
        self.rows(sql, [kind as i64], |row| blob(row, 0))
    }

    /// Pages with a good item of `kind`.
    pub(crate) fn item_pages(&self, kind: Kind) -> Result<Vec<PageId>, StoreError> {
        let mut pages = Vec::new();
        for key in self.item_keys(kind)? {
            if let Some(page) = PageId::from_slice(&key)
                && self.item(kind, &key)?.good().is_some()
            {
                pages.push(page);
            }
        }
        Ok(pages)
    }
}

impl Tx<'_> {
    /// Remembers `state` of `peer`.
    ///
    /// # Errors
    /// [`StoreError::TooMuch`] above the caps of [`PeerState`]; database errors.
    pub fn put_peer(&mut self, peer: &DeviceId, state: &PeerState) -> Result<(), StoreError> {
        let long = state.address.iter().any(|address| address.len() > ADDRESS_CAP);
        if state.address.len() > ADDRESSES_CAP || long {
            return Err(StoreError::TooMuch("16 addresses of 256 bytes"));
        }
        let mut state = state.clone();
        state.trouble = state.trouble.map(|trouble| trouble.chars().take(ADDRESS_CAP).collect());
        self.put_item(Kind::Peer, peer.as_bytes(), &encode(&state)?)
    }

    /// Forgets all about `peer`.
    ///
    /// # Errors
    /// Database errors.
    pub fn forget_peer(&mut self, peer: &DeviceId) -> Result<(), StoreError> {
        self.remove_item(Kind::Peer, peer.as_bytes())
    }

    /// Begins a log of this laptop's own. An earlier one on the page is never written again.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if entries of this very log are here already; database errors.
    pub fn begin_log(&mut self, opening: LogOpening) -> Result<OwnLog, StoreError> {
        let head = match self.head_row(&opening.id(), Branch(0))? {
            None => self.new_head(opening)?,
            Some(head) if head.n == 0 && head.is_good() => head,
            Some(_) => return Err(StoreError::Exists(opening.id().to_string().into())),
        };
        let item = OwnLogItem { opening, closed: false };
        self.put_item(Kind::OwnLog, opening.page.as_bytes(), &encode(&item)?)?;
        Ok(OwnLog { opening, branch: Branch(0), n: 0, chain: head.chain })
    }

    /// Closes all logs of this laptop's own to its writing, for ever.
    ///
    /// # Errors
    /// Database errors.
    pub fn close_own_logs(&mut self) -> Result<(), StoreError> {
        for key in self.item_keys(Kind::OwnLog)? {
            let value = self.item(Kind::OwnLog, &key)?.good();
            match value.and_then(|bytes| decode::<OwnLogItem>(&bytes)) {
                Some(OwnLogItem { opening, .. }) => {
                    let item = OwnLogItem { opening, closed: true };
                    self.put_item(Kind::OwnLog, &key, &encode(&item)?)?;
                }
                None => self.remove_item(Kind::OwnLog, &key)?,
            }
        }
        Ok(())
    }

    /// Asks for `page` whole. A page that was dropped here may come back after this.
    ///
    /// # Errors
    /// Database errors.
    pub fn want(&mut self, page: &PageId) -> Result<(), StoreError> {
        self.remove_item(Kind::Dropped, page.as_bytes())?;
        self.put_item(Kind::Wanted, page.as_bytes(), b"")
    }

    /// Asks for `page` no more.
    ///
    /// # Errors
    /// Database errors.
    pub fn unwant(&mut self, page: &PageId) -> Result<(), StoreError> {
        self.remove_item(Kind::Wanted, page.as_bytes())
    }

    /// Keeps a small value under `name`, which is in the clear on disk: no words of people in it.
    ///
    /// # Errors
    /// [`StoreError::TooMuch`] above 4 MiB, or 256 bytes of name; database errors.
    pub fn put(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        if name.len() > NAME_CAP || value.len() > VALUE_CAP {
            return Err(StoreError::TooMuch("256 bytes of name or 4 MiB of value"));
        }
        self.put_item(Kind::Named, name.as_bytes(), value)
    }

    /// Removes the small value under `name`; its bytes are overwritten.
    ///
    /// # Errors
    /// Database errors.
    pub fn remove(&mut self, name: &str) -> Result<(), StoreError> {
        self.remove_item(Kind::Named, name.as_bytes())
    }

    pub(crate) fn put_item(
        &mut self,
        kind: Kind,
        key: &[u8],
        value: &[u8],
    ) -> Result<(), StoreError> {
        let sealed = self.seal(&PageId::ROSTER, &place(kind, key), value)?;
        let sql = "INSERT INTO items(kind, key, value) VALUES(?1, ?2, ?3) \
                   ON CONFLICT(kind, key) DO UPDATE SET value = excluded.value";
        self.write(sql, (kind as i64, key, sealed)).map(|_| ())
    }

    pub(crate) fn remove_item(&mut self, kind: Kind, key: &[u8]) -> Result<(), StoreError> {
        let sql = "DELETE FROM items WHERE kind = ?1 AND key = ?2";
        self.write(sql, (kind as i64, key)).map(|_| ())
    }
}

fn place(kind: Kind, key: &[u8]) -> Vec<u8> {
    let mut place = seal::named("items", &[kind as u8]);
    place.extend_from_slice(key);
    place
}
