//! What people say of themselves: reflections with what they are about, ideas that are tried, and what
//! may go outside.

use serde_json::{Value, json};

use crate::support::Laptop;

#[test]
fn a_reflection_is_shared_with_the_competences_it_is_about() {
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    noor.ok(&["reflection", "add", "Ik praat te snel als het druk is.", "--title", "Ongeduld"]);
    let listed = noor.json(&["reflection", "list"]);
    assert_eq!(
        (listed["own"][0]["title"].as_str(), &listed["shared"]),
        (Some("Ongeduld"), &json!([]))
    );
    let wrong = noor.run(&["reflection", "share", "Ongeduld", "--competences", "haast"]);
    assert_eq!(wrong.code, 2, "{}", wrong.err);
    let chosen = ["--competences", "listening", "--competences", "networking"];
    let asked = ["reflection", "share", "Ongeduld", "--personal", "Ik wil leren wachten."];
    noor.ok(&[&asked[..], &chosen].concat());
    noor.share_with(&wim);
    for laptop in [&noor, &wim] {
        let shared = laptop.json(&["reflection", "list"])["shared"][0].clone();
        assert_eq!(shared["competences"], json!(["listening", "networking"]));
        let shown = laptop.json(&["reflection", "show", "Ongeduld"]);
        assert_eq!(shown["fields"]["personal"], "Ik wil leren wachten.");
    }
    let refused = wim.run(&["reflection", "edit", "Ongeduld", "--off", "listening"]);
    assert_eq!(refused.code, 7, "the words of somebody else: {}", refused.err);
    noor.ok(&["reflection", "edit", "Ongeduld", "--off", "networking", "--technical", "Ik telde."]);
    let shown = noor.ok(&["--lang", "nl", "reflection", "show", "Ongeduld"]).out;
    assert!(shown.contains("actief luisteren") && !shown.contains("netwerken"), "{shown}");
    let form = noor.json(&["export", "reflections"])["made"].clone();
    let form = if form.is_null() { noor.json(&["export", "reflections"]) } else { form };
    assert!(form.to_string().contains("listening"), "{form}");
    let portfolio = noor.json(&["export", "portfolio"]).to_string();
    assert!(portfolio.contains(r#""competences":{"listening":1}"#), "{portfolio}");
}

#[test]
fn an_idea_is_found_among_notes_and_becomes_an_experiment() {
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    wim.ok(&["note", "add", "Stil kwartier", "--kind", "idea", "--text", "Om vijf uur."]);
    wim.ok(&["note", "add", "Sleutels", "--kind", "practical"]);
    noor.share_with(&wim);
    let ideas = noor.json(&["note", "list", "--kind", "idea"]);
    assert_eq!((ideas.as_array().unwrap().len(), &ideas[0]["title"]), (1, &"Stil kwartier".into()));
    let made = noor.json(&["note", "try", "Stil kwartier"])["id"].clone();
    let experiments = noor.json(&["experiment", "list"]);
    assert_eq!((&experiments[0]["title"], &experiments[0]["id"]), (&"Stil kwartier".into(), &made));
    noor.share_with(&wim);
    let note = wim.json(&["note", "show", "Stil kwartier"]);
    assert_eq!(note["fields"]["links"], json!([made]), "{note}");
    assert_eq!(noor.run(&["note", "try", "Sleutels"]).code, 7, "it is no idea");
}

#[test]
fn what_of_somebody_may_go_outside_is_theirs_to_say_and_to_take_back() {
    let noor = Laptop::founder("Noor");
    let bram = noor.let_in("Bram");
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "open", "1"]);
    noor.ok(&["session", "start", "1", "project_evaluation"]);
    noor.ok(&["session", "write", "1", "citaat", "Wij luisteren nu eerst."]);
    let for_bram = ["session", "write", "1", "citaat", "Veel praktische tips.", "--for", "Bram"];
    noor.ok(&[&for_bram[..], &["--part", "may_share=ja", "--part", "with_name=ja"]].concat());
    noor.share_with(&bram);
    let list = |laptop: &Laptop| laptop.json(&["quote", "list"])["quotes"].clone();
    let reach = |laptop: &Laptop| list(laptop)[0]["reach"].clone();
    assert_eq!((list(&bram).as_array().unwrap().len(), reach(&bram)), (1, "unasked".into()));
    assert_eq!(list(&bram)[0]["text"], "Veel praktische tips.");
    let of_bram = noor.run(&["quote", "share", "Veel praktische tips."]);
    assert_eq!(of_bram.code, 4, "it is Bram's: {}", of_bram.err);
    let progress = |laptop: &Laptop| laptop.json(&["export", "progress"]).to_string();
    let told = |laptop: &Laptop, text: &str| {
        noor.share_with(&bram);
        progress(laptop).contains(text)
    };
    assert!(!told(&noor, "praktische"));
    bram.ok(&["quote", "share", "1"]);
    assert!(told(&noor, "praktische") && !told(&noor, r#""name":"Bram""#));
    bram.ok(&["quote", "share", "1", "--with-name"]);
    assert!(told(&noor, r#""name":"Bram""#));
    assert_eq!(reach(&bram), "named");
    bram.ok(&["quote", "share", "1", "--stop"]);
    assert!(!told(&noor, "praktische"));
    let human = bram.ok(&["--lang", "nl", "quote", "list"]).out;
    assert!(human.contains("blijft in de groep"), "{human}");
    assert_eq!(bram.json(&["quote", "list"])["stories"], Value::from(Vec::<Value>::new()));
}
