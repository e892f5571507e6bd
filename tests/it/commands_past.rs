//! A page's past on the command line: what happened, how it was, putting it back.

use crate::support::Laptop;

#[test]
fn what_happened_is_told_and_put_back() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["note", "add", "Uur", "--text", "Eerst dit. Dan dat."]);
    noor.ok(&["note", "append", "uur", "Ook dit."]);
    noor.ok(&["note", "edit", "uur", "--set", "text=Iets heel anders."]);
    let told = noor.ok(&["log", "uur"]).out;
    assert!(told.contains("1  Noor begon hiermee en voegde een aanvulling toe, "), "{told}");
    let moments = noor.json(&["log", "uur"]);
    let first = &moments.as_array().unwrap().last().unwrap();
    assert_eq!(first["moment"], 1);
    assert_eq!(first["deeds"][0]["entity"], "note");
    let one = noor.ok(&["log", "uur", "--at", "1"]).out;
    assert!(one.contains("Iets heel anders."), "one stretch of work: {one}");
    assert_eq!(noor.run(&["log", "uur", "--at", "9"]).code, 4);
    assert_eq!(noor.run(&["restore", "uur", "text", "--at", "99"]).code, 4);
    assert_eq!(noor.run(&["restore", "uur", "no-such-field", "--at", "1"]).code, 2);

    let wim = noor.let_in("Wim");
    assert_eq!(wim.ok(&["log", "uur"]).out, told, "the same on every laptop");
    wim.ok(&["note", "append", "uur", "Van Wim."]);
    let told = wim.ok(&["log", "uur"]).out;
    assert!(told.contains("2  Wim voegde een aanvulling toe, "), "{told}");
    let heads = wim.json(&["log", "uur"])[1]["heads"].as_str().unwrap().to_owned();
    let before = wim.json(&["log", "uur", "--at", &heads]);
    assert_eq!(before["additions"].as_array().unwrap().len(), 1, "{before}");
}

#[test]
fn a_field_is_put_back_as_a_new_edit() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["experiment", "add", "Stil kwartier", "--risk", "Niemand komt."]);
    let wim = noor.let_in("Wim");
    wim.ok(&["experiment", "edit", "1", "--set", "risk=Het regent.", "--set", "title=Stilte"]);
    let told = wim.ok(&["log", "stilte"]).out;
    assert!(told.contains("2  Wim schreef in risico en wijzigde titel, "), "{told}");
    let done = wim.ok(&["restore", "stilte", "risk", "--at", "1"]);
    assert!(format!("{}{}", done.out, done.err).contains("Teruggezet."), "{done:?}");
    let shown = wim.json(&["experiment", "show", "1"]);
    assert_eq!(shown["fields"]["risk"], "Niemand komt.");
    assert_eq!(shown["fields"]["title"], "Stilte", "only what was asked");
    let outcome = wim.run(&["restore", "stilte", "outcome", "--at", "1"]);
    assert_ne!(outcome.code, 0, "it held nothing then: {outcome:?}");
}

#[test]
fn a_note_that_was_put_away_comes_back() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["note", "add", "Uur", "--text", "Eerst dit."]);
    noor.ok(&["archive", "uur"]);
    assert!(noor.json(&["note", "list"]).as_array().unwrap().is_empty());
    assert_eq!(noor.json(&["note", "list", "--all"])[0]["status"], "archived");
    noor.ok(&["archive", "uur", "--stop"]);
    assert_eq!(noor.json(&["note", "list"]).as_array().unwrap().len(), 1);
    noor.ok(&["archive", "uur"]);
    assert!(noor.json(&["note", "list"]).as_array().unwrap().is_empty(), "away again");
}
