//! What went over the wire, counted where it goes: for benchmarks and for looking into trouble.

use std::sync::atomic::{AtomicU64, Ordering};

use iroh::endpoint::Connection;
use kring_sync::Message;
use serde::Serialize;

/// Counts since a moment, over all connections with members. Bytes of UDP are without IP and UDP
/// headers; those of handshakes are apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Traffic {
    /// Messages sent.
    pub messages_sent: u64,
    /// Those of them that carry statements or entries.
    pub payloads_sent: u64,
    /// Messages heard.
    pub messages_heard: u64,
    /// Bytes of messages sent, as frames.
    pub frames_sent: u64,
    /// Bytes of messages heard, as frames.
    pub frames_heard: u64,
    /// Bytes of UDP sent after the handshakes.
    pub udp_sent: u64,
    /// Bytes of UDP heard after the handshakes.
    pub udp_heard: u64,
    /// UDP datagrams sent after the handshakes.
    pub datagrams_sent: u64,
    /// UDP datagrams heard after the handshakes.
    pub datagrams_heard: u64,
    /// Bytes of UDP of the handshakes, in both directions.
    pub handshakes: u64,
}

impl Traffic {
    /// The sum of both.
    pub(super) const fn and(self, other: &Self) -> Self {
        Self {
            messages_sent: self.messages_sent + other.messages_sent,
            payloads_sent: self.payloads_sent + other.payloads_sent,
            messages_heard: self.messages_heard + other.messages_heard,
            frames_sent: self.frames_sent + other.frames_sent,
            frames_heard: self.frames_heard + other.frames_heard,
            udp_sent: self.udp_sent + other.udp_sent,
            udp_heard: self.udp_heard + other.udp_heard,
            datagrams_sent: self.datagrams_sent + other.datagrams_sent,
            datagrams_heard: self.datagrams_heard + other.datagrams_heard,
            handshakes: self.handshakes + other.handshakes,
        }
    }
}

/// What is counted of one connection.
#[derive(Debug, Default)]
pub(super) struct Counters {
    messages_sent: AtomicU64,
    payloads_sent: AtomicU64,
    messages_heard: AtomicU64,
    frames_sent: AtomicU64,
    frames_heard: AtomicU64,
}

impl Counters {
    /// A message is sent, as a frame of so many bytes.
    pub(super) fn sent(&self, message: &Message, bytes: usize) {
        add(&self.messages_sent, 1);
        add(&self.payloads_sent, carries(message).into());
        add(&self.frames_sent, bytes as u64);
    }

    /// Bytes of frames were heard.
    pub(super) fn heard(&self, bytes: usize) {
        add(&self.frames_heard, bytes as u64);
    }

    /// A message was heard whole.
    pub(super) fn heard_message(&self) {
        add(&self.messages_heard, 1);
    }

    /// All that is known of the connection, if `begun` was its UDP when the handshake was done.
    pub(super) fn traffic(&self, connection: &Connection, begun: &Udp) -> Traffic {
        let now = Udp::of(connection);
        Traffic {
            messages_sent: get(&self.messages_sent),
            payloads_sent: get(&self.payloads_sent),
            messages_heard: get(&self.messages_heard),
            frames_sent: get(&self.frames_sent),
            frames_heard: get(&self.frames_heard),
            udp_sent: now.sent.saturating_sub(begun.sent),
            udp_heard: now.heard.saturating_sub(begun.heard),
            datagrams_sent: now.datagrams_sent.saturating_sub(begun.datagrams_sent),
            datagrams_heard: now.datagrams_heard.saturating_sub(begun.datagrams_heard),
            handshakes: begun.sent + begun.heard,
        }
    }
}

/// The UDP of one connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Udp {
    sent: u64,
    heard: u64,
    datagrams_sent: u64,
    datagrams_heard: u64,
}

impl Udp {
    /// As it stands now.
    pub(super) fn of(connection: &Connection) -> Self {
        let stats = connection.stats();
        Self {
            sent: stats.udp_tx.bytes,
            heard: stats.udp_rx.bytes,
            datagrams_sent: stats.udp_tx.datagrams,
            datagrams_heard: stats.udp_rx.datagrams,
        }
    }
}

const fn carries(message: &Message) -> bool {
    matches!(message, Message::Statements { .. } | Message::Batches { .. } | Message::Live { .. })
}

fn add(counter: &AtomicU64, more: u64) {
    // Only sums are read, and only for showing.
    counter.fetch_add(more, Ordering::Relaxed);
}

fn get(counter: &AtomicU64) -> u64 {
    counter.load(Ordering::Relaxed)
}
