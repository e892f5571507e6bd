//! What changed in a text while nobody in this program's tabs typed, in as few letters as possible:
//! carets of the tabs stay where they are.

use kring_model::text::diff;

use super::message::WireSplice;

/// Up to this many bytes of change are looked at word by word; more is replaced whole.
const WORDS_CAP: usize = 20_000;

/// From one text to another, in UTF-16 units of the first: ascending, not overlapping.
pub(super) fn difference(old: &str, new: &str) -> Vec<WireSplice> {
    if old == new {
        return Vec::new();
    }
    let (start, old_end, new_end) = edges(old, new);
    let (before, after) = (slice(old, start, old_end), slice(new, start, new_end));
    let units = utf16(slice(old, 0, start));
    if before.len().max(after.len()) > WORDS_CAP || before.is_empty() || after.is_empty() {
        return vec![WireSplice(units, units + utf16(before), after.to_owned())];
    }
    by_words(before, after, units)
}

/// The edits word by word, each without the letters that stay at its edges.
fn by_words(old: &str, new: &str, mut units: usize) -> Vec<WireSplice> {
    let mut rest = old;
    let mut point = 0;
    let mut splices = Vec::new();
    for splice in diff(old, new) {
        let (kept, behind) = cut(rest, splice.at.saturating_sub(point));
        let (gone, behind) = cut(behind, splice.delete);
        units += utf16(kept);
        let (start, old_end, new_end) = edges(gone, &splice.insert);
        let from = units + utf16(slice(gone, 0, start));
        let to = from + utf16(slice(gone, start, old_end));
        let insert = slice(&splice.insert, start, new_end).to_owned();
        splices.push(WireSplice(from, to, insert));
        units += utf16(gone);
        (rest, point) = (behind, splice.at + splice.delete);
    }
    splices.retain(|WireSplice(from, to, insert)| from < to || !insert.is_empty());
    splices
}

/// Where two texts begin to differ, and where each of them ends to, in bytes.
fn edges(old: &str, new: &str) -> (usize, usize, usize) {
    let same = |(a, b): &(char, char)| a == b;
    let start: usize =
        old.chars().zip(new.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (old_rest, new_rest) = (slice(old, start, old.len()), slice(new, start, new.len()));
    let back = old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(same);
    let end: usize = back.map(|(c, _)| c.len_utf8()).sum();
    (start, old.len() - end, new.len() - end)
}

fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

/// The first `count` code points, and the rest.
fn cut(text: &str, count: usize) -> (&str, &str) {
    let at = text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    text.split_at_checked(at).unwrap_or((text, ""))
}

fn utf16(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::units::in_code_points;
    use super::*;

    #[test]
    fn only_what_changed_is_told() {
        let old = "Bel elke dag om zeven. Wim let op.";
        let new = "Bel elke werkdag om zeven. Wim let goed op.";
        let told = [WireSplice(9, 9, "werk".into()), WireSplice(30, 30, " goed".into())];
        assert_eq!(difference(old, new), told);
        assert_eq!(difference("een 👍", "een 👎"), [WireSplice(4, 6, "👎".into())]);
    }

    proptest! {
        #[test]
        fn it_leads_from_one_to_the_other(old in "[ab 👍.\n]{0,40}", new in "[ab 👍.\n]{0,40}") {
            let told = difference(&old, &new);
            let (_, now) = in_code_points(&old, &told).expect("places in the text");
            prop_assert_eq!(now, new);
        }
    }
}
