//! What is said of one laptop on the board.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use kring_node::levels::{DeviceLevel, Standing};
use kring_node::net::{Path, Unreachable};

use super::super::internet::by_path;
use crate::labels;
use crate::words::Words;

/// What is said of a laptop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// Whether it has everything.
    pub(super) says: String,
    /// `has`, `busy` or `away`, for how it is drawn.
    pub(super) mood: &'static str,
    /// Why it is not met; empty if that is not known, or does not matter.
    pub(super) why: String,
    /// What somebody can do about it; empty for nothing.
    pub(super) next: String,
    /// The less, the more it has.
    pub(super) rank: u8,
}

impl Told {
    /// Of a laptop that is here and does not hold everything yet.
    pub(super) fn almost(w: &Words) -> Self {
        let says = w.t("level-almost");
        Self { says, mood: "busy", why: String::new(), next: String::new(), rank: 1 }
    }

    /// And by what way it is met, while the internet is on.
    pub(super) fn by(mut self, w: &Words, path: Option<Path>) -> Self {
        if let Some(path) = path {
            self.why = by_path(w, path);
        }
        self
    }

    /// Of somebody of whom no laptop is known.
    pub(super) fn never(w: &Words) -> Self {
        let says = w.t("level-never");
        Self { says, mood: "away", why: String::new(), next: w.t("next-never-seen"), rank: 5 }
    }
}

/// What is said of a laptop that is connected now or not; nothing of one that is no longer in.
pub(super) fn tell(w: &Words, device: &DeviceLevel, here: bool) -> Option<Told> {
    let has = matches!(device.standing, Standing::Level | Standing::Ahead) && device.lacks == 0;
    let (key, mood, rank) = match (device.standing, here) {
        (Standing::Left, _) => return None,
        (Standing::Blocked, _) => ("level-blocked", "away", 6),
        _ if device.this => ("level-this", "has", 0),
        (Standing::Level, true) => ("level-yes", "has", 0),
        (_, true) => ("level-almost", "busy", 1),
        (_, false) if has => ("level-had", "has", 2),
        (_, false) if device.met_ms.is_some_and(is_today) => ("level-unseen", "away", 3),
        (_, false) if device.met_ms.is_some() => ("level-later", "away", 4),
        _ => ("level-never", "away", 5),
    };
    let when = device.met_ms.and_then(|met| i64::try_from(met).ok());
    let when = when.map(|met| labels::lately(w, met)).unwrap_or_default();
    let says = w.say(key, &[("when", (&when).into())]);
    let (why, next) = if (3..6).contains(&rank) { cause(w, device) } else { <_>::default() };
    Some(Told { says, mood, why, next, rank })
}

/// Why a laptop is not met, and what to do.
fn cause(w: &Words, device: &DeviceLevel) -> (String, String) {
    let known = device.trouble.as_deref().and_then(Unreachable::from_word);
    let (why, next) = match known {
        None => return (String::new(), w.t("next-never-seen")),
        Some(Unreachable::NeverSeen) => ("why-never-seen", "next-never-seen"),
        Some(Unreachable::NoAnswer) => ("why-no-answer", "next-no-answer"),
        Some(Unreachable::BlockedUs) => ("why-blocked", "next-blocked"),
        Some(Unreachable::NotKnownThere) => ("why-not-known-there", "next-not-known-there"),
        Some(Unreachable::OlderVersion) => ("why-older-version", ""),
        Some(Unreachable::NewerVersion) => ("why-newer-version", ""),
        Some(Unreachable::OtherVersion) => ("why-other-version", ""),
        Some(Unreachable::Breach) => ("why-breach", "next-breach"),
        Some(Unreachable::Refused) => ("why-refused", "next-no-answer"),
    };
    let next = if next.is_empty() { String::new() } else { w.t(next) };
    (labels::capital(&w.t(why)), next)
}

fn is_today(met_ms: u64) -> bool {
    let moment = i64::try_from(met_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let day = moment.map(|moment| moment.to_zoned(TimeZone::system()).date());
    day == Some(jiff::Zoned::now().date())
}

#[cfg(test)]
mod tests {
    use kring_trust::DeviceId;

    use super::*;
    use crate::words::Language;

    fn device(standing: Standing, lacks: usize, met_ms: Option<u64>) -> DeviceLevel {
        let device = DeviceId::from_bytes([7; 32]);
        let name = "laptop van Wim".to_owned();
        DeviceLevel { device, name, this: false, standing, lacks, met_ms, trouble: None }
    }

    fn now_ms() -> Option<u64> {
        u64::try_from(Timestamp::now().as_millisecond()).ok()
    }

    fn mood(device: &DeviceLevel, here: bool) -> (&'static str, u8) {
        let told = tell(Words::of(Language::Dutch), device, here).unwrap();
        (told.mood, told.rank)
    }

    #[test]
    fn green_is_only_what_is_on_that_laptops_disk() {
        assert_eq!(mood(&device(Standing::Level, 0, now_ms()), true), ("has", 0));
        assert_eq!(mood(&device(Standing::Behind, 1, now_ms()), true), ("busy", 1));
        assert_eq!(mood(&device(Standing::Ahead, 0, now_ms()), true), ("busy", 1));
        assert_eq!(mood(&device(Standing::Ahead, 0, now_ms()), false), ("has", 2));
        assert_eq!(mood(&device(Standing::Behind, 1, now_ms()), false), ("away", 3));
        assert_eq!(mood(&device(Standing::Unmet, 0, None), false), ("away", 5));
    }

    #[test]
    fn who_was_not_here_today_gets_it_later() {
        let told = |device: &DeviceLevel| tell(Words::of(Language::Dutch), device, false).unwrap();
        let long_ago = device(Standing::Behind, 3, Some(1_700_000_000_000));
        assert!(told(&long_ago).says.contains("krijgt het later"), "{:?}", told(&long_ago));
        let mut older = device(Standing::Behind, 3, now_ms());
        older.trouble = Some("older-version".into());
        assert!(told(&older).why.contains("oudere versie"), "{:?}", told(&older));
        assert!(
            tell(Words::of(Language::Dutch), &device(Standing::Left, 0, None), false).is_none()
        );
    }
}
