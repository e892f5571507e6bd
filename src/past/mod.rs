//! A page's past on the command line: what happened, how it stood at a moment, who wrote what.

mod list;
mod words;

use automerge::ChangeHash;
use kring_model::page::Stretch;
use kring_trust::PageId;

use crate::desk::Desk;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Answer;
use crate::say;
use crate::show;

pub(crate) use list::{list, value};

/// Most heads that a moment names.
const HEADS_CAP: usize = 64;

/// What happened on a page, the oldest first; the first has number 1.
///
/// # Errors
/// When the page is not here.
pub(crate) fn stretches(desk: &mut Desk<'_>, page: &PageId) -> Result<Vec<Stretch>, Failure> {
    desk.read(page, |page| page.stretches())
}

/// The page's newest changes at a moment: a number of `kring log`, or the heads that its JSON gives,
/// with commas between them.
///
/// # Errors
/// When there is no such moment.
pub(crate) fn moment(
    desk: &mut Desk<'_>,
    page: &PageId,
    text: &str,
) -> Result<Vec<ChangeHash>, Failure> {
    let none = || Failure::new(Exit::NotFound, say!("past-no-moment", moment = text));
    let Ok(number) = text.parse::<usize>() else {
        let heads: Option<Vec<ChangeHash>> =
            text.split(',').take(HEADS_CAP).map(|head| head.trim().parse().ok()).collect();
        return heads.ok_or_else(none);
    };
    let all = stretches(desk, page)?;
    let at = number.checked_sub(1).and_then(|at| all.into_iter().nth(at));
    at.map(|one| one.heads).ok_or_else(none)
}

/// The page as it stood at a moment.
///
/// # Errors
/// When there is no such moment.
pub(crate) fn shown(desk: &mut Desk<'_>, page: &PageId, at: &str) -> Result<Answer, Failure> {
    let heads = moment(desk, page, at)?;
    let past = desk.read(page, |page| page.at(&heads))?;
    let past =
        past.ok_or_else(|| Failure::new(Exit::NotFound, say!("past-no-moment", moment = at)))?;
    Ok(show::past(desk, &past))
}
