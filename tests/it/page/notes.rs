//! From nothing to a note, with its author, that is still there after an edit.

use super::browser::{Browser, serve};
use crate::support::{Laptop, until};

#[tokio::test]
async fn a_group_is_made_and_a_note_written() {
    let laptop = Laptop::new();
    let page = Browser::open(&laptop).await;
    page.pictures("01-language").await;
    page.press("Nederlands").await;
    page.says("Welkom bij Kring.").await;
    page.pictures("02-start").await;

    page.press("Groep maken").await;
    page.fill("#name", "Rust in de avond").await;
    page.fill("#me", "Noor Verzonnen").await;
    page.pictures("03-new-group").await;
    page.press("Groep maken").await;
    page.says("De groep staat op deze laptop.").await;
    page.says("Opgeslagen op deze laptop. Je bent nog alleen in deze groep.").await;
    page.pictures("04-home").await;

    page.press("Notitie maken").await;
    page.fill("[name='f:title']", "Wat het drukke uur is").await;
    page.fill("[name='f:text']", "Bewoners gaan zelf zitten zodra wij gaan zitten.").await;
    page.pictures("05-new-note").await;
    page.press("Opslaan").await;
    page.says("Noor Verzonnen").await;
    page.says("Bewoners gaan zelf zitten").await;

    page.press("Wijzigen").await;
    page.write("Bewoners gaan zitten zodra wij zitten. Om half vijf.").await;
    page.press("Opslaan").await;
    page.says("Om half vijf.").await;
    page.pictures("06-note").await;
    page.press("Notities").await;
    page.says("Wat het drukke uur is").await;
    page.pictures("07-notes").await;
    page.close().await;

    let shown = laptop.ok(&["note", "show", "drukke"]).out;
    assert!(shown.contains("Om half vijf."), "it is on this laptop's disk: {shown}");
}

#[tokio::test]
async fn what_others_write_while_a_form_is_open_is_seen_and_stays() {
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    laptop.ok(&["note", "add", "Uur", "--text", "Eerst dit. Dan dat. Tot slot koffie."]);
    let page = Browser::open(&laptop).await;
    page.press("Rust in de avond").await;
    page.press("Notities").await;
    page.press("Uur").await;
    page.press("Wijzigen").await;
    let text = "text=Eerst dit. Dan dat. Tot slot thee.";
    laptop.ok(&["note", "edit", "uur", "--set", text]);
    page.says("Tot slot thee.").await;
    page.wait(".cm-content").await.send_keys("Nu. ").await.unwrap();
    page.wait(".live-line[data-live='saved']").await;
    page.press("Opslaan").await;
    page.says("Nu. Eerst dit. Dan dat. Tot slot thee.").await;
    page.close().await;
}

#[tokio::test]
async fn another_start_opens_one_more_tab_and_an_end_leaves_nothing_behind() {
    let laptop = Laptop::founder("Noor");
    let (page, first) = serve(&laptop);
    let again = laptop.ok(&["--no-browser"]);
    let second = again.out.lines().next().unwrap().to_owned();
    assert_ne!(first, second);
    let redirect = std::fs::read_to_string(&second).unwrap();
    assert!(redirect.contains(".localhost:"), "{redirect}");
    page.interrupt();
    until("the files are gone", || !std::path::Path::new(&first).exists());
    page.ended();
    assert!(!std::path::Path::new(&second).exists());
    assert!(!laptop.home().join("page/running.json").exists());
}
