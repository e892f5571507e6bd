//! After somebody left: what was here goes once others have all of it, and know that this person left.

use std::fs;
use std::io;

use kring_store::StoreError;
use kring_trust::GroupId;

use crate::home::Home;
use crate::replica::Replica;

/// The name under which a store keeps how far it had come when its person left.
const LEFT_AT: &str = "left-at";

/// Remembers how far this laptop is. Done before leaving: what comes after is for nobody.
///
/// # Errors
/// [`StoreError`] from the disk.
pub fn note_position(replica: &mut Replica) -> Result<(), StoreError> {
    replica.store_mut().transaction(|tx| {
        let number = tx.position()?.number;
        tx.put(LEFT_AT, &number.to_le_bytes())
    })
}

/// Whether some laptop confirmed everything that was here before leaving.
///
/// # Errors
/// [`StoreError`] from the disk.
pub fn others_have_all(replica: &Replica) -> Result<bool, StoreError> {
    let store = replica.store();
    let left_at = store.get(LEFT_AT)?;
    let left_at =
        left_at.and_then(|bytes| bytes.as_slice().try_into().ok()).map(u64::from_le_bytes);
    let Some(left_at) = left_at else { return Ok(false) };
    for device in replica.roster().devices().filter(|device| device.id != replica.device()) {
        let peer = replica.peer_state(&device.id)?;
        if peer.confirmed.is_some_and(|confirmed| confirmed.number >= left_at) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes a group from this laptop, its keys first: what is left of it after a crash cannot be read.
///
/// # Errors
/// When a file cannot be removed.
pub fn forget(home: &Home, group: &GroupId) -> io::Result<()> {
    let (dir, token) = (home.group_dir(group), home.token_path(group));
    let keys =
        ["store.key", "keys", "private/store.key", "private/keys"].map(|name| dir.join(name));
    let tokens = [token.with_extension("private"), token];
    let files = keys.iter().chain(&tokens).filter(|path| path.exists());
    files.clone().try_for_each(fs::remove_file)?;
    fs::remove_dir_all(&dir)?;
    home.generations(group).remove()
}
