//! The question beside the core: each one proposes, and a proposal is taken over.

use serde_json::Value;

use crate::support::Laptop;

#[test]
fn what_the_core_is_for_each_stands_beside_the_question_and_one_is_taken_over() {
    let noor = Laptop::founder("Noor");
    let bram = noor.let_in("Bram");
    noor.ok(&["group", "edit", "--question", "Minder verzuim", "--urgency", "Vier vielen uit."]);
    noor.ok(&["group", "edit", "--question", "Hoe blijven we gezond aan het werk?"]);
    noor.ok(&["group", "propose", "Het uur voor het eten."]);
    bram.ok(&["group", "propose", "Niemand belt af."]);
    noor.share_with(&bram);
    let shown = bram.json(&["group", "core"]);
    assert_eq!(shown["question"], "Hoe blijven we gezond aan het werk?");
    assert_eq!(shown["former_question"][0]["text"], "Minder verzuim");
    assert_eq!(shown["urgency"], "Vier vielen uit.");
    let said = |shown: &Value| -> Vec<(String, String)> {
        let all = shown["proposals"].as_array().unwrap_or_else(|| panic!("{shown}"));
        let text = |one: &Value, key: &str| one[key].as_str().unwrap_or_default().to_owned();
        all.iter().map(|one| (text(one, "name"), text(one, "text"))).collect()
    };
    let expected = [("Noor", "Het uur voor het eten."), ("Bram", "Niemand belt af.")];
    let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
    assert_eq!(said(&shown), expected);

    let refused =
        bram.run(&["group", "propose", "Iets anders", "--change", "Het uur voor het eten."]);
    assert_eq!(refused.code, 7, "the words of somebody else: {}", refused.err);
    bram.ok(&["group", "propose", "Niemand durft af te bellen.", "--change", "Niemand belt af."]);
    noor.ok(&["group", "core", "--take", "Het uur voor het eten."]);
    noor.share_with(&bram);
    let taken = bram.json(&["group", "core", "--take", "Niemand durft af te bellen."]);
    assert_eq!(taken["core"], "Niemand durft af te bellen.");
    assert_eq!(taken["former_core"][0]["text"], "Het uur voor het eten.");
    assert_eq!(
        [&taken["proposals"][0]["is_core"], &taken["proposals"][1]["is_core"]],
        [&Value::from(false), &Value::from(true)]
    );
    noor.ok(&["group", "propose", "--withdraw", "Het uur voor het eten."]);
    assert_eq!(said(&noor.json(&["group", "core"])).len(), 1);
    let human = bram.ok(&["--lang", "nl", "group", "core"]).out;
    assert!(human.contains("Het vraagstuk") && human.contains("Dit is nu de kern"), "{human}");
}
