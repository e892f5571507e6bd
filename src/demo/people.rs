//! Who the members of the example are in this group: labels and person ids, in a small file that
//! every part reads.

use std::collections::BTreeMap;
use std::path::Path;

use kring_model::exchange::example::Names;
use kring_node::replica::Replica;
use kring_trust::PersonId;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::say;
use crate::trouble;

/// The longest file of labels: a hundred bytes a person.
const FILE_CAP: u64 = 64 * 1024;

/// Ids by label.
pub(super) type People = BTreeMap<String, String>;

/// Something in the demonstration itself went wrong.
pub(super) fn broken(cause: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Failed, say!("trouble-other", cause = cause.to_string()))
}

/// What the labels of the example stand for on this laptop.
///
/// # Errors
/// When the file or the group cannot be read.
pub(super) fn names(replica: &mut Replica, file: &Path) -> Result<Names, Failure> {
    let people = read(file)?;
    let group = replica.group_page();
    let read = replica.read(&group, |page| Names::from_group(page.doc()));
    let mut names = read.map_err(|error| trouble::replica(&error))?;
    for (label, person) in people {
        let person = PersonId::from_hex(&person).ok_or_else(|| broken("a person id"))?;
        names.persons.insert(label, person);
    }
    Ok(names)
}

/// Labels and what they stand for; none if there is no such file yet.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn read_labels(file: &Path) -> Result<People, Failure> {
    if file.exists() { read(file) } else { Ok(People::new()) }
}

fn read(file: &Path) -> Result<People, Failure> {
    let size = std::fs::metadata(file).map_err(broken)?.len();
    if size > FILE_CAP {
        return Err(broken("the file of labels is too long"));
    }
    serde_json::from_slice(&std::fs::read(file).map_err(broken)?).map_err(broken)
}
