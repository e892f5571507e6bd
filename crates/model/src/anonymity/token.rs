//! A text in pieces: words, numbers, signs and ends of lines.

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Letters, with an apostrophe or a hyphen between them: `foto's`, `Jan-Willem`.
    Word,
    /// Digits.
    Number,
    /// Any other single character, the end of a line included.
    Sign,
}

/// One piece.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) sort: Sort,
    /// How many bytes of space stand before it, ends of lines apart.
    pub(super) gap: usize,
}

impl Token<'_> {
    pub(super) fn is_word(&self) -> bool {
        self.sort == Sort::Word
    }

    pub(super) fn is_number(&self) -> bool {
        self.sort == Sort::Number
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        self.sort == Sort::Sign && self.text == sign
    }

    /// Whether its first letter is a capital.
    pub(super) fn has_capital(&self) -> bool {
        self.is_word() && self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// A single capital, as in `J. Jansen`.
    pub(super) fn is_initial(&self) -> bool {
        self.has_capital() && self.text.chars().nth(1).is_none()
    }

    /// Short and in capitals only: `ADL`, `MDO`.
    pub(super) fn is_acronym(&self) -> bool {
        /// The longest such word that people use for things.
        const LETTERS: usize = 5;
        let letters = self.text.chars().count();
        (2..=LETTERS).contains(&letters) && self.text.chars().all(char::is_uppercase)
    }
}

/// The pieces of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut all = Vec::new();
    let (mut at, mut gap) = (0, 0);
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        if first.is_whitespace() && first != '\n' {
            at += first.len_utf8();
            gap += first.len_utf8();
            continue;
        }
        let (sort, length) = match first {
            _ if first.is_alphabetic() => (Sort::Word, word(rest)),
            '0'..='9' => (Sort::Number, run(rest, |c| c.is_ascii_digit())),
            _ => (Sort::Sign, first.len_utf8()),
        };
        let piece = rest.get(..length).unwrap_or_default();
        all.push(Token { text: piece, from: at, to: at + length, sort, gap });
        at += length;
        gap = 0;
    }
    all
}

/// The bytes of the word that `text` begins with.
fn word(text: &str) -> usize {
    let mut length = 0;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let joins = matches!(c, '\'' | '’' | '-' | '\u{2010}' | '\u{2011}')
            && rest.peek().is_some_and(|next| next.is_alphabetic());
        if !(joins || is_of_word(c)) {
            break;
        }
        length += c.len_utf8();
    }
    length
}

/// A letter, or an accent that stands as a character of its own.
fn is_of_word(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}')
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.chars().take_while(|c| belongs(*c)).map(char::len_utf8).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_words_numbers_and_signs() {
        let texts: Vec<&str> =
            tokens("Jan-Willem's foto's, 12a\nZoe\u{301} '").iter().map(|t| t.text).collect();
        assert_eq!(texts, ["Jan-Willem's", "foto's", ",", "12", "a", "\n", "Zoe\u{301}", "'"]);
    }
}
