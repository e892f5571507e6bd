//! Stories of the domain that no other test tells from begin to end.

use crate::support::Laptop;

/// S18: a follow-up that was skipped twice stays on the agenda and is told calmly.
#[test]
fn a_follow_up_that_was_skipped_twice_stays_on_the_agenda() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&["case", "add", "Telefoon tijdens het eten", "--question", "Hoe blijf ik rustig?"]);
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["case", "round", "1", "--meeting", "1"]);
    noor.ok(&["case", "tip", "add", "1", "Bel zelf."]);
    noor.ok(&["case", "action", "add", "1", "Vast belmoment"]);
    for (number, day) in [("2", "2026-03-19"), ("3", "2026-04-30")] {
        noor.ok(&["meeting", "add", day]);
        noor.ok(&["meeting", "open", number]);
        noor.ok(&["meeting", "close", number]);
    }
    noor.ok(&["meeting", "add", "2026-06-11"]);
    let open = noor.json(&["meeting", "show", "4"])["open_follow_ups"].clone();
    assert_eq!(open.as_array().unwrap().len(), 1, "{open}");
    assert_eq!(open[0]["skipped"], 2);
    let shown = noor.ok(&["meeting", "show", "4"]).out;
    assert!(shown.contains("al 2 keer niet gedaan"), "{shown}");
}

/// S9: an experiment that stopped stands among the others, with its lessons, and nobody hides it.
#[test]
fn a_failed_experiment_is_worth_as_much_as_one_that_works() {
    let noor = Laptop::founder("Noor Verzonnen");
    noor.ok(&["settings", "--language", "nl"]);
    let path = noor.file("group.json", include_str!("../../data/example-group.json"));
    noor.ok(&["import", &path]);
    let listed = noor.json(&["experiment", "list"]);
    let listed = listed.as_array().unwrap();
    let of = |title: &str| {
        listed.iter().find(|one| one["titles"][0] == title || one["title"] == title).unwrap()
    };
    let (works, not_here) = (of("Stil kwartier"), of("Overdracht in de huiskamer"));
    assert_eq!((&works["status"], &not_here["status"]), (&"ended".into(), &"stopped".into()));
    let id = not_here["id"].as_str().unwrap();
    let shown = noor.json(&["experiment", "show", id]);
    assert_eq!(shown["fields"]["outcome"], "does_not_work_here");
    assert_eq!(shown["lessons"].as_array().unwrap().len(), 2);
    assert!(shown["lessons"].to_string().contains("Dat vragen we nu altijd eerst."));
    let way = noor.json(&["journey"]);
    let tried: Vec<_> =
        way.as_array().unwrap().iter().filter(|stop| stop["kind"] == "experiment").collect();
    assert!(tried.iter().any(|stop| stop["status"] == "does_not_work_here"), "{way:#}");
    assert_eq!(tried.len(), listed.len(), "all of them, in one journey");
}
