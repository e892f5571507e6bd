//! The story for the stage, and how one group or several are doing.

use kring_model::evidence::{Progress, Quote, Story};

use super::{Block, Paper, Table, facts, tenths};
use crate::labels;
use crate::words::Words;

/// A story, one sheet a part.
pub(super) fn story(w: &Words, story: &Story) -> Paper {
    let title = if story.title.is_empty() { w.t("evidence-story") } else { story.title.clone() };
    let tellers = w.list(&story.presenters);
    let told =
        (!tellers.is_empty()).then(|| w.say("evidence-told-by", &[("names", (&tellers).into())]));
    let lines = [story.group.clone(), labels::day(w, &story.date), story.audience.clone()];
    let under = lines.into_iter().chain(told).filter(|line| !line.is_empty()).collect();
    let part = |one: &kring_model::evidence::Part| {
        let title = if one.title.is_empty() { named(w, &one.kind) } else { one.title.clone() };
        Block::Part(title, one.text.clone())
    };
    Paper { title, under, blocks: story.parts.iter().map(part).collect() }
}

fn named(w: &Words, kind: &str) -> String {
    if kind.is_empty() { String::new() } else { labels::capital(&labels::choice(w, kind)) }
}

/// How one group is doing.
pub(super) fn progress(w: &Words, progress: &Progress) -> Paper {
    Paper {
        title: progress.group.clone(),
        under: vec![w.t("evidence-progress-under")],
        blocks: group(w, progress),
    }
}

/// How several groups are doing.
pub(super) fn overview(w: &Words, groups: &[Progress]) -> Paper {
    let head = [
        w.t("evidence-group"),
        w.t("evidence-meetings"),
        w.t("evidence-attendance-each"),
        w.t("evidence-phase"),
    ];
    let row = |one: &Progress| {
        vec![one.group.clone(), one.meetings.to_string(), counts(one), phase(w, one)]
    };
    let rows = groups.iter().map(row).collect();
    let mut blocks = vec![Block::Table(Table { head: head.into(), rows, sign: false })];
    for one in groups {
        blocks.push(Block::Heading(one.group.clone()));
        blocks.extend(group(w, one));
    }
    let number = groups.len();
    let under = vec![w.say("evidence-overview-under", &[("count", number.into())])];
    Paper { title: w.t("evidence-overview"), under, blocks }
}

fn group(w: &Words, one: &Progress) -> Vec<Block> {
    let mut blocks = vec![facts(vec![
        (w.t("evidence-meetings"), one.meetings.to_string()),
        (w.t("evidence-attendance-each"), counts(one)),
        (w.t("evidence-phase"), phase(w, one)),
    ])];
    blocks.extend(signals(w, one));
    let quote = |one: &Quote| Block::Quote(one.text.clone(), one.name.clone());
    blocks.extend(one.quotes.iter().map(quote));
    blocks
}

fn signals(w: &Words, one: &Progress) -> Option<Block> {
    const NAMES: [&str; 4] =
        ["core_faster", "insight_in_ways_of_working", "insights_used_at_work", "energy_and_joy"];
    if one.signals.is_empty() {
        return None;
    }
    let names = NAMES.iter().map(|name| w.t(&format!("evidence-signal-{name}")));
    let head = std::iter::once(w.t("evidence-meeting")).chain(names).collect();
    let rows = one.signals.iter().map(|(number, given)| {
        let cell = |name: &&str| given.get(*name).map(|one| tenths(w, *one)).unwrap_or_default();
        std::iter::once(number.to_string()).chain(NAMES.iter().map(cell)).collect()
    });
    Some(Block::Table(Table { head, rows: rows.collect(), sign: false }))
}

fn counts(one: &Progress) -> String {
    let counts: Vec<String> = one.attendance.iter().map(usize::to_string).collect();
    counts.join(", ")
}

fn phase(w: &Words, one: &Progress) -> String {
    if one.phase.is_empty() { String::new() } else { labels::choice(w, &one.phase) }
}
