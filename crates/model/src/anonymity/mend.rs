//! Three ways to mend what can be recognised: shorter, another word, or as it is.

use super::{Known, Mark, find};

/// What becomes of a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mend {
    /// It stays.
    Leave,
    /// A name becomes its first letter, anything else `…`.
    Short,
    /// It becomes this, such as "de cliënt".
    Word(String),
}

/// The text with every mark mended as `choose` says. Nothing else of it changes.
pub fn mend(text: &str, known: &Known, choose: impl Fn(&Mark) -> Mend) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut at = 0;
    for mark in find(text, known) {
        let instead = match choose(&mark) {
            Mend::Leave => continue,
            Mend::Short => short(text, &mark),
            Mend::Word(word) if mark.starts => capital(&word),
            Mend::Word(word) => word,
        };
        let full_stop = instead.ends_with('.') && rest(text, mark.to).starts_with('.');
        mended.push_str(text.get(at..mark.from).unwrap_or_default());
        mended.push_str(if full_stop { instead.trim_end_matches('.') } else { &instead });
        at = mark.to;
    }
    mended.push_str(rest(text, at));
    mended
}

/// What a mark becomes that is made short: `mevrouw Jansen` becomes `mevrouw J.`
pub fn short(text: &str, mark: &Mark) -> String {
    if !mark.kind.is_name() {
        return "…".to_owned();
    }
    let title = text.get(mark.from..mark.name).unwrap_or_default();
    let first = rest(text, mark.name).chars().next();
    let first: String = first.into_iter().flat_map(char::to_uppercase).collect();
    format!("{title}{first}.")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn rest(text: &str, from: usize) -> &str {
    text.get(from..).unwrap_or_default()
}
