//! The exit codes, for scripts. They never change their meaning.

/// How a run of the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// Refused or failed, for a reason that has no code of its own.
    Failed = 1,
    /// The command line is not understood.
    Usage = 2,
    /// `sync --wait`: not everybody who is here has everything yet.
    NotLevel = 3,
    /// There is no such group, member, note, case …, or more than one fits.
    NotFound = 4,
    /// The store on this laptop: read-only, full, damaged, or of a newer version.
    Store = 5,
    /// The network is held by another process, or nobody could be reached.
    Network = 6,
    /// Only somebody else may do this.
    NotAllowed = 7,
    /// Needs an answer, and there is no terminal to ask on and no `--yes`.
    NeedsAnswer = 8,
    /// A file or ticket from outside is not usable; nothing of it was taken in.
    BadInput = 9,
    /// The secrets are behind a passphrase, which was not given or is wrong.
    Locked = 10,
}

impl Exit {
    /// All of them, by number.
    pub(crate) const ALL: [Self; 11] = [
        Self::Done,
        Self::Failed,
        Self::Usage,
        Self::NotLevel,
        Self::NotFound,
        Self::Store,
        Self::Network,
        Self::NotAllowed,
        Self::NeedsAnswer,
        Self::BadInput,
        Self::Locked,
    ];

    /// The number.
    pub(crate) const fn code(self) -> u8 {
        self as u8
    }

    /// The word for it in `--json`.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::NotLevel => "not_level",
            Self::NotFound => "not_found",
            Self::Store => "store",
            Self::Network => "network",
            Self::NotAllowed => "not_allowed",
            Self::NeedsAnswer => "needs_answer",
            Self::BadInput => "bad_input",
            Self::Locked => "locked",
        }
    }
}
