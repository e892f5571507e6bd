//! What this process holds in memory stays out of files that others may read.

/// No core file, whatever ends the program: it would hold the pages and keys that were open. A
/// program that cannot be dumped cannot be looked into by other programs of the same account either.
pub(crate) fn keep_memory_from_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let none = Rlimit { current: Some(0), maximum: Some(0) };
        if let Err(error) = setrlimit(Resource::Core, none) {
            tracing::warn!(%error, "the system may write core files");
        }
    }
    // A limit of zero does not hold where a program of the system takes the dump.
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%error, "the system may take dumps");
        }
    }
}
