//! What is never stored but computed from facts, and so cannot conflict: statuses, numbers, codes,
//! sums, what is still open.

mod agreement;
mod case;
mod date;
mod experiment;
mod facts;
mod group;
mod meeting;
mod member;
mod retention;
mod session;
#[cfg(test)]
mod tests;

pub use agreement::{Agreed, Agreement, agreement};
pub use case::{
    CaseStatus, Codes, case_status, new_tips, newest_open, open_follow_ups, rounds, skipped,
};
pub use date::{Date, minute_of_day};
pub use experiment::{ExperimentStatus, count, experiment_status};
pub use facts::{Fact, missing_facts};
pub use group::{months_planned, phase, within_cadence};
pub use meeting::{
    Attendance, MeetingStatus, all_confirmed, attendance, attendance_minutes, gaps_in_weeks,
    meeting_status, next_dates, numbers, takes_notes,
};
pub use member::{MemberStatus, active_on, member_status};
pub use retention::{
    Basis, DEFAULT_DAYS, LEAST_DAYS, Proposal, Put, RETENTION, Retention, WAIT_DAYS, proposals,
    retention,
};
pub use session::{
    SIGNALS_MIN, Signal, current_step, extra_minutes, learning_signals, moment, planned_minutes,
    ready, seals, seconds_left, session_is_over, started,
};
