//! The words of the command line for what happened; see [`kring_node::told`].

use kring_node::told;

use crate::fields::short;
use crate::labels;
use crate::words::{Sentence, Words};

impl told::Words for Words {
    fn say(&self, key: &str, filled: &[(&'static str, &str)]) -> Option<String> {
        self.word(key)?;
        let sentence = Sentence::new(key.to_owned());
        let fill =
            |sentence: Sentence, (name, text): &(&'static str, &str)| sentence.with(name, *text);
        Some(Self::say(self, &filled.iter().fold(sentence, fill)))
    }

    fn field(&self, name: &str) -> String {
        labels::field(self, short(name))
    }

    fn list(&self, all: &[String]) -> String {
        match all {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => {
                let and = self.word("told-and").unwrap_or_default();
                format!("{} {and} {last}", first.join(", "))
            }
        }
    }
}
