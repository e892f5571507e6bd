use proptest::prelude::*;

use super::*;
use crate::keys::Seed;

fn keys(n: u8) -> DeviceKeys {
    DeviceKeys::derive(&Seed::from_bytes([n; 32]), [n; 16])
}

fn key(n: u8) -> PublicKey {
    keys(n).record(None).sign_key
}

fn gathering(names: &[&str]) -> Gathering {
    let person = |(n, name): (u8, &&str)| Present {
        name: (*name).to_owned(),
        from: "15:00".into(),
        to: "17:00".into(),
        keys: vec![key(n)],
    };
    let mut present: Vec<Present> = (1..).zip(names).map(person).collect();
    present.sort();
    Gathering {
        group: GroupId::from_bytes([7; 32]),
        meeting: PageId::from_bytes([8; 32]),
        date: "2025-09-11".into(),
        start: "15:00".into(),
        end: String::new(),
        present,
    }
}

fn signed(names: &[&str], by: &[u8]) -> Signed {
    let gathering = gathering(names);
    let text = gathering.text().unwrap();
    let mut signatures: Vec<_> = by.iter().map(|n| (key(*n), sign(&keys(*n), &text))).collect();
    signatures.sort();
    Signed { gathering, signatures }
}

#[test]
fn what_is_signed_can_be_read_and_says_nothing_else() {
    let text = gathering(&["Noor Verzonnen"]).text().unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "kring 1 participation");
    assert_eq!(lines[3..6], ["date 2025-09-11", "start 15:00", "end -"]);
    assert!(lines[6].starts_with("present 15:00 17:00 ") && lines[6].ends_with(" Noor Verzonnen"));
    assert_eq!(lines.len(), 7);
    assert_eq!(Gathering::parse(&text), Ok(gathering(&["Noor Verzonnen"])));
}

#[test]
fn a_file_shows_who_signed_and_who_did_not() {
    let made = signed(&["Noor & Co", "Bram <b>", "Wim"], &[1, 2]);
    let block = made.block().unwrap();
    let page = block.replace('&', "&#38;").replace('<', "&#60;").replace('>', "&#62;");
    for file in [format!("<p>{page}</p>{page}"), block.replace('\n', "\r\n")] {
        let found = find(&file).unwrap();
        assert_eq!(found[0], made);
        let told = found[0].check().unwrap();
        let told: Vec<_> = told.iter().map(|(one, did)| (one.name.as_str(), *did)).collect();
        assert_eq!(told, [("Bram <b>", true), ("Noor & Co", true), ("Wim", false)]);
    }
}

#[test]
fn any_other_letter_breaks_it() {
    let block = signed(&["Noor", "Bram"], &[1, 2]).block().unwrap();
    let body = block.find("group").unwrap()..block.rfind("-----END").unwrap();
    for at in body.filter(|at| block.is_char_boundary(*at) && block.as_bytes()[*at] != b'\n') {
        let mut bytes = block.clone().into_bytes();
        bytes[at] = if bytes[at] == b'1' { b'2' } else { b'1' };
        let changed = String::from_utf8(bytes).unwrap();
        let sound = find(&changed).is_ok_and(|all| all.iter().all(|one| one.check().is_ok()));
        assert!(!sound, "{at}: {changed}");
    }
}

#[test]
fn nobody_signs_for_another() {
    let mut made = signed(&["Noor", "Bram"], &[1]);
    let text = made.gathering.text().unwrap();
    // A key that is nobody's in the list, and a signature under another key's name.
    made.signatures = vec![(key(9), sign(&keys(9), &text))];
    assert_eq!(made.check(), Err(BadBlock::Form));
    made.signatures = vec![(key(2), sign(&keys(9), &text))];
    assert_eq!(made.check(), Err(BadBlock::Form));
    // What was signed for something else counts for nothing here.
    let statement = keys(2).sign("kring 1 statement", text.as_bytes());
    made.signatures = vec![(key(2), statement)];
    assert_eq!(made.check(), Err(BadBlock::Form));
}

#[test]
fn a_name_cannot_add_a_line() {
    for name in ["", " Noor", "Noor\npresent 15:00 17:00", "No\u{7}or", &"x".repeat(NAME_CAP + 1)] {
        let mut made = gathering(&["Noor"]);
        made.present[0].name = name.to_owned();
        assert_eq!(made.text(), Err(BadGathering), "{name:?}");
    }
    let mut nobody = gathering(&["Noor"]);
    nobody.present.clear();
    assert_eq!(nobody.text(), Err(BadGathering));
    assert_eq!(find("<html></html>"), Err(BadBlock::Nothing));
    assert_eq!(find("-----BEGIN KRING PARTICIPATION-----\n"), Err(BadBlock::Form));
}

proptest! {
    #[test]
    fn no_file_breaks_the_reader(text in "\\PC*", bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(find(&text).is_err());
        prop_assert!(Gathering::parse(&text).is_err());
        let block = format!("-----BEGIN KRING PARTICIPATION-----\nkring 1 participation\n{}-----END KRING PARTICIPATION-----", String::from_utf8_lossy(&bytes));
        prop_assert!(find(&block).is_err());
    }

    #[test]
    fn hex_goes_there_and_back(bytes: [u8; 32]) {
        prop_assert_eq!(from_hex::<32>(&hex(&bytes)), Some(bytes));
    }
}
