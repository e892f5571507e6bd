//! Honest inputs, from which a run begins.

use std::collections::BTreeSet;

use kring_node::ticket::{InvitationId, Secret, Ticket};
use kring_sync::message::{
    Answer, Blob, Few, Hello, Lack, LogName, Message, Notice, PageRows, Presence, RowMark, Skip,
    Step, Verdict, WireBatch,
};
use kring_sync::{Look, Mark, encode};
use kring_trust::keys::{DeviceKeys, Seed, Signature};
use kring_trust::participation::{self, Gathering, Present, Signed};
use kring_trust::position::Position;
use kring_trust::relay::{Relay, RelayAddress};
use kring_trust::roster::Roster;
use kring_trust::roster::speak::{self, Page, Speaker};
use kring_trust::statement::{Audience, Statement};
use kring_trust::{Chain, DeviceId, GroupId, PageId, PersonId};

use crate::{joined, pages, pieces};

pub(crate) fn frames() -> Vec<Vec<u8>> {
    let page = PageId::from_bytes([3; 32]);
    let position = Position::START.next(&[5; 32]);
    let log = LogName::New { device: DeviceId::from_bytes([4; 32]), page, salt: [6; 8] };
    let mark = Mark::new(2, &Chain::from_bytes([7; 32]));
    let skipped = Few(vec![Skip { log: LogName::Old(0), mark }]);
    let step = Step { from: 0, to: position, skipped };
    let rows = PageRows { page, rows: Few(vec![RowMark { log, mark }]) };
    let signature = Signature([8; 64]);
    let entries = Few(pages::written(&["een", "twee"]).into_iter().map(Blob).collect());
    let batch = WireBatch { log, after: 0, entries, signature };
    let lack = Lack { row: 0, ends: Few(vec![mark]) };
    let lacks = Answer { shown: 0, verdict: Verdict::Lacks(Few(vec![lack])) };
    let messages = [
        Message::Hello(Hello {
            version: 1,
            oldest: 1,
            ask: true,
            mine: position,
            held: Some(Position::START),
            whole: Few(vec![page]),
        }),
        Message::Level,
        Message::From { number: 300 },
        Message::Rows { pages: Few(vec![rows.clone()]) },
        Message::Answers { answers: Few(vec![lacks]) },
        Message::Batches { batches: Few(vec![batch.clone()]) },
        Message::End { to: position, then: Some(step.clone()) },
        Message::Live { step, statements: Few::default(), batches: Few(vec![batch]) },
        Message::Have { yours: 1, mine: None },
        Message::Presence(Presence::default()),
        Message::Offer { rows },
        Message::Bye(Notice::Version { version: 1, oldest: 1 }),
        Message::Looks { looks: Few(vec![Look { page, rows: [1; 16], shown: [2; 16] }]) },
    ];
    messages.iter().filter_map(|message| encode(message).ok()).collect()
}

pub(crate) fn entries() -> Vec<Vec<u8>> {
    pages::written(&["Een titel", "Een titel die langer is", "Kort 🙂"])
}

pub(crate) fn pages() -> Vec<Vec<u8>> {
    let short = pages::written(&["a", "b"]);
    vec![joined(&entries()), joined(&short), joined(&short.into_iter().rev().collect::<Vec<_>>())]
}

pub(crate) fn statements() -> Vec<Vec<u8>> {
    let keys = |seed: u8| DeviceKeys::derive(&Seed::from_bytes([seed; 32]), [seed; 16]);
    let (noor, bram) = (keys(1), keys(2));
    let founded = speak::found(&noor, 1, [1; 16]);
    let group = GroupId::founded_by(founded.id());
    let owner = PersonId::brought_by(founded.id());
    let device = noor.record(None).id();
    let mut roster = Roster::new(group);
    let mut said = Vec::new();
    let mut keep = |roster: &mut Roster, statement: Statement| {
        said.push(statement.encode());
        let _inserted = roster.insert(statement);
    };
    keep(&mut roster, founded);
    let (record, consent) = speak::consent(&bram, &group, None, &device);
    let bram = record.id();
    let joined_in = Speaker::new(&roster, device, &noor, 2).joined(record, consent);
    keep(&mut roster, joined_in);
    let opening = Page { kind: 1, day: 20_000, nonce: [3; 16], retention: Some(20_100) };
    let audience = Audience::Persons(vec![owner]);
    let opened = Speaker::new(&roster, device, &noor, 3).open_page(opening, owner, audience);
    let page = PageId::opened_by(opened.id());
    keep(&mut roster, opened);
    let widened = Speaker::new(&roster, device, &noor, 4).set_audience(page, Audience::All);
    keep(&mut roster, widened);
    let blocked = Speaker::new(&roster, device, &noor, 5).block(bram);
    keep(&mut roster, blocked);
    let on = Speaker::new(&roster, device, &noor, 6).internet_on(Relay::Public);
    keep(&mut roster, on);
    vec![joined(&said)]
}

pub(crate) fn tickets() -> Vec<Vec<u8>> {
    let ticket = Ticket {
        endpoint: [1; 32],
        invitation: InvitationId([2; 4]),
        secret: Secret([3; 16]),
        expires_ms: 1_800_000_000_000,
        relays: BTreeSet::new(),
        addresses: vec![([192, 168, 1, 2], 4433).into()],
    };
    let own = RelayAddress::new("https://relay.example.org/").map(Relay::Own);
    let far = Ticket { relays: own.into_iter().chain([Relay::Public]).collect(), ..ticket.clone() };
    // What stands before the checksum, and the whole text.
    let of = |ticket: &Ticket| [ticket.bytes(), ticket.to_string().into_bytes()];
    [of(&ticket), of(&far)].concat()
}

pub(crate) fn proofs() -> Vec<Vec<u8>> {
    let keys = DeviceKeys::derive(&Seed::from_bytes([1; 32]), [2; 16]);
    let key = keys.record(None).sign_key;
    let noor = Present {
        name: "Noor & Bram".into(),
        from: "15:00".into(),
        to: String::new(),
        keys: vec![key],
    };
    let gathering = Gathering {
        group: GroupId::from_bytes([1; 32]),
        meeting: PageId::from_bytes([2; 32]),
        date: "2025-09-11".into(),
        start: "15:00".into(),
        end: "17:00".into(),
        present: vec![noor],
    };
    let text = gathering.text().unwrap_or_default();
    let signed = Signed { gathering, signatures: vec![(key, participation::sign(&keys, &text))] };
    let block = signed.block().unwrap_or_default();
    let page = format!("<pre>{}</pre>", block.replace('&', "&#38;"));
    vec![block.into_bytes(), page.into_bytes()]
}

pub(crate) fn progress() -> Vec<Vec<u8>> {
    let file = serde_json::json!({
        "kring_progress": 1, "group": "Rust in de avond", "meetings": 2, "attendance": [5, 6],
        "phase": "delen", "signals": { "1": { "core_faster": 3.5 } },
        "quotes": [{ "text": "Ik durfde het.", "name": "" }],
    });
    vec![file.to_string().into_bytes()]
}

pub(crate) fn files() -> Vec<Vec<u8>> {
    let head = [b"kring file\r\n".as_slice(), &1_u16.to_le_bytes(), &[7; 48]].concat();
    vec![[head.as_slice(), &[4, 0, 0, 0], b"data", &[9; 64]].concat(), head]
}

pub(crate) fn insides() -> Vec<Vec<u8>> {
    let log = LogName::New {
        device: DeviceId::from_bytes([4; 32]),
        page: PageId::from_bytes([3; 32]),
        salt: [6; 8],
    };
    let entries = Few(pages::written(&["een", "twee"]).into_iter().map(Blob).collect());
    let batch = WireBatch { log, after: 0, entries, signature: Signature([8; 64]) };
    let said =
        statements().iter().flat_map(|all| pieces(all)).map(|one| Blob(one.to_vec())).collect();
    let messages = [
        Message::Statements { statements: Few(said) },
        Message::Batches { batches: Few(vec![batch.clone(), batch]) },
    ];
    let frames: Vec<Vec<u8>> = messages.iter().filter_map(|message| encode(message).ok()).collect();
    vec![frames.concat()]
}

pub(crate) fn backups() -> Vec<Vec<u8>> {
    vec![kring_node::backup::example()]
}

pub(crate) fn joinings() -> Vec<Vec<u8>> {
    kring_node::net::fuzzed::joinings()
}

pub(crate) fn records() -> Vec<Vec<u8>> {
    kring_store::fuzzed::records()
}

pub(crate) fn examples() -> Vec<Vec<u8>> {
    vec![include_bytes!("../../../data/example-group.json").to_vec()]
}

pub(crate) fn methods() -> Vec<Vec<u8>> {
    let all = kring_model::method::builtin().iter().take(3);
    all.filter_map(|method| serde_json::to_vec(method).ok()).collect()
}
