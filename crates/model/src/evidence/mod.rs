//! Evidence and stage: what a group shows to others, as plain data, before anybody draws it.
//!
//! What may appear is decided here and nowhere else. Everything in these structures may be printed
//! and given away; what was held back stands beside it only as a [`LeftOut`], which is shown on
//! this laptop and never in a file. All texts are inert.

mod attendance;
mod evaluation;
mod form;
mod hours;
mod meetings;
mod people;
mod portfolio;
mod progress;
mod proof;
mod release;
mod report;
#[cfg(test)]
mod stage_tests;
mod story;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use attendance::{AttendanceList, attendance_list};
pub use evaluation::{EvaluationReport, Quote, evaluation};
pub use form::{EvaluationForm, evaluation_form};
pub use hours::hours;
pub use meetings::{Meeting, There, meetings};
pub use people::{Person, Register};
pub use portfolio::{Evening, GroupHours, Portfolio, group_hours, portfolio};
pub use progress::{
    BadProgress, PROGRESS_CAP, Progress, Signals, named_in, progress, read_progress,
};
pub use proof::{Proof, ProofMeeting, proof};
pub use report::{
    ReflectionForm, Report, ReportMeeting, WrittenReflection, reflection_form, report,
};
pub use story::{Material, Part, Story, story};

/// A stretch of days, both included; open where nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The first day, `2025-09-01`.
    pub from: Option<String>,
    /// The last day.
    pub until: Option<String>,
}

/// Something that is not in what goes out. Only this laptop shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// What it is, as people know it here; empty where the reason says all.
    pub what: String,
    /// Why.
    pub why: Why,
    /// What the reason is about: a title, a name.
    pub about: String,
}

/// Why something stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It draws on something that the group did not release.
    NotReleased,
    /// It names somebody who did not say yes.
    Names,
    /// It repeats words of a case, or a sentence that must stay.
    Quotes,
    /// A person who would tell it did not say yes.
    NoConsent,
    /// Its author did not share it.
    NotShared,
    /// It is on this laptop only.
    Private,
    /// The times are not known.
    NoTimes,
    /// It is the group's own: minutes, agenda.
    OfTheGroup,
    /// Fewer than three people answered.
    TooFew,
    /// The group could not be opened.
    NotOpened,
}

/// Who is in what goes out, and what is not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Contents {
    /// Everybody who is named.
    pub named: Vec<String>,
    /// Whose words are in it without their name.
    pub words_of: Vec<String>,
    /// What stays.
    pub left_out: Vec<LeftOut>,
}

impl Period {
    /// Whether a day is in it.
    pub fn holds(&self, day: &str) -> bool {
        self.from.as_deref().is_none_or(|from| from <= day)
            && self.until.as_deref().is_none_or(|until| day <= until)
    }
}

impl LeftOut {
    /// Something that stays, for a reason that needs no words.
    pub fn new(what: &str, why: Why) -> Self {
        Self { what: what.to_owned(), why, about: String::new() }
    }

    fn because(what: &str, why: Why, about: &str) -> Self {
        Self { what: what.to_owned(), why, about: about.to_owned() }
    }
}

impl Contents {
    fn settle(mut self) -> Self {
        for names in [&mut self.named, &mut self.words_of] {
            names.sort_unstable();
            names.dedup();
        }
        let named = &self.named;
        self.words_of.retain(|name| !named.contains(name));
        self
    }
}
