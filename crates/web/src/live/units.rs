//! Places in a text as browsers count them, in UTF-16 units, and as documents do, in code points.

use kring_model::text::Splice;

use super::message::WireSplice;

/// Edits of one text, told in UTF-16 units, one after the other in code points: each in the text
/// that the ones before it left, with that text. None if a place lies outside the text or inside a
/// pair, or the edits overlap.
pub(super) fn in_code_points(text: &str, splices: &[WireSplice]) -> Option<(Vec<Splice>, String)> {
    let mut places = Places::new(text);
    let mut ranges = Vec::new();
    for WireSplice(from, to, insert) in splices {
        ranges.push((places.at(*from)?, places.at(*to)?, insert));
    }
    let mut now = text.to_owned();
    let mut edits = Vec::new();
    // From the end, so that the places before stay what they are.
    for (from, to, insert) in ranges.into_iter().rev() {
        now.replace_range(from.byte..to.byte, insert);
        let delete = to.point.checked_sub(from.point)?;
        edits.push(Splice { at: from.point, delete, insert: insert.clone() });
    }
    Some((edits, now))
}

/// The place of code point `at` in UTF-16 units; the end if there is none.
pub(super) fn in_utf16(text: &str, at: usize) -> usize {
    text.chars().take(at).map(char::len_utf16).sum()
}

/// The code point that stands at UTF-16 unit `at`; the end if there is none.
pub(super) fn code_point(text: &str, at: usize) -> usize {
    let mut units = 0;
    let before = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= at
    });
    before.count()
}

/// One place, in bytes and in code points.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    byte: usize,
    point: usize,
}

/// Finds ascending places in one walk.
struct Places<'t> {
    rest: std::str::Chars<'t>,
    units: usize,
    here: At,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        Self { rest: text.chars(), units: 0, here: At { byte: 0, point: 0 } }
    }

    fn at(&mut self, units: usize) -> Option<At> {
        while self.units < units {
            let next = self.rest.next()?;
            self.units += next.len_utf16();
            self.here.byte += next.len_utf8();
            self.here.point += 1;
        }
        (self.units == units).then_some(self.here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(from: usize, to: usize, insert: &str) -> WireSplice {
        WireSplice(from, to, insert.to_owned())
    }

    #[test]
    fn emoji_accents_and_carriage_returns() {
        // A family of three pairs and two joiners, an e with an accent of its own, two line ends.
        let text = "👨\u{200d}👩\u{200d}👧 e\u{301}\r\nx";
        let (edits, now) =
            in_code_points(text, &[wire(8, 9, "-"), wire(10, 10, "!"), wire(12, 13, "")]).unwrap();
        assert_eq!(now, "👨\u{200d}👩\u{200d}👧-e!\u{301}\rx");
        let places: Vec<_> = edits.iter().map(|edit| (edit.at, edit.delete)).collect();
        assert_eq!(places, [(9, 1), (7, 0), (5, 1)]);
        assert_eq!((in_utf16(text, 5), code_point(text, 8)), (8, 5));
        assert_eq!((in_utf16(text, 99), code_point(text, 99)), (14, 11));
    }

    #[test]
    fn what_lies_outside_or_inside_a_pair_is_none() {
        assert!(in_code_points("a👍b", &[wire(2, 3, "x")]).is_none());
        assert!(in_code_points("ab", &[wire(1, 3, "x")]).is_none());
        assert!(in_code_points("abcd", &[wire(2, 3, ""), wire(1, 2, "")]).is_none());
        assert!(in_code_points("abcd", &[wire(3, 2, "")]).is_none());
        assert!(in_code_points("", &[wire(usize::MAX, usize::MAX, "")]).is_none());
    }
}
