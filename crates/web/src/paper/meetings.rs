//! Who was there, when, and for how long.

use std::collections::BTreeMap;

use kring_model::evidence::{AttendanceList, GroupHours, Portfolio, Proof, Register, There};
use kring_trust::participation::Signed;

use super::{Block, Paper, Table, facts, hours, label, method, period, times};
use crate::labels;
use crate::words::Words;

/// A list to sign by hand.
pub(super) fn attendance(w: &Words, list: &AttendanceList) -> Paper {
    let number = list.number.to_string();
    let row = |one: &There| {
        let when = if one.minutes.is_some() { times(&one.from, &one.to) } else { String::new() };
        let said = match (one.minutes, one.own) {
            (None, _) => String::new(),
            (_, true) => w.t("evidence-own"),
            (_, false) => w.t("evidence-noted"),
        };
        let status = labels::choice(w, &one.status);
        vec![one.name.clone(), one.function.clone(), status, when, said, String::new()]
    };
    let head = [
        label(w, "name"),
        label(w, "function"),
        w.t("evidence-there"),
        w.t("evidence-times"),
        w.t("evidence-said-by"),
        w.t("evidence-signature"),
    ];
    let table =
        Table { head: head.into(), rows: list.people.iter().map(row).collect(), sign: true };
    Paper {
        title: w.say("evidence-attendance-title", &[("number", (&number).into())]),
        under: Vec::new(),
        blocks: vec![
            facts(vec![
                (label(w, "date"), labels::day(w, &list.date)),
                (w.t("evidence-times"), times(&list.start, &list.end)),
                (label(w, "place"), list.place.clone()),
                (w.t("evidence-guide"), list.guide.clone()),
            ]),
            Block::Table(table),
            Block::Small(w.t("evidence-check-register")),
        ],
    }
}

/// A proof without content, with what people signed.
pub(super) fn proof(w: &Words, proof: &Proof, signed: &BTreeMap<String, Signed>) -> Paper {
    let mut blocks = vec![
        facts(vec![
            (label(w, "name"), proof.person.name.clone()),
            (label(w, "function"), proof.person.function.clone()),
            (w.t("evidence-group"), proof.group.clone()),
            (w.t("evidence-registers"), registers(&proof.person.registers)),
            (w.t("evidence-period-name"), period(w, &proof.period)),
            (w.t("evidence-together"), together(w, proof.minutes, &proof.hours)),
        ]),
        Block::Table(taken(w, proof)),
    ];
    if proof.secrecy {
        blocks.push(Block::Text(w.t("evidence-secrecy")));
    }
    blocks.push(Block::Small(w.t("evidence-check-register")));
    blocks.extend(signatures(w, proof, signed));
    Paper { title: w.t("evidence-proof"), under: Vec::new(), blocks }
}

fn taken(w: &Words, proof: &Proof) -> Table {
    let head = [
        label(w, "date"),
        w.t("evidence-meeting-times"),
        w.t("evidence-my-times"),
        label(w, "minutes"),
        w.t("evidence-guide"),
        w.t("evidence-others"),
        w.t("evidence-signature"),
    ];
    let rows = proof.meetings.iter().map(|one| {
        let noted = if one.own { String::new() } else { format!(" ({})", w.t("evidence-noted")) };
        vec![
            labels::day(w, &one.date),
            times(&one.start, &one.end),
            format!("{}{noted}", times(&one.from, &one.to)),
            one.minutes.to_string(),
            one.guide.clone(),
            one.others.join(", "),
            String::new(),
        ]
    });
    Table { head: head.into(), rows: rows.collect(), sign: true }
}

/// Who put their signature, meeting by meeting, and what is signed.
fn signatures(w: &Words, proof: &Proof, signed: &BTreeMap<String, Signed>) -> Vec<Block> {
    let mut blocks =
        vec![Block::Heading(w.t("evidence-signed")), Block::Small(w.t("evidence-signed-line"))];
    for one in &proof.meetings {
        let Some(list) = signed.get(&one.meeting) else { continue };
        let Ok(told) = list.check() else { continue };
        let names = |did: bool| -> Vec<String> {
            let those = told.iter().filter(|(_, signed)| *signed == did);
            those.map(|(one, _)| kring_model::inert::line(&one.name)).collect()
        };
        let (yes, not) = (names(true), names(false));
        let day = labels::day(w, &one.date);
        if yes.is_empty() {
            blocks.push(Block::Text(w.say("evidence-unsigned", &[("date", (&day).into())])));
            continue;
        }
        let yes = w.list(&yes);
        let by = [("date", (&day).into()), ("names", (&yes).into())];
        blocks.push(Block::Text(w.say("evidence-signed-by", &by)));
        if !not.is_empty() {
            let not = w.list(&not);
            blocks.push(Block::Small(w.say("evidence-not-signed-by", &[("names", (&not).into())])));
        }
        blocks.extend(list.block().ok().map(Block::Signed));
    }
    blocks
}

/// All hours over all groups.
pub(super) fn portfolio(w: &Words, portfolio: &Portfolio) -> Paper {
    let mut blocks = vec![facts(vec![
        (w.t("evidence-period-name"), period(w, &portfolio.period)),
        (w.t("evidence-together"), together(w, portfolio.minutes, &portfolio.hours)),
    ])];
    let head = [
        label(w, "date"),
        w.t("evidence-times"),
        label(w, "minutes"),
        w.t("evidence-hours"),
        w.t("evidence-role"),
        w.t("evidence-methods"),
    ];
    for group in &portfolio.groups {
        blocks.push(Block::Heading(group.group.clone()));
        let known = registers(&group.registers);
        blocks.push(facts(vec![
            (label(w, "name"), group.name.clone()),
            (w.t("evidence-registers"), known),
            (w.t("evidence-together"), together(w, group.minutes, &group.hours)),
            (label(w, "competences"), competences(w, group)),
        ]));
        let rows = group.evenings.iter().map(|one| {
            let role = if one.guided { "evidence-guided" } else { "evidence-took-part" };
            let methods: Vec<String> = one.methods.iter().map(|id| method(w, id)).collect();
            vec![
                labels::day(w, &one.date),
                times(&one.from, &one.to),
                one.minutes.to_string(),
                hours(w, &one.hours),
                w.t(role),
                methods.join(", "),
            ]
        });
        let table = Table { head: head.to_vec(), rows: rows.collect(), sign: false };
        blocks.push(Block::Table(table));
    }
    blocks.push(Block::Small(w.t("evidence-check-register")));
    Paper { title: w.t("evidence-portfolio"), under: Vec::new(), blocks }
}

/// What reflections are about, and how many: "actief luisteren (2), netwerken (1)".
fn competences(w: &Words, group: &GroupHours) -> String {
    let one = |(name, times): (&String, &usize)| format!("{} ({times})", labels::choice(w, name));
    group.competences.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Registers with their labels.
pub(super) fn registers(all: &[Register]) -> String {
    let one = |one: &Register| match one.category.as_str() {
        "" => one.register.clone(),
        category => format!("{} ({category})", one.register),
    };
    all.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Minutes and hours together.
pub(super) fn together(w: &Words, minutes: i64, as_hours: &str) -> String {
    let (minutes, as_hours) = (minutes.to_string(), hours(w, as_hours));
    w.say("evidence-sum", &[("minutes", (&minutes).into()), ("hours", (&as_hours).into())])
}
