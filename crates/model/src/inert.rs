//! Texts that people typed, or that a hostile program wrote, made harmless to look at: no control
//! characters, nothing that turns the direction of what stands beside it, nothing invisible that
//! makes two names look alike.

/// One line: line ends and tabs become spaces.
pub fn line(text: &str) -> String {
    text.chars().map(|c| if is_space(c) { ' ' } else { c }).filter(|c| is_harmless(*c)).collect()
}

/// Running text: line ends stay, as `\n`.
pub fn prose(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    let held = unix.chars().map(|c| if c == '\t' { ' ' } else { c });
    held.filter(|c| *c == '\n' || is_harmless(*c)).collect()
}

fn is_space(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_harmless(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    // Joiners (200c, 200d) stay: scripts and emoji need them.
    let hidden = matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    !c.is_control() && !turns && !hidden
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor_or_turns_the_text() {
        assert_eq!(line("No\u{202e}or\0\x1b[31m\nrood\u{7}"), "Noor[31m rood");
        assert_eq!(prose("een\r\ntwee\u{2028}drie\x1b]0;x\x07"), "een\ntwee\ndrie]0;x");
        assert_eq!(line("Lotte\u{200b}"), line("Lotte"));
    }

    #[test]
    fn what_people_write_stays() {
        let text = "Zoë 👩‍⚕️ — «goed» العربية ’s avonds";
        assert_eq!(line(text), text);
    }
}
