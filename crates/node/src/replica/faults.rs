//! Deliberate mistakes, so that a simulator can prove that it would notice them.

/// Which rules to break. All false unless the feature `faults` sets them.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Every page is open to every device.
    pub audience_off: bool,
    /// Erased pages stay, and no receipt is left.
    pub erase_forgotten: bool,
    /// Entries of our own that come back do not close our logs.
    pub logs_kept: bool,
    /// A page is dropped as soon as we are not in its audience.
    pub dropped_at_once: bool,
    /// Entries may write what is somebody else's.
    pub gate_off: bool,
}

#[cfg(feature = "faults")]
impl super::Replica {
    /// Breaks rules on purpose, for simulators.
    #[doc(hidden)]
    pub fn set_faults(&mut self, faults: Faults) {
        self.core.faults = faults;
        self.core.open.close_all();
    }
}
