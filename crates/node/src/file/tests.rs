use kring_sync::message::Few;
use kring_sync::{Incoming, Ledger, Message, encode};
use kring_trust::DeviceId;
use kring_trust::keys::{DeviceKeys, Seed};

use super::{FILE_CAP, FileError, envelope, make, seal, take};
use crate::levels::Standing;
use crate::replica::Replica;
use crate::replica::testing::{minutes, page, shown, three};

/// Everything of `from` in a file, taken in by `to`.
fn carry(from: &mut Replica, to: &mut Replica) -> Result<super::Came, FileError> {
    let made = make(from, false)?;
    take(to, &made.bytes)
}

fn position(of: &Replica) -> u64 {
    of.store().position().unwrap().number
}

/// A file of `sections`, as the member whose laptop this is would sign it.
fn signed(by: &Replica, to: &Replica, frames: &[u8]) -> Vec<u8> {
    let key = to.keys().record(None).files_key;
    let section = seal::seal(frames, &[key]).unwrap();
    envelope::close(&[section], &by.group(), (&by.device(), by.keys()), [7; 16]).unwrap()
}

#[test]
fn who_never_meet_are_level_by_files_both_ways_and_nobody_is_green() {
    let [mut noor, mut bram, _] = three();
    let of_noor = page(&mut noor, 10);
    let came = carry(&mut noor, &mut bram).unwrap();
    assert_eq!((came.device, came.pages), (noor.device(), vec![of_noor]));
    let of_bram = page(&mut bram, 20);
    minutes(&mut bram, &of_noor, "Van Bram");
    carry(&mut bram, &mut noor).unwrap();
    assert_eq!(shown(&mut noor, &of_noor), "Van Bram");
    assert_eq!(shown(&mut noor, &of_bram), "a".repeat(20));
    carry(&mut noor, &mut bram).unwrap();
    assert_eq!(noor.closing_words().unwrap(), bram.closing_words().unwrap());
    let again = carry(&mut noor, &mut bram).unwrap();
    assert_eq!((again.new, again.pages.len()), (0, 0), "a second time brings nothing");
    for person in noor.levels().unwrap().iter().filter(|one| one.person == bram.me()) {
        assert!(person.devices.iter().all(|device| device.standing == Standing::Unmet));
    }
}

#[test]
fn a_page_goes_only_to_its_audience_and_a_stranger_learns_no_name() {
    let [mut noor, mut bram, mut lotte] = three();
    let page = page(&mut noor, 10);
    let made = make(&mut noor, false).unwrap();
    noor.set_audience(&page, [bram.me()]).unwrap();
    let narrower = make(&mut noor, false).unwrap();
    take(&mut lotte, &narrower.bytes).unwrap();
    assert!(!lotte.store().pages().unwrap().contains(&page));
    take(&mut bram, &narrower.bytes).unwrap();
    assert_eq!(shown(&mut bram, &page), "a".repeat(10));
    for hidden in [*noor.group().as_bytes(), *noor.device().as_bytes(), *page.as_bytes()] {
        assert!(!made.bytes.windows(32).any(|window| window == hidden));
    }
}

/// Noor's store learns that these laptops confirmed all that is in it.
fn confirmed(noor: &mut Replica, devices: &[DeviceId]) {
    let position = noor.tell().unwrap();
    for device in devices {
        let confirmed = Some(Some(position));
        noor.commit(Incoming { confirmed, ..Incoming::new(*device) }).unwrap();
    }
}

#[test]
fn only_what_is_lacking_goes_and_what_does_not_join_on_is_not_taken() {
    let [mut noor, mut bram, mut lotte] = three();
    let old = page(&mut noor, 4_000);
    let first = make(&mut noor, false).unwrap();
    assert!(first.whole);
    take(&mut bram, &first.bytes).unwrap();
    confirmed(&mut noor, &[bram.device(), lotte.device()]);
    minutes(&mut noor, &old, "Kort");
    let second = make(&mut noor, false).unwrap();
    assert!(!second.whole && second.pages == 1);
    assert!(second.bytes.len() * 2 < make(&mut noor, true).unwrap().bytes.len());
    take(&mut bram, &second.bytes).unwrap();
    assert_eq!(shown(&mut bram, &old), "Kort");
    // Lotte said that she had it, and was put back to before that.
    let before = position(&lotte);
    assert!(matches!(take(&mut lotte, &second.bytes), Err(FileError::Gap)));
    assert_eq!(position(&lotte), before, "nothing is half taken");
    take(&mut lotte, &make(&mut noor, true).unwrap().bytes).unwrap();
    assert_eq!(shown(&mut lotte, &old), "Kort");
}

#[test]
fn a_file_from_before_an_erasure_never_brings_the_page_back() {
    let [mut noor, mut bram, _] = three();
    let page = page(&mut noor, 10);
    let old = make(&mut noor, false).unwrap();
    take(&mut bram, &old.bytes).unwrap();
    noor.erase(&page).unwrap();
    carry(&mut noor, &mut bram).unwrap();
    assert!(!bram.store().pages().unwrap().contains(&page));
    carry(&mut bram, &mut noor).unwrap();
    let receipts = noor.roster().page(&page).unwrap().receipts.clone();
    assert!(receipts.contains_key(&bram.device()), "the receipt came back in a file");
    for who in [&mut noor, &mut bram] {
        take(who, &old.bytes).unwrap();
        assert!(!who.store().pages().unwrap().contains(&page));
    }
}

#[test]
fn every_flipped_byte_and_every_cut_is_refused() {
    let [mut noor, mut bram, _] = three();
    page(&mut noor, 300);
    let whole = make(&mut noor, false).unwrap().bytes;
    let before = position(&bram);
    for at in (0..whole.len()).step_by(7) {
        let mut altered = whole.clone();
        altered[at] ^= 1 << (at % 8);
        assert!(take(&mut bram, &altered).is_err(), "byte {at}");
        assert!(take(&mut bram, &whole[..at]).is_err(), "cut at {at}");
    }
    assert_eq!(position(&bram), before, "nothing is half taken");
    take(&mut bram, &whole).unwrap();
}

#[test]
fn each_kind_of_wrong_file_has_its_own_answer() {
    let [mut noor, mut bram, lotte] = three();
    page(&mut noor, 10);
    let whole = make(&mut noor, false).unwrap().bytes;
    let answer = |bram: &mut Replica, bytes: &[u8]| take(bram, bytes).unwrap_err();
    assert!(matches!(answer(&mut bram, b"%PDF-1.7"), FileError::Foreign));
    assert!(matches!(answer(&mut bram, b""), FileError::Foreign));
    let mut newer = whole.clone();
    newer[12] = 9;
    assert!(matches!(answer(&mut bram, &newer), FileError::Newer));
    let cut = &whole[..whole.len() - 1];
    assert!(matches!(answer(&mut bram, cut), FileError::Damaged));
    let mut long = whole.clone();
    long.resize(FILE_CAP + 1, 0);
    assert!(matches!(answer(&mut bram, &long), FileError::TooLarge));
    let stranger = DeviceKeys::derive(&Seed::from_bytes([9; 32]), [9; 16]);
    let unknown = stranger.record(None).id();
    let forged = envelope::close(&[], &noor.group(), (&unknown, &stranger), [1; 16]).unwrap();
    assert!(matches!(answer(&mut bram, &forged), FileError::Stranger));
    // Signed by a stranger in Noor's name.
    let forged = envelope::close(&[], &noor.group(), (&noor.device(), &stranger), [1; 16]);
    assert!(matches!(answer(&mut bram, &forged.unwrap()), FileError::Damaged));
    let for_lotte = signed(&noor, &lotte, b"");
    assert!(matches!(answer(&mut bram, &for_lotte), FileError::NotForUs));
    bram.block(&noor.device()).unwrap();
    assert!(matches!(answer(&mut bram, &whole), FileError::Outsider(_)));
}

#[test]
fn a_file_of_another_group_is_told_by_its_head() {
    let [mut noor, mut bram, _] = three();
    let whole = make(&mut noor, false).unwrap().bytes;
    let (here, other) = (noor.group(), kring_trust::GroupId::from_bytes([3; 32]));
    assert_eq!(envelope::group_of(&whole, &[other, here]).unwrap(), here);
    assert!(matches!(envelope::group_of(&whole, &[other]), Err(FileError::OtherGroup)));
    let keys = (&noor.device(), noor.keys());
    let foreign = envelope::close(&[], &other, keys, [1; 16]).unwrap();
    assert!(matches!(take(&mut bram, &foreign), Err(FileError::OtherGroup)));
}

#[test]
fn what_a_modified_program_signs_is_taken_by_nobody() {
    let [mut noor, mut bram, _] = three();
    page(&mut noor, 10);
    let before = position(&bram);
    let level = encode(&Message::Level).unwrap();
    let cut = &level[..level.len() - 1];
    let mut forged = noor.store().statements_after(0, 10).unwrap().list;
    let last = forged.last_mut().unwrap();
    let at = last.1.len() - 5;
    last.1[at] ^= 1;
    let statements = forged.into_iter().map(|(_, bytes)| kring_sync::message::Blob(bytes));
    let statements = Few(statements.collect());
    let forged = encode(&Message::Statements { statements }).unwrap();
    for frames in [level.as_slice(), cut, &forged, b"\x01\xff\xff\xff\xff\x7f"] {
        let file = signed(&noor, &bram, frames);
        assert!(matches!(take(&mut bram, &file), Err(FileError::Damaged)));
    }
    assert_eq!(position(&bram), before);
}

#[test]
fn what_inflates_beyond_its_cap_is_refused_before_it_is_stored() {
    let [noor, mut bram, _] = three();
    let empty = kring_sync::message::Blob(Vec::new());
    let statements = Few(vec![empty; kring_sync::message::STATEMENTS_CAP]);
    let frame = encode(&Message::Statements { statements }).unwrap();
    let frames = frame.repeat(super::CONTENT_CAP / 64 / kring_sync::message::STATEMENTS_CAP + 1);
    let file = signed(&noor, &bram, &frames);
    assert!(file.len() < FILE_CAP);
    assert!(matches!(take(&mut bram, &file), Err(FileError::TooLarge)));
}
