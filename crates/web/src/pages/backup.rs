//! Backups: one file with everything under a passphrase, and what this laptop keeps by itself.

use std::path::PathBuf;

use askama::Template;
use axum::extract::Multipart;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use kring_node::backup::{self, Backup, BackupError, ENDING, Kept};
use kring_node::env::{Env, SystemEnv};
use kring_node::home::Home;
use kring_trust::GroupId;

use crate::app::{Answer, Visit, Visitor, go, page};
use crate::form::Form;
use crate::frame::Frame;
use crate::labels;
use crate::trouble::Trouble;
use crate::words::Words;

/// The shortest passphrase, in characters: whoever has the file can try for ever.
const SHORTEST: usize = 12;

#[derive(Template)]
#[template(path = "backup.html")]
struct BackupPage {
    frame: Frame,
    id: String,
    made: Vec<String>,
    shortest: usize,
}

#[derive(Template)]
#[template(path = "backup_in.html")]
struct BackupInPage {
    frame: Frame,
    broken: Vec<Broken>,
}

/// A group whose files cannot be opened any more, and the copies that this laptop made of it.
struct Broken {
    id: String,
    name: String,
    /// When each was made, in milliseconds since 1970 and in words; the newest first.
    copies: Vec<(u64, String)>,
}

/// What there is, and a new one.
pub(crate) async fn show(visit: Visit) -> Answer {
    let group = visit.room.group();
    let generations = visit.visitor.app.home.generations(&group).list()?;
    visit
        .show("more", move |_, mut frame| {
            frame.title = frame.w.t("backup");
            let made =
                generations.iter().map(|one| labels::moment(frame.w, ms(one.made_ms))).collect();
            page(&BackupPage { frame, id: group.to_string(), made, shortest: SHORTEST })
        })
        .await
}

/// The file itself: this group, under a passphrase.
pub(crate) async fn out(visit: Visit, form: Form) -> Answer {
    let (secret, again) = (form.text("secret").to_owned(), form.text("again"));
    if secret != again {
        return Err(Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "backup-two-different"));
    }
    if secret.chars().count() < SHORTEST {
        return Err(Trouble::new(StatusCode::UNPROCESSABLE_ENTITY, "page-backup-short"));
    }
    let folder = folder(&visit.visitor.app.home)?;
    let made = visit.room.ask(move |desk| Ok(Kept::of(desk.replica, &folder)?)).await?;
    let whole = Backup { made_ms: SystemEnv.now_ms(), groups: vec![made] };
    let sealed = tokio::task::spawn_blocking(move || backup::seal(&whole, &secret));
    let bytes = sealed.await.map_err(|_| Trouble::crash())??;
    let name = format!("attachment; filename=\"kring-{}.{ENDING}\"", labels::today());
    let name = HeaderValue::from_str(&name).map_err(|_| Trouble::crash())?;
    let kind = HeaderValue::from_static("application/octet-stream");
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}

/// Where a backup comes in.
pub(crate) async fn ask(visitor: Visitor) -> Answer {
    let (home, w) = (visitor.app.home.clone(), visitor.w);
    let broken = tokio::task::spawn_blocking(move || broken(&home, w));
    let broken = broken.await.map_err(|_| Trouble::crash())??;
    let frame = Frame::outside(visitor.w, visitor.w.t("backup-in")).saying(visitor.said);
    page(&BackupInPage { frame, broken })
}

/// Puts one of the laptop's own copies in the place of a group that is broken.
pub(crate) async fn take_own(visitor: Visitor, form: Form) -> Answer {
    let group = GroupId::from_hex(form.text("group")).ok_or_else(Trouble::bad_form)?;
    let made_ms: u64 = form.text("made").parse().map_err(|_| Trouble::bad_form())?;
    let app = visitor.app;
    let done = tokio::task::spawn_blocking(move || {
        let all = app.home.generations(&group).list()?;
        let Some(one) = all.iter().find(|one| one.made_ms == made_ms) else {
            return Err(Trouble::new(StatusCode::NOT_FOUND, "backup-no-such"));
        };
        if !app.home.is_lost(&group)? {
            return Err(BackupError::Works.into());
        }
        app.rooms.close_one(&group);
        backup::put_back_generation(&app.home, &group, one, Box::new(SystemEnv))?;
        app.rooms.look();
        Ok(())
    });
    done.await.map_err(|_| Trouble::crash())??;
    go("/", "done-backup-in")
}

fn broken(home: &Home, w: &Words) -> Result<Vec<Broken>, Trouble> {
    let mut found = Vec::new();
    for group in home.group_ids()? {
        // What cannot even be looked at is told where it is opened.
        if home.is_lost(&group).unwrap_or(false) {
            let copies = home.generations(&group).list()?.into_iter();
            let copies = copies.map(|one| (one.made_ms, labels::moment(w, ms(one.made_ms))));
            let copies = copies.collect();
            found.push(Broken { id: group.to_string(), name: group.short(), copies });
        }
    }
    Ok(found)
}

/// Puts a backup back.
pub(crate) async fn take(visitor: Visitor, form: Multipart) -> Answer {
    let (bytes, secret) = sent(form).await?;
    let home = visitor.app.home.clone();
    let done = tokio::task::spawn_blocking(move || {
        let copy = backup::open(&bytes, &secret)?;
        let env = || Box::new(SystemEnv) as Box<dyn Env>;
        copy.groups.iter().try_for_each(|kept| backup::put_back(&home, kept, env).map(|_| ()))
    });
    done.await.map_err(|_| Trouble::crash())??;
    visitor.app.rooms.look();
    go("/", "done-backup-in")
}

async fn sent(mut form: Multipart) -> Result<(Vec<u8>, String), Trouble> {
    let (mut file, mut secret) = (None, None);
    while let Some(field) = form.next_field().await.map_err(|_| Trouble::bad_form())? {
        match field.name() {
            Some("file") => {
                let bytes = field.bytes().await.map_err(|_| Trouble::bad_form())?;
                file = Some(bytes.to_vec());
            }
            Some("secret") => {
                let text = field.text().await.map_err(|_| Trouble::bad_form())?;
                secret = Some(text.trim().to_owned());
            }
            _ => return Err(Trouble::bad_form()),
        }
    }
    file.zip(secret).ok_or_else(Trouble::bad_form)
}

fn folder(home: &Home) -> Result<PathBuf, Trouble> {
    Ok(home.private_dir("backups")?)
}

impl From<BackupError> for Trouble {
    fn from(error: BackupError) -> Self {
        let key = match error {
            BackupError::Foreign => "backup-foreign",
            BackupError::Newer => "page-file-newer",
            BackupError::Passphrase => "backup-passphrase",
            BackupError::Damaged => "backup-damaged",
            BackupError::TooLarge => "page-backup-large",
            BackupError::OtherLaptop(_) => "page-backup-other",
            BackupError::Works => "backup-works",
            BackupError::Io { .. } => return Self::crash(),
            BackupError::Replica(error) => return error.into(),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, key)
    }
}

fn ms(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}
