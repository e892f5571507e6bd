//! Deliberate mistakes, so that a simulator can prove that it would notice them.

/// Which rules to break. All false unless the feature `faults` sets them.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// `Have` is said although the commit failed.
    pub confirm_before_commit: bool,
    /// Each batch moves the number, not only the end of the exchange.
    pub number_moved_per_batch: bool,
    /// The relay rule is applied in the exchange after a `Hello`.
    pub relay_rule_in_exchange: bool,
    /// The number moves although something skipped by the relay rule is missing.
    pub skipped_counted_as_had: bool,
    /// "From 0" does not set the number to 0.
    pub from_zero_keeps_number: bool,
    /// An audience statement does not make its page be compared.
    pub audience_not_compared: bool,
    /// The end of an exchange names the position of then, not of when it began.
    pub end_fixed_at_the_end: bool,
    /// The position in a `Hello` does not take a confirmation away.
    pub hello_keeps_confirmation: bool,
    /// An unknown position is answered as if it were known.
    pub unknown_position_accepted: bool,
    /// Statements that arrive while an exchange is under way are left for the next one.
    pub late_statements_left_out: bool,
    /// A live message moves the number although it does not join on.
    pub live_need_not_join: bool,
}
