//! The trajectory of a group as data: for each form of group its phases with what belongs in them, the
//! questions of the preparation, what each role does, and agreements to begin with.
//!
//! What a group makes of it is stored in the group document; where it stands is in
//! [`derive`](crate::derive).

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::method::Words;

/// Everything that comes with the program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trajectories {
    /// The forms of group.
    pub forms: Vec<Form>,
    /// The parts of the preparation, in the order in which they are asked.
    pub preparation: Vec<Part>,
    /// The roles, each with its tasks.
    pub roles: Vec<Role>,
    /// Agreements to choose from and to adapt, those about safety first.
    pub agreements: Vec<Ready>,
}

/// A form of group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Its name in documents.
    pub id: String,
    /// How long it usually takes.
    #[serde(default)]
    pub months: Months,
    /// Its phases, in order.
    pub phases: Vec<Phase>,
}

/// How long a trajectory takes, in months. What is left open has no bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Months {
    /// Shorter is short.
    #[serde(default)]
    pub least: Option<u16>,
    /// Longer is long.
    #[serde(default)]
    pub most: Option<u16>,
    /// What is proposed.
    #[serde(default)]
    pub usual: Option<u16>,
}

/// A phase. Its name is that of the choice with its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phase {
    /// Its name in documents.
    pub id: String,
    /// What it is called in documents that were written by hand.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub also: String,
    /// What it is for.
    pub about: Words,
    /// What belongs in it.
    pub belongs: Vec<Belongs>,
    /// What can come after it; the one that follows in the list if this is empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<String>,
}

/// Something that belongs in a phase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Belongs {
    /// What is done.
    pub what: Words,
    /// Where it is done.
    pub place: Place,
}

/// A place in the program where something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// What the group is, asks and wants.
    About,
    /// Who does what before when.
    Actions,
    /// Working agreements.
    Agreements,
    /// Those involved who never have the documents.
    Around,
    /// Cases.
    Cases,
    /// The question and the core, side by side.
    Core,
    /// The end.
    Ending,
    /// Evaluations.
    Evaluations,
    /// Evidence and stage.
    Evidence,
    /// Experiments.
    Experiments,
    /// Findings.
    Findings,
    /// Meetings, with the methods that are played in them.
    Meetings,
    /// Members, and the mix of them.
    Members,
    /// Notes.
    Notes,
    /// The preparation.
    Preparation,
    /// Reflections.
    Reflections,
    /// What was tried, works and does not yet.
    Results,
    /// The role sheet.
    Roles,
    /// Stories for the stage.
    Stories,
}

/// A part of the preparation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its name in addresses.
    pub id: String,
    /// What it is about.
    pub title: Words,
    /// What is asked.
    pub questions: Vec<Question>,
}

/// A question, answered by a field of the group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The field.
    pub field: String,
    /// The question.
    pub ask: Words,
    /// What helps to answer it.
    #[serde(default)]
    pub hint: Words,
}

/// A role, with what it asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its name in documents: of a member or of somebody involved.
    pub id: String,
    /// What it is called.
    pub name: Words,
    /// What it asks.
    pub tasks: Vec<Words>,
}

/// An agreement to begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// Its kind.
    pub kind: String,
    /// Its words, to be adapted.
    pub text: Words,
}

impl Form {
    /// The phase of that name.
    pub fn phase(&self, id: &str) -> Option<&Phase> {
        let also = |phase: &&Phase| !phase.also.is_empty() && phase.also == id;
        let named = self.phases.iter().find(|phase| phase.id == id);
        named.or_else(|| self.phases.iter().find(also))
    }
}

impl Place {
    /// Its name in data and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::About => "about",
            Self::Actions => "actions",
            Self::Agreements => "agreements",
            Self::Around => "around",
            Self::Cases => "cases",
            Self::Core => "core",
            Self::Ending => "ending",
            Self::Evaluations => "evaluations",
            Self::Evidence => "evidence",
            Self::Experiments => "experiments",
            Self::Findings => "findings",
            Self::Meetings => "meetings",
            Self::Members => "members",
            Self::Notes => "notes",
            Self::Preparation => "preparation",
            Self::Reflections => "reflections",
            Self::Results => "results",
            Self::Roles => "roles",
            Self::Stories => "stories",
        }
    }
}

/// Everything that comes with the program.
pub fn builtin() -> &'static Trajectories {
    static ALL: LazyLock<Trajectories> = LazyLock::new(|| {
        // A test reads the same bytes: nothing here would fail it.
        serde_json::from_str(include_str!("trajectory.json")).unwrap_or_default()
    });
    &ALL
}

/// The form of that name; that of an interventure for a group that named none.
pub fn form(id: &str) -> Option<&'static Form> {
    let forms = &builtin().forms;
    forms.iter().find(|form| form.id == id).or(forms.first())
}

/// The part of the preparation of that name.
pub fn part(id: &str) -> Option<&'static Part> {
    builtin().preparation.iter().find(|part| part.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities;
    use crate::schema::Type;

    fn choices(entity: &str, field: &str) -> &'static [&'static str] {
        match entities::field(entity, field).unwrap().value {
            Type::Choice(of) => of,
            _ => panic!("{entity}.{field} is no choice"),
        }
    }

    fn is_said(words: &Words) -> bool {
        !words.nl.is_empty() && !words.en.is_empty()
    }

    #[test]
    fn every_form_has_its_phases_and_each_leads_on() {
        let forms: Vec<&str> = builtin().forms.iter().map(|form| form.id.as_str()).collect();
        assert_eq!(forms, choices("group", "form"));
        for form in &builtin().forms {
            for phase in &form.phases {
                assert!(is_said(&phase.about) && !phase.belongs.is_empty(), "{}", phase.id);
                assert!(phase.belongs.iter().all(|one| is_said(&one.what)), "{}", phase.id);
                for next in &phase.then {
                    assert!(form.phase(next).is_some(), "{} leads to {next}", phase.id);
                }
            }
        }
    }

    #[test]
    fn every_question_of_the_preparation_is_a_field_of_the_group() {
        let asked: Vec<&str> = builtin()
            .preparation
            .iter()
            .flat_map(|part| &part.questions)
            .map(|question| question.field.as_str())
            .collect();
        for field in &asked {
            assert!(entities::GROUP.field(field).is_some(), "{field}");
        }
        let fields = entities::GROUP.fields.iter().map(|field| field.name);
        let meant = |name: &&str| name.starts_with("seven_ws/") || name.starts_with("procedures/");
        for field in fields.filter(meant) {
            assert_eq!(asked.iter().filter(|one| **one == field).count(), 1, "{field}");
        }
        let parts = &builtin().preparation;
        assert!(parts.iter().all(|part| is_said(&part.title)));
        assert!(parts.iter().flat_map(|part| &part.questions).all(|one| is_said(&one.ask)));
    }

    #[test]
    fn roles_and_agreements_are_those_of_the_schema() {
        let roles: Vec<&str> = builtin().roles.iter().map(|role| role.id.as_str()).collect();
        assert_eq!(roles, ["participant", "promoter", "guide", "line_manager"]);
        let known = [choices("member", "role"), choices("stakeholder", "role")].concat();
        assert!(roles.iter().all(|role| known.contains(role)));
        let kinds = choices("agreement", "kind");
        for one in &builtin().agreements {
            assert!(kinds.contains(&one.kind.as_str()) && is_said(&one.text), "{one:?}");
        }
        assert_eq!(builtin().agreements.first().map(|one| one.kind.as_str()), Some("safety"));
    }
}
