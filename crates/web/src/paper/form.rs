//! The questions of an evaluation on paper, for people who are involved and have no laptop in the group.

use kring_model::evidence::EvaluationForm;

use super::{Block, Paper, facts, label};
use crate::labels;
use crate::words::Words;

/// Lines to write on under a question: with the rest, both sides of one sheet of A4.
const LINES: usize = 4;

/// The form.
pub(super) fn form(w: &Words, form: &EvaluationForm) -> Paper {
    let mut blocks = vec![
        Block::Text(w.t("evidence-form-why")),
        facts(vec![
            (w.t("evidence-group"), form.group.clone()),
            (label(w, "date"), labels::day(w, &form.date)),
            (label(w, "question"), form.question.clone()),
            (w.t("evidence-form-goal"), form.goal.clone()),
        ]),
        Block::Heading(w.t("evidence-form-who")),
        Block::Line,
    ];
    for question in ["strong", "weak", "goal-reached", "on"] {
        blocks.push(Block::Heading(w.t(&format!("evidence-form-{question}"))));
        blocks.extend((0..LINES).map(|_| Block::Line));
    }
    blocks.push(Block::Heading(w.t("evidence-form-share")));
    blocks.push(Block::Text(w.t("evidence-form-yes")));
    blocks.push(Block::Small(w.t("evidence-form-back")));
    let title = if form.title.is_empty() { w.t("evidence-form") } else { form.title.clone() };
    Paper { title, under: vec![w.t("evidence-form-under")], blocks }
}
