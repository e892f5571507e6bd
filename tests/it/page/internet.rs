//! The internet switch on the page, with the keyboard only.

use super::browser::Browser;
use super::keyboard::{DOWN, SPACE, press, tab_and_enter, tab_to};
use crate::support::Laptop;

/// Nobody listens there, and it is on this laptop itself.
const ADDRESS: &str = "http://127.0.0.1:9";

#[tokio::test]
async fn the_internet_is_switched_with_the_keyboard_after_reading_what_others_see() {
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    let switch = || laptop.json(&["internet"])["switch"].as_str().unwrap().to_owned();
    let page = Browser::open(&laptop).await;
    page.go_in_group(&laptop, "more").await;
    tab_and_enter(&page, "Internet").await;
    page.says("Internet staat uit. Delen gaat alleen op je eigen netwerk.").await;
    let text = page.text().await;
    let read = text.find("Het doorgeefpunt ziet nooit: wat jullie schrijven").unwrap();
    let button = text.find("Aanzetten, voor de groep en op deze laptop").unwrap();
    assert!(text.contains("hun adres op internet") && read < button, "{text}");
    page.pictures("70-internet-off").await;

    // An address that is none is told before anything is switched.
    tab_to(&page, "which").await;
    press(&page, SPACE).await;
    press(&page, DOWN).await;
    tab_to(&page, "relay").await;
    press(&page, "doorgeefpunt").await;
    tab_and_enter(&page, "Aanzetten, voor de groep en op deze laptop").await;
    page.says("Dit is geen adres van een doorgeefpunt.").await;
    assert_eq!(switch(), "off");

    page.go_in_group(&laptop, "internet").await;
    tab_to(&page, "which").await;
    press(&page, SPACE).await;
    press(&page, DOWN).await;
    tab_to(&page, "relay").await;
    press(&page, ADDRESS).await;
    tab_and_enter(&page, "Aanzetten, voor de groep en op deze laptop").await;
    page.says("Internet staat aan op deze laptop. Het doorgeefpunt antwoordt nu niet.").await;
    page.says("Noor zette het aan voor de groep, via http://127.0.0.1:9/.").await;
    page.says("Dit adres begint met http").await;
    page.pictures("71-internet-on").await;
    assert_eq!(switch(), "on");

    // This laptop alone stops, and takes part again.
    tab_and_enter(&page, "Uitzetten op deze laptop").await;
    page.says("Op deze laptop staat internet uit. Er gaat hier niets naar buiten.").await;
    page.pictures("72-internet-not-here").await;
    assert_eq!(switch(), "not_agreed");
    tab_and_enter(&page, "Ja, aanzetten op deze laptop").await;
    page.says("Internet staat aan op deze laptop.").await;
    assert_eq!(switch(), "on");
    page.press("Instellingen").await;
    page.says("Internet staat aan op deze laptop.").await;
    page.pictures("73-internet-settings").await;
    tab_and_enter(&page, "Rust in de avond").await;
    tab_and_enter(&page, "Uitzetten voor de groep").await;
    page.says("Internet staat uit voor de groep.").await;
    page.says("Internet staat uit. Delen gaat alleen op je eigen netwerk.").await;
    assert_eq!(switch(), "off");
    assert!(laptop.ok(&["status"]).out.contains("Rust in de avond"));
    page.close().await;
}
