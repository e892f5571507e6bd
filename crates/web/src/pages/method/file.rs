//! A method as a file for another group, and back.

use axum::extract::{Multipart, Path};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use kring_model::method::{BadMethod, METHOD_CAP, from_file, to_file};
use kring_node::acts::method as methods;

use super::{Found, found, playable};
use crate::app::{Answer, Visit, go};
use crate::pages::carried::sent;
use crate::trouble::Trouble;

/// The file.
pub(super) async fn out(visit: Visit, Path((_, id)): Path<(String, String)>) -> Answer {
    let text = visit
        .ask(move |desk, _| {
            let one = found(desk, &id)?;
            let base = match &one {
                Found::Builtin(one) => one.id.clone(),
                Found::Own(own) => own.record.str("base").to_owned(),
            };
            Ok(to_file(&playable(one)?, &base))
        })
        .await?;
    let to = HeaderValue::from_static("attachment; filename=\"kring-method.json\"");
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, to)], text).into_response())
}

/// Makes a method of the group out of a file.
pub(super) async fn take(visit: Visit, form: Multipart) -> Answer {
    let base = visit.base();
    let bytes = sent(form).await?;
    if bytes.len() > METHOD_CAP {
        return Err(BadMethod::TooLong.into());
    }
    let text = String::from_utf8(bytes).map_err(|_| Trouble::wrong("method-bad-form"))?;
    let (method, from) = from_file(&text)?;
    visit
        .ask(move |desk, _| {
            let id = desk.act(|act| methods::make(act, &method, &from, &[]))?;
            go(&format!("{base}/method/{id}"), "done-method-copied")
        })
        .await
}

impl From<BadMethod> for Trouble {
    fn from(error: BadMethod) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        match error {
            BadMethod::TooLong => Self::new(status, "method-bad-long"),
            BadMethod::Form { .. } => Self::new(status, "method-bad-form"),
            BadMethod::Steps => Self::new(status, "method-bad-steps"),
            BadMethod::Name(name) => Self::new(status, "method-bad-name").text("name", name),
            BadMethod::Minutes(name) => Self::new(status, "method-bad-minutes").text("name", name),
            BadMethod::Ask(name) | BadMethod::Target(name) => {
                Self::new(status, "method-bad-ask").text("name", name)
            }
        }
    }
}
