//! Methods of a group: made of its records, and the fixed list of what a step can ask.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::check::{STEPS_CAP, check};
use super::{BadMethod, Capture, Method, Privacy, Step, Words, builtin};
use crate::entities::METHOD_STEP;
use crate::order;
use crate::read::Record;
use crate::schema::{SENTENCE_CAP, Type};
use crate::value::Value;

/// Something that a step can ask: its name in documents, and what it is.
#[derive(Debug)]
pub struct Ask {
    /// `incident.advies.tip`: the method, step and capture where it stands first.
    pub name: String,
    /// What is asked, by whom, and where it lands.
    pub capture: &'static Capture,
    /// The step in which it stands first.
    pub step: &'static Step,
}

/// A method or step as values for its item.
pub type Values = Vec<(&'static str, Value)>;

/// All that a step can ask, each once, in the order of the built-in methods.
pub fn asks() -> &'static [Ask] {
    static ASKS: LazyLock<Vec<Ask>> = LazyLock::new(|| {
        let mut asks: Vec<Ask> = Vec::new();
        for method in builtin() {
            for step in &method.steps {
                for capture in &step.captures {
                    if !asks.iter().any(|one| *one.capture == *capture) {
                        let name = format!("{}.{}.{}", method.id, step.id, capture.id);
                        asks.push(Ask { name, capture, step });
                    }
                }
            }
        }
        asks
    });
    &ASKS
}

/// What can be asked under that name.
pub fn ask(name: &str) -> Option<&'static Ask> {
    static NAMES: LazyLock<BTreeMap<&'static str, usize>> = LazyLock::new(|| {
        asks().iter().enumerate().map(|(at, one)| (one.name.as_str(), at)).collect()
    });
    asks().get(*NAMES.get(name)?)
}

/// The method that records of the group document make: the method's own, and all steps in their
/// order. `None` if nothing can be played: it was left out, has no step, or began as a method that
/// this program does not know. Whatever a hostile program wrote, it asks only what is in the list.
pub fn of_group(record: &Record, steps: &[Record]) -> Option<Method> {
    let base = builtin().iter().find(|one| one.id == record.str("base"))?;
    if record.is_withdrawn() || record.is("left_out") {
        return None;
    }
    let steps: Vec<Step> = steps
        .iter()
        .filter(|step| step.str("of") == record.id && !step.is("left_out") && !step.is_withdrawn())
        .take(STEPS_CAP)
        .map(step)
        .collect();
    let mut captures = steps.iter().flat_map(|step| &step.captures);
    let method = Method {
        id: record.id.clone(),
        name: words(record, "name"),
        aliases: Vec::new(),
        summary: words(record, "summary"),
        needs_case: captures.any(|one| one.privacy == Privacy::Case),
        minutes_total: steps.iter().map(|step| step.minutes).sum(),
        steps,
        ..base.clone()
    };
    check(&method).is_ok().then_some(method)
}

/// The items that a copy of a method begins as: its own values, and those of each step.
pub fn copied(method: &Method, base: &str) -> (Values, Vec<Values>) {
    let mut own: Values = vec![("base", base.into())];
    own.extend(both("name_nl", "name_en", &method.name));
    own.extend(both("summary_nl", "summary_en", &method.summary));
    let mut steps = Vec::new();
    for (place, step) in method.steps.iter().enumerate() {
        let mut values: Values = vec![("order", order::at(place).into())];
        values.extend(both("title_nl", "title_en", &step.title));
        values.extend(both("instruction_nl", "instruction_en", &step.instruction));
        values.extend(both("hint_nl", "hint_en", &step.guide_hint.clone().unwrap_or_default()));
        values.extend(seconds_each(step).map(|seconds| ("seconds_each", seconds.into())));
        values.push(("minutes", i64::from(step.minutes).into()));
        values.push(("speaker", known(METHOD_STEP.name, "speaker", &step.speaker).into()));
        let mode = known(METHOD_STEP.name, "presenter_mode", &step.presenter_mode);
        values.push(("presenter_mode", mode.into()));
        values.push(("silence", step.silence.into()));
        let names = step.captures.iter().filter_map(name_of).map(|name| (name.to_owned(), true));
        let names: Vec<_> = names.collect();
        if !names.is_empty() {
            values.push(("captures", Value::parts(names)));
        }
        steps.push(values);
    }
    (own, steps)
}

/// A method as a file for another group.
pub fn to_file(method: &Method, base: &str) -> String {
    let mut file = serde_json::json!(method);
    if let Some(file) = file.as_object_mut() {
        file.insert("base".into(), base.into());
    }
    serde_json::to_string_pretty(&file).unwrap_or_default()
}

/// Reads a method from a file: what it is, and the name of the built-in method that it began as.
///
/// # Errors
/// [`BadMethod`]; also where it asks something that is not in the fixed list.
pub fn from_file(text: &str) -> Result<(Method, String), BadMethod> {
    #[derive(serde::Deserialize)]
    struct Based {
        #[serde(default)]
        base: String,
    }
    let method = Method::parse(text)?;
    for capture in method.steps.iter().flat_map(|step| &step.captures) {
        name_of(capture).ok_or_else(|| BadMethod::Ask(capture.id.clone()))?;
    }
    let named = serde_json::from_str::<Based>(text).map(|file| file.base).unwrap_or_default();
    let known = |id: &str| builtin().iter().find(|one| one.id == id).map(|one| one.id.clone());
    let base = known(&named).or_else(|| known(&method.id));
    Ok((method, base.unwrap_or_else(|| super::DEFAULT_METHOD.to_owned())))
}

/// The name under which something is asked: what differs only in its words is the same.
pub(super) fn name_of(capture: &Capture) -> Option<&'static str> {
    // In a step that asks two alike, the second is called by its whole name.
    let same = |one: &&Ask| {
        let called = [one.capture.id.clone(), one.name.replace('.', "-")];
        let this = Capture { id: capture.id.clone(), ..one.capture.clone() };
        called.contains(&capture.id) && this == *capture
    };
    let alike = |one: &&Ask| {
        let words = Capture { id: String::new(), label: Words::default(), ..one.capture.clone() };
        words == Capture { id: String::new(), label: Words::default(), ..capture.clone() }
    };
    let found = asks().iter().find(same).or_else(|| asks().iter().find(alike));
    found.map(|one| one.name.as_str())
}

/// The step that a record makes.
pub fn step(record: &Record) -> Step {
    let minutes = record.number("minutes").and_then(|minutes| u32::try_from(minutes).ok());
    Step {
        id: record.id.clone(),
        title: words(record, "title"),
        minutes: minutes.unwrap_or_default(),
        minutes_per_participant: record.number("seconds_each").and_then(minutes_each),
        speaker: known(METHOD_STEP.name, "speaker", record.str("speaker")).to_owned(),
        presenter_mode: known(METHOD_STEP.name, "presenter_mode", record.str("presenter_mode"))
            .to_owned(),
        instruction: words(record, "instruction"),
        guide_hint: Some(words(record, "hint")).filter(|hint| *hint != Words::default()),
        silence: record.is("silence"),
        captures: asked(record.words("captures").into_iter()),
    }
}

/// What a step asks under these names; a name that is not in the list asks nothing.
pub(super) fn asked<'n>(names: impl Iterator<Item = &'n str>) -> Vec<Capture> {
    let mut captures: Vec<Capture> = Vec::new();
    for one in names.filter_map(ask).take(STEPS_CAP) {
        let mut capture = one.capture.clone();
        if captures.iter().any(|before| before.id == capture.id) {
            capture.id = one.name.replace('.', "-");
        }
        captures.push(capture);
    }
    captures
}

fn words(record: &Record, field: &str) -> Words {
    let of = |language: &str| record.str(&format!("{field}_{language}")).to_owned();
    Words { nl: of("nl"), en: of("en") }
}

fn both(nl: &'static str, en: &'static str, words: &Words) -> Values {
    let line = |text: &str| -> Value {
        let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        line.chars().take(SENTENCE_CAP).collect::<String>().into()
    };
    vec![(nl, line(&words.nl)), (en, line(&words.en))]
}

/// The choice that a field has of this name; its first for any other.
pub(super) fn known<'c>(entity: &str, field: &str, choice: &'c str) -> &'c str {
    let of = crate::entities::field(entity, field).map(|field| field.value);
    match of {
        Some(Type::Choice(of)) if !of.contains(&choice) => of.first().copied().unwrap_or_default(),
        _ => choice,
    }
}

fn seconds_each(step: &Step) -> Option<i64> {
    let minutes = step.minutes_per_participant.as_ref()?.as_f64()?;
    // No step takes longer than a day, so this is far from where floats end.
    Some((minutes * 60.0).round().clamp(0.0, 86_400.0) as i64)
}

/// Whole minutes stay whole, so that a file reads as it was written.
fn minutes_each(seconds: i64) -> Option<serde_json::Number> {
    match (seconds > 0, seconds % 60) {
        (false, _) => None,
        (true, 0) => Some((seconds / 60).into()),
        (true, _) => serde_json::Number::from_f64(seconds as f64 / 60.0),
    }
}
