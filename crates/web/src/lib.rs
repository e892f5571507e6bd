//! The page in the browser: the face of Kring that most people use.
//!
//! ```text
//!   browser ── http://<random>.localhost:<port> ──> guard ──> pages ──> room of the group
//!                (127.0.0.1 and ::1 only)             │                    │ one thread: Replica
//!                                                  refuses                 └ one thread: network
//! ```
//!
//! * `guard`: who may ask. Every request is judged before anything looks at it.
//! * `files`: how a browser gets in: a 0600 file with a single-use code.
//! * `rooms`: one thread per group for the page, one for its network.
//! * `pages`: one file per screen. Pages are made here and work without scripts, but for coming in;
//!   forms are ordinary, and answered by going on to a page. htmx only refreshes the status line.
//! * `paper`: evidence as pages of their own, which both faces print.
//! * `guide`: help inside, which both faces show.
//! * `view` and `inputs`: records and fields of the schema, as they are shown and filled in.

mod app;
mod assets;
mod at;
mod desk;
mod drawing;
mod entrance;
mod files;
mod form;
mod frame;
mod guard;
pub mod guide;
mod inputs;
mod jobs;
mod labels;
mod lists;
mod live;
mod locking;
pub mod messages;
mod pages;
pub mod paper;
mod picks;
mod rooms;
mod server;
mod told;
mod trouble;
mod view;
mod wording;
mod words;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kring_node::env::SystemEnv;
use kring_node::home::{Home, HomeError};
use kring_node::net::Signals;

use app::App;
use files::{Address, Files};
use guard::{CodeKey, Door};
use rooms::Rooms;
use server::Listeners;

/// Why the page cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// The home folder.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The system gave no socket, file or thread.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A file of the page could not be made.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// Another process serves the page, and does not say where.
    #[error("another window of Kring is starting or ending")]
    Elsewhere,
}

/// What [`begin`] found.
pub enum Begun {
    /// The page runs in another process; this file opens one more tab on it.
    Elsewhere(PathBuf),
    /// It runs in this process once [`Page::serve`] is called.
    Here(Page),
}

/// A page that is about to be served.
pub struct Page {
    app: Arc<App>,
    listeners: Listeners,
    redirect: PathBuf,
    runtime: tokio::runtime::Runtime,
    lock: File,
}

/// Takes the page of this home, and makes a file that opens it in a browser, once.
///
/// # Errors
/// [`WebError`] if the home or the network of this computer refuses.
pub fn begin(home: &Home) -> Result<Begun, WebError> {
    let files = Files::of(home)?;
    let env = &mut SystemEnv;
    let Some(lock) = files.take()? else {
        let (address, key) = files.running().ok_or(WebError::Elsewhere)?;
        return Ok(Begun::Elsewhere(files.redirect(&address, key, env)?));
    };
    files.end();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut address: Address = files.address(env);
    let listeners = runtime.block_on(Listeners::open(address.port))?;
    address.port = listeners.port;
    let key = CodeKey::new(env);
    let door = Arc::new(Door::new(address.host(), key, env));
    files.begin(&address, key)?;
    let redirect = files.redirect(&address, key, env)?;
    let (home, rooms) = (home.clone(), Rooms::open(home.clone()));
    let (jobs, presence, trying) = Default::default();
    let app = Arc::new(App { door, files, home, rooms, jobs, presence, trying });
    Ok(Begun::Here(Page { app, listeners, redirect, runtime, lock }))
}

/// Opens a file in the person's browser.
///
/// # Errors
/// [`WebError::Io`] if there is none.
pub fn open_browser(file: &Path) -> Result<(), WebError> {
    Ok(open::that_detached(file)?)
}

impl Page {
    /// The file that opens it, once.
    pub fn redirect(&self) -> &Path {
        &self.redirect
    }

    /// Serves until a signal comes; then ends the sharing well.
    ///
    /// # Errors
    /// [`WebError::Io`] if signals cannot be listened for.
    pub fn serve(self) -> Result<(), WebError> {
        let Self { app, listeners, runtime, lock, .. } = self;
        let router = app::router(Arc::clone(&app));
        runtime.block_on(async {
            let signals = Signals::listen()?;
            tokio::select! {
                () = listeners.serve(router) => {}
                () = signals.come() => {}
                () = locking::watch(Arc::clone(&app)) => {}
            }
            Ok::<(), WebError>(())
        })?;
        runtime.shutdown_background();
        app.rooms.while_closed(|| ());
        app.files.end();
        drop(lock);
        Ok(())
    }
}
