//! One group in two languages: the same content under other labels.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use super::browser::Browser;
use crate::support::{Laptop, whole_machine};

#[tokio::test(flavor = "multi_thread")]
async fn tjeerd_reads_english_while_noor_reads_dutch() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&["note", "add", "Wat het drukke uur is", "--text", "Om half vijf.", "--kind", "idea"]);
    let tjeerd = Laptop::new();
    let (one, other) = (Browser::open(&noor).await, Browser::open(&tjeerd).await);
    other.press("English").await;
    other.says("Welcome to Kring.").await;
    one.go_in_group(&noor, "invite").await;
    one.press("Uitnodiging maken").await;
    let ticket = one.wait(".ticket").await.text().await.unwrap();
    other.press("Join").await;
    other.fill("#ticket", &ticket).await;
    other.fill("#me", "Tjeerd").await;
    other.press("Join").await;
    one.says("Tjeerd wil meedoen").await;
    one.press("ja").await;
    other.says("You have joined.").await;
    other.says("Shared with Noor.").await;

    let note = noor.json(&["note", "list"])[0]["id"].as_str().unwrap().to_owned();
    for (page, laptop, labels) in [
        (&one, &noor, ["Notities", "Werkafspraken", "Wijzigen", "idee"]),
        (&other, &tjeerd, ["Notes", "Working agreements", "Edit", "idea"]),
    ] {
        page.go_in_group(laptop, &format!("p/{note}")).await;
        page.says("Wat het drukke uur is").await;
        page.says("Om half vijf.").await;
        for label in labels {
            page.says(label).await;
        }
    }
    let languages = "return document.documentElement.lang";
    assert_eq!(one.client.execute(languages, vec![]).await.unwrap(), "nl");
    assert_eq!(other.client.execute(languages, vec![]).await.unwrap(), "en");
    other.fill("#a-addition", "I saw that too.").await;
    other.press("Add").await;
    one.go_in_group(&noor, "level").await;
    one.says("Iedereen die er is, heeft alles.").await;
    one.go_in_group(&noor, &format!("p/{note}")).await;
    one.says("I saw that too.").await;
    one.close().await;
    other.close().await;
}
