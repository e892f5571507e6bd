//! Sort keys: fractions between neighbours, written so that text order is their order.

/// Characters of a sort key. Each insertion at one place adds at most one character, so this
/// many items can be put one before the other before keys must be given anew.
pub const KEY_CAP: usize = 200;

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// A key between two neighbours; `None` is the begin or the end of the list. Keys that are out of
/// order or of another program are read as far as they make sense: the result is then only a key
/// after `before`.
pub fn between(before: Option<&str>, after: Option<&str>) -> String {
    let low = digits(before.unwrap_or_default());
    let high = after.map(digits).filter(|high| *high > low);
    let mut key = middle(&low, high.as_deref());
    key.truncate(KEY_CAP);
    key.iter().filter_map(|digit| DIGITS.get(usize::from(*digit))).map(|d| char::from(*d)).collect()
}

/// The key of the item at `place` in a list that is made in one go, 0 to 1,295.
pub fn at(place: usize) -> String {
    let place = place.min(1_295);
    let digit = |n: usize| DIGITS.get(n).copied().map_or('z', char::from);
    // It ends in a digit above zero, so that there is always room before it.
    [digit(place / 36), digit(place % 36), 'i'].into_iter().collect()
}

fn digits(key: &str) -> Vec<u8> {
    key.bytes()
        .take(KEY_CAP)
        .map(|b| DIGITS.iter().position(|d| *d == b.to_ascii_lowercase()).unwrap_or(0) as u8)
        .collect()
}

/// Halfway between two fractions in base 36, never ending in a zero.
fn middle(low: &[u8], high: Option<&[u8]>) -> Vec<u8> {
    let mut key = Vec::new();
    let mut below_high = high.is_none();
    for place in 0.. {
        let from = low.get(place).copied().unwrap_or(0);
        let to = match high {
            Some(high) if !below_high => high.get(place).copied().unwrap_or(0),
            _ => DIGITS.len() as u8,
        };
        if from + 1 < to {
            key.push(from + (to - from) / 2);
            break;
        }
        key.push(from);
        below_high = below_high || from < to;
        if key.len() > KEY_CAP {
            break;
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_before_after_and_between() {
        let mut keys = vec![between(None, None)];
        for turn in 0..300 {
            let place = (turn * 7) % (keys.len() + 1);
            let before = place.checked_sub(1).and_then(|p| keys.get(p)).map(String::as_str);
            let key = between(before, keys.get(place).map(String::as_str));
            keys.insert(place, key);
        }
        assert!(keys.is_sorted() && keys.windows(2).all(|pair| pair[0] != pair[1]), "{keys:?}");
    }

    #[test]
    fn a_list_made_in_one_go_is_in_order() {
        let keys: Vec<_> = (0..50).map(at).collect();
        assert!(keys.is_sorted());
        assert!(between(None, Some(&keys[0])) < keys[0]);
    }

    #[test]
    fn nonsense_still_gives_a_key_after_the_first() {
        assert!(between(Some("b"), Some("a")).as_str() > "b");
        assert!(!between(Some("\u{0}é"), Some("")).is_empty());
        assert!(between(Some(&"z".repeat(1_000)), None).len() <= KEY_CAP + 1);
    }
}
