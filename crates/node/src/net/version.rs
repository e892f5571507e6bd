//! Which versions of the protocol this program speaks, and what another's mean.

use kring_sync::Versions;

use super::close::Unreachable;

/// Programs that are built to be tested say another version with this variable set to its number:
/// what two people with different versions are told cannot be tested with one program otherwise.
#[cfg(debug_assertions)]
const VARIABLE: &str = "KRING_PROTOCOL";

/// What this program speaks.
pub(super) fn ours() -> Versions {
    #[cfg(debug_assertions)]
    if let Some(version) = std::env::var(VARIABLE).ok().and_then(|text| text.parse().ok()) {
        return Versions { newest: version, oldest: version };
    }
    Versions::OURS
}

/// What it means that a laptop speaks nothing newer than `newest`, and we do not understand it.
pub(super) fn other(newest: u16) -> Unreachable {
    if newest < ours().oldest { Unreachable::OlderVersion } else { Unreachable::NewerVersion }
}
