//! Statements, peers, own logs, small values, cards, snapshots, wanted pages.

use kring_store::{GroupId, PeerState, Position, Snapshot, StatementId, Store, StoreError};

use crate::support::{GROUP, Laptop, Writer, append, page};

fn id(number: u8) -> StatementId {
    StatementId::from_bytes([number; 32])
}

#[test]
fn statements_come_back_in_their_order_of_arrival() {
    let mut store = Store::in_memory(GROUP).unwrap();
    let mut writer = Writer::new(1, page(1));
    for number in [3, 1, 2] {
        store.transaction(|tx| tx.append_statement(&id(number), &[number; 50])).unwrap();
        append(&mut store, &mut writer, &["between"]);
    }
    let all = store.statements_after(0, 100).unwrap();
    assert_eq!(all.list, [(1, vec![3; 50]), (3, vec![1; 50]), (5, vec![2; 50])]);
    assert!(all.damaged.is_empty());
    assert_eq!(store.statements_after(1, 1).unwrap().list, [(3, vec![1; 50])]);
    assert!(store.statements_after(5, 100).unwrap().list.is_empty());
    assert!(store.has_statement(&id(3)).unwrap() && !store.has_statement(&id(4)).unwrap());
    let again = store.transaction(|tx| tx.append_statement(&id(1), &[1; 50])).unwrap();
    assert_eq!((again, store.position().unwrap().number), (3, 6));
}

#[test]
fn small_rows_come_back_after_reopening() {
    let laptop = Laptop::new();
    let mut store = laptop.create();
    let peer = kring_store::DeviceId::from_bytes([3; 32]);
    let state = PeerState {
        theirs: Some(Position { number: 7, hash: [7; 32] }),
        confirmed: Some(Position { number: 8, hash: [8; 32] }),
        met_ms: 1_700_000_000_000,
        address: vec!["192.168.1.2:4433".into()],
        trouble: Some("too far".into()),
    };
    let snapshot =
        Snapshot { bytes: vec![5; 100_000], covers: Position { number: 4, hash: [4; 32] } };
    store
        .transaction(|tx| {
            tx.put_peer(&peer, &state)?;
            tx.put_card(&page(1), b"card one")?;
            tx.put_card(&page(1), b"card two")?;
            tx.put_snapshot(&page(1), &snapshot)?;
            tx.put("door/1", b"request")?;
            tx.put("door/2", b"request")?;
            tx.remove("door/2")?;
            tx.want(&page(3))?;
            tx.want(&page(4))?;
            tx.unwant(&page(4))
        })
        .unwrap();
    store.close().unwrap();
    let store = laptop.open();
    assert_eq!(store.peer(&peer).unwrap(), state);
    assert_eq!(store.peers().unwrap(), [(peer, state)]);
    assert_eq!(
        store.peer(&kring_store::DeviceId::from_bytes([4; 32])).unwrap(),
        PeerState::default()
    );
    assert_eq!(store.card(&page(1)).unwrap().as_deref(), Some(&b"card two"[..]));
    assert_eq!(store.cards().unwrap().list, [(page(1), b"card two".to_vec())]);
    assert_eq!(store.snapshot(&page(1)).unwrap(), Some(snapshot));
    assert_eq!(store.get("door/1").unwrap().as_deref(), Some(&b"request"[..]));
    assert_eq!(store.get("door/2").unwrap(), None);
    assert_eq!(store.names("door/").unwrap(), ["door/1"]);
    assert_eq!(store.wanted().unwrap(), [page(3)]);
}

#[test]
fn own_logs_begin_grow_and_close() {
    let mut store = Store::in_memory(GROUP).unwrap();
    let mut writer = Writer::new(1, page(1));
    assert!(store.own_log(&page(1)).unwrap().is_none());
    let begun = store.transaction(|tx| tx.begin_log(writer.opening)).unwrap();
    assert_eq!((begun.n, begun.chain), (0, writer.chain));
    assert!(store.heads(&page(1)).unwrap().is_empty(), "nothing to show before the first entry");
    append(&mut store, &mut writer, &["one"]);
    let own = store.own_log(&page(1)).unwrap().unwrap();
    assert_eq!((own.opening, own.n, own.chain), (writer.opening, 1, writer.chain));
    let again = store.transaction(|tx| tx.begin_log(writer.opening));
    assert!(matches!(again, Err(StoreError::Exists(_))));
    store.transaction(|tx| tx.close_own_logs()).unwrap();
    assert!(store.own_log(&page(1)).unwrap().is_none());
    append(&mut store, &mut writer, &["fetched back"]);
    assert!(store.own_log(&page(1)).unwrap().is_none(), "closed for ever");
}

#[test]
fn a_failed_transaction_leaves_nothing() {
    let laptop = Laptop::new();
    let mut store = laptop.create();
    let mut writer = Writer::new(1, page(1));
    let (batch, chains) = writer.write(&["one"]);
    let failed = store.transaction(|tx| {
        tx.append_batch(&batch, kring_store::Branch(0), &chains)?;
        tx.put("name", b"value")?;
        Err::<(), _>(StoreError::Mismatch)
    });
    assert!(failed.is_err());
    assert_eq!(store.position().unwrap(), Position::START);
    assert_eq!(store.get("name").unwrap(), None);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.transaction::<(), StoreError>(|tx| {
            tx.append_batch(&batch, kring_store::Branch(0), &chains)?;
            panic!("in the middle")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(store.position().unwrap(), Position::START);
    store.transaction(|tx| tx.append_batch(&batch, kring_store::Branch(0), &chains)).unwrap();
    store.close().unwrap();
    let store = laptop.open();
    assert_eq!(crate::support::texts(&store, &page(1)), ["one"]);
}

#[test]
fn values_above_their_caps_are_refused() {
    let mut store = Store::in_memory(GROUP).unwrap();
    let refused =
        |result: Result<(), StoreError>| assert!(matches!(result, Err(StoreError::TooMuch(_))));
    refused(store.transaction(|tx| tx.put(&"n".repeat(257), b"")));
    refused(store.transaction(|tx| tx.put("name", &vec![0; 4 * 1024 * 1024 + 1])));
    refused(store.transaction(|tx| tx.put_card(&page(1), &vec![0; 256 * 1024 + 1])));
    let many = PeerState { address: vec![String::new(); 17], ..PeerState::default() };
    refused(
        store.transaction(|tx| tx.put_peer(&kring_store::DeviceId::from_bytes([1; 32]), &many)),
    );
    refused(
        store.transaction(|tx| tx.append_statement(&id(1), &vec![0; 1024 * 1024 + 1]).map(|_| ())),
    );
    store.transaction(|tx| tx.put("name", &vec![0; 4 * 1024 * 1024])).unwrap();
}

#[test]
fn a_private_store_lies_beside_with_keys_of_its_own() {
    let laptop = Laptop::new();
    let group = laptop.create();
    let place = kring_store::Place::private(laptop.dir(), laptop.token().with_extension("private"));
    let mut private = Store::create(&place, GROUP).unwrap();
    let mut writer = Writer::new(1, page(8));
    append(&mut private, &mut writer, &["a draft"]);
    assert_eq!(private.group(), GROUP);
    assert!(group.pages().unwrap().is_empty());
    private.close().unwrap();
    let private = Store::open(&place, kring_store::Mode::ReadWrite).unwrap();
    assert_eq!(private.continuity(), kring_store::Continuity::Same);
    assert_eq!(crate::support::texts(&private, &page(8)), ["a draft"]);
    assert_ne!(GroupId::NONE, GROUP);
}
