//! Coming in by a door, on the page: two browsers in one room, the same four words on both, and a yes.
//!
//! Doors are told over the network of a room, so these run again in a namespace with one.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use std::process::Command;

use fantoccini::Locator;

use super::browser::Browser;
use crate::network::room::Room;
use crate::support::{BIND, Laptop, whole_machine};

/// Runs the ignored test of this name in a room of its own.
fn in_a_room(name: &str) {
    let Some(room) = Room::build() else { return };
    let inside = room.laptop("Samen");
    let test = format!("page::doors::{name}");
    let ran = Command::new("ip")
        .args(["netns", "exec", &inside.space])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &test, "--ignored", "--nocapture"])
        .env(BIND, "")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    let wrong = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && said.contains("1 passed"), "{said}\n{wrong}");
}

#[test]
fn two_browsers_show_the_same_words_and_one_says_yes() {
    in_a_room("inside_two_browsers");
}

async fn words(page: &Browser) -> Vec<String> {
    page.wait(".four li").await;
    let mut words = Vec::new();
    for one in page.client.find_all(Locator::Css(".four li")).await.unwrap() {
        words.push(one.text().await.unwrap());
    }
    words
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a room: see in_a_room"]
async fn inside_two_browsers() {
    let _turn = whole_machine();
    let (noor, wim) = (Laptop::founder("Noor"), Laptop::new());
    for laptop in [&noor, &wim] {
        laptop.ok(&["settings", "--language", "nl"]);
    }
    let page = Browser::open(&noor).await;
    page.go_in_group(&noor, "invite").await;
    page.press("Deur openen").await;
    let word = page.wait(".word").await.text().await.unwrap();
    page.pictures("44-door").await;

    let other = Browser::open(&wim).await;
    other.press("Meedoen").await;
    other.fill("#me", "Wim").await;
    other.says(&word).await;
    other.pictures("45-doors").await;
    other.press(&word).await;
    other.says("Staan deze vier woorden ook op het scherm").await;
    page.says("Wim wil meedoen").await;
    assert_eq!(words(&page).await, words(&other).await);
    assert_eq!(words(&page).await.len(), 4);
    page.pictures("46-words").await;
    other.pictures("47-words").await;
    page.press("ja").await;
    other.press("ja").await;
    other.says("Je doet mee.").await;
    page.says("Wim").await;
    other.says("Gedeeld met Noor.").await;

    // One's own second laptop: the same person, on both.
    let tablet = Laptop::new();
    tablet.ok(&["settings", "--language", "nl"]);
    page.go_in_group(&noor, "members").await;
    page.press("Nog een laptop van mij erbij").await;
    page.says("Kies op je andere laptop").await;
    let all = page.client.find_all(Locator::Css(".word")).await.unwrap();
    let own = all.last().unwrap().text().await.unwrap();
    let third = Browser::open(&tablet).await;
    third.press("Meedoen").await;
    third.fill("#me", "Noor").await;
    third.says(&own).await;
    third.press(&own).await;
    third.says("Zijn beide laptops van jou?").await;
    page.says("Je andere laptop").await;
    third.press("ja").await;
    page.press("ja").await;
    third.says("Je doet mee.").await;
    assert_eq!(noor.json(&["member", "list"]).as_array().unwrap().len(), 2, "two people");
    third.close().await;
    other.close().await;
    page.close().await;
}
