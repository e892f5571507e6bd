//! Methods: guided sessions as data. The built-in ones come with the program; a group copies one
//! and changes it.
//!
//! A method is a row of steps, each with what is written down in it. Where that lands in the
//! documents is the capture's [`target`](Capture::target); how a session is played is in
//! [`derive`](crate::derive) and in the acts of the program.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

mod check;
mod own;
#[cfg(test)]
mod own_tests;
mod pinned;
mod target;

pub use check::{BadMethod, METHOD_CAP};
pub use own::{Ask, Values, ask, asks, copied, from_file, of_group, step, to_file};
pub use pinned::{pin, pinned};
pub use target::{Form, Home, Target, field_of};

/// The same text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Dutch.
    pub nl: String,
    /// English.
    pub en: String,
}

impl Words {
    /// The text in a language, `nl` or `en`; the other one where it was left empty.
    pub fn of(&self, language: &str) -> &str {
        match (language, self.nl.as_str(), self.en.as_str()) {
            ("en", nl, "") => nl,
            ("en", _, en) | (_, "", en) => en,
            (_, nl, _) => nl,
        }
    }
}

/// What a method is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Treating a case.
    Consultation,
    /// Learning from an experiment or from how the group works.
    Learning,
    /// The journey of the group.
    Trajectory,
    /// What comes back every meeting.
    Ritual,
}

/// A guided session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// Its name in documents and commands.
    pub id: String,
    /// What it is for.
    pub kind: Purpose,
    /// Its name.
    pub name: Words,
    /// Other names, to find it by.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What happens, in a sentence or two.
    pub summary: Words,
    /// beginner or experienced.
    pub level: String,
    /// Whether it treats a case.
    pub needs_case: bool,
    /// For how many people.
    pub group_size: GroupSize,
    /// Minutes of the whole, for six people.
    pub minutes_total: u32,
    /// When it is a good choice.
    pub use_when: Words,
    /// Who does what.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// What everybody keeps to.
    #[serde(default)]
    pub rules: Vec<Words>,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// For how many people a method is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSize {
    /// At least.
    pub min: u32,
    /// Best.
    pub ideal: u32,
    /// At most.
    pub max: u32,
}

/// A role in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its name in code.
    pub id: String,
    /// Its name.
    pub name: Words,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its name in documents.
    pub id: String,
    /// Its title.
    pub title: Words,
    /// Planned minutes, for six people.
    pub minutes: u32,
    /// Minutes for each who is there, instead of [`minutes`](Self::minutes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes_per_participant: Option<serde_json::Number>,
    /// Who speaks.
    pub speaker: String,
    /// speaks, listens or writes.
    pub presenter_mode: String,
    /// What to do.
    pub instruction: Words,
    /// A word for who guides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide_hint: Option<Words>,
    /// Nobody speaks.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silence: bool,
    /// What is written down.
    #[serde(default)]
    pub captures: Vec<Capture>,
}

/// Who may fill something in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Whoever brought the case.
    Presenter,
    /// Everybody.
    Each,
    /// Everybody but the presenter.
    EachButPresenter,
    /// Anybody, for all.
    Any,
    /// Whoever takes notes, for all.
    Notetaker,
    /// Whoever guides.
    Guide,
    /// Those who sit in the outer circle.
    Outer,
}

/// When others see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Publish {
    /// At once.
    Live,
    /// When the step has ended; until then it stays on its author's laptop.
    StepEnd,
    /// Never.
    Private,
}

/// Where it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Privacy {
    /// In the case file only.
    Case,
    /// With the group.
    Group,
    /// On its author's laptop only.
    Private,
}

/// Something that is written down in a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// Its name, unique in its step.
    pub id: String,
    /// What it is, for how it is asked.
    pub kind: String,
    /// Who may fill it in.
    pub by: By,
    /// Where it lands; see [`Target`].
    pub target: String,
    /// What is asked.
    pub label: Words,
    /// When others see it.
    pub publish: Publish,
    /// As many at least, of each.
    pub min: u32,
    /// As many at most, of each.
    pub max: Option<u32>,
    /// Where it may be.
    pub privacy: Privacy,
    /// What can be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// From and up to which number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<[i64; 2]>,
    /// The parts of an answer that has several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// What is rated, if it is more than one thing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
    /// The kind of note it becomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note_kind: Option<String>,
}

impl Method {
    /// Reads a method and checks it.
    ///
    /// # Errors
    /// [`BadMethod`], by which a person can mend it.
    pub fn parse(json: &str) -> Result<Self, BadMethod> {
        if json.len() > METHOD_CAP {
            return Err(BadMethod::TooLong);
        }
        let method: Self = serde_json::from_str(json)
            .map_err(|error| BadMethod::Form { line: error.line(), cause: error.to_string() })?;
        check::check(&method)?;
        Ok(method)
    }

    /// The step of that name.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The names of the steps, in order.
    pub fn step_ids(&self) -> Vec<&str> {
        self.steps.iter().map(|step| step.id.as_str()).collect()
    }

    /// A name for what it says, 16 digits: a session remembers which version it was played with.
    pub fn version(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        let hash = kring_trust::hash::hash("kring 1 method", &[&json]);
        hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Step {
    /// The capture of that name.
    pub fn capture(&self, id: &str) -> Option<&Capture> {
        self.captures.iter().find(|capture| capture.id == id)
    }
}

impl Capture {
    /// Where it lands.
    ///
    /// # Errors
    /// [`BadMethod::Target`] where a method names a place that there is not.
    pub fn target(&self) -> Result<Target, BadMethod> {
        Target::parse(&self.target).ok_or_else(|| BadMethod::Target(self.target.clone()))
    }

    /// Whether it stays with its author until the step has ended.
    pub fn is_blind(&self) -> bool {
        self.publish == Publish::StepEnd
    }
}

/// The method that a group begins with.
pub const DEFAULT_METHOD: &str = "incident";

/// What always opens a meeting when something is to be told back.
pub const FOLLOW_UP_METHOD: &str = "follow_up_round";

/// The methods that come with the program.
pub fn builtin() -> &'static [Method] {
    static METHODS: LazyLock<Vec<Method>> = LazyLock::new(|| {
        #[derive(Deserialize)]
        struct File {
            methods: Vec<Method>,
        }
        // A test reads the same bytes: an empty list here would fail it.
        serde_json::from_str::<File>(include_str!("methods.json"))
            .map(|file| file.methods)
            .unwrap_or_default()
    });
    &METHODS
}

/// The built-in method with that id, name or alias, whatever the case of its letters.
pub fn named(name: &str) -> Option<&'static Method> {
    let name = name.to_lowercase();
    builtin().iter().find(|method| {
        method.id == name
            || [&method.name.nl, &method.name.en].iter().any(|one| one.to_lowercase() == name)
            || method.aliases.iter().any(|alias| alias.to_lowercase() == name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_built_in_methods_are_there_and_sound() {
        assert_eq!(builtin().len(), 19);
        for method in builtin() {
            assert_eq!(check::check(method), Ok(()), "{}", method.id);
            for step in &method.steps {
                for capture in &step.captures {
                    capture.target().unwrap_or_else(|error| panic!("{}: {error}", method.id));
                }
            }
        }
        assert!(named(DEFAULT_METHOD).is_some() && named(FOLLOW_UP_METHOD).is_some());
        assert_eq!(named("Incidentmethode").map(|one| one.id.as_str()), Some("incident"));
    }

    #[test]
    fn what_is_written_is_read_back() {
        for method in builtin() {
            let json = serde_json::to_string(method).unwrap();
            assert_eq!(Method::parse(&json).as_ref(), Ok(method));
        }
    }

    #[test]
    fn another_sentence_is_another_version() {
        let method = named(DEFAULT_METHOD).unwrap();
        let mut other = method.clone();
        other.rules.push(Words { nl: "Telefoons uit.".into(), en: String::new() });
        assert_ne!(method.version(), other.version());
        assert_eq!(other.rules.last().map(|rule| rule.of("en")), Some("Telefoons uit."));
    }

    #[test]
    fn case_content_lands_in_case_files_only() {
        for method in builtin() {
            for capture in method.steps.iter().flat_map(|step| &step.captures) {
                let home = capture.target().unwrap().home;
                let in_file = matches!(home, Home::CaseFile | Home::NewCase | Home::FollowUpDue);
                assert_eq!(capture.privacy == Privacy::Case, in_file, "{}", capture.target);
            }
        }
    }
}
