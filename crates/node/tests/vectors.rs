//! The numbers in `docs/vectors.txt`, by which a second implementation sees that it does the same.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{AutoCommit, ROOT};
use kring_node::ticket::{InvitationId, Secret, Ticket};
use kring_sync::frame::encode;
use kring_sync::message::{Few, Hello, Message};
use kring_trust::entry::{DepOf, Entry, Slim};
use kring_trust::hash::hash;
use kring_trust::keys::{DeviceKeys, Seed};
use kring_trust::log::{LogOpening, Row, chain_next};
use kring_trust::participation::{self, Gathering, Present, Signed};
use kring_trust::position::Position;
use kring_trust::relay::{Relay, RelayAddress};
use kring_trust::roster::Roster;
use kring_trust::roster::speak::{self, Page, Speaker};
use kring_trust::statement::{Audience, Body};
use kring_trust::{Actor, GroupId, PageId, PersonId};

/// Lines `name = bytes`, in the order in which one follows from the other.
#[derive(Default)]
struct Vectors(String);

impl Vectors {
    fn add(&mut self, name: &str, bytes: &[u8]) {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(self.0, "{name} = {hex}").unwrap();
    }
}

fn vectors() -> String {
    let mut all = Vectors::default();
    all.add("hash: domain 'test', parts 'ab', 'c'", &hash("test", &[b"ab", b"c"]));
    let keys = |seed: u8| DeviceKeys::derive(&Seed::from_bytes([seed; 32]), [seed + 1; 16]);
    let (noor, bram) = (keys(1), keys(3));
    let record = noor.record(None);
    all.add("noor: public signing key", &record.sign_key.0);
    all.add("noor: endpoint id", &record.endpoint_key);
    all.add("noor: files key", &record.files_key);
    all.add("noor: signature of the record", &record.signature.0);
    all.add("noor: device id", record.id().as_bytes());

    let founded = speak::found(&noor, 1_700_000_000_000, [9; 16]);
    all.add("founded: bytes", &founded.encode());
    all.add("founded: id, the group's and the person's", founded.id().as_bytes());
    let group = GroupId::founded_by(founded.id());
    let owner = PersonId::brought_by(founded.id());
    all.add("group document: page id", PageId::group_document(&group).as_bytes());

    let mut roster = Roster::new(group);
    roster.insert(founded).unwrap();
    let device = record.id();
    let (new, consent) = speak::consent(&bram, &group, None, &device);
    let speaker = Speaker::new(&roster, device, &noor, 1_700_000_000_001);
    let joined_device = new.id();
    let joined = speaker.joined(new, consent);
    all.add("joined: bram's consent", &consent.0);
    all.add("joined: bytes", &joined.encode());
    all.add("joined: id, bram's person", joined.id().as_bytes());
    roster.insert(joined).unwrap();
    let speaker = Speaker::new(&roster, device, &noor, 1_700_000_000_002);
    let opening = Page { kind: 2, day: 20_000, nonce: [8; 16], retention: None };
    let opened = speaker.open_page(opening, owner, Audience::All);
    all.add("page opened: bytes", &opened.encode());
    let page = PageId::opened_by(opened.id());
    all.add("page opened: id, the page's", page.as_bytes());

    let log = LogOpening { device, page, salt: [7; 8] };
    all.add("log: id", log.id().as_bytes());
    let start = log.chain_start(&group);
    all.add("log: chain(0)", start.as_bytes());
    let [base, chunk, entry] = change(Actor::from(log.id()));
    all.add("first change of the example's page", &base);
    all.add("entry 1: as a change of Automerge", &chunk);
    all.add("entry 1: bytes", &entry);
    assert!(matches!(Entry::parse(&entry), Ok(Entry::Slim(_))));
    let chain = chain_next(&start, &entry);
    all.add("log: chain(1)", chain.as_bytes());
    all.add("row 1: signature", &Row::sign(&noor, log.id(), 1, chain).signature.0);

    let lone = |at: u64| {
        let speaker = Speaker::new(&roster, device, &noor, at);
        speaker.say(Body::Erased { page, second: None })
    };
    let alone = lone(1_700_000_000_004);
    all.add("erased by noor alone: bytes", &alone.encode());
    all.add("erased by noor alone: id", alone.id().as_bytes());
    let along = speak::along(&alone, &group, joined_device, &bram);
    all.add("erased, bram's laptop signs along: bytes", &along.encode());
    all.add("erased, bram's laptop signs along: id", along.id().as_bytes());

    let one = Position::START.next(group.as_bytes());
    all.add("position 1, the founded statement: hash", &one.hash);
    let two = one.next(chain.as_bytes());
    all.add("position 2, entry 1: hash", &two.hash);
    let hello = Hello {
        version: 1,
        oldest: 1,
        ask: true,
        mine: two,
        held: Some(one),
        whole: Few::default(),
    };
    all.add("frame: hello", &encode(&Message::Hello(hello)).unwrap());
    all.add("frame: level", &encode(&Message::Level).unwrap());
    let from = encode(&Message::From { number: 300 }).unwrap();
    all.add("frame: from 300", &from);

    let near = Ticket {
        endpoint: record.endpoint_key,
        invitation: InvitationId([1, 2, 3, 4]),
        secret: Secret([5; 16]),
        expires_ms: 1_700_000_040_000,
        relays: BTreeSet::new(),
        addresses: vec![
            ([192, 168, 1, 2], 4433).into(),
            ([0xfd00, 0, 0, 0, 0, 0, 0, 2], 4433).into(),
        ],
    };
    all.add("ticket: text", near.to_string().as_bytes());
    let own = RelayAddress::new("https://relay.example.org/").map(Relay::Own);
    let relays = own.into_iter().chain([Relay::Public]).collect();
    let far = Ticket { relays, ..near };
    all.add("ticket with the public relay and an own one: before the checksum", &far.bytes());
    all.add("ticket with the public relay and an own one: text", far.to_string().as_bytes());

    let there = |name: &str, from: &str, keys: &DeviceKeys| Present {
        name: name.to_owned(),
        from: from.to_owned(),
        to: "17:00".to_owned(),
        keys: vec![keys.record(None).sign_key],
    };
    let gathering = Gathering {
        group,
        meeting: page,
        date: "2025-09-11".to_owned(),
        start: "15:00".to_owned(),
        end: "17:00".to_owned(),
        present: vec![
            there("Bram Verzonnen", "15:20", &bram),
            there("Noor Verzonnen", "15:00", &noor),
        ],
    };
    let text = gathering.text().unwrap();
    all.add("participation: text", text.as_bytes());
    let mark = participation::name_of(&text);
    all.add("participation: mark, as its digits are written", mark.as_bytes());
    let mut signatures: Vec<_> = [&noor, &bram]
        .map(|keys| (keys.record(None).sign_key, participation::sign(keys, &text)))
        .into();
    signatures.sort_by_key(|(key, _)| key.0);
    for (number, (_, signature)) in (1..).zip(&signatures) {
        all.add(&format!("participation: signature {number}"), &signature.0);
    }
    let block = Signed { gathering, signatures }.block().unwrap();
    all.add("participation: in a file", block.as_bytes());
    all.0
}

/// The first entry of a log, in both forms, and the first change of its page.
fn change(actor: Actor) -> [Vec<u8>; 3] {
    let commit = |doc: &mut AutoCommit, time: i64| {
        doc.commit_with(CommitOptions::default().with_time(time));
        doc.get_last_local_change().unwrap()
    };
    let mut first = AutoCommit::new().with_actor(vec![0xba; 16].into());
    first.put(ROOT, "kind", "example").unwrap();
    let base = commit(&mut first, 0);
    let mut doc = AutoCommit::new().with_actor(actor.0.to_vec().into());
    doc.apply_changes([base.clone()]).unwrap();
    doc.put(ROOT, "title", "Stilte").unwrap();
    let change = commit(&mut doc, 1_700_000_000_003);
    let is_base = |hash: &[u8; 32]| (*hash == base.hash().0).then_some(DepOf::Base);
    let slim = Slim::from_change(change.raw_bytes(), is_base).unwrap();
    [base.raw_bytes().to_vec(), change.raw_bytes().to_vec(), slim.encode()]
}

#[test]
fn the_documented_numbers_are_those_of_this_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/vectors.txt");
    let documented = std::fs::read_to_string(path).unwrap_or_default();
    let ours = vectors();
    assert!(documented == ours, "docs/vectors.txt should be:\n{ours}");
}
