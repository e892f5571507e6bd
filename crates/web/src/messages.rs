//! Fluent messages, each read when it is first asked for: there are thousands, and what one command
//! or page says needs a few. Reading them all would take longer than most commands.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

/// The messages of one language. None refers to another.
pub struct Messages {
    /// Each message's own text, by its key.
    texts: HashMap<&'static str, &'static str>,
    read: Mutex<FluentBundle<FluentResource>>,
}

impl Messages {
    /// The messages of `files`; of two with one key, the later counts. The files are part of the
    /// program, and tests read them whole.
    pub fn new(tag: &str, files: &[&'static str]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![tag.parse().unwrap_or_default()]);
        // What is filled in is made inert where it is shown; Fluent's direction marks would only
        // clutter terminals, pages and scripts.
        bundle.set_use_isolating(false);
        let texts = files.iter().flat_map(|file| split(file)).collect();
        Self { texts, read: Mutex::new(bundle) }
    }

    /// The message `key` with `args` filled in, if there is one.
    pub fn format(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let mut bundle = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if !bundle.has_message(key) {
            let text = *self.texts.get(key)?;
            let (Ok(message) | Err((message, _))) = FluentResource::try_new(text.to_owned());
            bundle.add_resource_overriding(message);
        }
        let pattern = bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        Some(bundle.format_pattern(pattern, Some(args), &mut errors).into_owned())
    }
}

/// The messages of a file, key and text: one begins with a letter at the start of a line, and ends
/// where the next begins. Comments between them are passed over when it is read.
fn split(file: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    for line in file.split_inclusive('\n') {
        if line.starts_with(|first: char| first.is_ascii_alphabetic()) {
            starts.push(at);
        }
        at += line.len();
    }
    starts.push(file.len());
    let texts = starts.windows(2).filter_map(|ends| file.get(*ends.first()?..*ends.last()?));
    texts.filter_map(|text| Some((text.split([' ', '=']).next()?, text))).collect()
}

#[cfg(test)]
mod tests {
    use fluent_bundle::FluentValue;
    use fluent_syntax::ast::Entry;

    use super::*;

    const FILE: &str = "\
# A heading

one = Een.
two = { $n ->
    [one] een ding
   *[other] { $n } dingen
}
# Said of three.
three =
    Begint hier,
    en gaat verder.

two = Ook { $n }.
";

    /// Every message of every file, read by itself, is what it is in the whole file.
    #[test]
    fn the_parts_are_the_whole() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders = ["locales", "../../locales"]
            .iter()
            .flat_map(|folder| ["nl", "en"].map(|tag| root.join(folder).join(tag)));
        let mut seen = 0;
        for file in folders.flat_map(|folder| std::fs::read_dir(folder).unwrap()) {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let text: &'static str = Box::leak(text.into_boxed_str());
            let whole = FluentResource::try_new(text.to_owned()).unwrap();
            let parts =
                split(text).into_iter().map(|(_, part)| FluentResource::try_new(part.to_owned()));
            let parts: Vec<_> = parts.map(Result::unwrap).collect();
            let messages = whole.entries().filter(|entry| matches!(entry, Entry::Message(_)));
            let mut of_parts = parts.iter().flat_map(FluentResource::entries);
            for message in messages {
                let (Entry::Message(one), Some(Entry::Message(other))) = (message, of_parts.next())
                else {
                    panic!("{message:?}");
                };
                assert_eq!((&one.id, &one.value), (&other.id, &other.value));
                seen += 1;
            }
            assert!(of_parts.next().is_none(), "a message too many");
        }
        assert!(seen > 1_000);
    }

    #[test]
    fn each_message_is_read_by_itself() {
        let messages = Messages::new("nl", &[FILE]);
        let say = |key| messages.format(key, &FluentArgs::from_iter([("n", FluentValue::from(2))]));
        assert_eq!(say("one").as_deref(), Some("Een."));
        assert_eq!(say("three").as_deref(), Some("Begint hier,\nen gaat verder."));
        assert_eq!(say("two").as_deref(), Some("Ook 2."), "the later counts");
        assert_eq!(say("A"), None);
        let first = FILE.split("# Said").next().unwrap_or_default();
        let one = Messages::new("nl", &[first]);
        let args = FluentArgs::from_iter([("n", FluentValue::from(1))]);
        assert_eq!(one.format("two", &args).as_deref(), Some("een ding"));
    }
}
