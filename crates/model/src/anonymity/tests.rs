use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::exchange::example::tests::FILE;

fn known() -> Known {
    let mut known = Known::in_year(2026);
    for name in ["Noor Verzonnen", "Wil de Groot", "Jan-Willem van der Berg", "An Bakker"] {
        known.person(name);
    }
    known
}

fn found(text: &str) -> Vec<(&str, &'static str)> {
    find(text, &known()).iter().map(|mark| (mark.text(text), mark.kind.name())).collect()
}

fn texts(text: &str) -> Vec<&str> {
    found(text).into_iter().map(|(text, _)| text).collect()
}

#[test]
fn members_are_found_by_first_name_and_surname() {
    assert_eq!(found("Gisteren zei noor het."), [("noor", "person")]);
    assert_eq!(
        found("Dat is Noors idee, en noor's ook."),
        [("Noors", "person"), ("noor's", "person")]
    );
    assert_eq!(
        found("En toen Jan-Willem van der Berg kwam"),
        [("Jan-Willem van der Berg", "person")]
    );
    assert_eq!(found("mevrouw verzonnen belde"), [("mevrouw verzonnen", "person")]);
    assert_eq!(texts("Ik vroeg Wil en An."), ["Wil", "An"]);
    assert_eq!(texts("Wil de Groot kwam"), ["Wil de Groot"]);
    for text in ["Wil je dat?", "Ik wil een groot verzonnen verhaal.", "noordelijk", "An apple"] {
        assert!(found(text).is_empty(), "{text}: {:?}", found(text));
    }
}

#[test]
fn a_capital_in_mid_sentence_is_a_name_and_where_one_begins_it_is_not() {
    assert_eq!(
        texts("Toen zei mevrouw De Vries dat dhr. Pietersen belde."),
        ["mevrouw De Vries", "dhr. Pietersen"]
    );
    assert_eq!(
        texts("Ze woont in Huize Zonnehof, bij Achterdam."),
        ["Huize Zonnehof", "Achterdam"]
    );
    assert_eq!(texts("De arts, J. Pietersen, zei niets."), ["J. Pietersen"]);
    assert_eq!(texts("noor J. Noor J. "), ["noor J", "Noor J"]);
    // The same name where a sentence begins.
    assert_eq!(texts("Pietersen belde. Toen zei Pietersen niets."), ["Pietersen", "Pietersen"]);
    assert_eq!(
        texts("Yesterday Mrs Jones said: we saw Mr. Smith on Monday."),
        ["Mrs Jones", "Mr. Smith"]
    );
    let starts = [
        "Hallo. Waarom? Ja! Zo: Alles\nRegel\n- Punt\n1. Eerst",
        "Hij zei: \"Kom maar.\"",
        "„Kom maar\", zei hij.",
    ];
    for text in starts {
        assert!(found(text).is_empty(), "{text}: {:?}", found(text));
    }
    for text in [
        "We deden Balint op Maandag.",
        "het MDO over ADL",
        "So I said I'm late in May",
        "met N. Toen ging ze",
    ] {
        assert!(found(text).is_empty(), "{text}: {:?}", found(text));
    }
}

#[test]
fn birthdays_numbers_and_addresses_are_found() {
    for (text, marked) in [
        ("geboren op 12-03-1938 in huis", "12-03-1938"),
        ("zij (12/3/38) zei", "12/3/38"),
        ("op 12 maart 1938", "12 maart 1938"),
        ("born March 3rd", "March 3rd"),
        ("the 3rd of March 1938", "3rd of March 1938"),
        ("hij is geboren in 1938.", "1938"),
        ("geboren op 3 mei 2025", "3 mei 2025"),
    ] {
        assert!(found(text).contains(&(marked, "born")), "{text}: {:?}", found(text));
    }
    for (text, marked) in [
        ("bel 06-12345678.", "06-12345678"),
        ("bel (010) 123 45 67 of", "(010) 123 45 67"),
        ("+31 6 1234 5678", "+31 6 1234 5678"),
        ("0470 12 34 56", "0470 12 34 56"),
        ("06.12.34.56.78", "06.12.34.56.78"),
        ("in huis 12. Bel 06-12345678.", "06-12345678"),
    ] {
        assert_eq!(found(text), [(marked, "phone")], "{text}");
    }
    assert_eq!(texts("Hij woont Dorpsstraat 12a, 1234 AB."), ["Dorpsstraat 12a", "1234 AB"]);
    assert_eq!(texts("she lives at 12 High Street now"), ["12 High Street"]);
    assert_eq!(found("huisnummer 12"), [("huisnummer 12", "address")]);
    assert_eq!(found("mail jan.p@zorg.example.nl."), [("jan.p@zorg.example.nl", "mail")]);
    assert_eq!(found("bsn 123456782"), [("123456782", "number")]);
    let none = [
        "op 12-03-2025 om 08.30 09.15 10.00 uur",
        "Onderweg 3 mensen gezien, 12 keer, 1,5 uur, 2025-09-11",
        "op 12 maart en @ en a@b",
        "van 14:00 tot 15:30, 0 of 1",
    ];
    for text in none {
        assert!(found(text).is_empty(), "{text}: {:?}", found(text));
    }
}

#[test]
fn each_is_mended_in_three_ways() {
    let text = "Mevrouw Jansen zei tegen noor: bel 06-12345678. Ik zag mevrouw Jansen.";
    let by = |mend_as: Mend| mend(text, &known(), |_| mend_as.clone());
    assert_eq!(by(Mend::Leave), text);
    assert_eq!(by(Mend::Short), "Mevrouw J. zei tegen N.: bel …. Ik zag mevrouw J.");
    assert_eq!(
        by(Mend::Word("de cliënt".into())),
        "De cliënt zei tegen de cliënt: bel de cliënt. Ik zag de cliënt."
    );
}

/// Names that the example tells openly: its people, and the places of the stakeholders.
#[test]
fn the_example_group_gives_few_false_alarms() {
    let file: serde_json::Value = serde_json::from_str(FILE).unwrap();
    let mut known = Known::in_year(2026);
    let people = ["members", "stakeholders"].iter().flat_map(|list| file[list].as_array().unwrap());
    people.for_each(|one| known.person(one["name"].as_str().unwrap()));
    let mut all = Vec::new();
    for list in [
        "meetings",
        "sessions",
        "cases",
        "findings",
        "experiments",
        "notes",
        "reflections",
        "evaluations",
        "stories",
        "actions",
        "agreements",
    ] {
        sentences(&file[list], &mut all);
    }
    let mut alarms: BTreeMap<String, usize> = BTreeMap::new();
    for text in &all {
        for mark in find(text, &known).iter().filter(|mark| mark.kind != Kind::Person) {
            *alarms.entry(mark.text(text).to_owned()).or_default() += 1;
        }
    }
    assert!(all.len() > 200, "the file has other lists");
    assert!(alarms.values().sum::<usize>() <= 3, "{alarms:?}");
}

/// Every value that is running text: ids, words of code and days are none.
fn sentences(value: &serde_json::Value, all: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) if text.contains(' ') => all.push(text.clone()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| sentences(item, all)),
        serde_json::Value::Object(map) => map.values().for_each(|item| sentences(item, all)),
        _ => {}
    }
}

#[test]
fn a_text_as_long_as_can_be_is_looked_through_once() {
    // Each of these made a careless search look at everything again and again.
    for piece in
        ["Noor van de ", "a.", "@a", "+", "0 ", "J. ", "mevrouw ", "12-", "(0", "'", "De Vries "]
    {
        let text = piece.repeat(200_000 / piece.len());
        assert!(find(&text, &known()).len() <= MARKS_CAP);
    }
}

/// Words of everything that is looked for, in any order.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("noor".to_owned()),
        Just("Noor".to_owned()),
        Just("van der".to_owned()),
        Just("Berg".to_owned()),
        Just("J.".to_owned()),
        Just("mevrouw".to_owned()),
        Just("Dhr.".to_owned()),
        Just("12-03-1938".to_owned()),
        Just("geboren op".to_owned()),
        Just("maart".to_owned()),
        Just("06-12345678".to_owned()),
        Just("+31".to_owned()),
        Just("1234 AB".to_owned()),
        Just("Dorpsstraat 12".to_owned()),
        Just("a@b.nl".to_owned()),
        Just("\n".to_owned()),
        ". |: |, |\\(|\\)|\"|'|-|[0-9]{1,9}",
        "[A-Za-zéÏ👩]{1,6}",
        "\\PC{0,4}",
    ];
    let gaps = prop_oneof![Just(" "), Just(" "), Just("")];
    proptest::collection::vec((pieces, gaps), 0..40)
        .prop_map(|all| all.into_iter().map(|(piece, gap)| piece + gap).collect())
}

proptest! {
    #[test]
    fn marks_are_in_order_and_stand_on_letters(text in text()) {
        let mut behind = 0;
        for mark in find(&text, &known()) {
            prop_assert!(behind <= mark.from && mark.from < mark.to && mark.to <= text.len());
            prop_assert!(text.is_char_boundary(mark.from) && text.is_char_boundary(mark.to));
            prop_assert!((mark.from..mark.to).contains(&mark.name) && text.is_char_boundary(mark.name));
            behind = mark.to;
        }
    }

    #[test]
    fn mending_changes_only_what_is_marked(text in text(), short in any::<bool>()) {
        let marks = find(&text, &known());
        let mended = mend(&text, &known(), |_| if short { Mend::Short } else { Mend::Word("X".into()) });
        // What stands between the marks stands there still, in its order and from end to end.
        let mut rest = mended.as_str();
        let mut at = 0;
        for mark in &marks {
            let between = &text[at..mark.from];
            prop_assert!(rest.starts_with(between), "{rest:?} {between:?}");
            rest = &rest[between.len()..];
            rest = if short { shortened(rest, &text, mark) } else { &rest[1..] };
            at = mark.to;
        }
        prop_assert_eq!(rest, &text[at..]);
        prop_assert_eq!(mend(&text, &known(), |_| Mend::Leave), text);
    }

    #[test]
    fn any_text_is_looked_through(text in "\\PC*") {
        find(&text, &known());
    }
}

/// What follows the short form of a mark.
fn shortened<'r>(rest: &'r str, text: &str, mark: &Mark) -> &'r str {
    if !mark.kind.is_name() {
        return rest.strip_prefix('…').unwrap();
    }
    let rest = rest.strip_prefix(&text[mark.from..mark.name]).unwrap();
    let first: String = text[mark.name..].chars().next().unwrap().to_uppercase().collect();
    let rest = rest.strip_prefix(first.as_str()).unwrap();
    if text[mark.to..].starts_with('.') { rest } else { rest.strip_prefix('.').unwrap() }
}
