use super::*;
use crate::keys::Seed;

fn keys(seed: u8) -> DeviceKeys {
    DeviceKeys::derive(&Seed::from_bytes([seed; 32]), [0; 16])
}

fn founded() -> Statement {
    let record = keys(1).record(None);
    let device = record.id();
    let body = Body::Founded { record, nonce: [3; 16] };
    Draft { device, time: 7, after: Vec::new(), body }.sign(&GroupId::NONE, &keys(1))
}

#[test]
fn a_statement_goes_there_and_back_and_verifies() {
    let statement = founded();
    let group = GroupId::founded_by(statement.id());
    let read = Statement::decode(&statement.encode()).expect("well formed");
    assert_eq!(read, statement);
    let key = keys(1).record(None).sign_key;
    assert_eq!(read.verify(&group, &key), Ok(()));
    assert_eq!(read.verify_consent(&group), Ok(()));
    assert_eq!(read.verify(&group, &keys(2).record(None).sign_key), Err(BadSignature));
}

#[test]
fn a_joining_needs_the_consent_for_this_group_and_inviter() {
    let group = GroupId::from_bytes([4; 32]);
    let record = keys(2).record(None);
    let device = keys(1).record(None).id();
    let consent = sign_joining(&keys(2), &group, &record, &device);
    let body = Body::Joined { record, consent };
    let statement = Draft { device, time: 7, after: vec![], body }.sign(&group, &keys(1));
    assert_eq!(statement.verify_consent(&group), Ok(()));
    let other = GroupId::from_bytes([5; 32]);
    assert_eq!(statement.verify_consent(&other), Err(BadSignature));
    let stolen = Statement { device: keys(3).record(None).id(), ..statement };
    assert_eq!(stolen.verify_consent(&group), Err(BadSignature));
}

#[test]
fn trailing_bytes_unsorted_lists_and_other_forms_are_refused() {
    let mut bytes = founded().encode();
    bytes.push(0);
    assert_eq!(Statement::decode(&bytes), Err(BadStatement::Form));
    let high = StatementId::from_bytes([2; 32]);
    let low = StatementId::from_bytes([1; 32]);
    let unsorted = Statement { after: vec![high, low], ..founded() };
    assert_eq!(Statement::decode(&unsorted.encode()), Err(BadStatement::Form));
    let twice = Statement { after: vec![low, low], ..founded() };
    assert_eq!(Statement::decode(&twice.encode()), Err(BadStatement::Form));
    assert_eq!(Statement::decode(&vec![0; STATEMENT_CAP + 1]), Err(BadStatement::TooLong));
    assert_eq!(Statement::decode(&[]), Err(BadStatement::Form));
}

#[test]
fn an_unknown_kind_is_kept_byte_for_byte() {
    let about = About::Page(PageId::from_bytes([8; 32]));
    let body = Body::Unknown { kind: 900, about, rest: vec![1, 2, 3], second: None };
    let statement = Statement { body, ..founded() };
    let read = Statement::decode(&statement.encode()).expect("well formed");
    assert_eq!(read, statement);
    assert_eq!(read.body.page(), Some(PageId::from_bytes([8; 32])));
}

#[test]
fn a_second_person_signs_the_same_words() {
    let group = GroupId::from_bytes([4; 32]);
    let page = PageId::from_bytes([8; 32]);
    let mut draft = Draft {
        device: keys(1).record(None).id(),
        time: 7,
        after: vec![],
        body: Body::Erased { page, second: None },
    };
    let second = draft.sign_along(&group, keys(2).record(None).id(), &keys(2));
    draft.body = Body::Erased { page, second: Some(second) };
    let statement = draft.sign(&group, &keys(1));
    let read = Statement::decode(&statement.encode()).expect("well formed");
    assert_eq!(read.verify(&group, &keys(1).record(None).sign_key), Ok(()));
    assert_eq!(read.verify_second(&group, &keys(2).record(None).sign_key), Ok(()));
    assert_eq!(read.verify_second(&group, &keys(1).record(None).sign_key), Err(BadSignature));
}

#[test]
fn a_relay_has_one_form() {
    let relay = Relay::from_bytes(b"https://relay.example.org/").expect("good");
    for relay in [relay, Relay::Public] {
        let statement = Statement { body: Body::InternetOn { relay }, ..founded() };
        assert_eq!(Statement::decode(&statement.encode()), Ok(statement));
    }
}
