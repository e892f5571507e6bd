//! Where one goes now and then: evaluations, stories, reflections, phase, people around, files.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use fantoccini::Locator;
use serde_json::{Value, json};

use super::browser::Browser;
use crate::support::{Laptop, whole_machine};

/// Fetches a file of this page; its words, and how it is to be kept.
const FETCH: &str = "const [to, done] = arguments;
    fetch(to).then(async answer => done([answer.status, answer.headers.get('content-disposition'), await answer.text()]),
        error => done([0, String(error), '']));";

async fn noor() -> (Laptop, Browser) {
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    let page = Browser::open(&laptop).await;
    page.press("Rust in de avond").await;
    page.press("Meer").await;
    (laptop, page)
}

async fn tick(page: &Browser, label: &str) {
    let box_of = format!("//label[contains(., '{label}')]/input[@type='checkbox']");
    page.client.find(Locator::XPath(&box_of)).await.unwrap().click().await.unwrap();
}

/// Who took part, as the page of an evaluation says it.
async fn who_took_part(page: &Browser) -> String {
    page.wait("dl.facts").await.text().await.unwrap()
}

/// Fetches the file that a link leads to: the status, how it is to be kept, its words.
pub async fn file(page: &Browser, css: &str) -> (u64, String, String) {
    let to = page.wait(css).await.prop("href").await.unwrap().unwrap();
    let got = page.client.execute_async(FETCH, vec![json!(to)]).await.unwrap();
    let text = |at: usize| got[at].as_str().unwrap_or_default().to_owned();
    (got[0].as_u64().unwrap(), text(1), text(2))
}

#[tokio::test]
async fn an_evaluation_and_a_story_are_made_and_filled() {
    let (_laptop, page) = noor().await;
    page.pictures("80-more").await;
    page.press("Evaluaties").await;
    page.press("Evaluatie beginnen").await;
    page.fill("[name='f:title']", "Na drie rondes").await;
    page.press("Opslaan").await;
    page.unfold_all().await;
    page.fill("#x-strength", "We luisteren beter.").await;
    page.client
        .find(Locator::XPath("//form[contains(@action,'/add/strength')]//button"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    page.says("We luisteren beter.").await;
    page.unfold_all().await;
    page.fill("[name='f:goal_answers']", "Voor een deel wel.").await;
    page.fill("[name='f:goal_ratings']", "4").await;
    page.client
        .find(Locator::XPath("//form[contains(@action,'/do/answer')]//button"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    page.says("Noor: Voor een deel wel.").await;
    page.says("Noor: 4").await;
    page.press("Wijzigen").await;
    page.write("We gaan door zonder gids.").await;
    page.press("Opslaan").await;
    page.says("We gaan door zonder gids.").await;
    // What was written live was saved, and the page does not say that nothing was changed.
    page.says("Opgeslagen op deze laptop.").await;
    assert!(!page.text().await.contains("Er is niets gewijzigd."));
    page.pictures("81-evaluation").await;

    page.press("Meer").await;
    page.press("Podiumverhalen").await;
    page.press("Verhaal beginnen").await;
    page.fill("[name='f:title']", "Waarom we nu zitten").await;
    page.press("Opslaan").await;
    for (title, text) in
        [("Het begin", "Om half vijf was het druk."), ("Het pad", "Toen gingen we zitten.")]
    {
        page.unfold_all().await;
        page.fill("[name='f:title']", title).await;
        page.fill("[name='f:text']", text).await;
        page.press("Toevoegen").await;
        page.says(text).await;
    }
    let mut headings = Vec::new();
    for one in page.client.find_all(Locator::Css("section.sheet-a4 h2")).await.unwrap() {
        headings.push(one.text().await.unwrap());
    }
    assert_eq!(headings, ["Het begin", "Het pad"], "in the order in which they were told");
    page.press("Ik vind het goed").await;
    page.says("Toch liever niet").await;
    page.pictures("82-story").await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reflection_stays_on_this_laptop_until_it_is_shared() {
    let _turn = whole_machine();
    let (noor, page) = noor().await;
    page.press("Reflecties").await;
    page.fill("[name='f:title']", "Mijn ongeduld").await;
    page.fill("[name='f:text']", "Ik praat te snel als het druk is.").await;
    page.press("Bewaren op deze laptop").await;
    page.says("Bewaard, alleen op deze laptop.").await;
    page.pictures("83-reflections").await;
    let all = noor.json(&["note", "list", "--all"]);
    assert_eq!(all, json!([]), "it is no page of the group");
    page.press("Verder schrijven of delen").await;
    page.fill("[name='f:text']", "Ik praat te snel, en dan wordt het nog drukker.").await;
    page.press("Opslaan").await;
    page.says("en dan wordt het nog drukker.").await;
    page.press("Verder schrijven of delen").await;
    page.fill("[name='f:personal']", "Ik wil leren wachten.").await;
    let tick =
        "document.querySelector('[name=\"f:competences\"][value=\"listening\"]').checked = true;";
    page.client.execute(tick, Vec::new()).await.unwrap();
    page.press("Delen met de groep").await;
    page.says("Gedeeld met de groep.").await;
    page.says("Ik wil leren wachten.").await;
    page.says("actief luisteren").await;
    page.go_in_group(&noor, "reflections").await;
    page.says("Mijn ongeduld").await;
    page.says("actief luisteren").await;
    let own = page.client.find_all(Locator::Css("ul.items li")).await.unwrap();
    assert!(own.is_empty(), "it is shared, and no longer on this laptop only");
    page.close().await;

    let wim = noor.let_in("Wim");
    wim.ok(&["settings", "--language", "nl"]);
    let other = Browser::open(&wim).await;
    other.go_in_group(&wim, "reflections").await;
    other.press("Mijn ongeduld").await;
    other.says("en dan wordt het nog drukker.").await;
    other.close().await;
}

#[tokio::test]
async fn who_took_part_and_what_a_story_draws_on_are_picked() {
    let (noor, page) = noor().await;
    noor.ok(&["note", "add", "Twee keer koffie", "--text", "Zo simpel."]);
    noor.ok(&["note", "add", "Onder ons", "--text", "Dit blijft hier."]);
    noor.ok(&["note", "share", "Twee keer"]);
    page.press("Betrokkenen").await;
    page.unfold_all().await;
    page.fill("[name='f:name']", "Mevrouw Bedacht").await;
    page.press("Toevoegen").await;
    page.press("Meer").await;
    page.press("Evaluaties").await;
    page.press("Evaluatie beginnen").await;
    page.fill("[name='f:title']", "Na drie rondes").await;
    tick(&page, "Mevrouw Bedacht").await;
    page.press("Opslaan").await;
    page.says("Mevrouw Bedacht").await;
    page.press("Wijzigen").await;
    tick(&page, "Noor").await;
    page.press("Opslaan").await;
    let told = who_took_part(&page).await;
    assert!(told.contains("Noor") && told.contains("Mevrouw Bedacht"), "{told}");
    page.press("Formulier op papier").await;
    page.says("In hoeverre is gelukt wat de groep wilde?").await;
    page.pictures("87-form").await;
    page.client.back().await.unwrap();
    page.unfold_all().await;
    page.fill("#x-strength", "Je hoort elkaar weer.").await;
    let who = page.wait("#s-strength").await;
    who.select_by_label("Mevrouw Bedacht").await.unwrap();
    page.client
        .execute("document.querySelector('#x-strength').form.submit()", Vec::new())
        .await
        .unwrap();
    page.says("Je hoort elkaar weer.").await;
    let said = page.wait(".items .item").await.text().await.unwrap();
    assert!(said.contains("Mevrouw Bedacht"), "{said}");
    page.pictures("88-taken-over").await;
    page.press("Meer").await;
    page.press("Podiumverhalen").await;
    page.press("Verhaal beginnen").await;
    page.fill("[name='f:title']", "Waarom we nu zitten").await;
    page.press("Opslaan").await;
    page.fill("[name='f:text']", "Toen gingen we zitten.").await;
    assert!(!page.text().await.contains("Onder ons"), "what may not be told is not offered");
    tick(&page, "Notitie: Twee keer koffie").await;
    page.pictures("86-sources").await;
    page.press("Toevoegen").await;
    page.says("Toen gingen we zitten.").await;
    let source = page.wait(".sheet-a4 dl").await.text().await.unwrap();
    assert!(source.contains("Twee keer koffie"), "{source}");
    page.close().await;
}

#[tokio::test]
async fn the_phase_and_somebody_involved_are_written_down() {
    let (_laptop, page) = noor().await;
    page.press("Het traject").await;
    page.says("Jullie hebben nog geen fase gekozen.").await;
    page.press("Verder naar: instappen").await;
    page.says("Jullie zijn nu bij: instappen.").await;
    page.press("Meer").await;
    page.press("Betrokkenen").await;
    page.unfold_all().await;
    page.fill("[name='f:name']", "Mevrouw Verzonnen").await;
    page.fill("[name='f:task']", "Denkt mee over de avond.").await;
    page.press("Toevoegen").await;
    page.says("Denkt mee over de avond.").await;
    page.press("Wijzigen").await;
    page.fill("[name='f:name']", "Mevrouw Bedacht").await;
    page.press("Opslaan").await;
    page.says("Mevrouw Bedacht").await;
    page.pictures("84-around").await;
    page.close().await;
}

#[tokio::test]
async fn everything_goes_along_as_a_file_but_what_must_stay() {
    let (laptop, page) = noor().await;
    laptop.ok(&["note", "add", "Het uur", "--text", "Om half vijf.", "--kind", "idea"]);
    laptop.ok(&["note", "add", "Stil", "--text", "Blijft hier.", "--kind", "sensitive"]);
    laptop.ok(&["experiment", "add", "Radar", "--question", "Onder de radar?"]);
    page.press("Meenemen als bestand").await;
    page.says("2 dingen blijven hier").await;
    page.pictures("85-export").await;
    let (status, kept, text) = file(&page, "a[href$='/export/json']").await;
    assert_eq!((status, kept.as_str()), (200, "attachment; filename=\"kring.json\""));
    let data: Value = serde_json::from_str(&text).unwrap();
    assert!(data.to_string().contains("Om half vijf."), "{data}");
    let (status, kept, markdown) = file(&page, "a[href$='/export/markdown']").await;
    assert_eq!((status, kept.as_str()), (200, "attachment; filename=\"kring.md\""));
    assert!(markdown.contains("Om half vijf.") && markdown.contains("Noor"), "{markdown}");
    for stays in ["Blijft hier.", "Onder de radar?"] {
        assert!(!text.contains(stays) && !markdown.contains(stays), "{stays}");
    }
    page.close().await;
}
