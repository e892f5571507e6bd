//! Hints beside a help question that is being written. They come and go; the form knows nothing of
//! them.

use askama::Template;
use kring_model::help_question::hints;

use crate::app::{Answer, Visitor, page};
use crate::form::Form;

#[derive(Template)]
#[template(path = "part/question.html")]
struct QuestionPart {
    line: String,
    hints: Vec<String>,
}

/// What could be better about the question in the form.
pub(crate) async fn hint(visitor: Visitor, form: Form) -> Answer {
    // The form of a thing names its field, that of a session the only part of the answer.
    let named = form.get("f:help_question").or_else(|| form.get("a:text"));
    let (w, question) = (visitor.w, named.unwrap_or_default().trim());
    let hints = hints(question);
    let line = match (question.is_empty(), hints.is_empty()) {
        (true, _) => w.t("question-nothing"),
        (false, true) => w.t("question-good"),
        (false, false) => w.t("question-hints"),
    };
    let hint =
        |one: &kring_model::help_question::Hint| w.t(&format!("question-hint-{}", one.name()));
    page(&QuestionPart { line, hints: hints.iter().map(hint).collect() })
}
