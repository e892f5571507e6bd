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
    // Control and Home, then the text.
    let keys = "\u{e009}\u{e011}\u{e009}Nu. ";
    page.wait(".cm-content").await.send_keys(keys).await.unwrap();
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

/// Types, as somebody does who is quick.
const TYPE: &str = "document.querySelector('.cm-content').focus();
    document.execCommand('insertText', false, arguments[0]);";

/// Sends the form, and notes how the text stood when it was really sent.
const SEND: &str = "document.addEventListener('submit', () => {
        sessionStorage.sent = document.querySelector('.live-line').dataset.live;
    });
    sessionStorage.asked = document.querySelector('.live-line').dataset.live;
    document.querySelector('.cm-content').closest('form').requestSubmit();";

#[tokio::test]
async fn what_was_typed_last_is_saved_before_a_form_is_sent() {
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    let note = noor.json(&["note", "add", "Rust"])["id"].as_str().unwrap().to_owned();
    let page = Browser::open(&noor).await;
    page.go_in_group(&noor, &format!("p/{note}/edit")).await;
    page.wait(".live-line[data-live='saved']").await;
    for text in ["Wat ik het laatst typte, ", "staat er ook."] {
        page.client.execute(TYPE, vec![serde_json::json!(text)]).await.unwrap();
    }
    page.client.execute(SEND, Vec::new()).await.unwrap();
    page.says("Wat ik het laatst typte, staat er ook.").await;
    page.wait("main article").await;
    let noted = "return [sessionStorage.asked, sessionStorage.sent];";
    let noted = page.client.execute(noted, Vec::new()).await.unwrap();
    assert_eq!(noted[1], "saved", "{noted}");
    page.close().await;
}
