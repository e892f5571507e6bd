//! Finding what a person means: a short piece of an id, a code ("casus 3"), or a title.

use crate::exit::Exit;
use crate::failure::Failure;
use crate::say;
use crate::terminal;

/// The shortest piece of an id that is looked up: one more digit than any group has codes.
const PIECE: usize = 4;

/// The most choices that are listed when a name is not clear.
const CHOICES: usize = 12;

/// Something that can be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// Its id.
    pub(crate) id: String,
    /// Its number in its list, if it has one.
    pub(crate) code: Option<usize>,
    /// Its title or first words; empty if nobody may know.
    pub(crate) title: String,
    /// The id that it had where it was imported from; empty without.
    pub(crate) origin: String,
}

/// The one candidate that `text` means.
///
/// # Errors
/// [`Exit::NotFound`] if there is none, or more than one; then they are listed.
pub(crate) fn one<'c>(candidates: &'c [Candidate], text: &str) -> Result<&'c Candidate, Failure> {
    let text = text.trim();
    for fits in [by_id, by_code, by_title, by_piece, by_part_of_title] {
        let found: Vec<&Candidate> = candidates.iter().filter(|one| fits(one, text)).collect();
        match found.as_slice() {
            [] => {}
            [one] => return Ok(one),
            several => return Err(unclear(text, several)),
        }
    }
    let sentence = say!("trouble-not-found", name = text);
    Err(Failure::new(Exit::NotFound, sentence).hint(say!("trouble-not-found-hint")))
}

/// A short piece of an id that people can type: the begin of a page's, the end of an item's, whose
/// begin is a time that many share.
pub(crate) fn short(id: &str) -> String {
    if is_ulid(id) {
        id.chars().skip(id.len() - 6).collect::<String>().to_lowercase()
    } else {
        id.chars().take(8).collect()
    }
}

/// As [`short`]; what is no id but a word of its own stays whole.
pub(crate) fn short_item(id: &str) -> String {
    if is_ulid(id) { short(id) } else { id.to_owned() }
}

fn is_ulid(id: &str) -> bool {
    id.len() == ulid::ULID_LEN && id.chars().all(|c| c.is_ascii_alphanumeric())
}

fn by_id(one: &Candidate, text: &str) -> bool {
    one.id == text || (!one.origin.is_empty() && one.origin == text)
}

/// `3`, `casus 3`, `case 3`, `#3`.
fn by_code(one: &Candidate, text: &str) -> bool {
    let number = text.rsplit([' ', '#']).next().unwrap_or(text);
    let before = text.strip_suffix(number).unwrap_or_default().trim().trim_end_matches('#');
    let word = before.is_empty() || before.chars().all(char::is_alphabetic);
    word && one.code.is_some() && number.parse().ok() == one.code
}

fn by_title(one: &Candidate, text: &str) -> bool {
    !one.title.is_empty() && same(&one.title, text)
}

fn by_piece(one: &Candidate, text: &str) -> bool {
    let (id, piece) = (one.id.to_lowercase(), text.to_lowercase());
    let fits = id.starts_with(&piece) || (is_ulid(&one.id) && id.ends_with(&piece));
    piece.len() >= PIECE && fits
}

fn by_part_of_title(one: &Candidate, text: &str) -> bool {
    text.chars().count() >= PIECE && one.title.to_lowercase().contains(&text.to_lowercase())
}

fn same(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

fn unclear(text: &str, found: &[&Candidate]) -> Failure {
    let details = found.iter().take(CHOICES).map(|one| {
        let code = one.code.map(|code| format!("{code}  ")).unwrap_or_default();
        terminal::line(&format!("{code}{}  {}", short(&one.id), one.title))
    });
    let sentence = say!("trouble-unclear", name = text, count = found.len());
    Failure::new(Exit::NotFound, sentence)
        .details(details.collect())
        .hint(say!("trouble-unclear-hint"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates() -> Vec<Candidate> {
        let one = |id: &str, code, title: &str, origin: &str| Candidate {
            id: id.into(),
            code: Some(code),
            title: title.into(),
            origin: origin.into(),
        };
        vec![
            one(&"ab12cd34".repeat(8), 1, "Telefoon tijdens het eten", "case-1"),
            one(&"ab12ffff".repeat(8), 2, "Stil kwartier", "case-2"),
            one("01ARZ3NDEKTSV4RRFFQ69G5FAV", 3, "Stil kwartier", ""),
        ]
    }

    fn found(text: &str) -> Option<usize> {
        one(&candidates(), text).ok().and_then(|one| one.code)
    }

    #[test]
    fn things_are_found_by_code_title_and_piece() {
        assert_eq!(found("casus 1"), Some(1));
        assert_eq!(found("#2"), Some(2));
        assert_eq!(found("3"), Some(3));
        assert_eq!(found("telefoon tijdens het eten"), Some(1));
        assert_eq!(found("Telefoon"), Some(1));
        assert_eq!(found("ab12c"), Some(1));
        assert_eq!(found("69g5fav"), Some(3));
        assert_eq!(found("case-2"), Some(2));
        assert_eq!(found("9"), None);
    }

    #[test]
    fn what_is_not_clear_is_listed() {
        let all = candidates();
        let failure = one(&all, "Stil kwartier").unwrap_err();
        assert_eq!((failure.exit, failure.details.len()), (Exit::NotFound, 2));
        assert!(failure.details[1].contains("9g5fav"), "{:?}", failure.details);
        assert_eq!(one(&all, "ab12").unwrap_err().details.len(), 2);
    }
}
