//! Members.

use crate::read::Record;

/// Where a member stands. An invited person has no entry yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberStatus {
    /// Takes part.
    Active,
    /// A guide whose time is over; still a member.
    GuideEnded,
    /// Left.
    Left,
}

impl MemberStatus {
    /// Its name in exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::GuideEnded => "guide_ended",
            Self::Left => "left",
        }
    }
}

/// The status on a day (`2026-02-05`). A day before they left, they are active.
pub fn member_status(member: &Record, on: &str) -> MemberStatus {
    let left = member.said("left").map(|said| said.value.show());
    if left.is_some_and(|left| left == "true" || left.as_str() <= on) {
        return MemberStatus::Left;
    }
    let until = member.str("guide_until");
    if !until.is_empty() && until < on && member.str("role") == "guide" {
        return MemberStatus::GuideEnded;
    }
    MemberStatus::Active
}

/// Who had joined and had not left on a day.
pub fn active_on<'m>(members: &'m [Record], on: &str) -> Vec<&'m Record> {
    let active = |member: &&Record| {
        member.str("joined") <= on && member_status(member, on) != MemberStatus::Left
    };
    members.iter().filter(active).collect()
}

/// Who guides on a day: members with that role whose last day has not come. A group may have none.
pub fn guides<'m>(members: &'m [Record], on: &str) -> Vec<&'m Record> {
    let guides = |member: &&Record| {
        let until = member.str("guide_until");
        member.str("role") == "guide" && (until.is_empty() || until > on)
    };
    active_on(members, on).into_iter().filter(guides).collect()
}
