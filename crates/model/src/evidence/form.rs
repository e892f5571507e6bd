//! The form on paper with which those involved who have no laptop answer an evaluation.

use serde::Serialize;

use super::Contents;
use super::people::{People, line, names};
use super::report::group_name;
use crate::entities;
use crate::whole::Whole;

/// What is on the form beside its questions. Nobody's answers: it goes to people outside the group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EvaluationForm {
    /// The group's name.
    pub group: String,
    /// What the evaluation is called.
    pub title: String,
    /// Its day.
    pub date: String,
    /// The group's question.
    pub question: String,
    /// What the group set out to do: so that it can be said in how far that worked.
    pub goal: String,
    /// Who is in it, and what is not.
    pub contents: Contents,
}

/// The form of one evaluation. `None` when it is not here.
pub fn evaluation_form(whole: &Whole<'_>, page: &str) -> Option<EvaluationForm> {
    let own = whole.own(page, &entities::EVALUATION)?;
    let of_group = |field| whole.group().map(|group| line(&group, field)).unwrap_or_default();
    let (title, question) = (line(&own, "title"), of_group("question"));
    let goal = of_group("goal_organisation");
    let texts = [&title, &question, &goal];
    let in_text = |name: &&String| texts.iter().any(|text| names(text, name));
    let people = People::of(whole);
    let named = people.all().map(|(_, one)| &one.name).filter(in_text).cloned().collect();
    Some(EvaluationForm {
        group: group_name(whole),
        date: line(&own, "date"),
        title,
        question,
        goal,
        contents: Contents { named, ..Contents::default() }.settle(),
    })
}
