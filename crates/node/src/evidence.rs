//! What a group shows to others, made from what is on this laptop: only the pages that an export
//! needs are opened. What may appear is decided in [`kring_model::evidence`].

use std::collections::BTreeMap;

use kring_model::entities;
use kring_model::evidence::{
    self, AttendanceList, Contents, EvaluationForm, EvaluationReport, GroupHours, LeftOut, Period,
    Portfolio, Progress, Proof, ReflectionForm, Report, Story, Why,
};
use kring_model::schema::PageKind;
use kring_trust::PageId;
use kring_trust::participation::Signed;

use crate::acts;
use crate::acts::attest::Of;
use crate::acts::records::Records as _;
use crate::export::gather;
use crate::replica::{Replica, ReplicaError};

/// One thing to show to others.
#[derive(Debug, Clone)]
pub enum Evidence {
    /// Who was at one meeting.
    Attendance(AttendanceList),
    /// One's own taking part, without content, and what was signed by the page of each meeting.
    Proof(Proof, BTreeMap<String, Signed>),
    /// One's own hours over all groups.
    Portfolio(Portfolio),
    /// A series of meetings, a joint part and a personal part.
    Report(Report),
    /// One's own reflections.
    Reflections(ReflectionForm),
    /// An evaluation for those involved.
    Evaluation(EvaluationReport),
    /// The questions of an evaluation on paper, for who has no laptop.
    Form(EvaluationForm),
    /// A story for the stage.
    Story(Story),
    /// How the group is doing.
    Progress(Progress),
    /// How several groups are doing.
    Overview(Vec<Progress>),
}

/// What is asked for in one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// The attendance list of a meeting.
    Attendance(PageId),
    /// The proof of a period.
    Proof(Period),
    /// The report of a period.
    Report(Period),
    /// The reflections of a period.
    Reflections(Period),
    /// An evaluation.
    Evaluation(PageId),
    /// The form of an evaluation.
    Form(PageId),
    /// A story.
    Story(PageId),
    /// How the group is doing.
    Progress,
}

impl Evidence {
    /// The word for it, the same on the command line and in addresses.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Attendance(_) => "attendance",
            Self::Proof(..) => "proof",
            Self::Portfolio(_) => "portfolio",
            Self::Report(_) => "report",
            Self::Reflections(_) => "reflections",
            Self::Evaluation(_) => "evaluation",
            Self::Form(_) => "form",
            Self::Story(_) => "story",
            Self::Progress(_) => "progress",
            Self::Overview(_) => "overview",
        }
    }

    /// Who is in it, and what is not.
    pub fn contents(&self) -> Contents {
        match self {
            Self::Attendance(one) => one.contents.clone(),
            Self::Proof(one, _) => one.contents.clone(),
            Self::Portfolio(one) => one.contents.clone(),
            Self::Report(one) => one.contents.clone(),
            Self::Reflections(one) => one.contents.clone(),
            Self::Evaluation(one) => one.contents.clone(),
            Self::Form(one) => one.contents.clone(),
            Self::Story(one) => one.contents.clone(),
            Self::Progress(one) => one.contents.clone(),
            Self::Overview(groups) => evidence::named_in(groups),
        }
    }

    /// It as data, with what is not in it; for this laptop, not to be given away.
    pub fn data(&self) -> serde_json::Value {
        let made = match self {
            Self::Attendance(one) => serde_json::to_value(one),
            Self::Proof(one, signed) => serde_json::to_value(one).map(|data| with(data, signed)),
            Self::Portfolio(one) => serde_json::to_value(one),
            Self::Report(one) => serde_json::to_value(one),
            Self::Reflections(one) => serde_json::to_value(one),
            Self::Evaluation(one) => serde_json::to_value(one),
            Self::Form(one) => serde_json::to_value(one),
            Self::Story(one) => serde_json::to_value(one),
            Self::Progress(one) => serde_json::to_value(one),
            Self::Overview(one) => serde_json::to_value(one),
        };
        // Records of texts and numbers always have a form in JSON.
        made.unwrap_or_default()
    }
}

/// The data of a proof with what was signed, by the page of each meeting.
fn with(mut data: serde_json::Value, signed: &BTreeMap<String, Signed>) -> serde_json::Value {
    let block = |one: &Signed| serde_json::Value::from(one.block().unwrap_or_default());
    let blocks = signed.iter().map(|(page, one)| (page.clone(), block(one))).collect();
    if let Some(map) = data.as_object_mut() {
        map.insert("signed".into(), serde_json::Value::Object(blocks));
    }
    data
}

/// Makes what is asked for. `None` if there is no such thing here, or the meeting is not over.
///
/// # Errors
/// When the store cannot be read.
pub fn make(replica: &mut Replica, asked: &Asked) -> Result<Option<Evidence>, ReplicaError> {
    Ok(match asked {
        Asked::Attendance(page) => attendance(replica, page)?.map(Evidence::Attendance),
        Asked::Proof(period) => {
            let (made, signed) = proof(replica, period)?;
            Some(Evidence::Proof(made, signed))
        }
        Asked::Report(period) => Some(Evidence::Report(report(replica, period)?)),
        Asked::Reflections(period) => Some(Evidence::Reflections(reflections(replica, period)?)),
        Asked::Evaluation(page) => evaluation(replica, page)?.map(Evidence::Evaluation),
        Asked::Form(page) => form(replica, page)?.map(Evidence::Form),
        Asked::Story(page) => story(replica, page)?.map(Evidence::Story),
        Asked::Progress => Some(Evidence::Progress(progress(replica)?)),
    })
}

/// What was released and what must not be repeated stands on these.
const FOR_A_STORY: [PageKind; 6] = [
    PageKind::Story,
    PageKind::Experiment,
    PageKind::Note,
    PageKind::Finding,
    PageKind::Evaluation,
    PageKind::Case,
];

/// The attendance list of a meeting. `None` if it is not over, or not here.
///
/// # Errors
/// When the store cannot be read.
fn attendance(
    replica: &mut Replica,
    meeting: &PageId,
) -> Result<Option<AttendanceList>, ReplicaError> {
    let id = meeting.to_string();
    let gathered = gather(replica, &[PageKind::Meeting])?;
    Ok(gathered.read(|whole| evidence::attendance_list(whole, &id)))
}

/// This person's proof, with what those who were there signed, by the page of each meeting.
///
/// # Errors
/// When the store cannot be read.
fn proof(
    replica: &mut Replica,
    period: &Period,
) -> Result<(Proof, BTreeMap<String, Signed>), ReplicaError> {
    let me = replica.me().to_string();
    let gathered = gather(replica, &[PageKind::Meeting])?;
    let (proof, held) = gathered
        .read(|whole| (evidence::proof(whole, &me, period), evidence::meetings(whole, period)));
    let group = replica.group_page();
    let members = replica.read(&group, |page| page.all(&entities::MEMBER))?;
    let mut signed = BTreeMap::new();
    for one in held {
        let Some(page) = PageId::from_hex(&one.id) else { continue };
        let of = Of { group: replica.group(), meeting: page, roster: replica.roster() };
        let taken = proof.meetings.iter().any(|taken| taken.meeting == one.id);
        let now = of.gathering(&one.entry, &one.page, &members).filter(|_| taken);
        if let Some(now) = now {
            signed.insert(one.id, of.signed(&now, &one.page));
        }
    }
    Ok((proof, signed))
}

/// This person's report over a period.
///
/// # Errors
/// When the store cannot be read.
fn report(replica: &mut Replica, period: &Period) -> Result<Report, ReplicaError> {
    let me = replica.me().to_string();
    let gathered = gather(replica, &[PageKind::Meeting, PageKind::Note])?;
    let mut report = gathered.read(|whole| evidence::report(whole, &me, period));
    report.contents.left_out.extend(kept_private(replica)?);
    Ok(report)
}

/// This person's reflections over a period.
///
/// # Errors
/// When the store cannot be read.
fn reflections(replica: &mut Replica, period: &Period) -> Result<ReflectionForm, ReplicaError> {
    let me = replica.me().to_string();
    let gathered = gather(replica, &[PageKind::Meeting, PageKind::Note])?;
    let mut form = gathered.read(|whole| evidence::reflection_form(whole, &me, period));
    form.contents.left_out.extend(kept_private(replica)?);
    Ok(form)
}

/// An evaluation for those involved. `None` if it is not here.
///
/// # Errors
/// When the store cannot be read.
fn evaluation(
    replica: &mut Replica,
    page: &PageId,
) -> Result<Option<EvaluationReport>, ReplicaError> {
    let id = page.to_string();
    let gathered = gather(replica, &[PageKind::Evaluation])?;
    Ok(gathered.read(|whole| evidence::evaluation(whole, &id)))
}

/// The form of an evaluation. `None` if it is not here.
///
/// # Errors
/// When the store cannot be read.
fn form(replica: &mut Replica, page: &PageId) -> Result<Option<EvaluationForm>, ReplicaError> {
    let id = page.to_string();
    let gathered = gather(replica, &[PageKind::Evaluation])?;
    Ok(gathered.read(|whole| evidence::evaluation_form(whole, &id)))
}

/// A story as it may be shown today. `None` if it is not here.
///
/// # Errors
/// When the store cannot be read.
fn story(replica: &mut Replica, page: &PageId) -> Result<Option<Story>, ReplicaError> {
    let (id, today) = (page.to_string(), acts::day_text(replica.env().today()));
    let gathered = gather(replica, &FOR_A_STORY)?;
    Ok(gathered.read(|whole| evidence::story(whole, &id, &today)))
}

/// This person's hours in this group.
///
/// # Errors
/// When the store cannot be read.
pub fn hours(replica: &mut Replica, period: &Period) -> Result<GroupHours, ReplicaError> {
    let me = replica.me().to_string();
    let gathered = gather(replica, &[PageKind::Meeting, PageKind::Note])?;
    Ok(gathered.read(|whole| evidence::group_hours(whole, &me, period)))
}

/// How the group is doing.
///
/// # Errors
/// When the store cannot be read.
fn progress(replica: &mut Replica) -> Result<Progress, ReplicaError> {
    let gathered = gather(replica, &[PageKind::Meeting, PageKind::Evaluation])?;
    Ok(gathered.read(evidence::progress))
}

/// A reflection that is on this laptop only goes nowhere.
fn kept_private(replica: &mut Replica) -> Result<Vec<LeftOut>, ReplicaError> {
    let kept = acts::reflection::private(replica)?;
    let title = |one: &kring_model::read::Record| kring_model::inert::line(one.str("title"));
    Ok(kept.iter().map(|one| LeftOut::new(&title(one), Why::Private)).collect())
}

#[cfg(test)]
mod tests;
