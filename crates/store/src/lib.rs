//! Bytes, ids and rows on this laptop's disk: what was acknowledged is here.
//!
//! The store knows no Automerge and parses no entry. It keeps, per group and in one SQLite file,
//! the logs (the truth), the statements, and the caches made from them; every value is sealed under
//! a key of its page, and every record is bound to its place, so that a flipped bit, a swapped or a
//! missing record is found and never answered with wrong data.
//!
//! * [`Store`] at its [`Place`]: opening, closing, one transaction at a time; [`Reader`] is what can
//!   be read, [`Tx`] what can be written.
//! * `logs`, `heads`, `forks`, `append`, `feed`, `segment`, `repair`, `compact`: entries as they
//!   arrive (`tail`) and at rest (`runs`).
//! * `checkpoint`: copying SQLite's log into the database in a quiet moment.
//! * `statements`, `position`: what arrived, counted and hashed.
//! * `items`, `pages`: peers, own logs, small named values, cards, snapshots.
//! * `erase`: dropping a page so that nothing of it can be read again.
//! * `seal`, `keys`, `twin`: page keys, and the small file that keeps them in two copies.
//! * `lock`, `passphrase`, `laptop_key`: the key under which a laptop's secrets are sealed, and what opens it.
//! * `backup`: copies, and putting them back.
//! * `token`: noticing that a store was restored or copied.
//! * `check`: opening every record and naming what is damaged; `rescue`: copying all that opens out
//!   of a file whose structure is damaged.
//!
//! ```
//! use kring_store::{GroupId, Store};
//!
//! let mut store = Store::in_memory(GroupId::from_bytes([1; 32]))?;
//! store.transaction(|tx| tx.put("invitation/1", b"sealed"))?;
//! assert_eq!(store.get("invitation/1")?.as_deref(), Some(&b"sealed"[..]));
//! # Ok::<(), kring_store::StoreError>(())
//! ```

mod append;
mod backup;
mod check;
mod checkpoint;
mod compact;
mod erase;
mod error;
mod feed;
mod files;
mod forks;
#[doc(hidden)]
pub mod fuzzed;
mod heads;
mod items;
mod keys;
mod laptop_key;
mod lock;
mod logs;
mod memory;
mod pages;
mod passphrase;
mod place;
mod position;
mod reader;
mod repair;
mod rescue;
mod schema;
mod seal;
mod segment;
mod statements;
mod store;
mod token;
mod transaction;
mod twin;

pub use check::{Damage, Part, Report};
pub use erase::Dropped;
pub use error::StoreError;
pub use forks::Agreement;
pub use items::{OwnLog, PeerState};
pub use keys::{FileKeys, KeyPlace, StoreKey};
pub use kring_trust::log::{Batch, LogOpening, Row};
pub use kring_trust::position::Position;
pub use kring_trust::{Chain, DeviceId, GroupId, LogId, PageId, StatementId};
pub use laptop_key::{LaptopKey, Sealing};
pub use lock::{Guard, Lock, LockFile, Step};
pub use logs::{Branch, Head, StoredBranch, StoredLog};
pub use memory::Dump;
pub use pages::{Cards, Snapshot};
pub use passphrase::{PASSPHRASE_CAP, PASSPHRASE_LEAST, WrappedKey};
pub use place::Place;
pub use reader::Reader;
pub use rescue::Rescued;
pub use statements::Statements;
pub use store::{Mode, NetworkGuard, Store};
pub use token::{Continuity, MemoryToken};
pub use transaction::Tx;
