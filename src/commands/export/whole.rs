//! JSON: the whole group in one file.

use std::collections::BTreeMap;

use kring_node::export::{self, Going};

use super::folder::Folder;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::trouble;

/// The name of the file.
const FILE: &str = "group.json";

/// Writes the file; answers its name.
pub(super) fn write(
    desk: &mut Desk<'_>,
    folder: &Folder,
    going: &[Going],
    progress: &Progress,
) -> Result<Vec<String>, Failure> {
    let mut taken = BTreeMap::new();
    for one in going {
        let page = export::take(&mut desk.replica, one).map_err(|e| trouble::replica(&e))?;
        taken.insert(one.page, page);
        progress.step();
    }
    let today = jiff::Zoned::now().date().to_string();
    let text = export::as_json(&desk.replica, taken, &today);
    folder.write(FILE, text.as_bytes())?;
    Ok(vec![FILE.to_owned()])
}
