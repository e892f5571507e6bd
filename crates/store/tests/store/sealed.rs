//! Nothing that people wrote can be read from the files.

use kring_store::{Position, Snapshot, StatementId};

use crate::support::{Laptop, Writer, append, page, texts};

const MARK: &str = "Mevrouw De Wit slaapt slecht sinds de verhuizing";

fn hits(laptop: &Laptop) -> Vec<String> {
    let found = |bytes: &[u8]| {
        bytes.windows(12).any(|window| MARK.as_bytes().windows(12).any(|part| part == window))
    };
    laptop
        .files()
        .iter()
        .filter(|(_, bytes)| found(bytes))
        .map(|(path, _)| path.display().to_string())
        .collect()
}

#[test]
fn a_marked_sentence_is_in_no_file_but_in_the_store() {
    let laptop = Laptop::new();
    let mut store = laptop.create();
    let mut writer = Writer::new(1, page(1));
    append(&mut store, &mut writer, &[MARK]);
    let many = MARK.repeat(200);
    append(&mut store, &mut writer, &[&many]);
    let snapshot = Snapshot { bytes: MARK.into(), covers: Position::START };
    store
        .transaction(|tx| {
            tx.append_statement(&StatementId::from_bytes([1; 32]), MARK.as_bytes())?;
            tx.put_card(&page(1), MARK.as_bytes())?;
            tx.put_snapshot(&page(1), &snapshot)?;
            tx.put("draft", MARK.as_bytes())
        })
        .unwrap();
    assert!(hits(&laptop).is_empty(), "{:?}", hits(&laptop));
    store.compact().unwrap();
    assert!(hits(&laptop).is_empty(), "{:?}", hits(&laptop));
    store.close().unwrap();
    assert!(hits(&laptop).is_empty(), "{:?}", hits(&laptop));
    let store = laptop.open();
    assert_eq!(texts(&store, &page(1)), [MARK, &many]);
    assert_eq!(store.statements_after(0, 9).unwrap().list[0].1, MARK.as_bytes());
    assert_eq!(store.card(&page(1)).unwrap().unwrap(), MARK.as_bytes());
    assert_eq!(store.snapshot(&page(1)).unwrap().unwrap(), snapshot);
    assert_eq!(store.get("draft").unwrap().unwrap(), MARK.as_bytes());
    // The search itself finds what is there.
    std::fs::write(laptop.dir().join("leak"), format!("x{MARK}x")).unwrap();
    assert_eq!(hits(&laptop).len(), 1);
}
