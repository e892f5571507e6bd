//! Names of fields and choices, and values as people read them.

use kring_model::schema::{Field, Type};
use kring_model::value::Scalar;

use crate::dates;
use crate::desk::Desk;
use crate::fields::short;
use crate::words::Words;

/// The name of a field.
pub(crate) fn field(words: &Words, name: &str) -> String {
    words.word(&format!("field-{}", short(name))).unwrap_or_else(|| short(name).to_owned())
}

/// The words for a choice; the choice itself where a group added one of its own.
pub(crate) fn choice(words: &Words, choice: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let key: String = choice.chars().map(plain).collect();
    words.word(&format!("choice-{key}")).unwrap_or_else(|| choice.to_owned())
}

/// A stored value as people read it: names for ids, days in words.
pub(crate) fn value(desk: &mut Desk<'_>, field: &Field, value: &Scalar) -> String {
    let words = desk.context.words();
    match (field.value, value) {
        (Type::Word, Scalar::Text(text)) if field.name == "method" => {
            let known = kring_model::method::builtin().iter().any(|one| one.id == *text);
            if known { choice(words, text) } else { desk.label_of(text) }
        }
        (Type::Choice(_) | Type::Word, Scalar::Text(text)) => choice(words, text),
        (Type::Date, Scalar::Text(text)) => dates::stored(words, text),
        (_, Scalar::Bool(yes)) => choice(words, if *yes { "true" } else { "false" }),
        (Type::Person, Scalar::Text(text)) => desk.name_of(text),
        (Type::Id, Scalar::Text(text)) => desk.label_of(text),
        (_, value) => value.show(),
    }
}

#[cfg(test)]
mod tests {
    use kring_model::entities;
    use kring_model::schema::Class;

    use super::*;
    use crate::words::Language;

    /// Fields of a session's own course, which nobody is shown by name either.
    const COURSE: &[&str] = &["revealed", "about", "step", "field", "sealed", "opened", "salt"];

    #[test]
    fn every_field_has_a_name_in_both_languages() {
        let mut missing = Vec::new();
        for language in Language::ALL {
            let words = Words::load(language);
            for entity in entities::ALL {
                let shown = |name| !entities::only_binds(name) && !COURSE.contains(&name);
                for field in entity.fields.iter().filter(|field| shown(field.name)) {
                    let key = format!("field-{}", short(field.name));
                    if words.word(&key).is_none() && !missing.contains(&key) {
                        missing.push(key);
                    }
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn every_choice_has_words_in_both_languages() {
        let mut missing = Vec::new();
        for language in Language::ALL {
            let words = Words::load(language);
            let fields = entities::ALL.iter().flat_map(|entity| entity.fields);
            for field in fields.filter(|field| field.class != Class::Text) {
                let Type::Choice(of) = field.value else { continue };
                for one in of {
                    let key = format!("choice-{}", one.replace(' ', "_"));
                    if words.word(&key).is_none() && !missing.contains(&key) {
                        missing.push(key);
                    }
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }
}
