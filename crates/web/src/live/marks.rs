//! The marks "samengevoegd" of a text, as a tab shows them.

use kring_model::value::Value;
use kring_node::acts::records::Records as _;
use kring_node::acts::writing;
use kring_node::replica::{Replica, ReplicaError};
use kring_trust::PersonId;

use super::message::{Mark, Version};
use super::spot::Spot;
use super::units::in_utf16;
use crate::labels;
use crate::words::Words;

/// The marks to which nobody said "goed zo" yet. Reads the page's history.
///
/// # Errors
/// When the page cannot be read.
pub(super) fn marks(
    replica: &mut Replica,
    spot: &Spot,
    w: &Words,
) -> Result<Vec<Mark>, ReplicaError> {
    let Some((entity, id)) = spot.place() else { return Ok(Vec::new()) };
    let found = replica.read(&spot.page, |page| {
        let text = kring_node::acts::live::now(page, (entity, id), spot.field);
        let text = text.map(|now| now.text).unwrap_or_default();
        let marks = page.merged(entity, id, spot.field).into_iter().map(|mark| {
            let writers: Vec<_> =
                mark.versions.iter().map(|version| page.author_of(&version.actor)).collect();
            (mark, writers)
        });
        (text, marks.collect::<Vec<_>>())
    })?;
    let (text, found) = found;
    let shown = found.into_iter().map(|(mark, writers)| {
        let versions = mark.versions.iter().zip(writers).map(|(version, writer)| Version {
            name: writer.map(|writer| name(replica, &writer.person)).unwrap_or_default(),
            when: labels::moment(w, version.time),
            text: version.text.clone(),
        });
        Mark {
            versions: versions.collect(),
            key: mark.key(),
            from: in_utf16(&text, mark.place.start),
            to: in_utf16(&text, mark.place.end),
        }
    });
    Ok(shown.collect())
}

/// "Goed zo": this mark is no longer shown, to anybody.
///
/// # Errors
/// When it cannot be written.
pub(super) fn good(replica: &mut Replica, spot: &Spot, key: &str) -> Result<(), ReplicaError> {
    let Some(place) = spot.place() else { return Ok(()) };
    let good = Value::parts([(key.to_owned(), true)]);
    replica.act(|act| writing::set(act, &spot.page, place, "good", &good, None))
}

fn name(replica: &mut Replica, person: &PersonId) -> String {
    kring_model::inert::line(&replica.person_name(person))
}
