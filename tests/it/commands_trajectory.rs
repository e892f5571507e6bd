//! The trajectory from the command line: phases, preparation, roles, mix, guidance, rhythm, results.

use serde_json::{Value, json};

use crate::ending::today;
use crate::support::Laptop;

/// So many days from today, as documents hold it.
pub fn in_days(days: i64) -> String {
    let today: jiff::civil::Date = today().parse().unwrap();
    today.saturating_add(jiff::Span::new().days(days)).to_string()
}

#[test]
fn a_group_goes_through_its_phases_one_after_the_other() {
    let noor = Laptop::founder("Noor");
    let begin = noor.json(&["group", "phase"]);
    assert_eq!((&begin["phase"], &begin["next"]), (&json!(""), &json!(["joining"])));
    noor.ok(&["group", "phase", "--next"]);
    let now = noor.ok(&["group", "phase", "--next"]).out;
    assert!(now.contains("Jullie zijn nu bij: onderzoek."), "{now}");
    assert!(now.contains("Ga op bezoek") && now.contains("kring finding"), "{now}");
    let english = noor.ok(&["--lang", "en", "group", "phase"]).out;
    assert!(english.contains("Go and visit"), "{english}");
    noor.ok(&["group", "phase", "--back"]);
    let back = noor.json(&["group", "phase"]);
    assert_eq!(back["phase"], "joining");
    assert_eq!(back["log"].as_array().unwrap().len(), 3, "going back leaves a line too");
    let unknown = noor.run(&["group", "phase", "vakantie"]);
    assert_eq!(unknown.code, 4, "{unknown:?}");
    assert!(unknown.err.contains("onderzoek"), "{}", unknown.err);
    noor.ok(&["group", "phase", "delen en presenteren"]);
    let last = noor.run(&["group", "phase", "--next"]);
    assert_eq!(last.code, 2, "finishing is a command of its own: {last:?}");
    noor.ok(&["group", "edit", "--starts", "2026-01-01", "--planned-end", "2026-12-31"]);
    let long = noor.ok(&["group", "phase"]).out;
    assert!(long.contains("Het traject duurt nu 12 maanden."), "{long}");
    noor.ok(&["group", "edit", "--form", "action_learning"]);
    noor.ok(&["group", "phase", "improve"]);
    assert_eq!(noor.json(&["group", "phase"])["next"], json!(["experiment", "sharing"]));
}

#[test]
fn the_preparation_is_filled_in_and_everybody_gets_a_task() {
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    let open = noor.ok(&["group", "prepare"]).out;
    assert!(open.contains("In welk krachtenveld werken jullie?"), "{open}");
    assert!(open.contains("--force-field") && open.contains("--permission-by"), "{open}");
    let fields = [
        ("--force-field", "De nachtdienst wil dit.\nDe planning twijfelt."),
        ("--waarom", "Te veel verzuim."),
        ("--preconditions", "Het telt als werktijd."),
        ("--permission-by", "Mevrouw Bedacht"),
        ("--permission-on", "2026-01-15"),
        ("--stopping", "Stoppen mag altijd."),
        ("--composition-criteria", "Van elke afdeling een."),
    ];
    for (option, text) in fields {
        noor.ok(&["group", "edit", option, text]);
    }
    let filled = noor.ok(&["group", "prepare"]).out;
    for text in ["De planning twijfelt.", "Mevrouw Bedacht", "Stoppen mag altijd."] {
        assert!(filled.contains(text), "{text}: {filled}");
    }
    wim.ok(&["meeting", "add", &in_days(30)]);
    noor.share_with(&wim);
    noor.ok(&["group", "prepare", "--task", "Breng een casus mee."]);
    let data = noor.json(&["group", "prepare"]);
    assert_eq!(data["answers"]["preconditions"], "Het telt als werktijd.");
    let task = &data["tasks"][0];
    assert_eq!(
        (&task["text"], &task["due"]),
        (&json!("Breng een casus mee."), &json!(in_days(30)))
    );
    assert_eq!(task["who"].as_array().unwrap().len(), 2, "{task}");
    // Two who answer apart both stand there.
    noor.ok(&["group", "edit", "--force-field", "Iedereen wil."]);
    wim.ok(&["group", "edit", "--force-field", "Niemand wil."]);
    noor.share_with(&wim);
    let both = wim.ok(&["group", "prepare"]).out;
    assert!(both.contains("Iedereen wil.") && both.contains("Niemand wil."), "{both}");
}

#[test]
fn agreements_about_safety_are_proposed_before_the_first_case() {
    let noor = Laptop::founder("Noor");
    let first = noor.ok(&["case", "add", "Telefoon", "--question", "Hoe blijf ik rustig?"]);
    assert!(first.err.contains("kring agreement ready"), "{}", first.err);
    let ready = noor.json(&["agreement", "ready"]);
    assert_eq!(ready[0]["kind"], "safety", "{ready}");
    assert_eq!(noor.json(&["agreement", "list"]), json!([]), "looking proposes nothing");
    noor.ok(&["agreement", "ready", "--add", "1", "--add", "3"]);
    assert_eq!(noor.run(&["agreement", "ready", "--add", "99"]).code, 4);
    noor.ok(&["agreement", "edit", "1", "--text", "Wat hier gezegd wordt, blijft hier."]);
    noor.ok(&["agreement", "agree", "1"]);
    let all = noor.json(&["agreement", "list"]);
    assert_eq!(all.as_array().unwrap().len(), 2, "{all}");
    let second = noor.ok(&["case", "add", "Rooster", "--question", "Hoe zeg ik nee?"]);
    assert!(!second.err.contains("kring agreement ready"), "{}", second.err);
}

#[test]
fn the_mix_the_roles_and_the_guidance_are_told() {
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    let edit = |laptop: &Laptop, involvement: &str, assets: &str| {
        let about = ["--involvement", involvement, "--assets", assets, "--function", "Planner"];
        laptop.ok(&[&["member", "edit"], about.as_slice()].concat());
    };
    edit(&noor, "frontline", "can_act");
    edit(&wim, "support", "has_heart");
    noor.share_with(&wim);
    let mix = noor.ok(&["group", "mix"]).out;
    assert!(mix.contains("Nog niemand: klanten"), "{mix}");
    assert!(mix.contains("mensen die kennis hebben") && mix.contains("Wat jullie delen"), "{mix}");
    assert_eq!(noor.json(&["group", "mix"])["missing_involvement"], json!(["client"]));

    noor.ok(&["group", "guide", "Wim", "--until", &in_days(60)]);
    assert!(noor.ok(&["group", "guide"]).out.contains("Wim begeleidt, tot"));
    assert_eq!(noor.run(&["group", "guide", "Noor"]).code, 2, "a guide has a last day");
    noor.ok(&["group", "guide", "Noor", "--until", &in_days(90)]);
    let roles = noor.json(&["group", "roles"]);
    let holders = |role: &str| -> Vec<Value> {
        let one = roles.as_array().unwrap().iter().find(|one| one["role"] == role);
        one.unwrap()["holders"].as_array().unwrap().clone()
    };
    let me = noor.json(&["group", "guide"])["guides"][0]["person"].clone();
    assert_eq!(holders("guide").iter().map(|one| &one["id"]).collect::<Vec<_>>(), [&me]);
    assert_eq!((holders("participant").len(), holders("promoter").len()), (1, 0));
    noor.ok(&["group", "guide", "--nobody"]);
    assert!(noor.ok(&["group", "guide"]).out.contains("de groep begeleidt zichzelf"));
    wim.ok(&["note", "add", "Nog altijd"]);
}

#[test]
fn the_next_meeting_is_proposed_when_one_is_closed() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["meeting", "add", &in_days(0), "--start", "15:00"]);
    noor.ok(&["meeting", "open", "1"]);
    let closed = noor.ok(&["meeting", "close", "1"]);
    assert!(closed.err.contains("om de 6 tot 8 weken. Dan past:"), "{}", closed.err);
    let next = noor.json(&["meeting", "next"]);
    assert_eq!(next["proposed"], json!([in_days(42), in_days(49), in_days(56)]));
    noor.ok(&["meeting", "add", &in_days(70)]);
    let late = noor.ok(&["meeting", "next"]).out;
    assert!(late.contains("pas 10 weken na de vorige"), "{late}");
    noor.ok(&["group", "edit", "--cadence-weeks-min", "8", "--cadence-weeks-max", "10"]);
    let fits = noor.ok(&["meeting", "next"]).out;
    assert!(
        !fits.contains("pas 10 weken") && fits.contains("De volgende bijeenkomst is op"),
        "{fits}"
    );
}

#[test]
fn three_rounds_are_proposed_and_planned() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["group", "edit", "--form", "intervision"]);
    noor.ok(&["group", "phase", "kickoff"]);
    noor.ok(&["meeting", "add", &in_days(-7)]);
    noor.ok(&["meeting", "open", "1"]);
    noor.ok(&["meeting", "close", "1"]);
    noor.ok(&["group", "phase", "--next"]);
    let told = noor.ok(&["group", "phase"]).out;
    assert!(told.contains("Straks is de eerste van de 3 rondes."), "{told}");
    let ahead = noor.json(&["group", "phase"])["rounds_ahead"].clone();
    assert_eq!(ahead, json!([in_days(42), in_days(91), in_days(140)]));
    noor.ok(&["meeting", "next", "--plan-rounds"]);
    assert_eq!(noor.json(&["meeting", "list"]).as_array().unwrap().len(), 4);
    noor.ok(&["meeting", "next", "--plan-rounds"]);
    assert_eq!(noor.json(&["meeting", "list"]).as_array().unwrap().len(), 4, "all are planned");
}

#[test]
fn what_was_tried_and_what_was_played_is_looked_back_on() {
    let noor = Laptop::founder("Noor");
    assert!(noor.ok(&["group", "results"]).err.contains("Er is nog niets geprobeerd."));
    noor.ok(&["experiment", "add", "Stil kwartier", "--question", "Helpt het?"]);
    noor.ok(&[
        "experiment",
        "step",
        "add",
        "1",
        "--plan",
        "Stil om vijf uur",
        "--from",
        "2026-01-05",
    ]);
    noor.ok(&[
        "experiment",
        "step",
        "edit",
        "1",
        "1",
        "--decision",
        "stop",
        "--not-yet",
        "Niemand kwam.",
    ]);
    noor.ok(&["case", "add", "Telefoon", "--question", "Hoe blijf ik rustig?"]);
    noor.ok(&["case", "tip", "add", "1", "Leg hem weg."]);
    noor.ok(&["case", "tip", "choose", "1", "1", "try"]);
    let results = noor.json(&["group", "results"]);
    let came: Vec<(&Value, &Value)> =
        results.as_array().unwrap().iter().map(|one| (&one["what"], &one["came"])).collect();
    assert_eq!(
        came,
        [(&json!("Leg hem weg."), &json!("open")), (&json!("Stil kwartier"), &json!("not_yet")),]
    );
    let told = noor.ok(&["group", "results"]).out;
    assert!(told.contains("Werkt (nog) niet") && told.contains("Niemand kwam."), "{told}");
    noor.ok(&["experiment", "put", "1", "behaviour", "Gaan zitten", "--by-whom", "de avonddienst"]);
    let told = noor.ok(&["group", "results"]).out;
    assert!(told.contains("Nieuw gedrag") && told.contains("de avonddienst"), "{told}");
    let results = noor.json(&["group", "results"]);
    let new: Vec<&Value> =
        results.as_array().unwrap().iter().filter(|one| one["attempt"] == "behaviour").collect();
    assert_eq!((new.len(), &new[0]["what"]), (1, &json!("Gaan zitten")));

    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["session", "start", "1", "incident", "--case", "Telefoon"]);
    let used = noor.json(&["method", "used"]);
    assert_eq!(used["used"][0], json!({ "method": "incident", "times": 1, "last": "2026-02-05" }));
}
