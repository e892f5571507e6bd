//! Giving memory back to the system.

/// Gives back what the allocator keeps of what was freed: after a large document was dropped, tens
/// of megabytes that this program does not need again soon. It takes about a millisecond.
pub(crate) fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[allow(unsafe_code)]
    // SAFETY: it takes no pointer and may be called by any thread at any time (malloc_trim(3)).
    let _any = unsafe { libc::malloc_trim(0) };
}
