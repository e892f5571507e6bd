//! What happened on a page, in the words of the page; see [`kring_node::told`].

use kring_node::told;

use crate::labels;
use crate::words::{Fill, Words};

impl told::Words for Words {
    fn say(&self, key: &str, filled: &[(&'static str, &str)]) -> Option<String> {
        self.word(key)?;
        let filled: Vec<(&'static str, Fill<'_>)> =
            filled.iter().map(|(name, text)| (*name, (*text).into())).collect();
        Some(self.say(key, &filled))
    }

    fn field(&self, name: &str) -> String {
        labels::field(self, name)
    }

    fn list(&self, all: &[String]) -> String {
        self.list(all)
    }
}
