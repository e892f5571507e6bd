//! Putting an answer where its method says.

use kring_model::entities;
use kring_model::method::{Capture, Form, Home, Target};
use kring_model::schema::Class;
use kring_model::value::{Scalar, Value};
use kring_trust::{PageId, PersonId};

use super::answer::Answer;
use super::{Playing, look_at};
use crate::acts::records::Records as _;
use crate::acts::{Acted, Named, agreement, case, finding, group, note, text, writing};
use crate::replica::{Act, ReplicaError};

/// An answer on its way to its place.
pub(super) struct Landing<'l> {
    pub(super) playing: &'l Playing,
    pub(super) answer: &'l Answer,
    /// Under which id it lands if it becomes an item.
    pub(super) id: &'l str,
    /// In whose name, if not in the writer's.
    pub(super) speaker: Option<PersonId>,
    /// With what it was sealed.
    pub(super) salt: Option<&'l str>,
    /// The case, where the session has none of its own.
    pub(super) case: Option<PageId>,
}

impl Landing<'_> {
    /// Puts the answer in its place.
    ///
    /// # Errors
    /// What the schema and the rights of the writer answer; [`ReplicaError::NotAllowed`] where the
    /// session lacks the case, experiment or picked thing that it is about.
    pub(super) fn land(&self, act: &mut Act<'_, '_>, capture: &Capture) -> Acted<()> {
        let target = capture.target().map_err(|_| ReplicaError::NotAllowed("no-method"))?;
        match target.home {
            Home::CaseFile => self.in_case_file(act, &target),
            Home::FollowUpDue => {
                let (group, id) = (act.group_page(), self.case()?.to_string());
                let value = Value::One(self.answer.main()?.clone());
                let place = (&entities::CASE, id.as_str());
                writing::set(act, &group, place, "follow_up_due", &value, self.speaker)
            }
            Home::CaseList => {
                let group = act.group_page();
                self.on(act, &group, &target)
            }
            Home::Rounds => self.round(act),
            Home::NewCase => {
                let title = Value::One(self.answer.main()?.clone());
                case::offer(act, &[("title", title)], None, None).map(|_| ())
            }
            Home::Session => self.in_session(act, &target),
            Home::Meeting => {
                let parts = &self.answer.parts;
                let parts = parts.iter().map(|(name, value)| (name.as_str(), value.clone()));
                let (group, id) = (act.group_page(), self.playing.meeting.to_string());
                let (place, value) = ((&entities::MEETING, id.as_str()), Value::parts(parts));
                writing::set(act, &group, place, "learning_signals", &value, self.speaker)
            }
            Home::Group => self.in_group(act, &target),
            Home::Experiment => self.in_experiment(act, &target),
            Home::Evaluation => {
                let page = self.playing.page_in("evaluation");
                let page = page.ok_or(ReplicaError::NotAllowed("no-evaluation"))?;
                self.in_page(act, &page, &target)
            }
            Home::Finding => {
                let page = PageId::from_hex(self.picked()?);
                let page = page.ok_or(ReplicaError::NotAllowed("nothing-picked"))?;
                self.in_page(act, &page, &Target { form: field_form(&target), ..target })
            }
            Home::NewFinding => {
                let mut values = self.answer.fields(&target)?;
                values.push(("kind", "perspective".into()));
                finding::add(act, &values).map(|_| ())
            }
            Home::NewNote => {
                let kind = capture.note_kind.as_deref().unwrap_or("insight");
                let meeting = self.playing.meeting.to_string();
                let mut values = self.answer.fields(&target)?;
                values.extend([("kind", kind.into()), ("meeting", meeting.into())]);
                note::add(act, &values).map(|_| ())
            }
            // What is private never comes here.
            Home::Private => Err(ReplicaError::NotAllowed("private")),
        }
    }

    fn in_case_file(&self, act: &mut Act<'_, '_>, target: &Target) -> Acted<()> {
        let page = self.case()?;
        match target.form {
            Form::Add => {
                let mut values = self.answer.fields(target)?;
                values.extend(self.salt.map(|salt| ("salt", salt.into())));
                if target.entity.name == entities::FOLLOW_UP.name {
                    values.push(("meeting", self.playing.meeting.to_string().into()));
                }
                case::put_as(act, &page, (target.entity, self.id), &values, self.speaker)
            }
            Form::On(_) => self.on(act, &page, target),
            Form::Field(field) => {
                if field == "help_question" {
                    text::keep_help_question(act, &page)?;
                }
                self.write_field(act, &page, (target, ""), field)
            }
        }
    }

    fn in_session(&self, act: &mut Act<'_, '_>, target: &Target) -> Acted<()> {
        let (meeting, session) = (&self.playing.meeting, self.playing.record.id.as_str());
        match target.form {
            Form::Add => {
                let mut values = self.answer.fields(target)?;
                values.push(("of", session.into()));
                self.add(act, meeting, target, &values)
            }
            Form::On(_) => self.on(act, meeting, target),
            Form::Field("experiment_step") => {
                let step = self.answer.main()?.show();
                look_at(act, meeting, session, &step)
            }
            Form::Field(field) => self.write_field(act, meeting, (target, session), field),
        }
    }

    fn in_group(&self, act: &mut Act<'_, '_>, target: &Target) -> Acted<()> {
        let page = act.group_page();
        match target.form {
            Form::On("agreed_by") => agreement::agree(act, self.picked()?),
            Form::On(_) => self.on(act, &page, target),
            Form::Field(field) => {
                if matches!(field, "core" | "question") {
                    group::keep_wordings(act, field)?;
                }
                self.write_field(act, &page, (target, ""), field)
            }
            Form::Add => {
                let mut values = self.answer.fields(target)?;
                values.extend(self.defaults(target, &values));
                self.add(act, &page, target, &values)
            }
        }
    }

    /// What an action or agreement has besides what was typed.
    fn defaults(&self, target: &Target, given: &[Named]) -> Vec<Named> {
        let meeting = self.playing.meeting.to_string();
        let all: Vec<Named> = match target.entity.name {
            "action" => vec![("status", "open".into()), ("meeting", meeting.into())],
            "agreement" => vec![("kind", "other".into())],
            _ => Vec::new(),
        };
        let missing = |(name, _): &Named| !given.iter().any(|(given, _)| given == name);
        all.into_iter().filter(missing).collect()
    }

    fn in_experiment(&self, act: &mut Act<'_, '_>, target: &Target) -> Acted<()> {
        let page = self.playing.page_in("experiment");
        let page = page.ok_or(ReplicaError::NotAllowed("no-experiment"))?;
        if !target.is_of_step() {
            return self.in_page(act, &page, target);
        }
        let step = self.playing.record.str("experiment_step").to_owned();
        if step.is_empty() {
            return Err(ReplicaError::NotAllowed("no-experiment-step"));
        }
        match target.form {
            Form::Field(field) => self.write_field(act, &page, (target, &step), field),
            Form::Add | Form::On(_) => {
                let mut values = self.answer.fields(target)?;
                values.push(("of", step.into()));
                self.add(act, &page, target, &values)
            }
        }
    }

    /// On a page of its own: an item, or one of the page's own fields.
    fn in_page(&self, act: &mut Act<'_, '_>, page: &PageId, target: &Target) -> Acted<()> {
        match target.form {
            Form::Add => {
                let mut values = self.answer.fields(target)?;
                if self.speaker.is_some_and(|speaker| speaker != act.me()) {
                    // Whether somebody's words may go outside, nobody says for them.
                    values.retain(|(name, _)| !matches!(*name, "may_share" | "with_name"));
                }
                self.add(act, page, target, &values)
            }
            Form::On(_) => self.on(act, page, target),
            Form::Field(field) => self.write_field(act, page, (target, ""), field),
        }
    }

    /// How a case goes on after telling back.
    fn round(&self, act: &mut Act<'_, '_>) -> Acted<()> {
        let case = match &self.answer.on {
            Some(picked) => PageId::from_hex(picked),
            None => self.case().ok(),
        };
        let case = case.ok_or(ReplicaError::NotAllowed("nothing-picked"))?;
        match self.answer.main()?.as_str() {
            Some("close_round") => case::close(act, &case),
            Some("new_round") => {
                let meeting = ("meeting", self.playing.meeting.to_string().into());
                case::round(act, &case, &[meeting]).map(|_| ())
            }
            // The round stays open: it comes back at the next meeting.
            Some("keep_trying") => Ok(()),
            _ => Err(ReplicaError::NotAllowed("no-such-part")),
        }
    }

    fn add(
        &self,
        act: &mut Act<'_, '_>,
        page: &PageId,
        target: &Target,
        values: &[Named],
    ) -> Acted<()> {
        writing::add_as(act, page, (target.entity, self.id), values, self.speaker)
    }

    /// Writes a field of what was picked.
    fn on(&self, act: &mut Act<'_, '_>, page: &PageId, target: &Target) -> Acted<()> {
        let picked = self.picked()?;
        let Form::On(field) = target.form else {
            return Err(ReplicaError::NotAllowed("no-method"));
        };
        self.write_field(act, page, (target, picked), field)
    }

    /// Writes one field. What is a text grows: in a session people add to it.
    fn write_field(
        &self,
        act: &mut Act<'_, '_>,
        page: &PageId,
        (target, id): (&Target, &str),
        field: &str,
    ) -> Acted<()> {
        let mut value = self.answer.main()?.clone();
        let known = target.entity.field(field);
        if known.is_some_and(|field| field.class == Class::Text) {
            let before = act.read(page, |page| page.read(target.entity, id))?;
            let before = before.map(|record| record.str(field).to_owned()).unwrap_or_default();
            value = Scalar::Text(joined(&before, &value.show()));
        }
        let place = (target.entity, id);
        writing::set(act, page, place, field, &Value::One(value), self.speaker)
    }

    fn case(&self) -> Acted<PageId> {
        self.case.or(self.playing.case).ok_or(ReplicaError::NotAllowed("no-case"))
    }

    fn picked(&self) -> Acted<&str> {
        self.answer.on.as_deref().ok_or(ReplicaError::NotAllowed("nothing-picked"))
    }
}

/// What was there and what is added, on a line of its own; the same is not added twice.
fn joined(before: &str, added: &str) -> String {
    if before.is_empty() || added.starts_with(before) {
        return added.to_owned();
    }
    format!("{before}\n{added}")
}

fn field_form(target: &Target) -> Form {
    match target.form {
        Form::On(field) | Form::Field(field) => Form::Field(field),
        Form::Add => Form::Add,
    }
}
