//! Plain `.automerge` files, one per page, that the Automerge tools open.

use kring_node::export::Going;

use super::folder::Folder;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::progress::Progress;

/// Writes the documents; answers the names of the files.
pub(super) fn write(
    desk: &mut Desk<'_>,
    folder: &Folder,
    going: &[Going],
    progress: &Progress,
) -> Result<Vec<String>, Failure> {
    let mut files = Vec::with_capacity(going.len());
    for one in going {
        let bytes = desk.read(&one.page, |page| page.doc().save())?;
        let name = format!("{}.automerge", one.name);
        folder.write(&name, &bytes)?;
        files.push(name);
        progress.step();
    }
    Ok(files)
}
