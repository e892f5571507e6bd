//! A tour of the example: every screen opens, says something, and is pictured.

use super::browser::Browser;
use crate::support::Laptop;

#[tokio::test]
async fn every_screen_of_the_example_opens() {
    let laptop = Laptop::new();
    laptop.ok(&["settings", "--language", "nl", "--name", "Noor Verzonnen"]);
    let page = Browser::open(&laptop).await;
    page.press("Rondkijken met een voorbeeld").await;
    page.press("Rondkijken met een voorbeeld").await;
    page.says("Kijk rustig rond.").await;
    page.pictures("10-example-home").await;
    for (place, name) in [
        ("Notities", "11-notes"),
        ("Casussen", "12-cases"),
        ("Experimenten", "13-experiments"),
        ("Bevindingen", "14-findings"),
        ("Bijeenkomsten", "15-meetings"),
    ] {
        page.press(place).await;
        page.pictures(name).await;
        let first = page.wait("ul.cards li:not(.away) h2 a").await;
        let title = first.text().await.unwrap();
        page.press(&title).await;
        page.says(title.split(',').next().unwrap()).await;
        page.pictures(&format!("{name}-one")).await;
    }
    for (place, name) in [
        ("Leden", "16-members"),
        ("Werkafspraken", "17-agreements"),
        ("Tijdlijn", "18-log"),
        ("Heeft iedereen alles?", "19-level"),
        ("Instellingen", "20-settings"),
    ] {
        page.press(place).await;
        page.pictures(name).await;
    }
    page.close().await;
}

#[tokio::test]
async fn a_case_goes_from_offer_to_wiped() {
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    let page = Browser::open(&laptop).await;
    page.press("Rust in de avond").await;
    page.press("Casussen").await;
    page.press("Casus inbrengen").await;
    page.fill("[name='f:title']", "Telefoon tijdens het eten").await;
    page.fill("[name='f:help_question']", "Hoe blijf ik rustig?").await;
    page.pictures("30-new-case").await;
    page.press("Opslaan").await;
    page.says("Hoe blijf ik rustig?").await;
    page.fill("#x-advice", "Leg hem in de mand.").await;
    page.press("Tip geven").await;
    page.says("Leg hem in de mand.").await;
    page.press("probeer ik").await;
    page.pictures("31-case").await;
    page.press("Casus wissen").await;
    page.says("Deze casus wissen?").await;
    page.says("Prints, foto's en wat mensen onthouden, kunnen we niet wissen.").await;
    page.pictures("32-wipe").await;
    page.press("Casus wissen").await;
    page.says("Dit is gewist. Het komt niet terug.").await;
    page.close().await;
    assert!(laptop.has_bytes("Leg hem in de mand.").is_empty(), "nothing of it is on the disk");
}

#[tokio::test]
async fn somebody_is_invited_and_comes_in() {
    let (noor, wim) = (Laptop::founder("Noor"), Laptop::new());
    noor.ok(&["settings", "--language", "nl"]);
    wim.ok(&["settings", "--language", "nl"]);
    let page = Browser::open(&noor).await;
    page.press("Rust in de avond").await;
    page.press("Iemand uitnodigen").await;
    page.press("Uitnodiging maken").await;
    let ticket = page.wait(".ticket").await.text().await.unwrap();
    page.pictures("40-invite").await;
    let other = Browser::open(&wim).await;
    other.press("Meedoen").await;
    other.fill("#ticket", &ticket).await;
    other.fill("#me", "Wim").await;
    other.pictures("41-join").await;
    other.press("Meedoen").await;
    other.says("Wacht even").await;
    page.says("Wim wil meedoen").await;
    page.pictures("42-asking").await;
    page.press("ja").await;
    other.says("Je doet mee.").await;
    page.press("Heeft iedereen alles?").await;
    page.says("Wim: ja.").await;
    page.pictures("43-level").await;
    page.says("Gedeeld met Wim.").await;
    other.close().await;
    page.close().await;
}
