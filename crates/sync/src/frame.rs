//! Frames: one flag byte, the length of what follows, and a message, compressed if that is shorter.
//!
//! ```text
//!   plain       0 | length | body
//!   compressed  1 | length | length of the body when inflated | zstd
//! ```
//!
//! Lengths are 32-bit little-endian base-128 numbers in shortest form. The first covers all that
//! follows it.

use crate::breach::Breach;
use crate::message::Message;

/// The longest message, compressed or inflated, in bytes: a batch of two entries of the longest
/// kind behind a full budget, with room to spare.
pub const MESSAGE_CAP: usize = 4 * 1024 * 1024;

/// Shorter bodies are sent as they are: signatures and hashes do not compress.
const COMPRESS_FROM: usize = 512;

/// Fast, and as small as the higher levels for bodies of this size.
const ZSTD_LEVEL: i32 = 3;

/// A frame once begun must be complete within this, in milliseconds.
pub const FRAME_MS: u64 = 30_000;

const PLAIN: u8 = 0;
const COMPRESSED: u8 = 1;

/// The longest number: five groups of seven bits.
const NUMBER_CAP: usize = 5;

/// Makes the frame of a message.
///
/// # Errors
/// [`Breach::TooLong`] for a message over [`MESSAGE_CAP`]; the session's own budgets prevent it as
/// long as the ledger keeps the caps on a batch.
pub fn encode(message: &Message) -> Result<Vec<u8>, Breach> {
    let body = message.body();
    if body.len() > MESSAGE_CAP {
        return Err(Breach::TooLong);
    }
    let mut frame = Vec::with_capacity(body.len() + 1 + NUMBER_CAP);
    match shorter(&body) {
        Some(content) => {
            frame.push(COMPRESSED);
            put_number(&mut frame, content.len());
            frame.extend_from_slice(&content);
        }
        None => {
            frame.push(PLAIN);
            put_number(&mut frame, body.len());
            frame.extend_from_slice(&body);
        }
    }
    Ok(frame)
}

fn shorter(body: &[u8]) -> Option<Vec<u8>> {
    if body.len() < COMPRESS_FROM {
        return None;
    }
    let packed = zstd::bulk::compress(body, ZSTD_LEVEL).ok()?;
    let mut content = Vec::with_capacity(packed.len() + NUMBER_CAP);
    put_number(&mut content, body.len());
    content.extend_from_slice(&packed);
    (content.len() < body.len()).then_some(content)
}

/// Cuts a stream of bytes into messages, wherever the stream itself was cut.
///
/// It holds at most one frame that is not complete: [`Inbox::next`] is called until it has nothing
/// more before more is pushed.
#[derive(Debug, Default)]
pub struct Inbox {
    bytes: Vec<u8>,
    read: usize,
    begun_ms: Option<u64>,
}

impl Inbox {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes bytes as they came. `now_ms` is any clock that does not go back.
    pub fn push(&mut self, bytes: &[u8], now_ms: u64) {
        self.bytes.drain(..self.read);
        self.read = 0;
        self.bytes.extend_from_slice(bytes);
        if self.begun_ms.is_none() && !self.bytes.is_empty() {
            self.begun_ms = Some(now_ms);
        }
    }

    /// The next whole message, if there is one.
    ///
    /// # Errors
    /// [`Breach::TooLong`] as soon as a length says so, before its bytes are waited for;
    /// [`Breach::Malformed`] for what is no message.
    pub fn next(&mut self, now_ms: u64) -> Result<Option<Message>, Breach> {
        let rest = self.bytes.get(self.read..).unwrap_or_default();
        let Some((flag, content)) = cut(rest)? else { return Ok(None) };
        let message = open(flag, content)?;
        self.read = self.bytes.len() - rest.len() + frame_length(rest, content);
        self.begun_ms = (self.read < self.bytes.len()).then_some(now_ms);
        Ok(Some(message))
    }

    /// Has a frame been under way for too long?
    ///
    /// # Errors
    /// [`Breach::Slow`] if so.
    pub fn check(&self, now_ms: u64) -> Result<(), Breach> {
        match self.begun_ms {
            Some(begun) if now_ms.saturating_sub(begun) > FRAME_MS => Err(Breach::Slow),
            _ => Ok(()),
        }
    }
}

/// The flag and the content of the first frame, once all of it is here.
fn cut(bytes: &[u8]) -> Result<Option<(u8, &[u8])>, Breach> {
    let Some((flag, rest)) = bytes.split_first() else { return Ok(None) };
    if *flag > COMPRESSED {
        return Err(Breach::Malformed);
    }
    let Some((length, rest)) = take_number(rest)? else { return Ok(None) };
    Ok(rest.get(..length).map(|content| (*flag, content)))
}

fn frame_length(from: &[u8], content: &[u8]) -> usize {
    let mut number = Vec::with_capacity(NUMBER_CAP);
    put_number(&mut number, content.len());
    (1 + number.len() + content.len()).min(from.len())
}

fn open(flag: u8, content: &[u8]) -> Result<Message, Breach> {
    if flag == PLAIN {
        return Message::decode(content);
    }
    let (length, packed) = take_number(content)?.ok_or(Breach::Malformed)?;
    let body = zstd::bulk::decompress(packed, length).map_err(|_| Breach::Malformed)?;
    if body.len() != length {
        return Err(Breach::Malformed);
    }
    Message::decode(&body)
}

fn put_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// A length and what follows it; `None` while it is not all there.
fn take_number(bytes: &[u8]) -> Result<Option<(usize, &[u8])>, Breach> {
    let mut number = 0_usize;
    for (index, byte) in bytes.iter().take(NUMBER_CAP).enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * index);
        if number > MESSAGE_CAP {
            return Err(Breach::TooLong);
        }
        if byte & 0x80 == 0 {
            let shortest = index == 0 || *byte != 0;
            let rest = bytes.get(index + 1..).unwrap_or_default();
            return if shortest { Ok(Some((number, rest))) } else { Err(Breach::Malformed) };
        }
    }
    if bytes.len() >= NUMBER_CAP { Err(Breach::TooLong) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Blob, Few, Presence};
    use proptest::prelude::*;

    fn presence(size: usize) -> Message {
        let payload = Blob((0..size).map(|i| (i / 7) as u8).collect());
        Message::Presence(Presence { payload, ..Presence::default() })
    }

    fn all(inbox: &mut Inbox) -> Vec<Message> {
        std::iter::from_fn(|| inbox.next(0).expect("honest")).collect()
    }

    #[test]
    fn a_stream_cut_anywhere_gives_the_same_messages() {
        let sent = [presence(0), Message::Level, presence(3000), presence(100)];
        let frames: Vec<u8> = sent.iter().flat_map(|m| encode(m).expect("fits")).collect();
        assert!(frames.len() < 2000, "compressed");
        for cut in 0..=frames.len() {
            let mut inbox = Inbox::new();
            inbox.push(&frames[..cut], 0);
            let mut got = all(&mut inbox);
            inbox.push(&frames[cut..], 0);
            got.extend(all(&mut inbox));
            assert_eq!(got, sent, "cut at {cut}");
        }
        let mut inbox = Inbox::new();
        let mut got = Vec::new();
        for byte in &frames {
            inbox.push(&[*byte], 0);
            got.extend(all(&mut inbox));
        }
        assert_eq!(got, sent);
    }

    #[test]
    fn one_byte_over_the_cap_is_refused_before_it_is_waited_for() {
        for flag in [PLAIN, COMPRESSED] {
            let mut frame = vec![flag];
            put_number(&mut frame, MESSAGE_CAP + 1);
            let mut inbox = Inbox::new();
            inbox.push(&frame, 0);
            assert_eq!(inbox.next(0), Err(Breach::TooLong));
            assert_eq!(Breach::TooLong.code(), 1);
            let mut frame = vec![flag];
            put_number(&mut frame, MESSAGE_CAP);
            let mut inbox = Inbox::new();
            inbox.push(&frame, 0);
            assert_eq!(inbox.next(0), Ok(None));
            assert!(inbox.bytes.capacity() < 64, "nothing is allocated for a promise");
        }
        let mut inbox = Inbox::new();
        inbox.push(&[PLAIN, 0x80, 0x80, 0x80, 0x80, 0x80], 0);
        assert_eq!(inbox.next(0), Err(Breach::TooLong));
    }

    #[test]
    fn what_inflates_beyond_the_cap_or_its_own_word_is_refused() {
        let compressed = |claim: usize, size: usize| {
            let mut content = Vec::new();
            put_number(&mut content, claim);
            content.extend(zstd::bulk::compress(&vec![0; size], 3).expect("compresses"));
            let mut frame = vec![COMPRESSED];
            put_number(&mut frame, content.len());
            frame.extend(content);
            let mut inbox = Inbox::new();
            inbox.push(&frame, 0);
            inbox.next(0)
        };
        assert_eq!(compressed(MESSAGE_CAP + 1, 10), Err(Breach::TooLong));
        assert_eq!(compressed(1000, 100 << 20), Err(Breach::Malformed));
        assert_eq!(compressed(1000, 999), Err(Breach::Malformed));
    }

    #[test]
    fn flags_and_lengths_have_one_form() {
        for frame in [&[2, 0][..], &[PLAIN, 0x81, 0x00, 0], &[PLAIN, 0]] {
            let mut inbox = Inbox::new();
            inbox.push(frame, 0);
            assert_eq!(inbox.next(0), Err(Breach::Malformed), "{frame:?}");
        }
    }

    #[test]
    fn a_byte_now_and_then_is_too_slow() {
        let frame = encode(&presence(100)).expect("fits");
        let mut inbox = Inbox::new();
        inbox.push(&frame[..1], 1000);
        assert_eq!(inbox.check(1000 + FRAME_MS), Ok(()));
        inbox.push(&frame[1..2], 1000 + FRAME_MS);
        assert_eq!(inbox.check(1001 + FRAME_MS), Err(Breach::Slow));
        inbox.push(&frame[2..], 1002 + FRAME_MS);
        assert_eq!(all(&mut inbox).len(), 1);
        assert_eq!(inbox.check(9 * FRAME_MS), Ok(()));
    }

    #[test]
    fn a_list_over_its_cap_is_no_message() {
        let connected = |count| {
            let connected = (0..count).map(|_| kring_trust::DeviceId::from_bytes([0; 32]));
            Message::Presence(Presence { connected: connected.collect(), ..Presence::default() })
        };
        let cap = crate::message::CONNECTED_CAP;
        assert_eq!(Message::decode(&connected(cap).body()), Ok(connected(cap)));
        assert_eq!(Message::decode(&connected(cap + 1).body()), Err(Breach::Malformed));
        let statements = Few(vec![Blob(vec![0; kring_trust::statement::STATEMENT_CAP + 1])]);
        let long = Message::Statements { statements };
        assert_eq!(Message::decode(&long.body()), Err(Breach::Malformed));
        let mut trailing = Message::Level.body();
        trailing.push(0);
        assert_eq!(Message::decode(&trailing), Err(Breach::Malformed));
    }

    proptest! {
        #[test]
        fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut inbox = Inbox::new();
            inbox.push(&bytes, 0);
            while let Ok(Some(_)) = inbox.next(0) {}
            if let Ok(message) = Message::decode(&bytes) {
                prop_assert_eq!(Message::decode(&message.body()), Ok(message));
            }
        }
    }
}
