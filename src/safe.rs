//! How safe what is on this laptop is from who has the laptop, in one sentence.

use kring_node::home::Guarding;

use crate::context::Context;
use crate::failure::Failure;
use crate::say;
use crate::trouble;
use crate::words::Sentence;

/// The sentence.
pub(crate) fn sentence(guarding: Guarding) -> Sentence {
    match guarding {
        Guarding::Files => say!("lock-safe-files"),
        Guarding::Keyring => say!("lock-safe-keyring"),
        Guarding::Passphrase => say!("lock-safe-passphrase"),
    }
}

/// The same for programs.
pub(crate) const fn word(guarding: Guarding) -> &'static str {
    match guarding {
        Guarding::Files => "files",
        Guarding::Keyring => "keyring",
        Guarding::Passphrase => "passphrase",
    }
}

/// What guards this laptop's secrets.
///
/// # Errors
/// When the home or its lock cannot be read.
pub(crate) fn guarding(context: &Context) -> Result<Guarding, Failure> {
    context.closed_home()?.guarding().map_err(|error| trouble::home(&error))
}

/// The sentence, where no passphrase guards. What cannot be known is told by who needs it.
pub(crate) fn warning(context: &Context) -> Option<Sentence> {
    let guarding = guarding(context).ok()?;
    (guarding != Guarding::Passphrase).then(|| sentence(guarding))
}
