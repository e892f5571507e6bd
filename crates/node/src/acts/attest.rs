//! Signing who was at a meeting: date, times and names, and nothing of what was said.
//!
//! Whoever was there signs the list as it stands, when they confirm the minutes or when they are
//! asked for it. Who signs later signs the same text, as long as it says the same.

use kring_model::derive;
use kring_model::entities;
use kring_model::inert;
use kring_model::read::{Mine, Record};
use kring_model::value::Value;
use kring_trust::keys::PublicKey;
use kring_trust::participation::{self, Gathering, Present, Signed};
use kring_trust::roster::Roster;
use kring_trust::{GroupId, PageId, PersonId};

use super::{Acted, writing};
use crate::acts::records::Records as _;
use crate::replica::{Act, Replica, ReplicaError};

/// What became of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attested {
    /// The list is signed.
    Signed,
    /// This person was not there, or their times are not known.
    NotThere,
    /// The meeting is not over yet, or has no date.
    NotOver,
}

/// Confirms the minutes, and signs who was there.
///
/// # Errors
/// When the page is not here.
pub fn confirm(act: &mut Act<'_, '_>, meeting: &PageId) -> Acted<Attested> {
    let (own, yes) = (&entities::MEETING_PAGE, true.into());
    writing::set_own(act, meeting, own, "minutes_confirmed_by", &yes)?;
    sign(act, meeting)
}

/// Signs who was there.
///
/// # Errors
/// When the page is not here.
pub fn sign(act: &mut Act<'_, '_>, meeting: &PageId) -> Acted<Attested> {
    let (group, id) = (act.group_page(), meeting.to_string());
    let entry = act.read(&group, |page| page.read(&entities::MEETING, &id))?;
    let members = act.read(&group, |page| page.all(&entities::MEMBER))?;
    let own = act.read(meeting, |page| page.own_fields())?;
    let (Some(entry), Some(own)) = (entry, own) else { return Ok(Attested::NotOver) };
    if !entry.is("closed_at") || entry.str("date").is_empty() {
        return Ok(Attested::NotOver);
    }
    let of = Of { group: act.group(), meeting: *meeting, roster: act.roster() };
    let key = act.keys().record(None).sign_key;
    let Some(now) = of.gathering(&entry, &own, &members) else { return Ok(Attested::NotThere) };
    if now.holder(&key).is_none() {
        return Ok(Attested::NotThere);
    }
    let same = |text: &String| {
        Gathering::parse(text).is_ok_and(|one| one.holder(&key).is_some() && says(&now, &one))
    };
    let Some(text) = texts(&own).into_iter().find(same).or_else(|| now.text().ok()) else {
        return Ok(Attested::NotThere);
    };
    let signature = participation::hex(&participation::sign(act.keys(), &text).0);
    let list = participation::name_of(&text);
    let signed =
        [("list", list.clone()), ("key", participation::hex(&key.0)), ("signature", signature)];
    let values = [
        ("attendance_lists", Value::parts([(list, text)])),
        ("attendance_signed", Value::parts(signed)),
    ];
    writing::set_all(act, meeting, (&entities::MEETING_PAGE, ""), &values, None)?;
    Ok(Attested::Signed)
}

/// The list of a meeting that is over, as this person would sign it. `None` if there is nothing to
/// sign for them: they were not there, or their signature is under it already.
///
/// # Errors
/// When the page is not here.
pub fn unsigned(
    replica: &mut Replica,
    meeting: &PageId,
) -> Result<Option<Gathering>, ReplicaError> {
    let (group, id) = (replica.group_page(), meeting.to_string());
    let (entry, members) = replica
        .read(&group, |page| (page.read(&entities::MEETING, &id), page.all(&entities::MEMBER)))?;
    let own = replica.read(meeting, |page| page.own_fields())?;
    let (Some(entry), Some(own)) = (entry, own) else { return Ok(None) };
    if !entry.is("closed_at") {
        return Ok(None);
    }
    let of = Of { group: replica.group(), meeting: *meeting, roster: replica.roster() };
    let mine = of.keys(&replica.me().to_string());
    let now = of.gathering(&entry, &own, &members);
    let now = now.filter(|now| mine.iter().any(|key| now.holder(key).is_some()));
    let signed =
        |now: &Gathering| of.signed(now, &own).signatures.iter().any(|(key, _)| mine.contains(key));
    Ok(now.filter(|now| now.text().is_ok() && !signed(now)))
}

/// What of a meeting's list must be known beside its records.
pub(crate) struct Of<'r> {
    pub(crate) group: GroupId,
    pub(crate) meeting: PageId,
    pub(crate) roster: &'r Roster,
}

impl Of<'_> {
    /// The list as it stands now. `None` when nobody was there whose times are known.
    pub(crate) fn gathering(
        &self,
        entry: &Record,
        own: &Record,
        members: &[Record],
    ) -> Option<Gathering> {
        let there = derive::attendance(own).into_iter().filter(|one| one.minutes.is_some());
        let person = |one: derive::Attendance| {
            let keys = self.keys(&one.person);
            let member = members.iter().find(|member| member.id == one.person)?;
            let name = inert::line(member.str("name")).trim().to_owned();
            let name = if name.is_empty() { one.person.chars().take(8).collect() } else { name };
            (!keys.is_empty()).then_some(Present { name, from: one.from, to: one.to, keys })
        };
        let mut present: Vec<Present> = there.filter_map(person).collect();
        present.sort();
        let text = |name: &str| inert::line(entry.str(name));
        (!present.is_empty()).then(|| Gathering {
            group: self.group,
            meeting: self.meeting,
            date: text("date"),
            start: text("start"),
            end: text("end"),
            present,
        })
    }

    /// The list with the signatures under it: of the texts that say what the list says now, the
    /// one with most of them; without any, the list as it stands. Signatures that do not fit are
    /// nobody's.
    pub(crate) fn signed(&self, now: &Gathering, own: &Record) -> Signed {
        let lists = texts(own).into_iter().filter_map(|text| {
            let gathering = Gathering::parse(&text).ok().filter(|one| says(now, one))?;
            let mut signatures: Vec<_> = own
                .mine("attendance_signed")
                .filter_map(|(_, mine)| signature(mine, &text))
                .filter(|(key, _)| gathering.holder(key).is_some())
                .collect();
            signatures.sort_unstable();
            signatures.dedup_by_key(|(key, _)| *key);
            Some(Signed { gathering, signatures })
        });
        let none = Signed { gathering: now.clone(), signatures: Vec::new() };
        lists.max_by_key(|one| one.signatures.len()).unwrap_or(none)
    }

    /// The signing keys of all laptops that a person ever had in the group.
    fn keys(&self, person: &str) -> Vec<PublicKey> {
        let Some(person) = PersonId::from_hex(person) else { return Vec::new() };
        let theirs = self.roster.devices().filter(|device| device.person == person);
        let mut keys: Vec<PublicKey> = theirs.map(|device| device.record.sign_key).collect();
        keys.sort_unstable();
        keys
    }
}

/// The texts of which each stands under its own hash.
fn texts(own: &Record) -> Vec<String> {
    let kept = own.marks("attendance_lists");
    let sound = kept.iter().filter_map(|(name, text)| {
        let text = text.as_str()?;
        (participation::name_of(text) == **name).then(|| text.to_owned())
    });
    sound.collect()
}

/// One person's own signature, if it is under that text.
fn signature(mine: &Mine, text: &str) -> Option<(PublicKey, kring_trust::keys::Signature)> {
    let part = |name: &str| mine.own.get(name)?.last()?.value.as_str();
    if part("list")? != participation::name_of(text) {
        return None;
    }
    let key = PublicKey(participation::from_hex(part("key")?)?);
    let signature = kring_trust::keys::Signature(participation::from_hex(part("signature")?)?);
    participation::verify(&key, text, &signature).ok()?;
    Some((key, signature))
}

/// Whether `text` says what `now` says. It may know of fewer laptops, never of others.
fn says(now: &Gathering, text: &Gathering) -> bool {
    let alike = |a: &Present, b: &Present| {
        (&a.name, &a.from, &a.to) == (&b.name, &b.from, &b.to)
            && b.keys.iter().all(|key| a.keys.contains(key))
    };
    (now.group, now.meeting) == (text.group, text.meeting)
        && (&now.date, &now.start, &now.end) == (&text.date, &text.start, &text.end)
        && now.present.len() == text.present.len()
        && now.present.iter().zip(&text.present).all(|(a, b)| alike(a, b))
}
