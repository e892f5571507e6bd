//! What members do: the acts of the domain, one file per kind of thing.
//!
//! Every act happens inside one [`Act`](crate::replica::Act): all of it is on disk afterwards, or
//! none of it. The command line and the page call the same functions. Who may do what is said by
//! the schema (`kring_model::edit`) and the roster; an act only puts the pieces together.

use crate::replica::{Act, ReplicaError};

pub mod action;
pub mod agreement;
pub mod anonymity;
pub mod attest;
pub mod away;
pub mod case;
pub mod ending;
pub mod evaluation;
pub mod experiment;
pub mod finding;
pub mod group;
pub mod history;
pub mod import;
pub mod internet;
pub mod leave;
pub mod live;
pub mod meeting;
pub mod member;
pub mod method;
pub mod note;
pub mod page;
pub mod records;
pub mod reflection;
pub mod session;
pub mod story;
pub mod text;
pub mod writing;

/// A field's name and what is written in it.
pub type Named = (&'static str, kring_model::value::Value);

/// What an act answers.
pub type Acted<T> = Result<T, ReplicaError>;

/// Today on this laptop, as documents hold it: `2026-02-05`.
pub fn today(act: &mut Act<'_, '_>) -> String {
    day_text(act.today())
}

/// A day of the roster as documents hold it.
pub fn day_text(day: kring_trust::statement::Day) -> String {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.saturating_add(jiff::Span::new().days(day)).to_string()
}
