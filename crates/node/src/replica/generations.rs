//! When this laptop keeps a copy of a group by itself.

use kring_store::{Mode, StoreError};

use super::Replica;
use crate::backup::{BackupError, Generations};

/// The name under which a store keeps which program had it open last, and since when copies are due.
const PROGRAM: &str = "program";

impl Replica {
    /// From now on copies are kept there; and one is made at once if it is due. A copy that cannot be
    /// made keeps nobody from working.
    pub(super) fn keeps_generations(&mut self, generations: Generations) {
        self.generations = Some(generations);
        if let Err(error) = self.keep_generation() {
            tracing::warn!(%error, "no copy of this group was made");
        }
    }

    /// Makes a copy after a day on which something changed, and before a new version of the program
    /// changes anything.
    ///
    /// # Errors
    /// [`BackupError`] from the disk.
    pub(super) fn keep_generation(&mut self) -> Result<(), BackupError> {
        let Some(generations) = self.generations.clone() else { return Ok(()) };
        if self.store.mode() == Mode::ReadOnly {
            return Ok(());
        }
        let (now, version) = (self.core.env.now_ms(), env!("CARGO_PKG_VERSION"));
        let known = self.store.get(PROGRAM)?.and_then(|bytes| {
            let text = String::from_utf8(bytes.to_vec()).ok()?;
            let (since, version) = text.split_once(' ')?;
            Some((since.parse::<u64>().ok()?, version.to_owned()))
        });
        let (since, updated) = match &known {
            Some((since, last)) => (*since, last != version),
            None => (now, false),
        };
        generations.keep(&self.store, &self.private, since, now, updated)?;
        if updated || known.is_none() {
            let said = format!("{since} {version}");
            self.store.transaction::<_, StoreError>(|tx| tx.put(PROGRAM, said.as_bytes()))?;
        }
        Ok(())
    }
}
