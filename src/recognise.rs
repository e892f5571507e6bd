//! Words that may make somebody recognisable, said before something is shared. Nothing is refused
//! because of them: without a terminal they are only said.

use kring_model::anonymity::{self as looking, Known};
use kring_model::inert;
use kring_model::value::{Scalar, Value};
use kring_node::acts::anonymity;
use kring_trust::PageId;

use crate::ask;
use crate::context::Context;
use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::fields::Named;
use crate::find;
use crate::output::Answer;
use crate::say;
use crate::trouble;
use crate::words::Sentence;

/// Words that are said: a line or two.
const WORDS_CAP: usize = 12;

/// What was found before something is shared.
pub(crate) struct Recognised(Vec<String>);

impl Recognised {
    /// In texts that are about to be written.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn in_values(desk: &mut Desk<'_>, values: &[Named]) -> Result<Self, Failure> {
        let known = known(desk)?;
        let mut found = Self(Vec::new());
        for (_, value) in values {
            if let Value::One(Scalar::Text(text)) = value {
                let marks = looking::find(text, &known);
                found.add(marks.iter().map(|mark| mark.text(text)));
            }
        }
        Ok(found)
    }

    /// On a page.
    ///
    /// # Errors
    /// When the page is not here.
    pub(crate) fn on_page(desk: &mut Desk<'_>, page: &PageId) -> Result<Self, Failure> {
        let looked = anonymity::look(&mut desk.replica, page);
        let mut found = Self(Vec::new());
        for one in looked.map_err(|error| trouble::replica(&error))? {
            found.add(one.marks.iter().map(|mark| mark.text(&one.text)));
        }
        Ok(found)
    }

    /// Asks a person at a terminal whether to go on like this.
    ///
    /// # Errors
    /// [`Exit::Failed`] after a no.
    pub(crate) fn ask(&self, context: &Context) -> Result<(), Failure> {
        let Some(said) = self.said() else { return Ok(()) };
        if !context.has_terminal() || context.says_yes() {
            return Ok(());
        }
        context.output().remark(context.words(), &said).map_err(|error| {
            Failure::new(Exit::Failed, say!("trouble-other", cause = error.to_string()))
        })?;
        ask::sure(context, &say!("check-ask"))
    }

    /// Says it beside the answer, and how to mend it.
    pub(crate) fn beside(&self, answer: Answer, page: &str) -> Answer {
        match self.said() {
            Some(said) => {
                answer.remark(said).remark(say!("check-remark-hint", item = find::short(page)))
            }
            None => answer,
        }
    }

    fn said(&self) -> Option<Sentence> {
        (!self.0.is_empty()).then(|| say!("check-remark", words = self.0.join(", ")))
    }

    fn add<'w>(&mut self, words: impl Iterator<Item = &'w str>) {
        for word in words.map(inert::line) {
            if self.0.len() < WORDS_CAP && !self.0.contains(&word) {
                self.0.push(word);
            }
        }
    }
}

/// Everybody whom the group knows by name.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn known(desk: &mut Desk<'_>) -> Result<Known, Failure> {
    anonymity::known(&mut desk.replica).map_err(|error| trouble::replica(&error))
}
