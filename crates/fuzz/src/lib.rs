//! What decodes foreign bytes, each as one function that must neither panic nor take long.
//!
//! `tests/brief.rs` runs every target for a moment, with its seeds altered at random and with every
//! input that ever broke one (`crashers/`). `guided/` runs one for as long as one likes, led by the
//! branches that an input reaches: `scripts/fuzz TARGET [SECONDS]`.

mod pages;
mod seeds;

use std::str::FromStr;

use kring_model::evidence::read_progress;
use kring_model::exchange::example;
use kring_model::method::Method;
use kring_node::ticket::{TICKET_ADDRESS_CAP, TICKET_RELAY_CAP, Ticket, with_checksum};
use kring_node::{backup, file};
use kring_sync::{Inbox, encode};
use kring_trust::GroupId;
use kring_trust::entry::Entry;
use kring_trust::participation;
use kring_trust::roster::Roster;
use kring_trust::statement::Statement;

/// One decoder.
#[derive(Clone, Copy)]
pub struct Target {
    /// What it is called on the command line and in `crashers/`.
    pub name: &'static str,
    /// Takes any bytes.
    pub run: fn(&[u8]),
    /// Honest inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// How often the brief test alters a seed: more for what is cheap.
    pub brief: u32,
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "frames", run: frames, seeds: seeds::frames, brief: 4_000 },
    Target { name: "entry", run: entry, seeds: seeds::entries, brief: 8_000 },
    Target { name: "page", run: pages::page, seeds: seeds::pages, brief: 400 },
    Target { name: "roster", run: roster, seeds: seeds::statements, brief: 1_000 },
    Target { name: "ticket", run: ticket, seeds: seeds::tickets, brief: 8_000 },
    Target { name: "file", run: head_of_file, seeds: seeds::files, brief: 8_000 },
    Target { name: "inside", run: inside_of_file, seeds: seeds::insides, brief: 2_000 },
    Target { name: "backup", run: backup_inside, seeds: seeds::backups, brief: 4_000 },
    Target { name: "joining", run: joining, seeds: seeds::joinings, brief: 4_000 },
    Target { name: "store", run: store, seeds: seeds::records, brief: 4_000 },
    Target { name: "example", run: example_group, seeds: seeds::examples, brief: 60 },
    Target { name: "method", run: method, seeds: seeds::methods, brief: 1_000 },
    Target { name: "proof", run: proof, seeds: seeds::proofs, brief: 1_000 },
    Target { name: "progress", run: progress, seeds: seeds::progress, brief: 4_000 },
];

/// The target of this name.
pub fn named(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

/// A stream of frames that comes in pieces; what is a message has one encoding.
fn frames(bytes: &[u8]) {
    let mut inbox = Inbox::new();
    for (at, piece) in (0..).zip(bytes.chunks(97)) {
        inbox.push(piece, at);
        loop {
            match inbox.next(at) {
                Ok(Some(message)) => {
                    let mut again = Inbox::new();
                    again.push(&encode(&message).unwrap_or_default(), 0);
                    assert_eq!(again.next(0), Ok(Some(message)), "there and back");
                }
                Ok(None) => break,
                Err(_) => return,
            }
        }
    }
}

fn entry(bytes: &[u8]) {
    if let Ok(Entry::Slim(slim)) = Entry::parse(bytes) {
        assert_eq!(slim.encode(), bytes, "an entry has one form");
    }
}

/// Statements one after the other, each with two bytes of length before it.
fn roster(bytes: &[u8]) {
    let mut roster: Option<Roster> = None;
    for piece in pieces(bytes) {
        let Ok(statement) = Statement::decode(piece) else { continue };
        assert_eq!(statement.encode(), piece, "a statement has one form");
        assert_eq!(Statement::decode_kept(piece).as_ref(), Ok(&statement));
        let group = GroupId::founded_by(statement.id());
        let roster = roster.get_or_insert_with(|| Roster::new(group));
        if let Ok(inserted) = roster.insert(statement) {
            assert!(roster.contains(&inserted.id));
        }
    }
    if let Some(roster) = roster {
        let all = roster.devices().count() + roster.pages().count();
        assert!(all < 10_000 && roster.newest().len() <= 256);
    }
}

fn ticket(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    // As it is, and as what stands behind the checksum, which no change of letters gets by.
    let bodies = [false, true].map(|far| with_checksum(far, bytes));
    for text in bodies.iter().map(String::as_str).chain([text.as_ref()]) {
        if let Ok(ticket) = Ticket::from_str(text) {
            assert!(ticket.relays.len() <= TICKET_RELAY_CAP);
            assert!(ticket.addresses.len() <= TICKET_ADDRESS_CAP);
            assert_eq!(Ticket::from_str(&ticket.to_string()), Ok(ticket));
        }
    }
}

fn head_of_file(bytes: &[u8]) {
    let groups = [GroupId::from_bytes([1; 32]), GroupId::from_bytes([2; 32])];
    if let Ok(group) = file::group_of(bytes, &groups) {
        assert!(groups.contains(&group));
    }
}

/// A section of a file for a stick, once it was opened.
fn inside_of_file(bytes: &[u8]) {
    if let Ok(counted) = file::inside(bytes) {
        assert!(counted <= file::CONTENT_CAP);
    }
}

/// A backup, once it was opened.
fn backup_inside(bytes: &[u8]) {
    if let Ok(kept) = backup::inside(bytes) {
        assert!(kept.groups.len() <= bytes.len());
    }
}

fn joining(bytes: &[u8]) {
    kring_node::net::fuzzed::joining(bytes);
}

fn store(bytes: &[u8]) {
    kring_store::fuzzed::record(bytes);
}

fn example_group(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let planned = example::plan(&text);
    assert!(planned.is_ok() || planned.is_err());
}

fn method(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(method) = Method::parse(&text) {
        for capture in method.steps.iter().flat_map(|step| &step.captures) {
            let _target = capture.target();
        }
    }
}

/// A proof of participation, as somebody kept it.
fn proof(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for signed in participation::find(&text).into_iter().flatten() {
        if signed.check().is_ok() {
            let block = signed.block().unwrap_or_default();
            assert_eq!(participation::find(&block), Ok(vec![signed]), "there and back");
        }
    }
}

fn progress(bytes: &[u8]) {
    if let Ok(read) = read_progress(bytes) {
        assert_eq!(read.kring_progress, 1);
    }
}

/// Cuts bytes at the lengths that stand before each piece.
pub(crate) fn pieces(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let length = usize::from(u16::from_le_bytes(*length)).min(rest.len());
        let (piece, rest) = rest.split_at(length);
        pieces.push(piece);
        bytes = rest;
    }
    pieces
}

/// The opposite of [`pieces`].
pub(crate) fn joined(pieces: &[Vec<u8>]) -> Vec<u8> {
    let with_length = |piece: &Vec<u8>| {
        let length = u16::try_from(piece.len()).unwrap_or(u16::MAX);
        [length.to_le_bytes().as_slice(), piece].concat()
    };
    pieces.iter().flat_map(with_length).collect()
}
