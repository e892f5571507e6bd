//! Coming in with a ticket that names a relay, on the page: what others see is read before the yes.

use super::browser::Browser;
use super::keyboard::{tab_and_enter, tab_to};
use crate::support::Laptop;

/// Nobody listens there, and it is on this laptop itself.
const ADDRESS: &str = "http://127.0.0.1:9";

#[tokio::test]
async fn who_comes_in_by_a_relay_reads_what_others_see_and_says_yes_or_no() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    let page = Browser::open(&noor).await;
    let old = ticket(&page, &noor).await;
    assert!(old.starts_with("kring1"), "{old}");
    page.says("Deze uitnodiging werkt alleen als jullie laptops op hetzelfde netwerk zitten").await;
    page.press("Uitnodiging sluiten").await;
    noor.ok(&["--yes", "internet", "on", "--relay", ADDRESS]);

    for (name, button, after) in [
        ("Wim", "Nee, alleen op mijn eigen netwerk", "not_agreed"),
        ("Lotte", "Ja, binnenkomen via internet", "on"),
    ] {
        let far = ticket(&page, &noor).await;
        assert!(far.starts_with("kring2"), "{far}");
        page.says("Deze uitnodiging werkt ook via internet").await;
        page.pictures("74-invite-far").await;
        let laptop = Laptop::new();
        laptop.ok(&["settings", "--language", "nl"]);
        let other = Browser::open(&laptop).await;
        other.press("Meedoen").await;
        other.fill("#me", name).await;
        tab_to(&other, "ticket").await;
        other.fill("#ticket", &far).await;
        tab_and_enter(&other, "Meedoen").await;

        // Nothing is asked of anybody yet.
        other.says("langs een doorgeefpunt: http://127.0.0.1:9/").await;
        let text = other.text().await;
        let read = text.find("Het doorgeefpunt ziet nooit: wat jullie schrijven").unwrap();
        let at = text.find("Ja, binnenkomen via internet").unwrap();
        assert!(text.contains("zijn adres op internet") && read < at, "{text}");
        assert!(text.contains("Dit adres begint met http"), "{text}");
        other.pictures("75-join-far").await;
        assert!(!page.text().await.contains(&format!("{name} wil meedoen")));

        tab_and_enter(&other, button).await;
        page.says(&format!("{name} wil meedoen")).await;
        page.press("Ja, zonder de woorden te vergelijken").await;
        other.says("Je doet mee.").await;
        let switch = &laptop.json(&["internet"])["switch"];
        assert_eq!(switch, after, "{name}");
        other.close().await;
    }
    page.close().await;
}

/// Makes an invitation for far away and reads it.
async fn ticket(page: &Browser, laptop: &Laptop) -> String {
    page.go_in_group(laptop, "invite").await;
    page.press("Uitnodiging maken").await;
    page.wait(".ticket").await.text().await.unwrap()
}
