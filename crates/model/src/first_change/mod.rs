//! The constant first change of each kind of page: all its containers, as bytes that were made
//! once and never again, so that no two laptops make them twice.

use automerge::{Automerge, Change};

use crate::schema::PageKind;

/// Its bytes: one whole, uncompressed change chunk, actor [`actor`], time 0.
pub fn first_change(kind: PageKind) -> &'static [u8] {
    match kind {
        PageKind::Group => include_bytes!("group.bin"),
        PageKind::Note => include_bytes!("note.bin"),
        PageKind::Meeting => include_bytes!("meeting.bin"),
        PageKind::Case => include_bytes!("case.bin"),
        PageKind::Experiment => include_bytes!("experiment.bin"),
        PageKind::Finding => include_bytes!("finding.bin"),
        PageKind::Evaluation => include_bytes!("evaluation.bin"),
        PageKind::Story => include_bytes!("story.bin"),
        PageKind::Private => include_bytes!("private.bin"),
    }
}

/// The actor of a first change, which is no log's.
pub const fn actor(kind: PageKind) -> [u8; 16] {
    let mut actor = *b"kring, page of 0";
    actor[15] += kind.number();
    actor
}

/// A document that holds nothing but the first change.
///
/// # Errors
/// Never with the bytes of this program; said as an error and not as a panic because they are
/// parsed.
pub fn document(kind: PageKind) -> Result<Automerge, automerge::AutomergeError> {
    let mut document = Automerge::new();
    let change = Change::from_bytes(first_change(kind).to_vec())
        .map_err(|_| automerge::AutomergeError::Fail)?;
    document.apply_changes([change])?;
    Ok(document)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use automerge::transaction::{CommitOptions, Transactable};
    use automerge::{ActorId, ObjType, ROOT, ReadDoc, Value};

    use super::*;
    use crate::entities;
    use crate::schema::{MORE, SELF};

    fn made(kind: PageKind) -> Vec<u8> {
        let mut document = Automerge::new().with_actor(ActorId::from(actor(kind)));
        let mut tx = document.transaction();
        for entity in entities::on(kind) {
            let map = tx.put_object(ROOT, entity.collection, ObjType::Map).unwrap();
            for text in entity.texts().filter(|_| entity.is_self()) {
                tx.put_object(&map, text.name, ObjType::Text).unwrap();
            }
        }
        tx.put_object(ROOT, MORE, ObjType::Map).unwrap();
        tx.commit_with(CommitOptions::default().with_time(0));
        document.get_last_local_change().unwrap().raw_bytes().to_vec()
    }

    /// Writes the files when they are not there yet:
    /// `cargo test -p kring-model write_first_changes -- --ignored`. They are frozen with the
    /// first release; new collections go into the map `more`.
    #[test]
    #[ignore = "writes the frozen bytes"]
    #[allow(clippy::disallowed_methods, reason = "a helper that is run by hand")]
    fn write_first_changes() {
        for kind in PageKind::ALL {
            let name =
                format!("{}/src/first_change/{}.bin", env!("CARGO_MANIFEST_DIR"), kind.name());
            std::fs::write(name, made(kind)).unwrap();
        }
    }

    #[test]
    fn the_bytes_hold_exactly_the_containers_of_the_schema() {
        for kind in PageKind::ALL {
            let document = document(kind).unwrap();
            let mut expected = BTreeMap::from([(format!("/{MORE}"), ObjType::Map)]);
            for entity in entities::on(kind) {
                expected.insert(format!("/{}", entity.collection), ObjType::Map);
                for text in entity.texts().filter(|_| entity.is_self()) {
                    expected.insert(format!("/{SELF}/{}", text.name), ObjType::Text);
                }
            }
            assert_eq!(containers(&document), expected, "{kind:?}");
        }
    }

    fn containers(document: &Automerge) -> BTreeMap<String, ObjType> {
        let mut found = BTreeMap::new();
        for item in document.map_range(ROOT, ..) {
            let object = item.id();
            found.insert(format!("/{}", item.key), document.object_type(&object).unwrap());
            for inner in document.map_range(&object, ..) {
                let name = format!("/{}/{}", item.key, inner.key);
                let (value, _) = document.get(&object, inner.key.as_ref()).unwrap().unwrap();
                match value {
                    Value::Object(kind) => found.insert(name, kind),
                    Value::Scalar(_) => panic!("{name} is a value"),
                };
            }
        }
        found
    }

    #[test]
    fn the_bytes_are_one_uncompressed_change_of_the_constant_actor() {
        for kind in PageKind::ALL {
            let bytes = first_change(kind);
            let change = Change::from_bytes(bytes.to_vec()).unwrap();
            assert_eq!(change.raw_bytes(), bytes, "{kind:?}");
            assert_eq!(bytes[8], 1, "a chunk of another type");
            assert_eq!(change.actor_id().to_bytes(), actor(kind));
            assert_eq!((change.timestamp(), change.seq(), change.start_op().get()), (0, 1, 1));
            assert!(change.deps().is_empty() && change.message().is_none());
        }
    }

    #[test]
    fn made_anew_they_are_the_same() {
        for kind in PageKind::ALL {
            assert_eq!(first_change(kind), made(kind), "{kind:?}");
        }
    }
}
