//! How the allocator takes memory from the system and gives it back.

/// Gives back what the allocator keeps of what was freed: after a large document was dropped, tens
/// of megabytes that this program does not need again soon. It takes about a millisecond.
pub(crate) fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[allow(unsafe_code)]
    // SAFETY: it takes no pointer and may be called by any thread at any time (malloc_trim(3)).
    let _any = unsafe { libc::malloc_trim(0) };
}

/// Heaps that all threads together may have. Threads that draw pages at the same time spend more on
/// waiting for one heap than on drawing (three times as long after a large join); a heap for each
/// keeps what the others could use.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const HEAPS: libc::c_int = 4;

/// Few heaps for all threads, to be called before there are any.
pub fn share_heaps() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[allow(unsafe_code)]
    // SAFETY: it takes two numbers, and no other thread runs yet (mallopt(3)).
    let _set = unsafe { libc::mallopt(libc::M_ARENA_MAX, HEAPS) };
}
