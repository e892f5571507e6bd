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
    let (w, question) = (visitor.w, form.text("f:help_question"));
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
