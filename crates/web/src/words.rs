//! Words in a person's language: Fluent messages of the page (`locales/` of this crate), and the
//! names of fields, choices and troubles that it shares with the command line (`locales/` of the
//! program). What only the page says stands here, so that neither face carries the other's words.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentValue};

use crate::messages::Messages;

/// A language that the page speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// Nederlands.
    Dutch,
    /// English.
    English,
}

impl Language {
    /// Reads `nl` or `en`; nothing for another text.
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        match tag {
            "nl" => Some(Self::Dutch),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// `nl` or `en`.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    const fn files(self) -> &'static [&'static str] {
        match self {
            Self::Dutch => &[
                include_str!("../../../locales/nl/things.ftl"),
                include_str!("../../../locales/nl/history.ftl"),
                include_str!("../../../locales/nl/troubles.ftl"),
                include_str!("../../../locales/nl/program.ftl"),
                include_str!("../../../locales/nl/lock.ftl"),
                include_str!("../../../locales/nl/internet.ftl"),
                include_str!("../../../locales/nl/swept.ftl"),
                include_str!("../locales/nl/page.ftl"),
                include_str!("../locales/nl/things.ftl"),
                include_str!("../locales/nl/live.ftl"),
                include_str!("../locales/nl/lock.ftl"),
                include_str!("../locales/nl/more.ftl"),
                include_str!("../locales/nl/past.ftl"),
                include_str!("../locales/nl/level.ftl"),
                include_str!("../locales/nl/since.ftl"),
                include_str!("../locales/nl/trajectory.ftl"),
                include_str!("../locales/nl/session.ftl"),
                include_str!("../locales/nl/internet.ftl"),
                include_str!("../locales/nl/carry.ftl"),
                include_str!("../locales/nl/drawing.ftl"),
                include_str!("../../../locales/nl/journey.ftl"),
                include_str!("../../../locales/nl/carry.ftl"),
                include_str!("../../../locales/nl/ending.ftl"),
                include_str!("../../../locales/nl/trajectory.ftl"),
                include_str!("../../../locales/nl/evidence.ftl"),
                include_str!("../../../locales/nl/check.ftl"),
                include_str!("../../../locales/nl/guide.ftl"),
                include_str!("../../../locales/nl/method.ftl"),
            ],
            Self::English => &[
                include_str!("../../../locales/en/things.ftl"),
                include_str!("../../../locales/en/history.ftl"),
                include_str!("../../../locales/en/troubles.ftl"),
                include_str!("../../../locales/en/program.ftl"),
                include_str!("../../../locales/en/lock.ftl"),
                include_str!("../../../locales/en/internet.ftl"),
                include_str!("../../../locales/en/swept.ftl"),
                include_str!("../locales/en/page.ftl"),
                include_str!("../locales/en/things.ftl"),
                include_str!("../locales/en/live.ftl"),
                include_str!("../locales/en/lock.ftl"),
                include_str!("../locales/en/more.ftl"),
                include_str!("../locales/en/past.ftl"),
                include_str!("../locales/en/level.ftl"),
                include_str!("../locales/en/since.ftl"),
                include_str!("../locales/en/trajectory.ftl"),
                include_str!("../locales/en/session.ftl"),
                include_str!("../locales/en/internet.ftl"),
                include_str!("../locales/en/carry.ftl"),
                include_str!("../locales/en/drawing.ftl"),
                include_str!("../../../locales/en/journey.ftl"),
                include_str!("../../../locales/en/carry.ftl"),
                include_str!("../../../locales/en/ending.ftl"),
                include_str!("../../../locales/en/trajectory.ftl"),
                include_str!("../../../locales/en/evidence.ftl"),
                include_str!("../../../locales/en/check.ftl"),
                include_str!("../../../locales/en/guide.ftl"),
                include_str!("../../../locales/en/method.ftl"),
            ],
        }
    }
}

static DUTCH: LazyLock<Words> = LazyLock::new(|| Words::load(Language::Dutch));
static ENGLISH: LazyLock<Words> = LazyLock::new(|| Words::load(Language::English));

/// The words of one language.
pub(crate) struct Words {
    language: Language,
    messages: Messages,
}

impl Words {
    /// The words of `language`; loaded once.
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::Dutch => &DUTCH,
            Language::English => &ENGLISH,
        }
    }

    fn load(language: Language) -> Self {
        let messages = Messages::new(language.tag(), language.files());
        Self { language, messages }
    }

    /// `nl` or `en`, for the page's `lang`.
    pub(crate) const fn tag(&self) -> &'static str {
        self.language.tag()
    }

    /// The message `key`; the key if there is none.
    pub(crate) fn t(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// The message `key` with texts and numbers filled in.
    pub(crate) fn say(&self, key: &str, filled: &[(&'static str, Fill<'_>)]) -> String {
        let mut args = FluentArgs::new();
        for (name, fill) in filled {
            match fill {
                Fill::Text(text) => args.set(*name, FluentValue::from((*text).to_owned())),
                Fill::Number(number) => args.set(*name, FluentValue::from(*number as u64)),
            }
        }
        self.messages.format(key, &args).unwrap_or_else(|| key.to_owned())
    }

    /// The message `key`, if there is one.
    pub(crate) fn word(&self, key: &str) -> Option<String> {
        self.messages.format(key, &FluentArgs::new())
    }

    /// Names one after the other: "Wim, Bram en Lotte".
    pub(crate) fn list(&self, names: &[String]) -> String {
        match names {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => format!("{} {} {last}", first.join(", "), self.t("word-and")),
        }
    }
}

/// What is filled in at one place of a message.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fill<'t> {
    /// Text, shown as it is.
    Text(&'t str),
    /// A number; Fluent chooses singular or plural by it.
    Number(usize),
}

impl<'t> From<&'t str> for Fill<'t> {
    fn from(text: &'t str) -> Self {
        Self::Text(text)
    }
}

impl<'t> From<&'t String> for Fill<'t> {
    fn from(text: &'t String) -> Self {
        Self::Text(text)
    }
}

impl From<usize> for Fill<'_> {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_bundle::FluentResource;

    use super::*;

    const LANGUAGES: [Language; 2] = [Language::Dutch, Language::English];

    #[test]
    fn the_files_are_without_fault_and_say_the_same_things() {
        for language in LANGUAGES {
            for file in language.files() {
                assert!(FluentResource::try_new((*file).to_owned()).is_ok(), "{language:?}");
            }
        }
        let keys = |language: Language| -> BTreeSet<String> {
            let own = language.files().iter().skip(4);
            let lines = own.flat_map(|file| file.lines());
            lines
                .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
                .filter_map(|line| Some(line.split_once('=')?.0.trim().to_owned()))
                .collect()
        };
        let (dutch, english) = (keys(Language::Dutch), keys(Language::English));
        let differing: Vec<_> = dutch.symmetric_difference(&english).collect();
        assert!(differing.is_empty(), "{differing:?}");
    }

    /// Keys that stand in templates and in code: `w.t("…")`, `say("…"`.
    #[test]
    fn every_word_that_is_asked_for_is_there() {
        let mut missing = BTreeSet::new();
        for file in files("templates").into_iter().chain(files("src")) {
            let text = std::fs::read_to_string(&file).unwrap();
            for (at, _) in text.match_indices(".t(\"").chain(text.match_indices(".say(\"")) {
                let key = text[at..].split('"').nth(1).unwrap();
                for language in LANGUAGES {
                    if Words::of(language).word(key).is_none() && !key.contains('…') {
                        missing.insert(format!("{key} ({})", file.display()));
                    }
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }

    fn files(folder: &str) -> Vec<std::path::PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { found.push(path) }
            }
        }
        found
    }
}
