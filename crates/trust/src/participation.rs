//! Who was together, on which day and from when to when, signed by those who were there.
//!
//! What is signed is a [`Gathering`] as plain text, which anybody can read:
//!
//! ```text
//! kring 1 participation
//! group 6f0c…
//! meeting 8d21…
//! date 2025-09-11
//! start 15:00
//! end 17:00
//! present 15:00 17:00 a1b2…,c3d4… Noor Verzonnen
//! ```
//!
//! Every line `present` names one person with the signing keys of their laptops. So everybody who
//! signs says of each other whose key is whose, and nothing of what was done or said. There is
//! exactly one text for a gathering; what does not come out the same again is refused. In a file
//! the text and its signatures stand between two marks ([`Signed::block`]).

mod block;
#[cfg(test)]
mod tests;

use crate::hash::hash;
use crate::id::{GroupId, PageId};
use crate::keys::{BadSignature, DeviceKeys, PublicKey, Signature};

pub use block::{BadBlock, Signed, find};

const DOMAIN: &str = "kring 1 participation";
const FIRST_LINE: &str = "kring 1 participation";

/// The longest text, in bytes: some hundred people fit.
pub const TEXT_CAP: usize = 18_000;
/// Bytes of a name.
pub const NAME_CAP: usize = 800;
/// Laptops of one person.
const KEYS_CAP: usize = 32;

/// One person who was there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Present {
    /// What they are called, on one line.
    pub name: String,
    /// From when, `15:20`.
    pub from: String,
    /// Until when.
    pub to: String,
    /// The signing keys of their laptops, sorted, each once, at least one.
    pub keys: Vec<PublicKey>,
}

/// People who were together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathering {
    /// In which group.
    pub group: GroupId,
    /// At which meeting.
    pub meeting: PageId,
    /// The day, `2025-09-11`.
    pub date: String,
    /// When it began, `15:00`; empty if nobody said.
    pub start: String,
    /// When it ended.
    pub end: String,
    /// Who was there, sorted.
    pub present: Vec<Present>,
}

/// A gathering that has no text, or a text that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no list of who was there")]
pub struct BadGathering;

impl Gathering {
    /// The text that is signed.
    ///
    /// # Errors
    /// [`BadGathering`] if something in it cannot stand on its line, or it is too long.
    pub fn text(&self) -> Result<String, BadGathering> {
        let text = self.written();
        (Self::parse(&text)? == *self).then_some(text).ok_or(BadGathering)
    }

    /// Reads the text of a gathering.
    ///
    /// # Errors
    /// [`BadGathering`] for anything but the one text of a gathering.
    pub fn parse(text: &str) -> Result<Self, BadGathering> {
        if text.len() > TEXT_CAP {
            return Err(BadGathering);
        }
        let read = read(text).filter(|read| read.written() == text).ok_or(BadGathering)?;
        let sorted = read.present.is_sorted_by(|a, b| a < b);
        (sorted && !read.present.is_empty()).then_some(read).ok_or(BadGathering)
    }

    /// Whose key it is, by their place in the list.
    pub fn holder(&self, key: &PublicKey) -> Option<&Present> {
        self.present.iter().find(|one| one.keys.contains(key))
    }

    fn written(&self) -> String {
        let mut text = format!("{FIRST_LINE}\ngroup {}\nmeeting {}\n", self.group, self.meeting);
        let mut line = |name: &str, value: &str| {
            text.push_str(&format!("{name} {}\n", or_dash(value)));
        };
        line("date", &self.date);
        line("start", &self.start);
        line("end", &self.end);
        for one in &self.present {
            let keys: Vec<String> = one.keys.iter().map(|key| hex(&key.0)).collect();
            let (from, to) = (or_dash(&one.from), or_dash(&one.to));
            line("present", &format!("{from} {to} {} {}", keys.join(","), one.name));
        }
        text
    }
}

/// The name under which a text is kept: its hash, in hexadecimal digits.
pub fn name_of(text: &str) -> String {
    hex(&hash("kring 1 participation text", &[text.as_bytes()]))
}

/// Signs a text.
pub fn sign(keys: &DeviceKeys, text: &str) -> Signature {
    keys.sign(DOMAIN, text.as_bytes())
}

/// Whether a key signed a text.
///
/// # Errors
/// [`BadSignature`] if it did not.
pub fn verify(key: &PublicKey, text: &str, signature: &Signature) -> Result<(), BadSignature> {
    key.verify(DOMAIN, text.as_bytes(), signature)
}

/// Hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// So many bytes from hexadecimal digits in small letters.
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |c: u8| match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? * 16 + digit(*low)?;
    }
    Some(bytes)
}

fn or_dash(value: &str) -> &str {
    if value.is_empty() { "-" } else { value }
}

fn read(text: &str) -> Option<Gathering> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    if lines.next()? != FIRST_LINE {
        return None;
    }
    let mut next = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
    let (group, meeting) = (next("group")?, next("meeting")?);
    let (date, start, end) = (next("date")?, next("start")?, next("end")?);
    Some(Gathering {
        group: GroupId::from_hex(group)?,
        meeting: PageId::from_hex(meeting)?,
        date: is_date(date).then(|| date.to_owned())?,
        start: time(start)?,
        end: time(end)?,
        present: lines.map(present).collect::<Option<_>>()?,
    })
}

fn present(line: &str) -> Option<Present> {
    let rest = line.strip_prefix("present ")?;
    let mut parts = rest.splitn(4, ' ');
    let (from, to) = (time(parts.next()?)?, time(parts.next()?)?);
    let (keys, name) = (parts.next()?, parts.next()?);
    let keys: Vec<PublicKey> =
        keys.split(',').map(|key| from_hex(key).map(PublicKey)).collect::<Option<_>>()?;
    let sound = keys.len() <= KEYS_CAP && keys.is_sorted_by(|a, b| a < b) && is_name(name);
    sound.then(|| Present { name: name.to_owned(), from, to, keys })
}

fn is_name(name: &str) -> bool {
    let whole = !name.is_empty() && name.len() <= NAME_CAP && name.trim() == name;
    whole && !name.chars().any(char::is_control)
}

fn is_date(text: &str) -> bool {
    let form =
        |(at, c): (usize, u8)| if matches!(at, 4 | 7) { c == b'-' } else { c.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(form)
}

fn time(text: &str) -> Option<String> {
    if text == "-" {
        return Some(String::new());
    }
    let form = |(at, c): (usize, u8)| if at == 2 { c == b':' } else { c.is_ascii_digit() };
    let sound = text.len() == 5 && text.bytes().enumerate().all(form);
    sound.then(|| text.to_owned())
}
