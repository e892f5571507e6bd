//! What went wrong, as a sentence for the person who reads it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kring_model::edit::EditError;
use kring_model::schema::WrongValue;
use kring_node::home::HomeError;
use kring_node::net::HostError;
use kring_node::replica::ReplicaError;
use kring_store::{PASSPHRASE_LEAST, StoreError};

use crate::words::{Fill, Words};

/// A refusal: its status, and what is said.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    /// The status of the answer.
    pub(crate) status: StatusCode,
    key: &'static str,
    filled: Vec<(&'static str, Filled)>,
}

#[derive(Clone, Debug)]
enum Filled {
    Text(String),
    /// The name of a field, said in the person's language.
    Field(String),
    Number(usize),
}

impl Trouble {
    /// The message `key` with a status.
    pub(crate) const fn new(status: StatusCode, key: &'static str) -> Self {
        Self { status, key, filled: Vec::new() }
    }

    /// There is nothing under this address.
    pub(crate) const fn nothing() -> Self {
        Self::new(StatusCode::NOT_FOUND, "page-nothing-here")
    }

    /// A form that no page of ours sends.
    pub(crate) const fn bad_form() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "page-bad-form")
    }

    /// What was typed cannot be.
    pub(crate) const fn wrong(key: &'static str) -> Self {
        Self::new(WRONG, key)
    }

    /// A mistake of ours.
    pub(crate) const fn crash() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "trouble-crash")
    }

    pub(crate) fn text(mut self, name: &'static str, text: impl Into<String>) -> Self {
        self.filled.push((name, Filled::Text(text.into())));
        self
    }

    fn field(mut self, field: &str) -> Self {
        self.filled.push(("field", Filled::Field(field.to_owned())));
        self
    }

    fn number(mut self, name: &'static str, number: usize) -> Self {
        self.filled.push((name, Filled::Number(number)));
        self
    }

    /// The sentence.
    pub(crate) fn say(&self, w: &Words) -> String {
        let texts: Vec<(&'static str, Filled)> = self
            .filled
            .iter()
            .map(|(name, filled)| match filled {
                Filled::Field(field) => (*name, Filled::Text(crate::labels::field(w, field))),
                other => (*name, other.clone()),
            })
            .collect();
        let filled: Vec<(&'static str, Fill<'_>)> = texts
            .iter()
            .map(|(name, filled)| match filled {
                Filled::Text(text) | Filled::Field(text) => (*name, Fill::Text(text)),
                Filled::Number(number) => (*name, Fill::Number(*number)),
            })
            .collect();
        w.say(self.key, &filled)
    }
}

impl IntoResponse for Trouble {
    /// Without words yet: the page's language is not known here. See [`crate::app::say_trouble`].
    fn into_response(self) -> Response {
        let mut answer = self.status.into_response();
        answer.extensions_mut().insert(self);
        answer
    }
}

const NOT_FOUND: StatusCode = StatusCode::NOT_FOUND;
const FORBIDDEN: StatusCode = StatusCode::FORBIDDEN;
const WRONG: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const DISK: StatusCode = StatusCode::INSUFFICIENT_STORAGE;
const FAILED: StatusCode = StatusCode::INTERNAL_SERVER_ERROR;

impl From<ReplicaError> for Trouble {
    fn from(error: ReplicaError) -> Self {
        match error {
            ReplicaError::Home(error) => error.into(),
            ReplicaError::Store(error) => error.into(),
            ReplicaError::Edit(error) => error.into(),
            ReplicaError::NoSuchGroup(_) => Self::new(NOT_FOUND, "page-no-group"),
            ReplicaError::NoSuchPage(_) => Self::new(NOT_FOUND, "trouble-no-page"),
            ReplicaError::Erased(_) => Self::new(StatusCode::GONE, "trouble-erased"),
            ReplicaError::Paused(_) => Self::new(NOT_FOUND, "trouble-paused"),
            ReplicaError::Blocked => Self::new(FORBIDDEN, "trouble-blocked"),
            ReplicaError::Left => Self::new(FORBIDDEN, "trouble-left"),
            ReplicaError::NotMember => Self::new(FORBIDDEN, "trouble-not-member"),
            ReplicaError::NotOwner => Self::new(FORBIDDEN, "right-owner"),
            ReplicaError::NotAllowed("two-wordings") => Self::new(WRONG, "right-two-wordings"),
            ReplicaError::NotAllowed("second-person") => {
                Self::new(FORBIDDEN, "right-second-person")
            }
            ReplicaError::NotAllowed(why) => Self::new(FORBIDDEN, not_allowed(why)),
            other => Self::new(FAILED, "trouble-other").text("cause", other.to_string()),
        }
    }
}

/// Why something may not be done in a session, or at the end of a trajectory.
fn not_allowed(why: &str) -> &'static str {
    match why {
        "presenter-answers" => "right-presenter",
        "presenter-listens" => "right-presenter-listens",
        "no-case" => "right-no-case",
        "no-experiment" => "right-no-experiment",
        "no-experiment-step" => "right-no-experiment-step",
        "nothing-picked" => "right-nothing-picked",
        "no-method" => "right-no-method",
        "no-idea" => "right-no-idea",
        "already-finished" => "right-already-finished",
        "not-yet-due" => "right-not-yet-due",
        "day-passed" => "right-day-passed",
        "guide-day" => "right-guide-day",
        "agreed-day" => "right-agreed-day",
        "no-step" | "no-capture" | "no-such-part" | "empty-answer" => "right-no-question",
        _ => "right-not-allowed",
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Locked => Self::new(FORBIDDEN, "trouble-locked"),
            StoreError::Full => Self::new(DISK, "page-disk-full"),
            StoreError::ReadOnly => Self::new(DISK, "trouble-read-only"),
            StoreError::Newer { .. } => Self::new(FAILED, "trouble-newer"),
            StoreError::OtherGroup => Self::new(FAILED, "trouble-other-group"),
            StoreError::Damaged(what) => Self::new(FAILED, "trouble-damaged").text("what", what),
            StoreError::Missing(path) => {
                Self::new(FAILED, "trouble-missing").text("path", path.display().to_string())
            }
            StoreError::Foreign(path) => {
                Self::new(FAILED, "trouble-foreign").text("path", path.display().to_string())
            }
            StoreError::WiderPermissions(path) => {
                Self::new(FAILED, "trouble-home-open").text("path", path.display().to_string())
            }
            StoreError::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "trouble-busy"),
            StoreError::Io(cause) => Self::new(DISK, "trouble-io").text("cause", cause),
            StoreError::Stopped => Self::new(DISK, "trouble-stopped"),
            other => Self::new(FAILED, "trouble-store").text("cause", other.to_string()),
        }
    }
}

impl From<EditError> for Trouble {
    fn from(error: EditError) -> Self {
        match error {
            EditError::OnlyAuthor { entity: "member", .. } => Self::new(FORBIDDEN, "right-self"),
            EditError::OnlyAuthor { entity: "case" | "case_file" | "round", .. }
            | EditError::OnlyPageOwner { .. } => Self::new(FORBIDDEN, "right-presenter"),
            EditError::OnlyAuthor { .. } => Self::new(FORBIDDEN, "right-author"),
            EditError::Missing { field, .. } => Self::new(WRONG, "page-missing").field(field),
            EditError::Value { field, why: WrongValue::TooLong { cap }, .. } => {
                Self::new(WRONG, "trouble-too-long").field(&field).number("cap", cap)
            }
            EditError::Value { field, .. } => Self::new(WRONG, "page-wrong-value").field(&field),
            EditError::NoSuchItem { .. } => Self::new(NOT_FOUND, "page-nothing-here"),
            other => Self::new(FAILED, "trouble-other").text("cause", other.to_string()),
        }
    }
}

impl From<HomeError> for Trouble {
    fn from(error: HomeError) -> Self {
        match error {
            HomeError::Locked => Self::new(FORBIDDEN, "trouble-locked"),
            HomeError::WrongPassphrase => Self::new(FORBIDDEN, "trouble-passphrase"),
            HomeError::Passphrase => {
                Self::new(WRONG, "trouble-passphrase-weak").number("least", PASSPHRASE_LEAST)
            }
            HomeError::InUse => Self::new(StatusCode::SERVICE_UNAVAILABLE, "trouble-in-use"),
            HomeError::Keyring(cause) => Self::new(FAILED, "trouble-keyring").text("cause", cause),
            HomeError::Store(error) => error.into(),
            other => Self::new(FAILED, "trouble-other").text("cause", other.to_string()),
        }
    }
}

impl From<HostError> for Trouble {
    fn from(error: HostError) -> Self {
        Self::new(FAILED, "trouble-other").text("cause", error.to_string())
    }
}

impl From<askama::Error> for Trouble {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a template failed");
        Self::crash()
    }
}
