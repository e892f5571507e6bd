//! Options made from the schema: every field that a person may write is an option of `add` and
//! `edit`, so that a field is named, typed and bounded in one place only.

use std::fmt;
use std::marker::PhantomData;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};
use kring_model::entities;
use kring_model::schema::{Class, Entity, Field, PageKind, Type};
use kring_model::value::{Scalar, Value};

use crate::ask;
use crate::dates;
use crate::desk::Desk;
use crate::failure::Failure;

/// What the identifier of a field's option begins with.
pub(crate) const PREFIX: &str = "field:";

/// Fields that the program fills in itself or that have a command of their own.
const OWN_WAY: &[&str] = &[
    "by",
    "entered_by",
    "withdrawn",
    "of",
    "order",
    "round",
    "presenter",
    "keep_until",
    "left_out",
];

/// A kind of thing with options of its own.
pub(crate) trait Subject: fmt::Debug + Clone + Send + Sync + 'static {
    /// The entities that hold its fields; the first that has a field of a name is meant.
    fn entities() -> Vec<&'static Entity>;
    /// The field that `add` takes without naming it.
    const FIRST: &'static str;
}

macro_rules! subjects {
    ($($(#[$doc:meta])* $name:ident = [$($entity:ident),+], $first:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub(crate) struct $name;
        impl Subject for $name {
            fn entities() -> Vec<&'static Entity> {
                vec![$(&entities::$entity),+]
            }
            const FIRST: &'static str = $first;
        }
    )*};
}

subjects! {
    /// The group.
    Group = [GROUP], "";
    /// A note.
    Note = [NOTE, NOTE_ENTRY], "title";
    /// A case: its entry in the list and its file.
    Case = [CASE_FILE, CASE], "title";
    /// A tip.
    Tip = [ADVICE], "text";
    /// A step that the presenter will take.
    ChosenAction = [CHOSEN_ACTION], "what";
    /// What came of a step.
    FollowUp = [FOLLOW_UP], "";
    /// An experiment.
    Experiment = [EXPERIMENT, EXPERIMENT_ENTRY], "title";
    /// A step of an experiment.
    Step = [STEP], "";
    /// A meeting.
    Meeting = [MEETING_PAGE, MEETING], "date";
    /// A point on the agenda.
    AgendaItem = [AGENDA_ITEM], "title";
    /// A finding.
    Finding = [FINDING, FINDING_ENTRY], "text";
    /// An agreed action.
    Action = [ACTION], "text";
    /// A working agreement.
    Agreement = [AGREEMENT], "text";
    /// A member.
    Member = [MEMBER], "";
    /// A method of the group.
    OwnMethod = [OWN_METHOD], "";
    /// A step of a method of the group.
    MethodStep = [METHOD_STEP], "";
}

/// Options for the fields of something new.
#[derive(Debug, Clone)]
pub(crate) struct NewFields<S>(Vec<Given>, PhantomData<S>);

/// Options for the fields of something that is there.
#[derive(Debug, Clone)]
pub(crate) struct EditFields<S>(Vec<Given>, PhantomData<S>);

/// One field as it was given.
#[derive(Debug, Clone)]
struct Given {
    field: &'static Field,
    texts: Vec<String>,
}

impl<S: Subject> NewFields<S> {
    /// The values, with names of people and things looked up.
    ///
    /// # Errors
    /// When a value does not fit its field, or names somebody or something that is not there.
    pub(crate) fn values(&self, desk: &mut Desk<'_>) -> Result<Vec<Named>, Failure> {
        values(&self.0, desk)
    }
}

impl<S: Subject> EditFields<S> {
    /// As [`NewFields::values`].
    ///
    /// # Errors
    /// As [`NewFields::values`].
    pub(crate) fn values(&self, desk: &mut Desk<'_>) -> Result<Vec<Named>, Failure> {
        values(&self.0, desk)
    }

    /// Whether none was given.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A field's name and what is written in it.
pub(crate) type Named = (&'static str, Value);

/// Reads one value of a field from text.
///
/// # Errors
/// When the text does not fit, or names somebody or something that is not there.
pub(crate) fn value(
    field: &'static Field,
    text: &str,
    desk: &mut Desk<'_>,
) -> Result<Value, Failure> {
    let text = ask::argument(text)?;
    if field.class == Class::Words {
        return Ok(Value::parts([(word(field, &text, desk)?, true)]));
    }
    Ok(Value::One(scalar(field, &text, desk)?))
}

/// The field of a subject by the name of its option: `seven_ws/waarom` is also `waarom`.
pub(crate) fn field_of(entity: &'static Entity, name: &str) -> Option<&'static Field> {
    let name = name.replace('-', "_");
    let fits = |field: &&Field| field.name == name || short(field.name) == name;
    entity.fields.iter().find(fits)
}

/// The last part of a field's name, under which people know it.
pub(crate) fn short(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

impl<S: Subject> Args for NewFields<S> {
    fn augment_args(command: Command) -> Command {
        offered(true, &S::entities(), S::FIRST)
            .fold(command, |command, field| command.arg(arg(field)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<S: Subject> FromArgMatches for NewFields<S> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self(given(matches, offered(true, &S::entities(), S::FIRST)), PhantomData))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl<S: Subject> Args for EditFields<S> {
    fn augment_args(command: Command) -> Command {
        offered(false, &S::entities(), "").fold(command, |command, field| command.arg(arg(field)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<S: Subject> FromArgMatches for EditFields<S> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self(given(matches, offered(false, &S::entities(), "")), PhantomData))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn offered(
    new: bool,
    entities: &[&'static Entity],
    first: &'static str,
) -> impl Iterator<Item = &'static Field> {
    let mut fields: Vec<&'static Field> = Vec::new();
    for field in entities.iter().flat_map(|entity| entity.fields) {
        let by_hand = matches!(field.class, Class::Mine | Class::Flag | Class::Marks);
        let fixed = field.class == Class::Fix && !new;
        let import = field.name == "origin" && field.value == Type::Id;
        let taken = fields.iter().any(|other| short(other.name) == short(field.name));
        if !(by_hand
            || fixed
            || import
            || taken
            || field.name == first
            || OWN_WAY.contains(&field.name))
        {
            fields.push(field);
        }
    }
    fields.into_iter()
}

fn arg(field: &'static Field) -> Arg {
    let long = short(field.name).replace('_', "-");
    let id = format!("{PREFIX}{}", field.name);
    let arg = Arg::new(id).long(long).value_name(kind_of(field.value));
    // Shorter names that people use; no thing has a field of its own of that name.
    let arg = match field.name {
        "help_question" => arg.visible_alias("question"),
        "goal_organisation" => arg.visible_alias("goal"),
        _ => arg,
    };
    let arg = match field.value {
        Type::Choice(of) => arg.value_parser(PossibleValuesParser::new(
            of.iter().map(|choice| PossibleValue::new(*choice)),
        )),
        Type::Number(from, to) => arg.value_parser(move |text: &str| match text.parse::<i64>() {
            Ok(number) if (from..=to).contains(&number) => Ok(text.to_owned()),
            _ => Err(format!("{from} … {to}")),
        }),
        Type::Date => {
            arg.value_parser(|text: &str| dates::parse_day(text).map(|date| date.to_string()))
        }
        Type::Time => arg.value_parser(dates::parse_time),
        Type::Bool => arg.value_parser(|text: &str| yes_or_no(text).map(|yes| yes.to_string())),
        _ => arg.value_parser(value_parser!(String)),
    };
    match field.class {
        Class::Words => arg.action(ArgAction::Append),
        _ => arg.action(ArgAction::Set),
    }
}

const fn kind_of(value: Type) -> &'static str {
    match value {
        Type::Line(_) | Type::Prose(_) | Type::Parts(_) => "TEXT",
        Type::Word => "WORD",
        Type::Choice(_) => "CHOICE",
        Type::Number(..) => "NUMBER",
        Type::Bool => "yes|no",
        Type::Date => "DAY",
        Type::Time => "TIME",
        Type::Person => "NAME",
        Type::Id => "ITEM",
    }
}

fn given(matches: &ArgMatches, fields: impl Iterator<Item = &'static Field>) -> Vec<Given> {
    let read = |field: &'static Field| {
        let texts = matches.get_many::<String>(&format!("{PREFIX}{}", field.name))?;
        Some(Given { field, texts: texts.cloned().collect() })
    };
    fields.filter_map(read).collect()
}

fn values(given: &[Given], desk: &mut Desk<'_>) -> Result<Vec<Named>, Failure> {
    let mut values = Vec::new();
    for Given { field, texts } in given {
        if field.class == Class::Words {
            let mut parts = Vec::new();
            for text in texts {
                parts.push((word(field, text, desk)?, true));
            }
            values.push((field.name, Value::parts(parts)));
        } else if let Some(text) = texts.last() {
            values.push((field.name, value(field, text, desk)?));
        }
    }
    Ok(values)
}

/// One word of a set: a person or a thing as its id.
pub(crate) fn word(
    field: &'static Field,
    text: &str,
    desk: &mut Desk<'_>,
) -> Result<String, Failure> {
    Ok(match field.value {
        Type::Person => desk.person(text)?.to_string(),
        Type::Id => id(field, text, desk)?,
        _ => text.to_owned(),
    })
}

/// One value of a field from text, not of a set.
///
/// # Errors
/// As [`value`].
pub(crate) fn scalar(
    field: &'static Field,
    text: &str,
    desk: &mut Desk<'_>,
) -> Result<Scalar, Failure> {
    let refused = |example: String| desk_refusal(field, text, example);
    Ok(match field.value {
        Type::Number(from, to) => {
            let number = text.trim().parse::<i64>().ok().filter(|n| (from..=to).contains(n));
            number.ok_or_else(|| refused(format!("{from} … {to}")))?.into()
        }
        Type::Bool => yes_or_no(text).map_err(refused)?.into(),
        Type::Date => dates::parse_day(text).map_err(refused)?.to_string().into(),
        Type::Time => dates::parse_time(text).map_err(refused)?.into(),
        Type::Person => desk.person(text)?.to_string().into(),
        Type::Id => id(field, text, desk)?.into(),
        // A line holds no line breaks; pasted text keeps its words.
        Type::Line(_) => text.replace(['\r', '\n', '\t'], " ").trim().into(),
        _ => text.into(),
    })
}

fn desk_refusal(field: &'static Field, text: &str, example: String) -> Failure {
    let sentence = crate::say!("usage-bad-value", name = short(field.name), value = text);
    Failure::new(crate::exit::Exit::Usage, sentence).details(vec![example])
}

/// What an id field refers to is told by its name.
fn id(field: &'static Field, text: &str, desk: &mut Desk<'_>) -> Result<String, Failure> {
    let kind = match short(field.name) {
        "meeting" => PageKind::Meeting,
        "case" | "from_cases" => PageKind::Case,
        "experiment" => PageKind::Experiment,
        "from_findings" => PageKind::Finding,
        "links" => return desk.anything(text).map(|page| page.to_string()),
        _ => return Ok(text.to_owned()),
    };
    Ok(desk.page(kind, text)?.to_string())
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "ja" | "j" => Ok(true),
        "no" | "n" | "false" | "nee" => Ok(false),
        _ => Err("yes, no".to_owned()),
    }
}
