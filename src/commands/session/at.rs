//! Which session is meant: of a meeting the one that is going on, or one that is named.

use kring_model::schema::PageKind;
use kring_node::acts::session::{self, Playing};

use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::find;
use crate::say;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct At {
    pub(crate) meeting: String,
    #[arg(long, value_name = "ITEM")]
    session: Option<String>,
}

impl At {
    /// The session that is meant: the newest that is not over, else the newest. What waited for the
    /// end of a step is shown first, so that everybody looks at the same.
    ///
    /// # Errors
    /// When the meeting has no such session.
    pub(super) fn find(&self, desk: &mut Desk<'_>) -> Result<Playing, Failure> {
        let meeting = desk.page(PageKind::Meeting, &self.meeting)?;
        show_what_waited(desk)?;
        let all = session::all(&mut desk.replica, &meeting);
        let mut all = all.map_err(|error| trouble::replica(&error))?;
        if let Some(named) = &self.session {
            all.retain(|one| find::short(&one.record.id) == *named || one.record.id == *named);
        }
        let going = all.iter().rposition(|one| one.step().is_some());
        let index = going.or(all.len().checked_sub(1));
        let found = index.filter(|index| *index < all.len()).map(|index| all.swap_remove(index));
        found.ok_or_else(|| {
            Failure::new(Exit::NotFound, say!("session-none")).hint(say!("session-none-hint"))
        })
    }
}

/// Shows the answers of this laptop whose step has ended.
///
/// # Errors
/// When the store cannot be written.
pub(super) fn show_what_waited(desk: &mut Desk<'_>) -> Result<(), Failure> {
    session::reveal(&mut desk.replica).map_err(|error| trouble::replica(&error))?;
    Ok(())
}

/// The session as it stands now.
///
/// # Errors
/// When it cannot be read.
pub(super) fn again(desk: &mut Desk<'_>, before: &Playing) -> Result<Playing, Failure> {
    let now = session::one(&mut desk.replica, &before.meeting, &before.record.id);
    now.map_err(|error| trouble::replica(&error))
}
