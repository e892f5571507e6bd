//! What went wrong below, as a sentence and what to do next.

use std::io::ErrorKind;

use kring_model::edit::EditError;
use kring_model::schema::{Expected, Type, WrongValue};
use kring_node::home::HomeError;
use kring_node::replica::ReplicaError;
use kring_store::{PASSPHRASE_LEAST, StoreError};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::fields::short;
use crate::say;
use crate::words::Sentence;

/// The home folder.
pub(crate) fn home(error: &HomeError) -> Failure {
    match error {
        HomeError::TooOpen { path } => {
            Failure::new(Exit::Store, say!("trouble-home-open", path = path.display().to_string()))
                .hint(say!("trouble-home-open-hint", path = path.display().to_string()))
        }
        HomeError::Seed { path } => {
            Failure::new(Exit::Store, say!("trouble-seed", path = path.display().to_string()))
        }
        HomeError::Settings { path, .. } => {
            Failure::new(Exit::Store, say!("trouble-settings", path = path.display().to_string()))
        }
        HomeError::Locked => {
            Failure::new(Exit::Locked, say!("trouble-locked")).hint(say!("trouble-locked-hint"))
        }
        HomeError::WrongPassphrase => Failure::new(Exit::Locked, say!("trouble-passphrase")),
        HomeError::Passphrase => {
            Failure::new(Exit::BadInput, say!("trouble-passphrase-weak", least = PASSPHRASE_LEAST))
        }
        HomeError::InUse => {
            Failure::new(Exit::Store, say!("trouble-in-use")).hint(say!("trouble-in-use-hint"))
        }
        HomeError::Keyring(cause) => {
            Failure::new(Exit::Store, say!("trouble-keyring", cause = cause))
                .hint(say!("trouble-keyring-hint"))
        }
        HomeError::Store(error) => store(error),
        HomeError::Io { source, .. } if source.kind() == ErrorKind::StorageFull => {
            store(&StoreError::Full)
        }
        HomeError::Io { source, .. } if source.kind() == ErrorKind::ReadOnlyFilesystem => {
            store(&StoreError::ReadOnly)
        }
        HomeError::Io { path, source } => {
            let path = path.display().to_string();
            Failure::new(Exit::Store, say!("trouble-home-io", path = path, cause = io(source)))
        }
    }
}

/// Whether a group can be read although it cannot be written.
pub(crate) fn is_read_only(error: &ReplicaError) -> bool {
    matches!(error, ReplicaError::Store(StoreError::ReadOnly | StoreError::Full))
}

/// An act on a group.
pub(crate) fn replica(error: &ReplicaError) -> Failure {
    match error {
        ReplicaError::Home(error) => home(error),
        ReplicaError::Store(error) => store(error),
        ReplicaError::Edit(error) => edit(error),
        ReplicaError::NoSuchGroup(_) => Failure::new(Exit::NotFound, say!("trouble-no-group"))
            .hint(say!("trouble-no-group-hint")),
        ReplicaError::NoSuchPage(_) => Failure::new(Exit::NotFound, say!("trouble-no-page")),
        ReplicaError::Erased(_) => Failure::new(Exit::NotFound, say!("trouble-erased")),
        ReplicaError::Paused(_) => {
            Failure::new(Exit::Store, say!("trouble-paused")).hint(say!("trouble-update-hint"))
        }
        ReplicaError::Blocked => Failure::new(Exit::NotAllowed, say!("trouble-blocked"))
            .hint(say!("trouble-blocked-hint")),
        ReplicaError::Left => Failure::new(Exit::NotAllowed, say!("trouble-left")),
        ReplicaError::NotMember => Failure::new(Exit::Store, say!("trouble-not-member"))
            .hint(say!("trouble-not-member-hint")),
        ReplicaError::NotOwner => Failure::new(Exit::NotAllowed, say!("right-owner")),
        ReplicaError::NotAllowed(why) => not_allowed(why),
        ReplicaError::TooLarge => Failure::new(Exit::Failed, say!("trouble-too-large"))
            .hint(say!("trouble-too-large-hint")),
        ReplicaError::Full => {
            Failure::new(Exit::Failed, say!("trouble-full")).hint(say!("trouble-full-hint"))
        }
        other => Failure::new(Exit::Failed, say!("trouble-other", cause = other.to_string())),
    }
}

/// The store of a group.
pub(crate) fn store(error: &StoreError) -> Failure {
    let (sentence, hint) = match error {
        StoreError::Locked => return home(&HomeError::Locked),
        StoreError::Full => (say!("trouble-disk-full"), Some(say!("trouble-disk-full-hint"))),
        StoreError::ReadOnly => (say!("trouble-read-only"), Some(say!("trouble-read-only-hint"))),
        StoreError::Newer { .. } => (say!("trouble-newer"), Some(say!("trouble-update-hint"))),
        StoreError::OtherGroup => (say!("trouble-other-group"), None),
        StoreError::Foreign(path) => {
            (say!("trouble-foreign", path = path.display().to_string()), None)
        }
        StoreError::Missing(path) => (
            say!("trouble-missing", path = path.display().to_string()),
            Some(say!("trouble-missing-hint")),
        ),
        StoreError::WiderPermissions(path) => {
            let path = path.display().to_string();
            (
                say!("trouble-home-open", path = &path),
                Some(say!("trouble-home-open-hint", path = path)),
            )
        }
        StoreError::Damaged(what) => {
            (say!("trouble-damaged", what = what), Some(say!("trouble-damaged-hint")))
        }
        StoreError::Busy => (say!("trouble-busy"), Some(say!("trouble-busy-hint"))),
        StoreError::Io(cause) => (say!("trouble-io", cause = cause), Some(say!("trouble-io-hint"))),
        StoreError::Stopped => (say!("trouble-stopped"), Some(say!("trouble-io-hint"))),
        other => (say!("trouble-store", cause = other.to_string()), None),
    };
    let failure = Failure::new(Exit::Store, sentence);
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

/// Rights and values, as the schema says them.
fn edit(error: &EditError) -> Failure {
    match error {
        EditError::OnlyAuthor { entity: "member", .. } => {
            Failure::new(Exit::NotAllowed, say!("right-self"))
        }
        EditError::OnlyAuthor { entity: "case" | "case_file" | "round", .. } => {
            Failure::new(Exit::NotAllowed, say!("right-presenter"))
        }
        EditError::OnlyAuthor { .. } => {
            Failure::new(Exit::NotAllowed, say!("right-author")).hint(say!("right-author-hint"))
        }
        EditError::OnlyPageOwner { .. } => Failure::new(Exit::NotAllowed, say!("right-presenter")),
        EditError::Fixed { field, .. } => {
            Failure::new(Exit::Failed, say!("trouble-fixed", field = short(field)))
        }
        EditError::NeverUnset { field, .. } => {
            Failure::new(Exit::Failed, say!("trouble-never-unset", field = short(field)))
        }
        EditError::UnknownField { field, .. } => {
            Failure::new(Exit::Usage, say!("usage-no-such-field", name = short(field)))
        }
        EditError::Missing { field, .. } => {
            Failure::new(Exit::Usage, say!("usage-missing", name = short(field)))
        }
        EditError::Value { field, why, .. } => wrong_value(short(field), why),
        EditError::NoSuchItem { id, .. } => {
            Failure::new(Exit::NotFound, say!("trouble-not-found", name = crate::find::short(id)))
        }
        other => Failure::new(Exit::Failed, say!("trouble-other", cause = other.to_string())),
    }
}

fn wrong_value(field: &str, why: &WrongValue) -> Failure {
    match why {
        WrongValue::TooLong { cap } => {
            Failure::new(Exit::Usage, say!("trouble-too-long", field = field, cap = *cap))
        }
        WrongValue::Not { .. } => Failure::new(
            Exit::Usage,
            say!("trouble-wrong-value", field = field, expected = expected(why)),
        ),
    }
}

/// What a field takes, as the end of a sentence.
pub(crate) fn expected(why: &WrongValue) -> Sentence {
    match why {
        WrongValue::TooLong { cap } => say!("expected-shorter", cap = *cap),
        WrongValue::Not { expected: Expected::Words } => say!("expected-words"),
        WrongValue::Not { expected: Expected::FewerWords(cap) } => {
            say!("expected-fewer-words", cap = *cap)
        }
        WrongValue::Not { expected: Expected::Value(of) } => expected_type(of),
    }
}

fn expected_type(of: &Type) -> Sentence {
    match of {
        Type::Line(_) => say!("expected-line"),
        Type::Prose(_) => say!("expected-text"),
        Type::Word => say!("expected-word"),
        Type::Choice(of) => say!("expected-choice", choices = of.join(", ")),
        Type::Number(from, to) => {
            say!("expected-number", from = from.to_string(), to = to.to_string())
        }
        Type::Bool => say!("expected-yes-or-no"),
        Type::Date => say!("expected-date"),
        Type::Time => say!("expected-time"),
        Type::Person => say!("expected-person"),
        Type::Id => say!("expected-id"),
        Type::Parts(parts) => {
            let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
            say!("expected-parts", parts = names.join(", "))
        }
    }
}

/// Why a file or folder does not do what is asked, as the end of a sentence.
pub(crate) fn io(error: &std::io::Error) -> Sentence {
    match error.kind() {
        ErrorKind::NotFound => say!("io-not-found"),
        ErrorKind::PermissionDenied => say!("io-not-allowed"),
        ErrorKind::IsADirectory => say!("io-folder"),
        ErrorKind::NotADirectory => say!("io-no-folder"),
        ErrorKind::AlreadyExists => say!("io-already"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => say!("io-full"),
        ErrorKind::ReadOnlyFilesystem => say!("io-read-only"),
        _ => say!("io-other", cause = error.to_string()),
    }
}

fn not_allowed(why: &str) -> Failure {
    let sentence = match why {
        "two-wordings" => say!("right-two-wordings"),
        "no-such-agreement" => say!("trouble-no-page"),
        "already-finished" => say!("right-already-finished"),
        "not-yet-due" => say!("right-not-yet-due"),
        "day-passed" => say!("right-day-passed"),
        "guide-day" => say!("right-guide-day"),
        "agreed-day" => say!("right-agreed-day"),
        "own-device" => say!("right-own-device"),
        "second-person" => say!("right-second-person"),
        "presenter-answers" => say!("right-presenter"),
        "presenter-listens" => say!("right-presenter-listens"),
        "no-case" => say!("right-no-case"),
        "no-experiment" => say!("right-no-experiment"),
        "no-experiment-step" => say!("right-no-experiment-step"),
        "nothing-picked" => say!("right-nothing-picked"),
        "no-session" => say!("session-none"),
        "no-method" => say!("right-no-method"),
        "no-idea" => say!("right-no-idea"),
        "no-step" | "no-capture" | "no-such-part" | "empty-answer" => say!("right-no-question"),
        _ => say!("right-not-allowed"),
    };
    Failure::new(Exit::NotAllowed, sentence)
}
