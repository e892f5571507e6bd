//! Makes text from others inert on a terminal.
//!
//! A peer's name, title or note may hold escape sequences that rewrite the screen, controls that
//! reverse the direction of what follows, or characters that cannot be seen. Everything that this
//! program writes passes through here, whoever wrote it.

/// What is shown in the place of a character that is not shown.
const STAND_IN: char = '\u{fffd}';

/// The longest line that is shown whole, in characters; a longer one is cut and says so with "…".
/// A screen of 200 columns and 50 rows holds as much.
const LINE_CAP: usize = 10_000;

/// One line of text: controls replaced, line breaks and tabs turned into spaces, cut at
/// [`LINE_CAP`].
pub(crate) fn line(text: &str) -> String {
    let mut shown: String = text.chars().take(LINE_CAP).map(line_char).collect();
    if text.chars().nth(LINE_CAP).is_some() {
        shown.push('…');
    }
    shown
}

/// The lines of running text, each made inert.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = String> {
    text.split(['\n', '\u{2028}', '\u{2029}']).map(|part| line(part.trim_end_matches('\r')))
}

/// Whether a terminal or a reader could be misled by this character.
pub(crate) const fn is_active(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// JSON text whose strings hold no active character: each becomes a `\u` escape.
pub(crate) fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_active(c) && c != '\n' {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn line_char(c: char) -> char {
    match c {
        '\n' | '\t' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
        c if is_active(c) => STAND_IN,
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_direction_controls_do_nothing() {
        assert_eq!(line("\u{1b}[2Jleeg"), "\u{fffd}[2Jleeg");
        assert_eq!(line("\u{9b}2J"), "\u{fffd}2J");
        assert_eq!(line("a\u{202e}b\0c"), "a\u{fffd}b\u{fffd}c");
        assert_eq!(line("naam\nkring: alles goed"), "naam kring: alles goed");
        assert_eq!(line("één 👩‍⚕️ “gewoon”"), "één 👩‍⚕️ “gewoon”");
    }

    #[test]
    fn a_line_of_a_megabyte_is_cut() {
        let shown = line(&"x".repeat(1 << 20));
        assert_eq!(shown.chars().count(), LINE_CAP + 1);
        assert!(shown.ends_with('…'));
    }

    #[test]
    fn running_text_keeps_its_lines() {
        let shown: Vec<_> = lines("een\r\ntwee\u{2028}drie\u{7}").collect();
        assert_eq!(shown, ["een", "twee", "drie\u{fffd}"]);
    }

    #[test]
    fn json_stays_the_same_value() {
        let text = serde_json::json!({ "t": "a\u{9b}\u{202e}\u{1b}\u{e0041}é" }).to_string();
        let shown = json(&text);
        assert!(!shown.chars().any(is_active));
        let value: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(value["t"], "a\u{9b}\u{202e}\u{1b}\u{e0041}é");
    }
}
