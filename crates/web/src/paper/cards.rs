//! The steps of a method as cards: each tells what to do without anybody who guides.

use kring_model::inert;
use kring_model::method::{Method, Step, Words as Texts};

use super::{Block, Paper};
use crate::labels;
use crate::words::{Fill, Words};

/// A sheet with the rules, and one for each step.
pub(super) fn cards(w: &Words, method: &Method) -> Paper {
    let text = |texts: &Texts| inert::prose(texts.of(w.tag()));
    let mut blocks = Vec::new();
    if !method.rules.is_empty() {
        blocks.push(Block::Heading(w.t("session-rules")));
        blocks.push(Block::List(method.rules.iter().map(text).collect()));
    }
    for (step, number) in method.steps.iter().zip(1..) {
        blocks.push(card(w, step, number));
    }
    let under = vec![text(&method.summary), minutes(w, method.minutes_total)];
    Paper { title: text(&method.name), under, blocks }
}

fn card(w: &Words, step: &Step, number: usize) -> Block {
    let text = |texts: &Texts| inert::prose(texts.of(w.tag()));
    let title = format!("{number}. {}", text(&step.title));
    let speaker = labels::choice(w, &step.speaker);
    let mut lines =
        vec![format!("{} · {speaker}", minutes(w, step.minutes)), text(&step.instruction)];
    lines.extend(step.guide_hint.as_ref().map(text));
    lines.extend(step.captures.iter().map(|one| format!("☐ {}", text(&one.label))));
    lines.retain(|line| !line.is_empty());
    Block::Part(title, lines.join("\n\n"))
}

fn minutes(w: &Words, minutes: u32) -> String {
    let count = usize::try_from(minutes).unwrap_or(usize::MAX);
    w.say("session-minutes", &[("count", Fill::Number(count))])
}
