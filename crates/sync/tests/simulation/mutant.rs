//! Deliberate mistakes, each of which some history must show.

/// What is wrong with the program, if anything.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mutant {
    pub(crate) sync: kring_sync::Faults,
    pub(crate) node: kring_node::replica::Faults,
    /// A store that was put back goes on under the logs that it had.
    pub(crate) careless: bool,
}
