//! Names before sharing, help, and methods of a group, on the command line.

use crate::support::Laptop;

#[test]
fn a_case_with_names_is_said_and_mended_and_never_blocked() {
    let noor = Laptop::founder("Noor Verzonnen");
    let offered = noor.ok(&[
        "case",
        "add",
        "Noor en mevrouw Jansen",
        "--question",
        "Moet ik Jansen bellen?",
        "--situation",
        "Toen zei noor dat Jansen, geboren op 12-03-1938, op 06-12345678 belde.",
    ]);
    assert!(offered.err.contains("mevrouw Jansen") && offered.err.contains("kring check"));
    assert!(offered.err.contains("alleen ja of nee"), "{offered:?}");
    let looked = noor.json(&["check", "mevrouw"]);
    let found = looked["found"].as_array().unwrap();
    let kinds: Vec<&str> = found
        .iter()
        .flat_map(|one| one["marks"].as_array().unwrap())
        .map(|mark| mark["kind"].as_str().unwrap())
        .collect();
    for kind in ["person", "name", "born", "phone"] {
        assert!(kinds.contains(&kind), "{looked}");
    }
    let mended = noor.json(&[
        "check",
        "mevrouw",
        "--initial",
        "noor",
        "--replace",
        "mevrouw Jansen=de cliënt",
        "--replace",
        "jansen=de cliënt",
        "--initial",
        "12-03-1938",
        "--initial",
        "06-12345678",
    ]);
    assert_eq!(mended["mended"], 3);
    let case = noor.json(&["case", "show", "1"]);
    assert_eq!(case["fields"]["title"], "N. en de cliënt", "{case}");
    assert_eq!(case["fields"]["situation"], "Toen zei N. dat de cliënt, geboren op …, op … belde.");
    assert!(!case.to_string().contains("Jansen"), "{case}");
    assert_eq!(noor.json(&["check", "en de"])["found"], serde_json::json!([]));
}

#[test]
fn a_text_and_a_help_question_are_looked_at_before_they_stand_anywhere() {
    let noor = Laptop::founder("Noor Verzonnen");
    let text = noor.run_with_input(
        &["check", "--text", "-", "--replace", "Piet=de cliënt"],
        "Ik zag Piet.".as_bytes(),
    );
    assert_eq!(text.out.trim(), "Ik zag de cliënt.");
    assert_eq!(noor.run(&["check", "--text", "x", "--replace", "Piet"]).code, 2);
    assert_eq!(noor.run(&["check"]).code, 2);
    let hints = noor.json(&["check", "--question", "Waarom belt die moeder altijd?"]);
    assert_eq!(hints["hints"], serde_json::json!(["not_mine", "blames", "always"]));
    let good = noor.json(&["check", "--question", "Hoe blijf ik rustig als zij belt?"]);
    assert_eq!(good["hints"], serde_json::json!([]));
}

#[test]
fn help_is_read_by_its_word_in_both_languages() {
    let laptop = Laptop::new();
    assert!(laptop.ok(&["help", "intervisie"]).out.contains("Iedereen is gelijk."));
    assert!(
        laptop
            .ok(&["--lang", "en", "help", "peer-consultation"])
            .out
            .contains("Everybody is equal.")
    );
    assert!(laptop.ok(&["help", "geweldloos"]).out.contains("waarneming"));
    assert_eq!(laptop.json(&["help", "topics"]).as_array().map(Vec::len), Some(12));
    assert_eq!(laptop.run(&["help", "no-such-topic"]).code, 4);
}

#[test]
fn a_method_is_copied_changed_by_two_played_and_taken_along() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["method", "copy", "incident", "Ons incident"]);
    let wim = noor.let_in("Wim");
    wim.ok(&["method", "step", "edit", "Ons incident", "Kiezen", "--minutes", "9"]);
    noor.ok(&["method", "step", "edit", "Ons incident", "Kiezen", "--title-nl", "Samen kiezen"]);
    noor.ok(&["method", "step", "leave-out", "Ons incident", "Informatieronde"]);
    wim.ok(&[
        "method",
        "step",
        "add",
        "Ons incident",
        "Even stil",
        "--before",
        "Kiezen",
        "--captures",
        "incident.advies.tip",
    ]);
    noor.share_with(&wim);
    for laptop in [&noor, &wim] {
        let method = laptop.json(&["method", "show", "Ons incident"]);
        let steps = method["steps"].as_array().unwrap();
        let titles: Vec<&str> =
            steps.iter().map(|one| one["title"]["nl"].as_str().unwrap()).collect();
        assert_eq!(titles[1..3], ["Even stil", "Samen kiezen"], "{titles:?}");
        assert_eq!((steps.len(), &steps[2]["minutes"]), (10, &9.into()));
    }
    noor.ok(&["meeting", "add", "2026-02-05"]);
    wim.ok(&["case", "add", "Telefoon", "--question", "Hoe blijf ik rustig?"]);
    noor.share_with(&wim);
    noor.ok(&["session", "start", "1", "Ons incident", "--case", "1"]);
    noor.ok(&["session", "next", "1"]);
    noor.ok(&["session", "write", "1", "tip", "Leg hem weg."]);
    assert_eq!(noor.json(&["session", "next", "1"])["over"], false);
    let tips = noor.json(&["case", "show", "1"]);
    assert_eq!(tips["advice"][0]["text"], "Leg hem weg.");

    let file = noor.path("method.json").display().to_string();
    noor.ok(&["method", "export", "Ons incident", "--out", &file]);
    let other = Laptop::founder("Lotte");
    other.ok(&["method", "import", &file]);
    assert!(other.ok(&["method", "list"]).out.contains("Ons incident"));
    let hostile = noor.file(
        "bad.json",
        std::fs::read_to_string(&file).unwrap().replace("case.advice[]", "members[].name"),
    );
    let refused = other.run(&["method", "import", &hostile]);
    assert_eq!(refused.code, 9, "{refused:?}");
    assert!(refused.err.contains("Er is niets overgenomen."));
    assert_eq!(other.run(&["method", "edit", "incident", "--summary-nl", "x"]).code, 7);
    let cards = noor.path("cards.html").display().to_string();
    noor.ok(&["method", "cards", "Ons incident", "--out", &cards]);
    let cards = std::fs::read_to_string(noor.path("cards.html")).unwrap();
    assert_eq!(cards.matches("class=\"part\"").count(), 10);
    assert!(cards.contains("Samen kiezen") && !cards.contains("<script"));
}
