//! What can be picked in a form where a field names other things: who took part in an evaluation,
//! what a part of a story draws on, on which findings an experiment rests.

use kring_model::entities;
use kring_model::inert;
use kring_model::method;
use kring_model::schema::{Class, Field, PageKind, Type};

use kring_node::quotes::Quote;

use crate::desk::Desk;
use crate::labels;
use crate::lists::{self, Listed};
use crate::words::Words;

/// Things that can be picked, the newest: a list that people still read through.
const PICKS_CAP: usize = 60;

/// The fields with a list to pick from.
const PICKED: [&str; 4] = ["with", "from_ids", "from_findings", "captures"];

/// Whether what a field names is picked from a list.
pub(crate) fn is_picked(field: &Field) -> bool {
    field.class == Class::Words
        && matches!(field.value, Type::Id | Type::Word)
        && PICKED.contains(&field.name)
}

/// What can be picked, as it is stored and as it is read; what is `chosen` already stays in it.
pub(crate) fn picks(
    desk: &mut Desk<'_>,
    w: &Words,
    field: &Field,
    chosen: &[&str],
) -> Vec<(String, String)> {
    let mut picks = match field.name {
        "with" => involved(desk),
        "captures" => asks(w),
        "from_findings" => things(desk, w, PageKind::Finding, |_| true),
        _ => sources(desk, w),
    };
    for one in chosen {
        if !picks.iter().any(|(id, _)| id == one) {
            let label = desk.label_of(w, one);
            let label = if label.is_empty() { w.t("pick-unknown") } else { label };
            picks.push(((*one).to_owned(), label));
        }
    }
    picks
}

/// What a step of a method can ask, and in which step it is asked first.
fn asks(w: &Words) -> Vec<(String, String)> {
    let label = |one: &method::Ask| {
        let step = one.step.title.of(w.tag());
        (one.name.clone(), format!("{} ({step})", one.capture.label.of(w.tag())))
    };
    method::asks().iter().map(label).collect()
}

/// The members, and who else is involved.
fn involved(desk: &mut Desk<'_>) -> Vec<(String, String)> {
    let present = desk.present();
    let mut picks: Vec<_> =
        present.iter().map(|person| (person.to_string(), desk.name(person))).collect();
    let others = desk.in_group(&entities::STAKEHOLDER).unwrap_or_default();
    let others = others.into_iter().filter(|one| !one.is_withdrawn());
    picks.extend(others.map(|one| (one.id.clone(), inert::line(one.str("name")))));
    picks
}

/// What may be told outside the group: released experiments, and notes and findings of which their
/// author said so. Never a case.
fn sources(desk: &mut Desk<'_>, w: &Words) -> Vec<(String, String)> {
    let mut picks = things(desk, w, PageKind::Experiment, |one| !one.fact("released").is_empty());
    for kind in [PageKind::Note, PageKind::Finding] {
        picks.extend(things(desk, w, kind, |one| one.fact("may_share") == "true"));
    }
    picks.extend(quotes(desk, w));
    picks
}

/// What people said. What is not released yet can be picked too: then its author is asked, and the part
/// stays out of every file until they say yes.
fn quotes(desk: &mut Desk<'_>, w: &Words) -> Vec<(String, String)> {
    let all = kring_node::quotes::all(desk.replica).unwrap_or_default();
    let pick = |one: &Quote| (one.id.clone(), desk.quote_label(w, one));
    all.iter().rev().take(PICKS_CAP).map(pick).collect()
}

fn things(
    desk: &mut Desk<'_>,
    w: &Words,
    kind: PageKind,
    wanted: impl Fn(&Listed) -> bool,
) -> Vec<(String, String)> {
    let all = lists::listed(desk, kind).unwrap_or_default();
    let all = all.iter().rev().filter(|one| one.here && !one.is_over() && wanted(one));
    let name = labels::kind(w, kind);
    let pick = |one: &Listed| (one.id.clone(), format!("{name}: {}", lists::title(w, kind, one)));
    all.take(PICKS_CAP).map(pick).collect()
}
