//! Persons as documents name them: 64 lower case hexadecimal digits.

pub use kring_trust::id::PersonId;

/// Reads the digits that a person id is written with; nothing else, so that one person has one
/// text.
pub fn person(text: &str) -> Option<PersonId> {
    let lower = text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    if lower { PersonId::from_hex(text) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_text() {
        let noor = PersonId::from_bytes([0xab; 32]);
        assert_eq!(person(&noor.to_string()), Some(noor));
        assert_eq!(person(&noor.to_string().to_uppercase()), None);
        assert_eq!(person(&"é".repeat(32)), None);
        assert_eq!(person(&"+1".repeat(32)), None);
        assert_eq!(person("ab"), None);
    }
}
