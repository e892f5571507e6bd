//! Where the group stands in its trajectory, in the words of the command line; see
//! [`kring_node::trajectory`].

use kring_model::derive::{Gap, Length, Share};
use kring_model::trajectory::Place;
use kring_node::trajectory::{self, Trajectory};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::ending::Voice;
use crate::failure::Failure;
use crate::labels;
use crate::say;
use crate::sheet::{Sheet, Tone};
use crate::trouble;

/// Where the group stands today.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn look(desk: &mut Desk<'_>) -> Result<Trajectory, Failure> {
    trajectory::look(&mut desk.replica).map_err(|error| trouble::replica(&error))
}

/// The phase, what belongs in it, what comes next, and what is worth a thought.
pub(crate) fn sheet(desk: &mut Desk<'_>, now: &Trajectory) -> Sheet {
    let mut sheet = Sheet::new();
    let words = desk.context.words();
    let tag = words.language().tag();
    let phase = labels::choice(words, &now.course.now);
    sheet.line(words.say(&match now.course.now.as_str() {
        "" => say!("trajectory-none"),
        _ => say!("trajectory-now", phase = phase),
    }));
    if let Some(phase) = now.phase() {
        sheet.text(0, phase.about.of(tag));
        sheet.heading(words.say(&say!("trajectory-belongs")));
        for one in &phase.belongs {
            sheet.toned(0, Tone::Plain, format!("- {}", one.what.of(tag)));
            sheet.toned(2, Tone::Dim, command(one.place));
        }
        sheet.gap();
    }
    sheet.line(words.say(&after(desk, now)));
    for line in trajectory::notes(&mut Voice(desk), now) {
        sheet.toned(0, Tone::Notice, line);
    }
    if !now.finished {
        for line in trajectory::next(&mut Voice(desk), &now.cadence) {
            sheet.line(line);
        }
    }
    for line in trajectory::guides(&mut Voice(desk), &now.guides) {
        sheet.line(line);
    }
    sheet
}

fn after(desk: &Desk<'_>, now: &Trajectory) -> crate::words::Sentence {
    let words = desk.context.words();
    if now.finished {
        return say!("trajectory-finished");
    }
    let names: Vec<String> = now.course.next.iter().map(|id| labels::choice(words, id)).collect();
    match now.course.next.first().map(String::as_str) {
        Some("finished") if names.len() == 1 => say!("trajectory-ending"),
        Some(_) => say!("trajectory-then", phase = names.join(" / ")),
        None => say!("trajectory-last"),
    }
}

/// The same for programs.
pub(crate) fn value(now: &Trajectory) -> Value {
    let (cadence, day) = (&now.cadence, |day: &kring_model::derive::Date| day.to_string());
    json!({
        "phase": now.course.now, "phases": now.course.phases,
        "next": now.course.next, "back": now.course.before,
        "belongs": now.phase().map(|phase| &phase.belongs),
        "log": now.log.iter().map(kring_model::read::Record::plain).collect::<Vec<_>>(),
        "length": now.length.map(length),
        "members": now.members, "enough_members": now.enough,
        "rounds_held": now.rounds,
        "rounds_ahead": now.ahead.iter().map(day).collect::<Vec<_>>(),
        "guides": now.guides.iter().map(|one| json!({
            "person": one.id, "until": one.str("guide_until"),
        })).collect::<Vec<_>>(),
        "safety_agreed": now.safe, "finished": now.finished,
        "cadence": {
            "weeks": [cadence.weeks.0, cadence.weeks.1],
            "last": cadence.last.as_ref().map(day), "next": cadence.next.as_ref().map(day),
            "proposed": cadence.proposed.iter().map(day).collect::<Vec<_>>(),
            "long_gap_weeks": match cadence.gap {
                Gap::Fits => None,
                Gap::Planned(weeks) | Gap::Passed(weeks) => Some(weeks),
            },
        },
    })
}

/// The mix of the group for programs.
pub(crate) fn mix(now: &Trajectory) -> Value {
    let shares = |all: &[Share]| -> Vec<Value> {
        all.iter().map(|one| json!({ "word": one.word, "members": one.members })).collect()
    };
    json!({
        "involvement": shares(&now.mix.involvement), "assets": shares(&now.mix.assets),
        "functions": shares(&now.mix.functions), "unsaid": now.mix.unsaid,
        "missing_involvement": now.mix.missing_involvement().collect::<Vec<_>>(),
        "missing_assets": now.mix.missing_assets().collect::<Vec<_>>(),
    })
}

fn length(length: Length) -> Value {
    match length {
        Length::Open(day) => json!({ "proposed_end": day.to_string() }),
        Length::Fits(months) => json!({ "months": months, "note": null }),
        Length::Short(months, least) => {
            json!({ "months": months, "note": "short", "usual": least })
        }
        Length::Long(months, most) => json!({ "months": months, "note": "long", "usual": most }),
    }
}

/// The command with which something is done.
const fn command(place: Place) -> &'static str {
    match place {
        Place::About => "kring group edit",
        Place::Actions => "kring action",
        Place::Agreements => "kring agreement ready",
        Place::Around => "kring group roles",
        Place::Cases => "kring case",
        Place::Core => "kring group core",
        Place::Ending => "kring finish",
        Place::Evaluations => "kring session start … project_evaluation",
        Place::Evidence => "kring export",
        Place::Experiments => "kring experiment",
        Place::Findings => "kring finding",
        Place::Meetings => "kring meeting",
        Place::Members => "kring group mix",
        Place::Notes => "kring note",
        Place::Preparation => "kring group prepare",
        Place::Reflections => "kring reflection",
        Place::Results => "kring group results",
        Place::Roles => "kring group roles",
        Place::Stories => "kring export story",
    }
}
