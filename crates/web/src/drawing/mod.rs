//! Pictures that people would rather look at than read: the course of an experiment, the way of the
//! group, and how learning feels over the meetings. Drawn as SVG without script or style of their
//! own; the same stands in words beside each, so a picture is never the only place of anything.
//!
//! Nothing is graded: all ends of an experiment are drawn equally large and in the same colour.

pub(crate) mod course;
pub(crate) mod journey;
pub(crate) mod signals;

/// The text in at most `lines` lines of about `width` characters, cut with an ellipsis.
fn lines(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word: String = word.chars().take(width).collect();
        let last = lines.last_mut();
        match last.filter(|line| line.chars().count() + 1 + word.chars().count() <= width) {
            Some(line) => {
                line.push(' ');
                line.push_str(&word);
            }
            None => lines.push(word),
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        lines.iter_mut().skip(most.saturating_sub(1)).for_each(|last| last.push('…'));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_words() {
        assert_eq!(lines("", 10, 2), Vec::<String>::new());
        assert_eq!(lines("een twee drie", 8, 3), ["een twee", "drie"]);
        assert_eq!(lines("een twee drie vier vijf", 8, 2), ["een twee", "drie…"]);
        assert_eq!(lines("onoverzichtelijkheden", 8, 2), ["onoverzi"]);
    }
}
