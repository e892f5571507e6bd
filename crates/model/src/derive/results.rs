//! What was tried, what works and what does not yet: tips, steps of presenters, experiments. What did
//! not work stands as large as what did.

use crate::read::Record;

/// What kind of thing was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attempt {
    /// A tip that the presenter chose to try.
    Tip,
    /// What a presenter does differently.
    Action,
    /// An experiment of the group.
    Experiment,
    /// Other behaviour that an experiment asks: of whom, and what that takes.
    Behaviour,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Came {
    /// It works.
    Works,
    /// It works in part.
    Partly,
    /// It does not work, or not yet.
    NotYet,
    /// Nobody told yet.
    Open,
    /// It was not tried yet.
    NotTried,
}

/// Something that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// What kind of thing.
    pub attempt: Attempt,
    /// The page on which it stands.
    pub page: String,
    /// Whose it is, by id.
    pub by: String,
    /// What, in its author's words.
    pub what: String,
    /// What came of it.
    pub came: Came,
    /// What was told of it, each under its field: what worked, what did not yet, what was learned.
    pub told: Vec<(&'static str, String)>,
}

impl Attempt {
    /// Its name in exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tip => "tip",
            Self::Action => "action",
            Self::Experiment => "experiment",
            Self::Behaviour => "behaviour",
        }
    }
}

impl Came {
    /// Its name in exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Partly => "works_partly",
            Self::NotYet => "not_yet",
            Self::Open => "open",
            Self::NotTried => "not_tried",
        }
    }

    fn of_follow_up(said: &str) -> Self {
        match said {
            "worked" => Self::Works,
            "partly" => Self::Partly,
            "not_yet" => Self::NotYet,
            "not_tried" => Self::NotTried,
            _ => Self::Open,
        }
    }
}

/// What a presenter tells of a step.
const TOLD: [&str; 3] = ["worked", "not_yet", "learned"];

/// What came of a case: the steps that its presenter takes, and the tips that they try. What was told
/// of a step counts for it; what was told of a round as a whole, for all of it that has nothing of its
/// own.
pub fn of_case(
    page: &str,
    tips: &[Record],
    chosen: &[Record],
    follow_ups: &[Record],
) -> Vec<Tried> {
    let told = |item: &Record| told_of(item, follow_ups);
    let tried = |item: &Record, attempt, what: &str| {
        let told = told(item);
        Tried {
            attempt,
            page: page.to_owned(),
            by: item.by().to_owned(),
            what: what.to_owned(),
            came: told.map_or(Came::Open, |one| Came::of_follow_up(one.str("result"))),
            told: told.map(|one| words_of(one, &TOLD)).unwrap_or_default(),
        }
    };
    let steps = chosen.iter().filter(|one| !one.is_withdrawn() && one.str("status") != "dropped");
    let steps = steps.map(|one| tried(one, Attempt::Action, one.str("what")));
    let tips = tips.iter().filter(|one| !one.is_withdrawn() && one.str("choice") == "try");
    let tips = tips.map(|one| tried(one, Attempt::Tip, one.str("text")));
    steps.chain(tips).filter(|one| !one.what.trim().is_empty()).collect()
}

/// What came of an experiment; nothing while it is an idea.
pub fn of_experiment(id: &str, by: &str, page: &Record, steps: &[Record]) -> Option<Tried> {
    let newest = newest(steps)?;
    let came = came_of(page, Some(newest));
    Some(Tried {
        attempt: Attempt::Experiment,
        page: id.to_owned(),
        by: by.to_owned(),
        what: page.str("title").to_owned(),
        came,
        told: words_of(newest, &["works", "not_yet"]),
    })
}

/// The other behaviour that an experiment asks, also while it is an idea: what came of it is what came
/// of the experiment.
pub fn behaviour_of(id: &str, page: &Record, steps: &[Record], asked: &[Record]) -> Vec<Tried> {
    let newest = newest(steps);
    let came = if newest.is_some() { came_of(page, newest) } else { Came::NotTried };
    let held = asked.iter().filter(|one| !one.is_withdrawn());
    let held = held.filter(|one| !one.str("what").trim().is_empty());
    let one = |one: &Record| Tried {
        attempt: Attempt::Behaviour,
        page: id.to_owned(),
        by: one.by().to_owned(),
        what: one.str("what").to_owned(),
        came,
        told: words_of(one, &["by_whom", "what_it_takes"]),
    };
    held.map(one).collect()
}

/// What people do otherwise now, or practise: the behaviour that experiments ask, and each step of a
/// presenter of which they told that it works.
pub fn new_behaviour(all: &[Tried]) -> impl Iterator<Item = &Tried> {
    all.iter().filter(|one| match one.attempt {
        Attempt::Behaviour => true,
        Attempt::Action => matches!(one.came, Came::Works | Came::Partly),
        Attempt::Tip | Attempt::Experiment => false,
    })
}

fn newest(steps: &[Record]) -> Option<&Record> {
    let held = steps.iter().filter(|step| !step.is_withdrawn());
    held.max_by(|a, b| (a.str("from"), &a.id).cmp(&(b.str("from"), &b.id)))
}

fn came_of(page: &Record, newest: Option<&Record>) -> Came {
    match (page.str("outcome"), newest.map(|step| step.str("decision"))) {
        ("works", _) => Came::Works,
        ("works_partly", _) => Came::Partly,
        ("does_not_work_here", _) | (_, Some("stop")) => Came::NotYet,
        _ => Came::Open,
    }
}

/// The newest that was told of a step or tip: of itself, else of its round as a whole.
fn told_of<'f>(item: &Record, follow_ups: &'f [Record]) -> Option<&'f Record> {
    let all = || follow_ups.iter().filter(|one| !one.is_withdrawn());
    let own = all().filter(|one| one.str("action") == item.id).max_by(|a, b| a.id.cmp(&b.id));
    let round = item.str("round");
    let of_round = |one: &&Record| one.str("action").is_empty() && one.str("round") == round;
    own.or_else(|| all().filter(of_round).max_by(|a, b| a.id.cmp(&b.id)))
}

fn words_of(record: &Record, fields: &[&'static str]) -> Vec<(&'static str, String)> {
    let all = fields.iter().map(|field| (*field, record.str(field).trim().to_owned()));
    all.filter(|(_, text)| !text.is_empty()).collect()
}
