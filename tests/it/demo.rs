//! The demonstration is the README's first command: six real processes, the whole example group.

use std::process::Command;

use serde_json::Value;

use crate::support::whole_machine;

/// Runs the demonstration; its exit code, and the object in its last line.
fn demo(args: &[&str]) -> (i32, Value) {
    let _turn = whole_machine();
    let output = Command::new(env!("CARGO_BIN_EXE_kring"))
        .args(["--json", "demo"])
        .args(args)
        .env_remove("KRING_HOME")
        .output()
        .expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let last = text.lines().last().expect("a last line");
    let code = output.status.code().expect("an exit code");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (code, serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {last} {said}")))
}

#[test]
fn six_laptops_come_level_and_hold_what_is_expected() {
    let (code, said) = demo(&[]);
    assert_eq!(said["mismatches"], Value::Array(vec![]), "{said}");
    assert_eq!((code, &said["laptops"], &said["level"]), (0, &6.into(), &true.into()), "{said}");
    assert!(said["pages"].as_u64() > Some(30), "{said}");
    assert!(said["entries"].as_u64() > Some(600), "{said}");
}

#[test]
fn one_entry_dropped_from_one_laptop_is_noticed_and_named() {
    let (code, said) = demo(&["--drop-entry"]);
    assert_eq!((code, &said["level"]), (1, &false.into()), "{said}");
    let found = said["mismatches"].as_array().expect("a list");
    let differs: Vec<&Value> = found.iter().filter(|one| one["why"] == "differs").collect();
    assert_eq!(differs.len(), 1, "{said}");
    assert_eq!(differs[0]["laptops"], serde_json::json!(["Noor Verzonnen"]));
    assert_eq!(differs[0]["page"].as_str().map(str::len), Some(64));
}
