//! One laptop: what is said, on which stream, with which exit code.

use std::fs;

use serde_json::Value;

use crate::support::Laptop;

/// The transcript of one command without its ids.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let line = match (line.rfind(" ["), line.ends_with(']')) {
            (Some(at), true) => &line[..at],
            _ => line,
        };
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[test]
fn a_group_is_made_and_written_in() {
    let noor = Laptop::new();
    let run = noor.run(&["new", "Rust in de avond", "--name", "Noor"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, "De groep \"Rust in de avond\" staat op deze laptop.\n")
    );
    assert_eq!(run.err, "Nodig iemand uit met \"kring invite\".\n");

    let run = noor.run(&["note", "add", "Waarom eet ze niet?", "--text", "Om negen uur wel."]);
    assert_eq!(
        (run.code, plain(&run.out).as_str()),
        (0, "Notitie \"Waarom eet ze niet?\" toegevoegd\n")
    );
    assert_eq!(run.err, "Opgeslagen op deze laptop.\n");
    let run = noor.run(&["--quiet", "--lang", "en", "note", "add", "Second"]);
    assert_eq!((plain(&run.out).as_str(), run.err.as_str()), ("Note \"Second\" added\n", ""));

    let shown = noor.ok(&["note", "show", "waarom"]).out;
    assert!(shown.starts_with("Notitie: Waarom eet ze niet?\n"), "{shown}");
    assert!(shown.contains("tekst:\n  Om negen uur wel.\n"), "{shown}");
    let list = noor.json(&["note", "list"]);
    assert_eq!(list.as_array().unwrap().len(), 2);
}

#[test]
fn every_refusal_has_its_code_and_a_sentence() {
    let nobody = Laptop::new();
    let run = nobody.run(&["note", "list"]);
    assert_eq!((run.code, run.out.as_str()), (4, ""));
    assert!(run.err.starts_with("Er staat nog geen groep op deze laptop.\n"), "{run:?}");
    assert_eq!(nobody.run(&["new", "Zonder naam"]).code, 8);

    let noor = Laptop::founder("Noor");
    for (args, code) in [
        (&["note"][..], 2),
        (&["notitie", "list"], 2),
        (&["note", "add"], 2),
        (&["note", "add", "x", "--kind", "onzin"], 2),
        (&["meeting", "add", "ooit"], 2),
        (&["group", "edit", "--set", "core"], 2),
        (&["note", "show", "7"], 4),
        (&["--group", "onzin", "group", "show"], 4),
        (&["join", "kring1abc", "--name", "Wim"], 9),
        (&["invite", "--no-wait"], 6),
        (&["import", "/er/is/niets"], 9),
    ] {
        let run = noor.run(args);
        assert_eq!(run.code, code, "{args:?}: {run:?}");
        assert!(code == 0 || !run.err.trim().is_empty(), "{args:?}: {run:?}");
    }
    noor.ok(&["note", "add", "Weg ermee"]);
    assert_eq!(noor.run(&["note", "wipe", "1"]).code, 8);
    assert_eq!(noor.json(&["note", "list"]).as_array().unwrap().len(), 1);
}

#[test]
fn with_json_a_refusal_is_one_envelope_too() {
    let noor = Laptop::founder("Noor");
    let run = noor.run(&["--json", "note", "show", "7"]);
    let envelope: Value = serde_json::from_str(run.out.trim()).unwrap();
    assert_eq!(
        (envelope["kring"].clone(), envelope["command"].clone()),
        (1.into(), "note show".into())
    );
    assert_eq!(
        (run.error()["code"].clone(), run.error()["kind"].clone()),
        (4.into(), "not_found".into())
    );
    assert!(run.err.contains("\"7\" vinden we niet."), "{run:?}");
    let run = noor.run(&["--json", "note", "shwo", "7"]);
    assert_eq!((run.code, run.error()["code"].clone()), (2, 2.into()));
}

#[test]
fn what_is_not_clear_is_listed() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["note", "add", "Zelfde titel"]);
    noor.ok(&["note", "add", "Zelfde titel"]);
    let run = noor.run(&["note", "show", "zelfde titel"]);
    assert_eq!(run.code, 4);
    assert_eq!(run.err.matches("Zelfde titel").count(), 2, "{run:?}");
}

#[test]
fn the_whole_way_of_a_case() {
    let noor = Laptop::founder("Noor");
    let status = |expected: &str| {
        assert_eq!(noor.json(&["case", "show", "1"])["status"], expected);
    };
    noor.ok(&[
        "case",
        "add",
        "Telefoon tijdens het eten",
        "--question",
        "Hoe blijf ik rustig?",
        "--theme",
        "grenzen",
    ]);
    status("offered");
    noor.ok(&["case", "choose", "casus 1"]);
    status("chosen");
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "open", "1"]);
    noor.ok(&["case", "round", "1", "--meeting", "1", "--method", "incident"]);
    status("in_treatment");
    noor.ok(&["case", "question", "1", "Wat gebeurt er bij jou als de telefoon gaat?"]);
    noor.ok(&["case", "answer", "1", "1", "Ik schiet in de stress.", "--temperature", "warm"]);
    noor.ok(&["case", "core", "1", "Je hebt iets beloofd dat niemand vroeg."]);
    noor.ok(&["case", "tip", "add", "1", "Bel zelf, elke dag om kwart over zeven."]);
    status("advised");
    noor.ok(&["case", "tip", "choose", "1", "1", "try"]);
    noor.ok(&["case", "action", "add", "1", "Vast belmoment", "--follow-up-due", "2026-04-01"]);
    status("trying");
    let agenda = noor.json(&["meeting", "add", "2026-04-01"]);
    assert!(agenda["id"].is_string());
    let open = noor.json(&["meeting", "show", "2"])["open_follow_ups"].clone();
    assert_eq!(open.as_array().unwrap().len(), 1, "the follow-up stands on top by itself");
    noor.ok(&[
        "case",
        "follow-up",
        "1",
        "--of",
        "1",
        "--meeting",
        "2",
        "--result",
        "worked",
        "--worked",
        "Het is stil.",
    ]);
    status("followed_up");
    noor.ok(&["case", "edit", "1", "--question", "Hoe begrens ik de telefoontjes?"]);
    noor.ok(&["case", "close", "1"]);
    status("closed");
    noor.ok(&["case", "tip", "add", "1", "Nog een tip."]);
    let shown = noor.json(&["case", "show", "1"]);
    assert_eq!(shown["help_question_history"][0]["text"], "Hoe blijf ik rustig?");
    assert_eq!(shown["advice"][0]["choice"], "try");
    assert_eq!(shown["advice"].as_array().unwrap().len(), 2);
    noor.ok(&["case", "round", "1"]);
    status("in_treatment");
    noor.ok(&["--yes", "case", "wipe", "1"]);
    status("purged");
    assert_eq!(noor.json(&["case", "list"])[0]["title"], Value::Null);
    assert_eq!(noor.json(&["search", "telefoon"]), serde_json::json!([]));
}

#[test]
fn the_whole_way_of_an_experiment() {
    let noor = Laptop::founder("Noor");
    noor.ok(&[
        "finding",
        "add",
        "Restaurants zetten alles klaar.",
        "--kind",
        "visit",
        "--origin",
        "other_domain",
    ]);
    noor.ok(&["experiment", "add", "Stil kwartier", "--size", "small", "--from-findings", "1"]);
    assert_eq!(noor.json(&["experiment", "show", "1"])["status"], "idea");
    noor.ok(&["experiment", "check", "1", "--clients-want-it", "ja", "--side-effects", "geen"]);
    noor.ok(&[
        "experiment",
        "step",
        "add",
        "1",
        "--plan",
        "Een kwartier zitten",
        "--from",
        "10-11-2025",
    ]);
    noor.ok(&["experiment", "step", "observe", "1", "1", "Drie avonden lukte het."]);
    noor.ok(&[
        "experiment",
        "step",
        "decide",
        "1",
        "1",
        "adapt",
        "--adaptation",
        "Vijf minuten op dinsdag.",
    ]);
    assert_eq!(noor.json(&["experiment", "show", "1"])["status"], "running");
    noor.ok(&["experiment", "count", "1", "3", "--label", "Avonden"]);
    noor.ok(&["experiment", "count", "1", "4"]);
    noor.ok(&["experiment", "put", "1", "lesson", "Begin met zitten.", "--may-share"]);
    noor.ok(&["experiment", "put", "1", "behaviour", "Gaan zitten", "--by-whom", "wij"]);
    noor.ok(&["experiment", "outcome", "1", "works"]);
    let shown = noor.json(&["experiment", "show", "1"]);
    assert_eq!(shown["status"], "ended");
    assert_eq!(shown["fields"]["pre_check/clients_want_it"], "ja");
    assert_eq!(shown["steps"][0]["from"], "2025-11-10");
    assert_eq!(shown["counts"].as_array().unwrap().len(), 2);
    assert_eq!(shown["lessons"][0]["may_share"], true);
    assert_eq!(noor.run(&["experiment", "release", "1"]).code, 8);
    noor.ok(&["--yes", "experiment", "release", "1", "--day", "2026-02-05"]);
    assert_eq!(noor.json(&["experiment", "show", "1"])["entry"]["released"], "2026-02-05");
}

#[test]
fn meetings_agreements_actions_and_the_group() {
    let noor = Laptop::founder("Noor");
    noor.ok(&[
        "meeting",
        "add",
        "2026-02-05",
        "--place",
        "tuinkamer",
        "--start",
        "15.00",
        "--guide",
        "noor",
    ]);
    noor.ok(&["meeting", "agenda", "add", "1", "Eerst", "--minutes", "10"]);
    noor.ok(&["meeting", "agenda", "add", "1", "Laatst"]);
    noor.ok(&["meeting", "agenda", "add", "1", "Nog eerder", "--before", "Eerst"]);
    noor.ok(&["meeting", "agenda", "move", "1", "Nog eerder"]);
    let agenda = noor.json(&["meeting", "show", "1"])["agenda"].clone();
    let titles: Vec<_> =
        agenda.as_array().unwrap().iter().map(|item| item["title"].clone()).collect();
    assert_eq!(titles, ["Eerst", "Laatst", "Nog eerder"]);
    noor.ok(&["meeting", "attend", "1", "--from", "15:00", "--to", "17:00"]);
    noor.ok(&["meeting", "minutes", "append", "1", "Eerste zin."]);
    noor.ok(&["meeting", "minutes", "append", "1", "Tweede zin."]);
    let shown = noor.json(&["meeting", "show", "1"]);
    assert_eq!(shown["fields"]["minutes_text"], "Eerste zin. Tweede zin.");
    noor.ok(&["meeting", "open", "1"]);
    noor.ok(&["meeting", "close", "1"]);
    noor.ok(&["meeting", "minutes", "confirm", "1"]);
    assert_eq!(noor.json(&["meeting", "show", "1"])["status"], "confirmed");

    noor.ok(&["agreement", "add", "Telefoons op stil.", "--kind", "practical"]);
    noor.ok(&["agreement", "agree", "1"]);
    noor.ok(&["agreement", "edit", "1", "--text", "Telefoons uit."]);
    noor.ok(&["agreement", "retire", "1"]);
    noor.ok(&["action", "add", "Keuken bezoeken", "--who", "ik", "--due", "1-3-2026"]);
    noor.ok(&["action", "done", "1"]);
    assert_eq!(noor.json(&["action", "list"]), serde_json::json!([]));
    assert_eq!(noor.json(&["action", "list", "--all"])[0]["status"], "done");

    noor.ok(&["group", "edit", "--core", "Het uur", "--waarom", "Vier uitvallers."]);
    noor.ok(&["group", "edit", "--core", "Het uur na half vijf"]);
    noor.ok(&["group", "propose", "Een achterstand."]);
    noor.ok(&["group", "phase", "inquiry", "--from", "2025-09-11"]);
    let group = noor.json(&["group", "show"]);
    assert_eq!(
        (group["phase"].clone(), group["fields"]["core"].clone()),
        ("inquiry".into(), "Het uur na half vijf".into())
    );
    assert_eq!(group["core_history"][0]["text"], "Het uur");
    assert_eq!(group["fields"]["seven_ws/waarom"], "Vier uitvallers.");

    noor.ok(&[
        "member",
        "edit",
        "--function",
        "verpleegkundige",
        "--assets",
        "can_act",
        "--assets",
        "has_heart",
    ]);
    noor.ok(&["member", "edit", "--off", "assets=has_heart"]);
    let member = noor.json(&["member", "show"]);
    assert_eq!(
        (member["function"].clone(), member["assets"].clone()),
        ("verpleegkundige".into(), serde_json::json!(["can_act"]))
    );
    assert!(!noor.json(&["log"]).as_array().unwrap().is_empty());
}

#[test]
fn text_of_others_is_inert_on_the_terminal_and_in_json() {
    let hostile = "\u{1b}[2J\u{9b}31mweg\u{202e}ontw\0 <script>";
    let noor = Laptop::founder("Noor");
    // A title is one line: controls never get in. A running text may hold what was pasted.
    assert_eq!(noor.run_with_input(&["note", "add", "-"], hostile.as_bytes()).code, 2);
    noor.run_with_input(&["note", "add", "Gewoon", "--text", "-"], hostile.as_bytes());
    for args in [
        &["note", "show", "1"][..],
        &["--json", "note", "show", "1"],
        &["note", "list"],
        &["--json", "note", "list"],
        &["log"],
    ] {
        let run = noor.ok(args);
        let active =
            |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{202a}'..='\u{202e}'));
        assert!(!run.out.contains(active), "{args:?}: {:?}", run.out);
    }
    let text = noor.json(&["note", "show", "1"])["fields"]["text"].clone();
    assert!(text.as_str().unwrap().contains("<script>"), "{text}");
}

#[test]
fn two_groups_on_one_laptop_never_mix() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["new", "Tweede kring"]);
    let run = noor.run(&["note", "list"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("Tweede kring") && run.err.contains("Rust in de avond"), "{run:?}");
    noor.ok(&["-g", "tweede", "note", "add", "Alleen hier"]);
    assert_eq!(noor.json(&["-g", "rust", "note", "list"]), serde_json::json!([]));
    assert_eq!(noor.json(&["-g", "Tweede kring", "note", "list"])[0]["title"], "Alleen hier");
    assert_eq!(noor.json(&["groups"]).as_array().unwrap().len(), 2);
}

#[test]
fn a_cut_or_emptied_store_is_never_a_new_empty_group() {
    for keep in [0, 1000] {
        let noor = Laptop::founder("Noor");
        noor.ok(&["note", "add", "Bewaard"]);
        let groups = fs::read_dir(noor.home().join("groups")).unwrap();
        let group = groups.map(|entry| entry.unwrap().path()).next().unwrap();
        let path = group.join("group.db");
        for name in ["group.db-wal", "group.db-shm"] {
            if group.join(name).exists() {
                fs::remove_file(group.join(name)).unwrap();
            }
        }
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..keep]).unwrap();
        let run = noor.run(&["note", "add", "Nieuw"]);
        assert_eq!(run.code, 5, "{run:?}");
        assert!(!run.err.trim().is_empty(), "{run:?}");
        assert_eq!(fs::read(&path).unwrap().len(), keep, "it was left as it was");
        let doctor = noor.run(&["doctor"]);
        assert_eq!(doctor.code, 5, "{doctor:?}");
    }
}

#[test]
fn doctor_finds_nothing_and_makes_the_lists_anew() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["note", "add", "Een", "--text", "Tekst."]);
    let before = noor.json(&["note", "show", "1"]);
    let found = noor.json(&["doctor", "--rebuild"]);
    assert_eq!(
        (found["sound"].clone(), found["findings"].clone()),
        (true.into(), serde_json::json!([]))
    );
    assert_eq!(found["rebuilt"], 2);
    assert_eq!(noor.json(&["note", "show", "1"]), before);
}

#[test]
fn help_speaks_both_languages() {
    let nobody = Laptop::new();
    let dutch = nobody.ok(&["note", "--help"]).out;
    assert!(dutch.contains("Schrijf een notitie.") && dutch.contains("Gebruik:"), "{dutch}");
    let english = nobody.ok(&["--lang", "en", "note", "--help"]).out;
    assert!(english.contains("Write a note.") && english.contains("Usage:"), "{english}");
    assert_eq!(nobody.ok(&["help", "note"]).out, nobody.ok(&["note", "--help"]).out);
    let codes = nobody.ok(&["help", "exit-codes"]).out;
    assert_eq!(codes.lines().count(), 11, "{codes}");
    assert!(nobody.ok(&["completions", "bash"]).out.contains("kring"));
    let man = nobody.path("man");
    nobody.ok(&["man", man.to_str().unwrap()]);
    assert!(fs::read_to_string(man.join("kring-note-add.1")).unwrap().contains("notitie"));
    assert!(!nobody.home().join("groups").exists(), "help makes no home");
}

/// These need another laptop, a signature or a passphrase; they are run with one elsewhere.
const ELSEWHERE: [&str; 8] = [
    "kring invite",
    "kring join",
    "kring run",
    "kring file",
    "kring backup",
    "kring lock",
    "kring wipe-laptop",
    "kring verify",
];

#[test]
fn the_commands_of_the_readme_work() {
    let readme = include_str!("../../README.md");
    let noor = Laptop::new();
    let mut run = 0;
    for line in readme.lines().filter(|line| line.starts_with("kring ")) {
        let command = line.split(" #").next().unwrap().trim();
        if ELSEWHERE.iter().any(|other| command.starts_with(other)) {
            continue;
        }
        let mut shell = noor.command(&[]);
        let script = command.replacen("kring", "\"$0\"", 1);
        let program = shell.get_program().to_owned();
        let mut sh = std::process::Command::new("sh");
        sh.arg("-c").arg(script).arg(program).current_dir(noor.path(""));
        for (name, value) in shell.get_envs() {
            if let Some(value) = value {
                sh.env(name, value);
            }
        }
        let output = sh.output().unwrap();
        assert!(output.status.success(), "{command}: {output:?}");
        shell.arg("--version");
        run += 1;
    }
    assert!(run >= 4, "the README shows commands: {run}");
}
