//! Pages made of entries that anybody may have written.

use std::collections::BTreeSet;

use kring_model::page::{About, LogOfMine, Page, Scrutiny};
use kring_model::schema::PageKind;
use kring_model::value::Value;
use kring_model::{edit, entities};
use kring_trust::log::{LogOpening, chain_next};
use kring_trust::plan::{HeldBranch, HeldEntry, HeldLog};
use kring_trust::{DeviceId, GroupId, PageId, PersonId};

use crate::pieces;

/// When the example's people write, in milliseconds since 1970.
const TIME: i64 = 1_700_000_000_000;

pub(crate) fn about() -> About {
    let (page, group) = (PageId::from_bytes([9; 32]), GroupId::from_bytes([8; 32]));
    About { page, group, kind: PageKind::Meeting, owner: Some(person(1)) }
}

fn person(name: u8) -> PersonId {
    PersonId::from_bytes([name; 32])
}

pub(crate) fn log(name: u8) -> LogOfMine {
    let device = DeviceId::from_bytes([name; 32]);
    let opening = LogOpening { device, page: about().page, salt: [name; 8] };
    LogOfMine { opening, person: person(name) }
}

/// The entries of one log after each other, by a member who is not the page's owner. The page must
/// be there, be the same however it is made, save and load back, and take an honest edit.
pub(crate) fn page(bytes: &[u8]) {
    // What a document engine panics on is caught and set aside; it is no fault of the page.
    std::panic::set_hook(Box::new(|_| {}));
    let author = log(2);
    let mut chain = author.opening.chain_start(&about().group);
    let mut entries = Vec::new();
    for piece in pieces(bytes) {
        chain = chain_next(&chain, piece);
        entries.push(HeldEntry { bytes: piece.to_vec(), chain });
    }
    let branches = vec![HeldBranch { after: 0, entries }];
    let logs = [HeldLog { opening: author.opening, person: author.person, branches }];
    let made = Page::materialise(about(), &logs, Scrutiny::Whole, &BTreeSet::new());
    assert!(made.is_ok(), "the first change is this program's own");
    let Ok(mut page) = made else { return };
    assert_eq!(page.check(), Ok(()), "what is taken in saves and loads back");
    let one_by_one = Page::materialise_one_by_one(
        about(),
        &logs,
        Scrutiny::Whole,
        &BTreeSet::new(),
        &mut |_, _| {},
    );
    let again = one_by_one.ok().map(|page| page.digest());
    assert_eq!(again, Some(page.digest()), "it is the same however it is made");
    let mine = log(1);
    let edited = page.edit(&mine, TIME, None, |tx| {
        let author = edit::Author::new(mine.person, about().owner);
        edit::set(tx, &entities::MEETING_PAGE, "", "minutes_text", &Value::from("Van mij"), &author)
    });
    assert!(edited.is_ok(), "an honest member writes on: {:?}", edited.err());
}

/// Honest entries of a member.
pub(crate) fn written(texts: &[&str]) -> Vec<Vec<u8>> {
    let Ok(mut page) = Page::empty(about()) else { return Vec::new() };
    let author = edit::Author::new(person(2), about().owner);
    let mut entries = Vec::new();
    for text in texts {
        let edited = page.edit(&log(2), TIME, None, |tx| {
            edit::set(tx, &entities::MEETING_PAGE, "", "minutes_text", &Value::from(*text), &author)
        });
        entries.extend(edited.into_iter().flat_map(|edited| edited.entries));
    }
    entries.into_iter().map(|entry| entry.bytes).collect()
}
