//! Everything of Kring goes from one laptop, and the group goes on.

use crate::page::browser::serve;
use crate::support::Laptop;

const PASSPHRASE: &str = "tafel regen fiets maan";

#[test]
fn everything_goes_from_one_laptop_and_the_group_goes_on() {
    let noor = Laptop::founder("Noor");
    let wim = noor.let_in("Wim");
    noor.ok(&["note", "add", "Koffie om acht"]);
    noor.share_with(&wim);
    noor.ok(&["note", "add", "Nog niet gedeeld"]);
    let mut sharing = noor.start(&["run"]);
    sharing.line();
    let (mut page, _) = serve(&noor);

    let refused = noor.run(&["wipe-laptop"]);
    assert_eq!(refused.code, 8, "{refused:?}");
    assert!(refused.err.contains("Nog niet gedeeld"), "{refused:?}");
    assert!(!refused.err.contains("Koffie om acht"), "Wim has it: {refused:?}");
    assert!(noor.ok(&["note", "list"]).out.contains("Koffie om acht"));

    let wiped = noor.json(&["--yes", "wipe-laptop"]);
    assert_eq!((&wiped["wiped"], &wiped["others_stayed"]), (&true.into(), &false.into()));
    // The note, and its number in the group document.
    assert_eq!(wiped["lost"][0]["pages"].as_array().unwrap().len(), 2, "{wiped}");
    assert!(!noor.home().exists(), "something is left");
    assert_eq!((sharing.code(), page.code()), (0, 0));
    assert!(!noor.home().exists(), "who ended wrote something");

    let bram = wim.let_in("Bram");
    wim.ok(&["note", "add", "Thee om vier"]);
    wim.share_with(&bram);
    let notes = bram.ok(&["note", "list"]).out;
    assert!(notes.contains("Koffie om acht") && notes.contains("Thee om vier"), "{notes}");
}

#[test]
fn a_laptop_whose_passphrase_is_lost_is_wiped_only_when_that_is_said() {
    let noor = Laptop::founder("Noor");
    let first = noor.file("first", PASSPHRASE);
    noor.ok(&["--yes", "lock", "set", "--new-passphrase-file", &first]);
    std::fs::write(noor.home().join("foto.jpg"), "x").unwrap();
    assert_eq!(noor.run(&["--yes", "wipe-laptop"]).code, 10);
    let wiped = noor.run(&["--yes", "wipe-laptop", "--passphrase-lost"]);
    assert_eq!(wiped.code, 0, "{wiped:?}");
    assert!(wiped.err.contains("weten we niet wat alleen op deze laptop staat"), "{wiped:?}");
    let left: Vec<_> = std::fs::read_dir(noor.home()).unwrap().flatten().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(noor.ok(&["groups"]).out, "", "it begins anew");
}
