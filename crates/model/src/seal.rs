//! Sealed answers: what is written blind is fixed when it is written, and shown when its step ends.
//!
//! ```text
//! sealed/<id> = step / capture / hash        on the meeting's page, at once
//! hash        = BLAKE3(session, step, capture, person, salt, answer), first 16 bytes, as text
//! ```
//!
//! The hash says nothing of the answer without the salt, 16 random bytes that stay on the author's
//! laptop with the answer. When the answer comes, so does its salt, and everybody can see that it
//! is the one that was fixed. The salt of case content is only in the case file: wiping the case
//! takes away what a guess could be tried on.

use kring_trust::hash::hash;

use crate::person::PersonId;

/// Characters of a mark: two names and 32 digits.
pub const MARK_CAP: usize = 2 * crate::schema::WORD_CAP + 40;

/// Bytes of a salt.
pub const SALT_LEN: usize = 16;

/// What an answer is an answer to, and whose.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The session.
    pub session: &'a str,
    /// The step.
    pub step: &'a str,
    /// The capture.
    pub capture: &'a str,
    /// Whose answer it is.
    pub person: PersonId,
}

/// A sealed answer as everybody sees it before it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The id that the answer will have.
    pub id: String,
    /// In which step.
    pub step: String,
    /// To which question.
    pub capture: String,
    /// What fixes it, 32 digits.
    pub hash: String,
    /// Who sealed it.
    pub by: Option<PersonId>,
}

/// Whether an answer is the one that was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is.
    Yes,
    /// It is another.
    No,
}

impl Seal {
    /// The mark that fixes an answer.
    pub fn mark(about: &About<'_>, salt: &[u8; SALT_LEN], answer: &str) -> String {
        format!("{}/{}/{}", about.step, about.capture, digest(about, salt, answer))
    }

    /// Reads a mark; `None` for what is none.
    pub fn read(id: &str, mark: &str, by: Option<PersonId>) -> Option<Self> {
        let mut parts = mark.splitn(3, '/').map(str::to_owned);
        let (step, capture, hash) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { id: id.to_owned(), step, capture, hash, by })
    }

    /// Whether `answer` is what was sealed. `session` and `person` are those of the answer.
    pub fn check(&self, session: &str, person: PersonId, salt: &str, answer: &str) -> Kept {
        let about = About { session, step: &self.step, capture: &self.capture, person };
        let same = read_salt(salt).is_some_and(|salt| digest(&about, &salt, answer) == self.hash);
        if same { Kept::Yes } else { Kept::No }
    }
}

/// A salt as documents hold it.
pub fn salt_text(salt: &[u8; SALT_LEN]) -> String {
    salt.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A salt from a document; `None` for anything else.
pub fn read_salt(text: &str) -> Option<[u8; SALT_LEN]> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes: Option<Vec<u8>> =
        pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
    bytes.filter(|_| rest.is_empty())?.try_into().ok()
}

fn digest(about: &About<'_>, salt: &[u8; SALT_LEN], answer: &str) -> String {
    let parts: [&[u8]; 6] = [
        about.session.as_bytes(),
        about.step.as_bytes(),
        about.capture.as_bytes(),
        about.person.as_bytes(),
        salt,
        answer.as_bytes(),
    ];
    let hash = hash("kring 1 sealed answer", &parts);
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT: [u8; SALT_LEN] = [7; SALT_LEN];

    fn person(byte: u8) -> PersonId {
        PersonId::from_bytes([byte; 32])
    }

    fn about(person: PersonId) -> About<'static> {
        About { session: "s1", step: "kern", capture: "kernzin", person }
    }

    fn seal() -> Seal {
        let mark = Seal::mark(&about(person(1)), &SALT, "Ik durf geen nee te zeggen.");
        Seal::read("01A", &mark, Some(person(1))).unwrap()
    }

    #[test]
    fn what_was_sealed_is_known_again() {
        let seal = seal();
        assert_eq!((seal.step.as_str(), seal.capture.as_str()), ("kern", "kernzin"));
        let salt = salt_text(&SALT);
        let check = |person, salt: &str, text| seal.check("s1", person, salt, text);
        assert_eq!(check(person(1), &salt, "Ik durf geen nee te zeggen."), Kept::Yes);
        assert_eq!(check(person(1), &salt, "Ik durf geen ja te zeggen."), Kept::No);
        assert_eq!(check(person(2), &salt, "Ik durf geen nee te zeggen."), Kept::No);
        assert_eq!(check(person(1), &salt_text(&[8; 16]), "Ik durf geen nee te zeggen."), Kept::No);
        assert_eq!(check(person(1), "zz", "Ik durf geen nee te zeggen."), Kept::No);
        assert_eq!(seal.check("s2", person(1), &salt, "Ik durf geen nee te zeggen."), Kept::No);
    }

    #[test]
    fn salts_are_read_as_they_are_written() {
        assert_eq!(read_salt(&salt_text(&SALT)), Some(SALT));
        for wrong in ["", "07", "é7", &"7".repeat(31), &"7".repeat(33), &"77".repeat(17)] {
            assert_eq!(read_salt(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_mark_fits_its_field() {
        let long = "s".repeat(64);
        let about = About { session: "s", step: &long, capture: &long, person: person(1) };
        assert!(Seal::mark(&about, &SALT, "x").chars().count() <= MARK_CAP);
    }
}
