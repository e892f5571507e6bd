//! The write-ahead log is copied into the database in a quiet moment.

use kring_store::{Store, StoreError};

use crate::support::{GROUP, Laptop};

/// Bytes in the database itself.
fn database(laptop: &Laptop) -> u64 {
    std::fs::metadata(laptop.dir().join("group.db")).unwrap().len()
}

fn value() -> Vec<u8> {
    vec![5; 50_000]
}

fn write_much(store: &mut Store) {
    let write = |number| {
        let name = format!("large/{number}");
        store.transaction::<_, StoreError>(|tx| tx.put(&name, &value())).unwrap();
    };
    (0..12).for_each(write);
}

#[test]
fn a_long_log_is_copied_once_and_nothing_that_is_read_changes() {
    let laptop = Laptop::new();
    let mut store = laptop.create();
    assert!(!store.checkpoint_if_long().unwrap(), "nothing much was written yet");
    write_much(&mut store);
    let before = database(&laptop);
    assert!(store.checkpoint_if_long().unwrap());
    assert!(database(&laptop) > before + 500_000, "the database holds it now");
    assert!(!store.checkpoint_if_long().unwrap(), "nothing waits any more");
    assert_eq!(store.get("large/11").unwrap(), Some(value()));
}

#[test]
fn a_store_in_memory_has_no_such_log() {
    let mut store = Store::in_memory(GROUP).unwrap();
    write_much(&mut store);
    assert!(!store.checkpoint_if_long().unwrap());
}
