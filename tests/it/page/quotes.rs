//! What of a person may go outside, on one page; ideas that are tried; what a reflection is about.

use super::browser::Browser;
use super::plain::must_be_plain;
use crate::support::Laptop;

fn noor() -> Laptop {
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    laptop
}

#[tokio::test]
async fn a_quote_that_a_story_wants_waits_for_the_yes_of_who_said_it() {
    let noor = noor();
    let bram = noor.let_in("Bram");
    bram.ok(&["settings", "--language", "nl"]);
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "open", "1"]);
    noor.ok(&["session", "start", "1", "project_evaluation"]);
    noor.share_with(&bram);
    bram.ok(&["session", "write", "1", "citaat", "Veel praktische tips."]);
    noor.share_with(&bram);
    let page = Browser::open(&noor).await;
    page.go_in_group(&noor, "all/stories/new").await;
    page.fill("[name='f:title']", "Waarom we nu zitten").await;
    page.press("Opslaan").await;
    page.unfold_all().await;
    page.fill("[name='f:title']", "Wat het opleverde").await;
    page.fill("[name='f:text']", "Wie meedeed, zegt het zelf.").await;
    let tick = "const box = [...document.querySelectorAll(\"label.check\")]\
        .find((one) => one.textContent.includes('praktische tips')).querySelector('input');\
        box.checked = true;";
    page.client.execute(tick, Vec::new()).await.unwrap();
    page.press("Toevoegen").await;
    page.says("Citaat van Bram: Veel praktische tips. (nog niet vrijgegeven)").await;
    page.close().await;
    noor.share_with(&bram);

    let page = Browser::open(&bram).await;
    page.go_in_group(&bram, "more").await;
    page.press("Mijn citaten").await;
    page.says("nog niet beslist").await;
    page.says("Iemand wil dit gebruiken in: Waarom we nu zitten.").await;
    must_be_plain(&page, "quotes").await;
    page.pictures("99-quotes").await;
    page.press("Mag, met mijn naam: Veel praktische tips.").await;
    page.says("Dit mag naar buiten, met je naam.").await;
    page.press("Ik vind het goed: Waarom we nu zitten").await;
    page.says("Je naam mag erin staan.").await;
    assert_eq!(bram.json(&["quote", "list"])["quotes"][0]["reach"], "named");
    assert_eq!(bram.json(&["quote", "list"])["stories"][0]["consent"], true);
    page.press("Mag niet (meer): Veel praktische tips.").await;
    page.says("Dit blijft in de groep.").await;
    page.press("Toch liever niet: Waarom we nu zitten").await;
    page.says("Je naam mag er niet in staan.").await;
    page.close().await;
}

#[tokio::test]
async fn an_idea_is_written_down_among_experiments_and_tried() {
    let noor = noor();
    noor.ok(&["note", "add", "Sleutels", "--kind", "practical"]);
    let page = Browser::open(&noor).await;
    page.go_in_group(&noor, "all/experiments").await;
    page.press("Idee opschrijven").await;
    page.fill("[name='f:title']", "Stil kwartier").await;
    page.press("Opslaan").await;
    page.go_in_group(&noor, "all/experiments").await;
    page.press("Ideeën van de groep").await;
    page.says("Stil kwartier").await;
    assert!(!page.text().await.contains("Sleutels"), "ideas only");
    must_be_plain(&page, "ideas").await;
    page.pictures("99-ideas").await;
    page.press("Stil kwartier").await;
    page.press("Dit gaan we proberen").await;
    page.says("Er is een experiment van gemaakt.").await;
    assert_eq!(noor.json(&["experiment", "list"])[0]["title"], "Stil kwartier");
    page.go_in_group(&noor, "all/notes").await;
    page.says("Sleutels").await;
    page.close().await;
}
