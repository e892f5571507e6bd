//! Words in the user's language: Fluent messages from `locales/`, Dutch and English.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentValue};
use kring_web::messages::Messages;

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Nederlands.
    Dutch,
    /// English.
    English,
}

impl Language {
    /// Both.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 2] = [Self::Dutch, Self::English];

    /// Reads a tag such as `nl`, `nl_BE.UTF-8` or `en-GB`. Nothing for another language.
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', '.', '@']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "nl" => Some(Self::Dutch),
            "en" | "c" | "posix" => Some(Self::English),
            _ => None,
        }
    }

    /// The tag that [`Language::from_tag`] reads.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    const fn files(self) -> &'static [&'static str] {
        match self {
            Self::Dutch => &[
                include_str!("../locales/nl/program.ftl"),
                include_str!("../locales/nl/troubles.ftl"),
                include_str!("../locales/nl/things.ftl"),
                include_str!("../locales/nl/history.ftl"),
                include_str!("../locales/nl/demo.ftl"),
                include_str!("../locales/nl/lock.ftl"),
                include_str!("../locales/nl/carry.ftl"),
                include_str!("../locales/nl/ending.ftl"),
                include_str!("../locales/nl/trajectory.ftl"),
                include_str!("../locales/nl/evidence.ftl"),
                include_str!("../locales/nl/internet.ftl"),
                include_str!("../locales/nl/check.ftl"),
                include_str!("../locales/nl/guide.ftl"),
                include_str!("../locales/nl/method.ftl"),
                include_str!("../locales/nl/journey.ftl"),
                include_str!("../locales/nl/swept.ftl"),
            ],
            Self::English => &[
                include_str!("../locales/en/program.ftl"),
                include_str!("../locales/en/troubles.ftl"),
                include_str!("../locales/en/things.ftl"),
                include_str!("../locales/en/history.ftl"),
                include_str!("../locales/en/demo.ftl"),
                include_str!("../locales/en/lock.ftl"),
                include_str!("../locales/en/carry.ftl"),
                include_str!("../locales/en/ending.ftl"),
                include_str!("../locales/en/trajectory.ftl"),
                include_str!("../locales/en/evidence.ftl"),
                include_str!("../locales/en/internet.ftl"),
                include_str!("../locales/en/check.ftl"),
                include_str!("../locales/en/guide.ftl"),
                include_str!("../locales/en/method.ftl"),
                include_str!("../locales/en/journey.ftl"),
                include_str!("../locales/en/swept.ftl"),
            ],
        }
    }

    const fn help(self) -> &'static str {
        match self {
            Self::Dutch => include_str!("../locales/nl/help.ftl"),
            Self::English => include_str!("../locales/en/help.ftl"),
        }
    }
}

/// A message and what is filled in, before a language is chosen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sentence {
    key: Cow<'static, str>,
    filled: Vec<(&'static str, Fill)>,
}

/// What is filled in at one place of a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fill {
    /// Text, shown as it is.
    Text(String),
    /// A number; Fluent chooses singular or plural by it.
    Number(u64),
    /// A sentence of its own.
    Sentence(Sentence),
}

/// Makes a [`Sentence`]: `say!("key", name = value, …)`. The key must stand in every `locales/`
/// folder; a test checks it.
#[macro_export]
macro_rules! say {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::words::Sentence::new($key)$(.with(stringify!($name), $value))*
    };
}

impl Sentence {
    /// The message `key`.
    pub(crate) fn new(key: impl Into<Cow<'static, str>>) -> Self {
        Self { key: key.into(), filled: Vec::new() }
    }

    /// Fills in `value` for `$name`.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Fill>) -> Self {
        self.filled.push((name, value.into()));
        self
    }
}

impl From<&str> for Fill {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Fill {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Fill {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Fill {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<u64> for Fill {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<Sentence> for Fill {
    fn from(sentence: Sentence) -> Self {
        Self::Sentence(sentence)
    }
}

/// The words of one language.
pub(crate) struct Words {
    language: Language,
    messages: Messages,
}

impl Words {
    /// The words of `language`.
    pub(crate) fn load(language: Language) -> Self {
        Self { language, messages: Messages::new(language.tag(), language.files()) }
    }

    /// The same words and those of the help, which few commands need.
    pub(crate) fn with_help(&self) -> Self {
        let files = [self.language.files(), &[self.language.help()]].concat();
        Self { messages: Messages::new(self.language.tag(), &files), ..*self }
    }

    /// The language.
    pub(crate) const fn language(&self) -> Language {
        self.language
    }

    /// The text of a sentence; its key if there is no such message.
    pub(crate) fn say(&self, sentence: &Sentence) -> String {
        let mut args = FluentArgs::new();
        for (name, fill) in &sentence.filled {
            args.set(*name, self.value(fill));
        }
        self.messages
            .format(&sentence.key, &args)
            .unwrap_or_else(|| sentence.key.clone().into_owned())
    }

    /// The message `key` without anything filled in, if there is one.
    pub(crate) fn word(&self, key: &str) -> Option<String> {
        self.messages.format(key, &FluentArgs::new())
    }

    fn value(&self, fill: &Fill) -> FluentValue<'static> {
        match fill {
            Fill::Text(text) => FluentValue::from(text.clone()),
            Fill::Number(number) => FluentValue::from(*number),
            Fill::Sentence(sentence) => FluentValue::from(self.say(sentence)),
        }
    }
}

#[cfg(test)]
#[path = "words/tests.rs"]
mod tests;
