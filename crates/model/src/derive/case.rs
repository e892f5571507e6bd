//! Cases: status, code and what is still to be told.

use std::collections::BTreeMap;

use crate::read::Record;

/// Where a case stands. A draft is on the private page and has no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CaseStatus {
    /// In the list.
    Offered,
    /// The group chose it.
    Chosen,
    /// A round was begun.
    InTreatment,
    /// There are tips.
    Advised,
    /// The presenter is trying something.
    Trying,
    /// The presenter told what came of it.
    FollowedUp,
    /// All rounds are closed.
    Closed,
    /// The presenter took it back.
    Withdrawn,
    /// Its file is erased.
    Purged,
}

impl CaseStatus {
    /// Its name in exports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Chosen => "chosen",
            Self::InTreatment => "in_treatment",
            Self::Advised => "advised",
            Self::Trying => "trying",
            Self::FollowedUp => "followed_up",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
            Self::Purged => "purged",
        }
    }
}

/// The status of a case, from its entry, its rounds (see [`rounds`]) and whether its page
/// is erased. A round that is not closed wins over those that are: opening a case again at the
/// time it is closed leaves it open. What was reached in an earlier round does not count for it.
pub fn case_status(entry: &Record, rounds: &[&Record], erased: bool) -> CaseStatus {
    if erased || entry.is("purged_at") {
        return CaseStatus::Purged;
    }
    if entry.is("withdrawn_at") || entry.is_withdrawn() {
        return CaseStatus::Withdrawn;
    }
    match (newest_open(rounds), rounds.is_empty()) {
        (Some(round), _) => round_status(round),
        (None, false) => CaseStatus::Closed,
        (None, true) if entry.is("advised") => CaseStatus::Advised,
        (None, true) if entry.is("chosen") => CaseStatus::Chosen,
        (None, true) => CaseStatus::Offered,
    }
}

/// The newest round that is not closed, by id: ids are in the order of time.
pub fn newest_open<'r>(rounds: &[&'r Record]) -> Option<&'r Record> {
    let open = rounds.iter().filter(|round| !round.is("closed") && !round.is_withdrawn());
    open.max_by(|a, b| a.id.cmp(&b.id)).copied()
}

fn round_status(round: &Record) -> CaseStatus {
    if !round.marks("followed_up").is_empty() {
        CaseStatus::FollowedUp
    } else if round.is("trying") {
        CaseStatus::Trying
    } else if round.is("advised") {
        CaseStatus::Advised
    } else {
        CaseStatus::InTreatment
    }
}

/// Display codes of all cases, "Casus 3": by the day they were offered, then by id. Two who offer
/// a case apart never fight over a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes(BTreeMap<String, usize>);

impl Codes {
    /// Numbers all entries of the case list.
    pub fn of(entries: &[Record]) -> Self {
        let mut order: Vec<_> = entries.iter().map(|e| (e.str("offered"), e.id.as_str())).collect();
        order.sort_unstable();
        Self(order.iter().zip(1..).map(|((_, id), number)| ((*id).to_owned(), number)).collect())
    }

    /// The number of a case.
    pub fn number(&self, case: &str) -> Option<usize> {
        self.0.get(case).copied()
    }

    /// The code in Dutch, as it is stored nowhere; empty for an unknown case.
    pub fn code(&self, case: &str) -> String {
        self.number(case).map(|number| format!("Casus {number}")).unwrap_or_default()
    }
}

/// Cases of which the presenter still has to tell what came of it: they stand on top of the next
/// agenda by themselves. In the order of the list.
pub fn open_follow_ups<'e>(
    entries: &'e [Record],
    rounds: &[Record],
    erased: &dyn Fn(&str) -> bool,
) -> Vec<&'e Record> {
    let open = |entry: &&Record| {
        let rounds = self::rounds(rounds, &entry.id);
        match case_status(entry, &rounds, erased(&entry.id)) {
            CaseStatus::Trying => true,
            CaseStatus::Advised => entry.value("follow_up_due").is_some(),
            _ => false,
        }
    };
    entries.iter().filter(open).collect()
}

/// The rounds of one case.
pub fn rounds<'r>(rounds: &'r [Record], case: &str) -> Vec<&'r Record> {
    rounds.iter().filter(|round| round.str("of") == case).collect()
}

/// How many closed meetings after the round's own went by without a follow-up ("al twee keer niet
/// gedaan"). Meetings are entries of the meeting list.
pub fn skipped(round: &Record, meetings: &[Record]) -> usize {
    if !round.marks("followed_up").is_empty() {
        return 0;
    }
    let own = meetings.iter().find(|meeting| meeting.id == round.str("meeting"));
    let since = own.map(|meeting| meeting.str("date")).unwrap_or_default();
    meetings.iter().filter(|m| m.is("closed_at") && m.str("date") > since).count()
}

/// Tips of a closed round that came after it was closed ("afgerond, 1 nieuwe tip").
pub fn new_tips(round: &Record, advice: &[Record]) -> usize {
    if !round.is("closed") {
        return 0;
    }
    let Some(seen) = round.number("tips_at_close") else { return 0 };
    let of_round = |tip: &&Record| tip.str("round") == round.id && !tip.is_withdrawn();
    let tips = advice.iter().filter(of_round).count();
    tips.saturating_sub(usize::try_from(seen).unwrap_or(0))
}
