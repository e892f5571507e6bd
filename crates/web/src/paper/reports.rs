//! What was learned: the report, the reflection form and the evaluation.

use kring_model::evidence::{EvaluationReport, ReflectionForm, Report, WrittenReflection};

use super::meetings::{registers, together};
use super::{Block, Paper, Table, facts, label, method, period, tenths, times};
use crate::labels;
use crate::words::Words;

/// A joint part about the meetings, and a personal part in one's own words.
pub(super) fn report(w: &Words, report: &Report) -> Paper {
    let people = report.members.to_string();
    let mut blocks = vec![
        facts(vec![
            (w.t("evidence-group"), report.group.clone()),
            (w.t("evidence-period-name"), period(w, &report.period)),
            (w.t("evidence-people"), people),
        ]),
        Block::Heading(w.t("evidence-joint")),
        Block::Table(joint(w, report)),
        Block::Heading(w.t("evidence-personal")),
        facts(vec![
            (label(w, "name"), report.person.name.clone()),
            (label(w, "function"), report.person.function.clone()),
            (w.t("evidence-registers"), registers(&report.person.registers)),
            (w.t("evidence-together"), together(w, report.minutes, &report.hours)),
            (label(w, "personal_goal"), report.goal.clone()),
        ]),
    ];
    blocks.extend(report.reflections.iter().flat_map(|one| reflection(w, one)));
    if report.reflections.is_empty() {
        blocks.push(Block::Text(w.t("evidence-no-reflections")));
    }
    blocks.push(Block::Small(w.t("evidence-check-register")));
    Paper { title: w.t("evidence-report"), under: Vec::new(), blocks }
}

fn joint(w: &Words, report: &Report) -> Table {
    let head = [
        label(w, "date"),
        w.t("evidence-times"),
        w.t("evidence-guide"),
        w.t("evidence-who"),
        w.t("evidence-themes"),
        w.t("evidence-methods"),
        w.t("evidence-own-case"),
    ];
    let rows = report.meetings.iter().map(|one| {
        let themes: Vec<String> = one.themes.iter().map(|one| labels::choice(w, one)).collect();
        let methods: Vec<String> = one.methods.iter().map(|id| method(w, id)).collect();
        let own = if one.own_case { w.t("evidence-yes") } else { String::new() };
        vec![
            labels::day(w, &one.date),
            times(&one.start, &one.end),
            one.guide.clone(),
            one.people.join(", "),
            themes.join(", "),
            methods.join(", "),
            own,
        ]
    });
    Table { head: head.into(), rows: rows.collect(), sign: false }
}

/// Reflections in three dimensions.
pub(super) fn reflections(w: &Words, form: &ReflectionForm) -> Paper {
    let mut blocks = vec![facts(vec![
        (label(w, "name"), form.person.name.clone()),
        (label(w, "function"), form.person.function.clone()),
        (w.t("evidence-registers"), registers(&form.person.registers)),
        (w.t("evidence-group"), form.group.clone()),
        (w.t("evidence-period-name"), period(w, &form.period)),
    ])];
    blocks.extend(form.reflections.iter().flat_map(|one| reflection(w, one)));
    if form.reflections.is_empty() {
        blocks.push(Block::Text(w.t("evidence-no-reflections")));
    }
    blocks.push(Block::Small(w.t("evidence-check-register")));
    Paper { title: w.t("evidence-reflections"), under: Vec::new(), blocks }
}

fn reflection(w: &Words, one: &WrittenReflection) -> Vec<Block> {
    let day = labels::day(w, &one.date);
    let minutes = one.minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
    let competences: Vec<String> = one.competences.iter().map(|c| labels::choice(w, c)).collect();
    let about = facts(vec![
        (w.t("evidence-about-meeting"), labels::day(w, &one.meeting)),
        (label(w, "minutes"), minutes),
        (w.t("evidence-guide"), one.guide.name.clone()),
        (w.t("evidence-guide-registers"), registers(&one.guide.registers)),
        (label(w, "competences"), competences.join(", ")),
    ]);
    let mut blocks =
        vec![Block::Heading(w.say("evidence-reflection-of", &[("date", (&day).into())])), about];
    blocks.extend((!one.text.is_empty()).then(|| Block::Text(one.text.clone())));
    blocks.push(facts(vec![
        (w.t("evidence-technical"), one.technical.clone()),
        (w.t("evidence-normative"), one.normative.clone()),
        (w.t("evidence-dimension-personal"), one.personal.clone()),
    ]));
    blocks
}

/// What those involved read.
pub(super) fn evaluation(w: &Words, report: &EvaluationReport) -> Paper {
    let choice = |name: &str| if name.is_empty() { String::new() } else { labels::choice(w, name) };
    let rating = report
        .rating
        .map(|rating| w.say("evidence-of-five", &[("number", (&tenths(w, rating)).into())]));
    let mut blocks = vec![facts(vec![
        (w.t("evidence-group"), report.group.clone()),
        (label(w, "date"), labels::day(w, &report.date)),
        (w.t("evidence-sort"), choice(&report.kind)),
        (w.t("evidence-with"), report.with.join(", ")),
    ])];
    let lists = [
        ("evidence-strengths", &report.strengths),
        ("evidence-weaknesses", &report.weaknesses),
        ("evidence-goal", &report.answers),
    ];
    for (title, rows) in lists.into_iter().filter(|(_, rows)| !rows.is_empty()) {
        blocks.extend([Block::Heading(w.t(title)), Block::List(rows.clone())]);
    }
    blocks.push(facts(vec![(w.t("evidence-rating"), rating.unwrap_or_default())]));
    if !report.continuation.is_empty() || !report.decision.is_empty() {
        blocks.push(Block::Heading(w.t("evidence-on")));
        blocks.push(facts(vec![(w.t("evidence-decision"), choice(&report.decision))]));
        blocks.push(Block::Text(report.continuation.clone()));
    }
    if !report.quotes.is_empty() {
        blocks.push(Block::Heading(w.t("evidence-quotes")));
        let quote =
            |one: &kring_model::evidence::Quote| Block::Quote(one.text.clone(), one.name.clone());
        blocks.extend(report.quotes.iter().map(quote));
    }
    let title =
        if report.title.is_empty() { w.t("evidence-evaluation") } else { report.title.clone() };
    Paper { title, under: vec![w.t("evidence-evaluation-under")], blocks }
}
