use super::*;
use crate::entities as e;
use crate::read::list;
use crate::schema::PageKind;
use crate::testing::{LOTTE, NOOR, WIM, add, by, change, get, merged, page, person, set};

const TIP: &str = "01JGFJJZ36P5PS3B0XPBA64QVT";

fn case_with_tip() -> automerge::Automerge {
    let mut doc = page(PageKind::Case);
    let tip = [("text", "Bel zelf.".into())];
    add(&mut doc, &by(LOTTE), &e::ADVICE, TIP, &tip).unwrap();
    doc
}

fn shown(versions: &[crate::read::Said]) -> Vec<String> {
    let mut all: Vec<_> = versions.iter().map(|said| said.value.show()).collect();
    all.sort();
    all
}

#[test]
fn wordings_stand_whole_side_by_side_until_one_is_chosen() {
    let doc = page(PageKind::Group);
    let (mut a, mut b) = (doc.clone(), doc);
    set(&mut a, &by(NOOR), (&e::GROUP, ""), "core", "Bewoners missen rust.").unwrap();
    set(&mut b, &by(WIM), (&e::GROUP, ""), "core", "Het drukke uur.").unwrap();
    let both = merged(&a, &b);
    let group = get(&both, &e::GROUP, "");
    assert_eq!(shown(group.versions("core")), ["Bewoners missen rust.", "Het drukke uur."]);
    let signed: Vec<_> = group.versions("core").iter().map(|said| said.by).collect();
    assert!(signed.contains(&Some(person(NOOR))) && signed.contains(&Some(person(WIM))));
    for said in group.versions("core") {
        let (mut doc, chosen) = (both.clone(), said.value.show());
        set(&mut doc, &by(LOTTE), (&e::GROUP, ""), "core", chosen.as_str()).unwrap();
        let group = get(&doc, &e::GROUP, "");
        assert_eq!(shown(group.versions("core")), [chosen]);
        assert!(!group.is_undecided("core"));
        let last = doc.get_last_local_change().unwrap().decode();
        let deletes = |op: &automerge::ExpandedChange| {
            op.operations.iter().any(|op| format!("{:?}", op.action).contains("Delete"))
        };
        assert!(!deletes(&last), "nothing is ever deleted: {last:?}");
    }
}

#[test]
fn two_who_write_the_same_have_nothing_to_choose() {
    let doc = page(PageKind::Group);
    let (mut a, mut b) = (doc.clone(), doc);
    set(&mut a, &by(NOOR), (&e::GROUP, ""), "core", "Rust.").unwrap();
    set(&mut b, &by(WIM), (&e::GROUP, ""), "core", "Rust.").unwrap();
    let mut both = merged(&a, &b);
    let heads = both.get_heads();
    set(&mut both, &by(LOTTE), (&e::GROUP, ""), "core", "Rust.").unwrap();
    assert_eq!(both.get_heads(), heads);
}

#[test]
fn texts_keep_both_edits() {
    let mut doc = page(PageKind::Meeting);
    set(&mut doc, &by(NOOR), (&e::MEETING_PAGE, ""), "minutes_text", "Een. Twee.").unwrap();
    let (mut a, mut b) = (doc.clone(), doc);
    set(&mut a, &by(NOOR), (&e::MEETING_PAGE, ""), "minutes_text", "Een. Twee. Drie.").unwrap();
    set(&mut b, &by(WIM), (&e::MEETING_PAGE, ""), "minutes_text", "Nul. Een. Twee.").unwrap();
    let both = get(&merged(&a, &b), &e::MEETING_PAGE, "");
    assert_eq!(both.str("minutes_text"), "Nul. Een. Twee. Drie.");
}

#[test]
fn a_text_box_that_was_open_while_others_typed_keeps_what_they_typed() {
    let mut doc = page(PageKind::Meeting);
    let minutes = (&e::MEETING_PAGE, "");
    set(&mut doc, &by(NOOR), minutes, "minutes_text", "Een. Twee.").unwrap();
    let heads = doc.get_heads();
    set(&mut doc, &by(WIM), minutes, "minutes_text", "Een. Twee. Drie.").unwrap();
    let base = Base { heads: &heads, text: "Een. Twee." };
    change(&mut doc, NOOR, |tx| {
        set_text(tx, &e::MEETING_PAGE, "", "minutes_text", base, "Nul. Een. Twee.", &by(NOOR))
    })
    .unwrap();
    assert_eq!(get(&doc, &e::MEETING_PAGE, "").str("minutes_text"), "Nul. Een. Twee. Drie.");
}

#[test]
fn one_value_is_used_and_the_others_stay_visible() {
    let doc = page(PageKind::Group);
    let (mut a, mut b) = (doc.clone(), doc);
    set(&mut a, &by(NOOR), (&e::GROUP, ""), "starts", "2025-09-11").unwrap();
    set(&mut b, &by(WIM), (&e::GROUP, ""), "starts", "2025-09-12").unwrap();
    let mut both = merged(&a, &b);
    assert_eq!(shown(get(&both, &e::GROUP, "").versions("starts")), ["2025-09-11", "2025-09-12"]);
    let plain = get(&both, &e::GROUP, "").plain();
    assert_eq!(plain["starts_also"].as_array().unwrap().len(), 1);
    set(&mut both, &by(LOTTE), (&e::GROUP, ""), "starts", "2025-09-12").unwrap();
    assert_eq!(shown(get(&both, &e::GROUP, "").versions("starts")), ["2025-09-12"]);
}

#[test]
fn own_values_are_the_owners_and_others_only_enter_beside_them() {
    let mut doc = case_with_tip();
    let tip = (&e::ADVICE, TIP);
    let refused = set(&mut doc, &by(WIM), tip, "choice", "try");
    assert!(matches!(refused, Err(EditError::OnlyPageOwner { .. })), "{refused:?}");
    let refused = set(&mut doc, &by(LOTTE), tip, "choice", "try");
    assert!(matches!(refused, Err(EditError::OnlyPageOwner { .. })), "the author is not the owner");
    set(&mut doc, &by(WIM).on_behalf_of(person(NOOR)), tip, "choice", "later").unwrap();
    let record = get(&doc, &e::ADVICE, TIP);
    assert_eq!(record.str("choice"), "later");
    assert_eq!(record.said("choice").unwrap().by, Some(person(WIM)));
    set(&mut doc, &by(NOOR), tip, "choice", "try").unwrap();
    set(&mut doc, &by(WIM).on_behalf_of(person(NOOR)), tip, "choice", "not_for_me").unwrap();
    assert_eq!(get(&doc, &e::ADVICE, TIP).str("choice"), "try");
}

#[test]
fn everybody_has_their_own_entry() {
    let mut doc = page(PageKind::Meeting);
    let at = (&e::MEETING_PAGE, "");
    let parts = |from: &str| Value::parts([("status", "present"), ("from", from)]);
    set(&mut doc, &by(WIM).on_behalf_of(person(NOOR)), at, "attendance", parts("15:00")).unwrap();
    set(&mut doc, &by(WIM), at, "attendance", parts("14:00")).unwrap();
    let noor = |doc: &_, part: &str| {
        let record = get(doc, &e::MEETING_PAGE, "");
        let mine = record.mine_of("attendance", &person(NOOR).to_string()).unwrap().clone();
        (mine.part(part).unwrap().value.show(), mine.is_entered())
    };
    assert_eq!(noor(&doc, "from"), ("15:00".to_owned(), true));
    set(&mut doc, &by(NOOR), at, "attendance", parts("15:20")).unwrap();
    assert_eq!(noor(&doc, "from"), ("15:20".to_owned(), false));
    set(&mut doc, &by(LOTTE).on_behalf_of(person(NOOR)), at, "attendance", parts("16:00")).unwrap();
    assert_eq!(noor(&doc, "from"), ("15:20".to_owned(), false));
    let record = get(&doc, &e::MEETING_PAGE, "");
    assert_eq!(record.mine("attendance").count(), 2);
}

#[test]
fn of_what_others_noted_the_newest_is_shown() {
    let mut doc = page(PageKind::Meeting);
    let noted = |doc: &mut _, who: u8, from: &str| {
        let parts = Value::parts([("from", from)]);
        set(doc, &by(who).on_behalf_of(person(NOOR)), (&e::MEETING_PAGE, ""), "attendance", parts)
            .unwrap();
    };
    noted(&mut doc, WIM, "15:00");
    noted(&mut doc, LOTTE, "15:10");
    noted(&mut doc, WIM, "15:20");
    let record = get(&doc, &e::MEETING_PAGE, "");
    let mine = record.mine_of("attendance", &person(NOOR).to_string()).unwrap();
    assert_eq!(mine.part("from").unwrap().value.show(), "15:20");
    assert_eq!(mine.entered.len(), 2);
}

#[test]
fn a_flag_is_set_once_and_never_taken_back() {
    let mut doc = page(PageKind::Evaluation);
    let mut group = page(PageKind::Group);
    let agreement = [("kind", "safety".into()), ("text", "Wat hier gezegd wordt.".into())];
    add(&mut group, &by(NOOR), &e::AGREEMENT, "a", &agreement).unwrap();
    let a = (&e::AGREEMENT, "a");
    let refused = set(&mut group, &by(NOOR), a, "retired", false);
    assert!(matches!(refused, Err(EditError::NeverUnset { .. })));
    let (mut b, mut c) = (group.clone(), group.clone());
    set(&mut b, &by(NOOR), a, "retired", "2026-01-02").unwrap();
    set(&mut c, &by(WIM), a, "retired", "2026-01-01").unwrap();
    let both = get(&merged(&b, &c), &e::AGREEMENT, "a");
    assert!(both.is("retired"));
    assert_eq!(both.str("retired"), "2026-01-01");
    set(&mut b, &by(WIM), a, "retired", "2025-01-01").unwrap();
    assert_eq!(get(&b, &e::AGREEMENT, "a").str("retired"), "2026-01-02");
    set(&mut doc, &by(NOOR), (&e::EVALUATION, ""), "date", "2026-01-01").unwrap();
}

#[test]
fn marks_are_flags_by_word_and_the_earliest_counts() {
    let mut doc = page(PageKind::Meeting);
    add(&mut doc, &by(NOOR), &e::SESSION, "s", &[("method", "incident".into())]).unwrap();
    let (mut a, mut b) = (doc.clone(), doc);
    let start = |at: &str| Value::parts([("kiezen", at)]);
    set(&mut a, &by(NOOR), (&e::SESSION, "s"), "started", start("2025-09-11T15:05:09Z")).unwrap();
    set(&mut b, &by(WIM), (&e::SESSION, "s"), "started", start("2025-09-11T15:05:07Z")).unwrap();
    let both = get(&merged(&a, &b), &e::SESSION, "s");
    assert_eq!(crate::derive::started(&both, "kiezen"), Some("2025-09-11T15:05:07Z"));
}

#[test]
fn words_go_on_and_off_and_on_wins() {
    let mut doc = page(PageKind::Note);
    let note = (&e::NOTE, "");
    set(&mut doc, &by(NOOR), note, "tags", Value::words(["eten", "rust"])).unwrap();
    let (mut a, mut b) = (doc.clone(), doc);
    set(&mut a, &by(NOOR), note, "tags", Value::words(["rust"])).unwrap();
    set(&mut b, &by(WIM), note, "tags", Value::parts([("privacy", true), ("rust", false)]))
        .unwrap();
    assert_eq!(get(&a, &e::NOTE, "").words("tags"), ["rust"]);
    assert_eq!(get(&merged(&a, &b), &e::NOTE, "").words("tags"), ["privacy"]);
    set(&mut a, &by(NOOR), note, "tags", Value::words(["eten", "rust"])).unwrap();
    set(&mut b, &by(WIM), note, "tags", Value::words(["privacy"])).unwrap();
    assert_eq!(get(&merged(&a, &b), &e::NOTE, "").words("tags"), ["eten", "privacy"]);
}

#[test]
fn what_is_fixed_is_written_with_the_item_and_never_again() {
    let mut doc = page(PageKind::Group);
    let phase = [("phase", "onderzoek".into()), ("from", "2025-09-11".into())];
    add(&mut doc, &by(NOOR), &e::PHASE, "p", &phase).unwrap();
    let refused = set(&mut doc, &by(NOOR), (&e::PHASE, "p"), "from", "2025-09-12");
    assert!(matches!(refused, Err(EditError::Fixed { .. })));
    let missing = add(&mut doc, &by(NOOR), &e::PHASE, "q", &phase[..1]);
    assert!(matches!(missing, Err(EditError::Missing { field: "from", .. })));
    let again = add(&mut doc, &by(WIM), &e::PHASE, "p", &phase);
    assert!(matches!(again, Err(EditError::AlreadyThere { .. })));
    assert_eq!(list(&doc, &e::PHASE), ["p"]);
}

#[test]
fn words_of_others_are_changed_only_by_the_note_taker() {
    let mut doc = case_with_tip();
    let tip = (&e::ADVICE, TIP);
    let refused = set(&mut doc, &by(WIM), tip, "text", "Bel nooit.");
    assert!(matches!(refused, Err(EditError::OnlyAuthor { .. })));
    let refused = set(&mut doc, &by(NOOR), tip, "withdrawn", true);
    assert!(matches!(refused, Err(EditError::OnlyAuthor { .. })), "nobody deletes another's tip");
    let refused = set(&mut doc, &by(NOOR).as_notetaker(), tip, "withdrawn", true);
    assert!(matches!(refused, Err(EditError::OnlyAuthor { .. })));
    set(&mut doc, &by(WIM).as_notetaker(), tip, "text", "Bel zelf, elke dag.").unwrap();
    assert_eq!(get(&doc, &e::ADVICE, TIP).str("text"), "Bel zelf, elke dag.");
    set(&mut doc, &by(LOTTE), tip, "withdrawn", true).unwrap();
    assert!(get(&doc, &e::ADVICE, TIP).is_withdrawn());
}

#[test]
fn what_is_typed_for_another_is_theirs_and_says_who_typed() {
    let mut doc = page(PageKind::Case);
    let text = [("text", "Oefen de zin.".into())];
    add(&mut doc, &by(NOOR).on_behalf_of(person(LOTTE)), &e::ADVICE, TIP, &text).unwrap();
    let tip = get(&doc, &e::ADVICE, TIP);
    assert_eq!(tip.by(), person(LOTTE).to_string());
    assert_eq!(tip.entered_by(), Some(person(NOOR)));
    set(&mut doc, &by(LOTTE), (&e::ADVICE, TIP), "text", "Oefen die zin.").unwrap();
}

#[test]
fn nobody_adds_another_member() {
    let mut doc = page(PageKind::Group);
    let refused = add(&mut doc, &by(WIM), &e::MEMBER, &person(NOOR).to_string(), &[]);
    assert!(matches!(refused, Err(EditError::OnlyAuthor { .. })));
    add(&mut doc, &by(NOOR), &e::MEMBER, &person(NOOR).to_string(), &[]).unwrap();
    let noor = person(NOOR).to_string();
    let refused = set(&mut doc, &by(WIM), (&e::MEMBER, &noor), "name", "Pestkop");
    assert!(matches!(refused, Err(EditError::OnlyAuthor { .. })));
    set(&mut doc, &by(WIM), (&e::MEMBER, &noor), "role", "guide").unwrap();
}

#[test]
fn each_wrong_edit_is_named() {
    let mut doc = case_with_tip();
    let tip = (&e::ADVICE, TIP);
    let unknown = set(&mut doc, &by(LOTTE), tip, "score", 3);
    assert!(matches!(unknown, Err(EditError::UnknownField { .. })));
    let wrong = set(&mut doc, &by(NOOR), tip, "choice", "maybe");
    assert!(matches!(wrong, Err(EditError::Value { .. })));
    let long = "x".repeat(crate::schema::PROSE_CAP + 1);
    let long = set(&mut doc, &by(LOTTE), tip, "text", long.as_str());
    assert!(
        long.unwrap_err()
            .to_string()
            .contains(&format!("at most {} characters", crate::schema::PROSE_CAP))
    );
    let nowhere = set(&mut doc, &by(LOTTE), (&e::ADVICE, "nothing"), "text", "x");
    assert!(matches!(nowhere, Err(EditError::NoSuchItem { .. })));
    let other = add(&mut doc, &by(LOTTE), &e::ACTION, "x", &[("text", "x".into())]);
    assert!(matches!(other, Err(EditError::OtherPage { .. })));
    let id = add(&mut doc, &by(LOTTE), &e::ADVICE, "a/b", &[]);
    assert!(matches!(id, Err(EditError::WrongId { .. })));
    let itself = add(&mut doc, &by(LOTTE), &e::CASE_FILE, "x", &[]);
    assert!(matches!(itself, Err(EditError::AlreadyThere { .. })));
}

#[test]
fn writing_what_is_there_writes_nothing() {
    let mut doc = page(PageKind::Note);
    let note = (&e::NOTE, "");
    for _ in 0..2 {
        set(&mut doc, &by(NOOR), note, "title", "Rust").unwrap();
        set(&mut doc, &by(NOOR), note, "text", "Zitten werkt.").unwrap();
        set(&mut doc, &by(NOOR), note, "tags", Value::words(["rust"])).unwrap();
        set(&mut doc, &by(NOOR), note, "technical", "x").unwrap();
    }
    assert_eq!(doc.get_changes(&[]).len(), 1 + 4);
}

#[test]
fn an_item_is_made_whole_before_its_letters() {
    let mut doc = page(PageKind::Case);
    let text = "Wat ging er mis? ".repeat(1_000);
    let values = [("text", text.as_str().into()), ("answer", text.as_str().into())];
    add(&mut doc, &by(LOTTE), &e::QUESTION, TIP, &values).unwrap();
    let change = doc.get_last_local_change().unwrap().decode();
    let keys = change.operations.iter().rposition(|op| op.key.is_map_key()).unwrap();
    assert!(keys < 50, "{keys}");
    assert_eq!(get(&doc, &e::QUESTION, TIP).str("answer"), text);
}
