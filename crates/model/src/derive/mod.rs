//! What is never stored but computed from facts, and so cannot conflict: statuses, numbers, codes,
//! sums, what is still open.

mod agreement;
mod cadence;
mod case;
mod core;
mod date;
mod experiment;
mod facts;
mod group;
mod meeting;
mod member;
mod mix;
mod quote;
mod results;
mod retention;
mod session;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trajectory_tests;
mod variety;

pub use agreement::{Agreed, Agreement, agreement};
pub use cadence::{CADENCE_WEEKS, Cadence, Gap, ROUNDS, cadence, rounds_ahead, rounds_held};
pub use case::{
    CaseStatus, Codes, case_status, new_tips, newest_open, open_follow_ups, rounds, skipped,
};
pub use core::{as_core, core_proposals, former, is_core, wording_of};
pub use date::{Date, minute_of_day};
pub use experiment::{ExperimentStatus, count, experiment_status};
pub use facts::{Fact, missing_facts};
pub use group::{
    Course, Length, MEMBERS, about_phase, course, enough_members, length, months_planned, phase,
    within_cadence,
};
pub use meeting::{
    Attendance, MeetingStatus, all_confirmed, attendance, attendance_minutes, gaps_in_weeks,
    meeting_status, numbers, takes_notes,
};
pub use member::{MemberStatus, active_on, guides, member_status};
pub use mix::{Mix, Share, mix};
pub use quote::{Reach, reach};
pub use results::{Attempt, Came, Tried, behaviour_of, new_behaviour, of_case, of_experiment};
pub use retention::{
    Basis, DEFAULT_DAYS, LEAST_DAYS, Proposal, Put, RETENTION, Retention, WAIT_DAYS, proposals,
    retention,
};
pub use session::{
    SIGNALS_MIN, Signal, current_step, extra_minutes, learning_signals, moment, planned_minutes,
    ready, seals, seconds_left, session_is_over, started,
};
pub use variety::{Used, change, used};
