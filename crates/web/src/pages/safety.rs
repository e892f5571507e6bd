//! What guards this laptop's secrets: the passphrase or the keyring, set and removed at Settings.

use std::sync::Arc;

use axum::extract::State;
use kring_node::home::{Guarding, Home, HomeError, IDLE_MINUTES_CAP};
use zeroize::Zeroizing;

use super::unlock;
use crate::app::{Answer, App, go};
use crate::form::Form;
use crate::trouble::Trouble;
use crate::words::Words;

/// What the settings show of it.
pub(crate) struct Safety {
    /// One sentence.
    pub(crate) sentence: String,
    /// A passphrase is set.
    pub(crate) passphrase: bool,
    /// The keyring guards.
    pub(crate) keyring: bool,
}

impl Safety {
    /// How it is now.
    ///
    /// # Errors
    /// When the lock is damaged.
    pub(crate) fn now(home: &Home, w: &Words) -> Result<Self, Trouble> {
        let guarding = home.guarding()?;
        let key = match guarding {
            Guarding::Files => "lock-safe-files",
            Guarding::Keyring => "lock-safe-keyring",
            Guarding::Passphrase => "lock-safe-passphrase",
        };
        Ok(Self {
            sentence: w.t(key),
            passphrase: guarding == Guarding::Passphrase,
            keyring: guarding == Guarding::Keyring,
        })
    }
}

/// Sets a passphrase, or another one.
pub(crate) async fn set(State(app): State<Arc<App>>, form: Form) -> Answer {
    let typed = |name: &str| Zeroizing::new(form.get(name).unwrap_or_default().to_owned());
    let (new, again) = (typed("new"), typed("again"));
    if *new != *again {
        return Err(Trouble::wrong("lock-two-different"));
    }
    let had = prove(&app, &form).await?;
    change(&app, move |home| home.set_passphrase(&new)).await?;
    go("/settings", if had { "done-passphrase-changed" } else { "done-passphrase-set" })
}

/// Puts the secrets behind the keyring.
pub(crate) async fn keyring(State(app): State<Arc<App>>, form: Form) -> Answer {
    prove(&app, &form).await?;
    change(&app, Home::use_keyring).await?;
    go("/settings", "done-keyring")
}

/// Takes passphrase or keyring away.
pub(crate) async fn remove(State(app): State<Arc<App>>, form: Form) -> Answer {
    prove(&app, &form).await?;
    change(&app, Home::remove_guard).await?;
    go("/settings", "done-guard-removed")
}

/// After how many minutes without anybody the page locks.
pub(crate) async fn idle(State(app): State<Arc<App>>, form: Form) -> Answer {
    let minutes = form.text("minutes").parse::<u32>().map_err(|_| Trouble::bad_form())?;
    if !(1..=IDLE_MINUTES_CAP).contains(&minutes) {
        return Err(Trouble::bad_form());
    }
    let mut settings = app.settings();
    settings.idle_minutes = Some(minutes);
    app.home.save_settings(&settings)?;
    go("/settings", "done-saved")
}

/// Whoever finds an open page cannot change its passphrase, or wipe everything: the present one is
/// needed. Whether there is one.
///
/// # Errors
/// The sentence for a wrong one.
pub(super) async fn prove(app: &Arc<App>, form: &Form) -> Result<bool, Trouble> {
    if app.home.guarding()? != Guarding::Passphrase {
        return Ok(false);
    }
    let passphrase = Zeroizing::new(form.get("passphrase").unwrap_or_default().to_owned());
    unlock::check(app, passphrase).await?;
    Ok(true)
}

/// Changes what guards while no room is open: what they opened was opened under the old keys.
async fn change(
    app: &Arc<App>,
    f: impl FnOnce(&Home) -> Result<(), HomeError> + Send + 'static,
) -> Result<(), Trouble> {
    let app = Arc::clone(app);
    let changed = tokio::task::spawn_blocking(move || {
        let changed = app.rooms.while_closed(|| f(&app.home));
        app.rooms.look();
        changed
    });
    Ok(changed.await.map_err(|_| Trouble::crash())??)
}
