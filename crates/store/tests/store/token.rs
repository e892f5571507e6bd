//! A store that goes on where it stopped, and all the ways in which it does not.

use kring_store::{Continuity, MemoryToken, Mode, Store};

use crate::support::{GROUP, Laptop, Writer, append, page, texts};

fn with_own_log(laptop: &Laptop) -> Writer {
    let mut store = laptop.create();
    let mut writer = Writer::new(1, page(1));
    store.transaction(|tx| tx.begin_log(writer.opening)).unwrap();
    append(&mut store, &mut writer, &["one"]);
    store.close().unwrap();
    writer
}

fn assert_broken(laptop: &Laptop) {
    let store = laptop.open();
    assert_eq!(store.continuity(), Continuity::Broken);
    assert!(store.own_log(&page(1)).unwrap().is_none());
    assert_eq!(texts(&store, &page(1))[0], "one", "what is there stays readable");
    store.close().unwrap();
    let store = laptop.open();
    assert_eq!(store.continuity(), Continuity::Same, "noticed once");
    assert!(store.own_log(&page(1)).unwrap().is_none(), "and closed for ever");
}

#[test]
fn a_store_closed_properly_goes_on() {
    let laptop = Laptop::new();
    let mut writer = with_own_log(&laptop);
    for turn in 0..3 {
        let mut store = laptop.open();
        assert_eq!(store.continuity(), Continuity::Same);
        assert_eq!(store.own_log(&page(1)).unwrap().unwrap().n, writer.n);
        append(&mut store, &mut writer, &[&format!("turn {turn}")]);
        if turn == 1 {
            drop(store);
        }
    }
}

#[test]
fn a_store_that_was_killed_begins_new_logs() {
    let laptop = Laptop::new();
    let mut writer = with_own_log(&laptop);
    let mut store = laptop.open();
    append(&mut store, &mut writer, &["two"]);
    // What a crash leaves: the files as they are now.
    let crashed = laptop.copy(true);
    drop(store);
    assert_broken(&crashed);
    assert_eq!(texts(&crashed.open(), &page(1)), ["one", "two"]);
}

#[test]
fn a_backup_that_was_put_back_begins_new_logs() {
    let laptop = Laptop::new();
    let mut writer = with_own_log(&laptop);
    let backup = laptop.copy(false);
    let mut store = laptop.open();
    append(&mut store, &mut writer, &["two"]);
    store.close().unwrap();
    laptop.restore(&backup);
    assert_broken(&laptop);
}

#[test]
fn a_backup_made_and_put_back_without_a_write_in_between_begins_new_logs() {
    let laptop = Laptop::new();
    with_own_log(&laptop);
    let backup = laptop.copy(false);
    laptop.open().close().unwrap();
    laptop.restore(&backup);
    assert_broken(&laptop);
}

#[test]
fn a_copy_made_while_it_was_open_begins_new_logs() {
    let laptop = Laptop::new();
    with_own_log(&laptop);
    let store = laptop.open();
    let backup = laptop.copy(false);
    store.close().unwrap();
    laptop.restore(&backup);
    assert_broken(&laptop);
}

#[test]
fn only_the_database_put_back_begins_new_logs() {
    let laptop = Laptop::new();
    let mut writer = with_own_log(&laptop);
    let backup = laptop.copy(false);
    let mut store = laptop.open();
    append(&mut store, &mut writer, &["two"]);
    store.close().unwrap();
    std::fs::copy(backup.dir().join("group.db"), laptop.dir().join("group.db")).unwrap();
    assert_broken(&laptop);
}

#[test]
fn a_copy_on_another_laptop_begins_new_logs_and_the_original_goes_on() {
    let laptop = Laptop::new();
    with_own_log(&laptop);
    let copy = laptop.copy(false);
    assert_broken(&copy);
    let store = laptop.open();
    assert_eq!(store.continuity(), Continuity::Same);
    assert!(store.own_log(&page(1)).unwrap().is_some());
}

#[test]
fn a_damaged_token_outside_begins_new_logs() {
    let laptop = Laptop::new();
    with_own_log(&laptop);
    let mut bytes = std::fs::read(laptop.token()).unwrap();
    bytes[12] ^= 1;
    std::fs::write(laptop.token(), bytes).unwrap();
    assert_broken(&laptop);
}

#[test]
fn the_last_of_several_who_leave_marks_the_end() {
    let laptop = Laptop::new();
    with_own_log(&laptop);
    let first = laptop.open();
    let second = laptop.open();
    assert_eq!(second.continuity(), Continuity::Same);
    first.close().unwrap();
    let while_open = laptop.copy(true);
    second.close().unwrap();
    assert_broken(&while_open);
    assert_eq!(laptop.open().continuity(), Continuity::Same);
}

#[test]
fn reading_only_leaves_the_token_alone() {
    let laptop = Laptop::new();
    with_own_log(&laptop);
    let before = std::fs::read(laptop.token()).unwrap();
    let store = Store::open(&laptop.place(), Mode::ReadOnly).unwrap();
    assert!(store.own_log(&page(1)).unwrap().is_some());
    drop(store);
    assert_eq!(std::fs::read(laptop.token()).unwrap(), before);
    assert_eq!(laptop.open().continuity(), Continuity::Same);
}

#[test]
fn stores_in_memory_notice_it_too() {
    let laptop = MemoryToken::default();
    let mut store = Store::in_memory_with(GROUP, &laptop).unwrap();
    let mut writer = Writer::new(1, page(1));
    store.transaction(|tx| tx.begin_log(writer.opening)).unwrap();
    append(&mut store, &mut writer, &["one"]);
    let crash = store.dump().unwrap();
    let clean = store.close_to_dump().unwrap();

    let mut store = Store::load(&clean, &laptop).unwrap();
    assert_eq!(store.continuity(), Continuity::Same);
    assert_eq!(texts(&store, &page(1)), ["one"]);
    append(&mut store, &mut writer, &["two"]);
    assert_eq!(texts(&store, &page(1)), ["one", "two"]);
    drop(store);

    for dump in [&crash, &clean] {
        let store = Store::load(dump, &laptop).unwrap();
        assert_eq!(store.continuity(), Continuity::Broken, "restored");
        assert!(store.own_log(&page(1)).unwrap().is_none());
        let store = Store::load(dump, &MemoryToken::default()).unwrap();
        assert_eq!(store.continuity(), Continuity::Broken, "copied");
    }
}

#[test]
fn a_store_that_was_made_without_waiting_for_the_disk_goes_on_in_its_place() {
    let laptop = Laptop::new();
    let place = laptop.place().being_made();
    let mut store = Store::create(&place, GROUP).unwrap();
    let mut writer = Writer::new(1, page(1));
    store.transaction(|tx| tx.begin_log(writer.opening)).unwrap();
    append(&mut store, &mut writer, &["one"]);
    store.close().unwrap();
    place.make_durable().unwrap();
    let store = laptop.open();
    assert_eq!(store.continuity(), Continuity::Same);
    assert_eq!(texts(&store, &page(1)), ["one"]);
}
