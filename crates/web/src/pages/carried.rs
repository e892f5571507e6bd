//! A file instead of a network: what the others lack goes out, and what somebody brought comes in.

use askama::Template;
use axum::extract::{Multipart, Path};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use kring_node::file::{self, ENDING, FileError};

use crate::app::{Answer, Visit, go, page};
use crate::frame::Frame;
use crate::labels;
use crate::trouble::Trouble;

#[derive(Template)]
#[template(path = "carried.html")]
struct CarriedPage {
    frame: Frame,
    id: String,
    alone: bool,
}

/// What goes out, and where a file comes in.
pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show("more", |desk, mut frame| {
            frame.title = frame.w.t("carried");
            let (me, roster) = (desk.replica.device(), desk.replica.roster());
            let others = roster.devices().filter(|one| one.id != me && roster.may_connect(&one.id));
            let alone = others.count() == 0;
            let id = desk.replica.group().to_string();
            page(&CarriedPage { id, alone, frame })
        })
        .await
}

/// The file itself: what is lacking, or everything.
pub(crate) async fn out(visit: Visit, Path((_, what)): Path<(String, String)>) -> Answer {
    let whole = match what.as_str() {
        "lacking" => false,
        "whole" => true,
        _ => return Err(Trouble::nothing()),
    };
    let made = visit.room.ask(move |desk| Ok(file::make(desk.replica, whole)?)).await?;
    let name = format!("attachment; filename=\"kring-{}.{ENDING}\"", labels::today());
    let name = HeaderValue::from_str(&name).map_err(|_| Trouble::crash())?;
    let kind = HeaderValue::from_static("application/octet-stream");
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, made.bytes).into_response())
}

/// Takes in a file that the browser sent.
pub(crate) async fn take(visit: Visit, form: Multipart) -> Answer {
    let bytes = sent(form).await?;
    let back = format!("{}/file", visit.base());
    let came = visit.room.ask(move |desk| {
        let came = file::take(desk.replica, &bytes)?;
        desk.replica.draw_lists()?;
        Ok(came)
    });
    let said = match came.await? {
        came if came.left_out > 0 => "done-file-part",
        came if came.new == 0 => "done-file-nothing",
        _ => "done-file-came",
    };
    go(&back, said)
}

/// The bytes of the one file of a form.
pub(crate) async fn sent(mut form: Multipart) -> Result<Vec<u8>, Trouble> {
    while let Some(field) = form.next_field().await.map_err(|_| Trouble::bad_form())? {
        if field.name() == Some("file") {
            let bytes = field.bytes().await.map_err(|_| Trouble::bad_form())?;
            return Ok(bytes.to_vec());
        }
    }
    Err(Trouble::bad_form())
}

impl From<FileError> for Trouble {
    fn from(error: FileError) -> Self {
        let key = match error {
            FileError::Alone => "file-alone",
            FileError::TooLarge => "page-file-too-large",
            FileError::Foreign => "file-foreign",
            FileError::Newer => "page-file-newer",
            FileError::OtherGroup => "file-other-group",
            FileError::Stranger => "page-file-stranger",
            FileError::Outsider(_) => "page-file-outsider",
            FileError::Damaged => "page-file-damaged",
            FileError::NotForUs => "page-file-not-for-us",
            FileError::Gap => "page-file-gap",
            FileError::Replica(error) => return error.into(),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, key)
    }
}
