//! What goes wrong, at the edge where a person reads it: a kind (the exit code), one sentence, and
//! what to do next.

use crate::exit::Exit;
use crate::words::Sentence;

/// A refusal or failure, in words.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) exit: Exit,
    /// What happened.
    pub(crate) sentence: Sentence,
    /// Further lines, such as the choices when more than one thing fits.
    pub(crate) details: Vec<String>,
    /// What to do next.
    pub(crate) hint: Option<Sentence>,
}

impl Failure {
    /// A failure that says `sentence`.
    pub(crate) const fn new(exit: Exit, sentence: Sentence) -> Self {
        Self { exit, sentence, details: Vec::new(), hint: None }
    }

    /// Adds what to do next.
    pub(crate) fn hint(mut self, hint: Sentence) -> Self {
        self.hint = Some(hint);
        self
    }

    /// Adds lines below the sentence.
    pub(crate) fn details(mut self, details: Vec<String>) -> Self {
        self.details = details;
        self
    }
}
