//! Where on the page of a group somebody is: which page of theirs an address names.

use axum::response::Response;
use kring_model::schema::PageKind;
use kring_trust::PageId;

use crate::app::{Answer, Visit};
use crate::desk::{Desk, page_id};
use crate::frame::Frame;
use crate::pages::Sort;
use crate::trouble::Trouble;
use crate::words::Words;

/// A page that an address names.
pub(crate) struct At {
    /// The page.
    pub(crate) page: PageId,
    /// What kind of page it is.
    pub(crate) kind: PageKind,
    /// The address of the group's home.
    pub(crate) base: String,
}

impl At {
    fn named(desk: &Desk<'_>, base: String, page: &str) -> Result<Self, Trouble> {
        let page = page_id(page)?;
        Ok(Self { page, kind: desk.kind_here(&page)?, base })
    }

    /// Where the page itself is shown.
    pub(crate) fn shown(&self) -> String {
        match self.kind {
            PageKind::Group => format!("{}/about", self.base),
            _ => format!("{}/p/{}", self.base, self.page),
        }
    }

    /// Its sort, if it is a thing with a list.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn sort(&self) -> Result<&'static Sort, Trouble> {
        Sort::of(self.kind).ok_or_else(Trouble::nothing)
    }
}

impl Visit {
    /// Does `f` at a page of the group.
    ///
    /// # Errors
    /// When there is no such page; as [`Visit::ask`].
    pub(crate) async fn ask_at<T: Send + 'static>(
        &self,
        page: String,
        f: impl FnOnce(&mut Desk<'_>, &'static Words, At) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let base = self.base();
        self.ask(move |desk, w| {
            let at = At::named(desk, base, &page)?;
            f(desk, w, at)
        })
        .await
    }

    /// Makes what is shown of a page of the group, under the name of its sort.
    ///
    /// # Errors
    /// When there is no such page; as [`Visit::show`].
    pub(crate) async fn show_at(
        &self,
        page: String,
        f: impl FnOnce(&mut Desk<'_>, Frame, At) -> Result<Response, Trouble> + Send + 'static,
    ) -> Answer {
        let base = self.base();
        self.show("", move |desk, mut frame| {
            let at = At::named(desk, base, &page)?;
            frame.tab = Sort::of(at.kind).map_or("", |sort| sort.path);
            f(desk, frame, at)
        })
        .await
    }
}
