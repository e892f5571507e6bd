//! Why an act on a group did not happen.

use kring_model::edit::EditError;
use kring_model::page::BadFirstChange;
use kring_store::StoreError;
use kring_trust::roster::Refused;
use kring_trust::statement::BadStatement;
use kring_trust::{GroupId, PageId};

use crate::home::HomeError;

/// Why an act on a group did not happen. Whatever it was, nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum ReplicaError {
    /// The home folder.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The disk or the store on it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was asked does not fit the page or the rights of who asked.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The page's engine refused our own edit.
    #[error("the page did not take this edit: {0}")]
    Page(String),
    /// One act may not write this much.
    #[error("this is too much to write at once")]
    TooLarge,
    /// This person has written as much in this page as anybody takes in.
    #[error("this page is full")]
    Full,
    /// The program's own constants are damaged.
    #[error(transparent)]
    FirstChange(#[from] BadFirstChange),
    /// The roster refused our own statement.
    #[error(transparent)]
    Roster(#[from] Refused),
    /// A stored statement does not read back.
    #[error(transparent)]
    Statement(#[from] BadStatement),
    /// There is no such group on this laptop.
    #[error("there is no group {} on this laptop", .0.short())]
    NoSuchGroup(GroupId),
    /// There is no such page, or this laptop may not see it.
    #[error("there is no page {} here", .0.short())]
    NoSuchPage(PageId),
    /// The page was erased.
    #[error("page {} was erased", .0.short())]
    Erased(PageId),
    /// A newer version of the program said something about this page that must be understood first.
    #[error("page {} waits for a newer version", .0.short())]
    Paused(PageId),
    /// This laptop was blocked.
    #[error("this laptop was blocked by the group")]
    Blocked,
    /// This person left the group.
    #[error("this person left the group")]
    Left,
    /// The statements in the store do not bring this device into the group.
    #[error("the store does not say that this laptop is in the group")]
    NotMember,
    /// Only the owner of the page may do this.
    #[error("only the owner of this page may do this")]
    NotOwner,
    /// The rules of the group do not allow it.
    #[error("this is not allowed: {0}")]
    NotAllowed(&'static str),
}
