//! Evidence and stage, as a person finds it: first what is in it, then the file.

use fantoccini::Locator;
use serde_json::{Value, json};

use super::browser::Browser;
use crate::support::Laptop;

/// Fetches a file of this page: its status, how it is to be kept, and what it says.
const FETCH: &str = "const [to, done] = arguments;
    fetch(to).then(async answer => done([answer.status, answer.headers.get('content-disposition'), await answer.text()]),
        error => done([0, String(error), '']));";

/// What is on paper of the page that is open.
const PRINTED: &str = "return [...document.querySelectorAll('nav, .top, .before-paper, button, .button')]
    .filter(e => e.getClientRects().length > 0).map(e => e.tagName + ' ' + e.textContent.trim().slice(0, 60));";

async fn links(page: &Browser, css: &str) -> Vec<String> {
    let mut to = Vec::new();
    for one in page.client.find_all(Locator::Css(css)).await.unwrap() {
        to.push(one.attr("href").await.unwrap().unwrap());
    }
    to
}

async fn fetch(page: &Browser, to: &str) -> (u64, String, String) {
    let got: Value = page.client.execute_async(FETCH, vec![json!(to)]).await.unwrap();
    let text = |at: usize| got[at].as_str().unwrap_or_default().to_owned();
    (got[0].as_u64().unwrap(), text(1), text(2))
}

async fn go(page: &Browser, path: &str) {
    let here = page.client.current_url().await.unwrap();
    page.client.goto(here.join(path).unwrap().as_str()).await.unwrap();
}

#[tokio::test]
async fn everything_is_looked_at_first_and_kept_as_a_file() {
    let laptop = Laptop::new();
    laptop.ok(&["settings", "--language", "nl", "--name", "Noor Verzonnen"]);
    let page = Browser::open(&laptop).await;
    page.press("Rondkijken met een voorbeeld").await;
    page.press("Rondkijken met een voorbeeld").await;
    page.press("Meer").await;
    page.press("Bewijs en podium").await;
    page.says("Je ziet eerst wat erin staat en wat niet.").await;
    page.pictures("90-evidence").await;
    let all = links(&page, "main a[href*='/evidence/']").await;
    assert!(all.len() >= 11, "{all:?}");
    let mut seen = Vec::new();
    for to in all {
        let word = to.split("/evidence/").nth(1).unwrap().split('?').next().unwrap().to_owned();
        go(&page, &to).await;
        page.says("Van wie staat hier iets in?").await;
        if seen.contains(&word) {
            continue;
        }
        page.pictures(&format!("91-evidence-{word}")).await;
        page.in_size(794, 1123, 1).await;
        page.on_paper(true).await;
        let printed = page.client.execute(PRINTED, Vec::new()).await.unwrap();
        assert_eq!(printed, json!([]), "{word} on paper");
        page.on_paper(false).await;
        page.in_size(1366, 768, 1).await;
        for file in links(&page, "a[download]").await {
            let (status, name, text) = fetch(&page, &file).await;
            assert_eq!(status, 200, "{file}");
            assert!(name.starts_with("attachment; filename="), "{name}");
            assert!(text.len() > 20 && !text.contains("evidence-"), "{file}: {text}");
            assert!(!text.contains("/g/"), "{file} points nowhere");
        }
        seen.push(word);
    }
    seen.sort();
    let words = [
        "attendance",
        "evaluation",
        "form",
        "portfolio",
        "progress",
        "proof",
        "reflections",
        "report",
        "story",
    ];
    assert_eq!(seen, words);
    page.close().await;
}

#[tokio::test]
async fn a_meeting_is_signed_and_a_story_says_what_it_leaves_out() {
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    laptop.ok(&["meeting", "add", "2026-02-05", "--start", "15:00", "--end", "17:00"]);
    laptop.ok(&["meeting", "open", "1"]);
    laptop.ok(&["meeting", "attend", "1", "--from", "15:00", "--to", "17:00"]);
    laptop.ok(&["meeting", "close", "1"]);
    let note = laptop.json(&["note", "add", "Het drukke uur", "--text", "Om half vijf."]);
    let share = ["note", "share", note["id"].as_str().unwrap()];
    laptop.ok(&share);
    let page = Browser::open(&laptop).await;
    page.press("Rust in de avond").await;
    page.go_in_group(&laptop, "evidence").await;
    page.says("5 februari 2026: Noor (15:00 – 17:00)").await;
    page.wait("form[action*='/evidence/sign/'] button").await.click().await.unwrap();
    page.says("Je handtekening staat eronder.").await;
    assert!(!page.text().await.contains("Ik was erbij, dit klopt"), "once is enough");
    page.press("Bewijs van deelname").await;
    page.says("5 februari 2026: getekend door Noor.").await;
    page.pictures("92-evidence-signed").await;

    page.go_in_group(&laptop, "all/stories/new").await;
    page.fill("[name='f:title']", "Waarom we nu zitten").await;
    page.press("Opslaan").await;
    page.unfold_all().await;
    page.fill("[name='f:title']", "Het begin").await;
    page.fill("[name='f:text']", "Om half vijf was het druk.").await;
    let source = "//label[contains(., 'Het drukke uur')]/input[@type='checkbox']";
    page.client.find(Locator::XPath(source)).await.unwrap().click().await.unwrap();
    page.press("Toevoegen").await;
    page.says("Om half vijf was het druk.").await;
    laptop.ok(&[&share[..], &["--stop"]].concat());
    page.go_in_group(&laptop, "evidence").await;
    page.press("Podiumverhaal: Waarom we nu zitten").await;
    page.says("“Het begin” gaat over “Het drukke uur”. Dat is niet vrijgegeven.").await;
    page.pictures("93-evidence-story-waits").await;
    let paper = page.wait("article.paper").await.text().await.unwrap();
    assert!(!paper.contains("Om half vijf"), "{paper}");
    laptop.ok(&share);
    page.client.refresh().await.unwrap();
    let paper = page.wait("article.paper").await.text().await.unwrap();
    assert!(paper.contains("Om half vijf was het druk."), "{paper}");
    page.says("Waar het verhaal uit kan putten").await;
    page.close().await;
}

#[tokio::test]
async fn progress_files_of_groups_become_one_page() {
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    let made = laptop.path("voortgang.json").display().to_string();
    laptop.ok(&["export", "progress", "--out", &made]);
    let wrong = laptop.file("foto.json", "{\"naam\": 1}");
    let page = Browser::open(&laptop).await;
    page.press("Rust in de avond").await;
    page.go_in_group(&laptop, "evidence").await;
    let files = page.wait("#files").await;
    files.send_keys(&wrong).await.unwrap();
    page.press("Overzicht maken").await;
    page.says("Dit is geen voortgangsbestand van Kring.").await;
    page.go_in_group(&laptop, "evidence").await;
    let send = "const [text, done] = arguments; const form = new FormData();
        form.append('file', new Blob([text]), 'a.json'); form.append('file', new Blob([text]), 'b.json');
        fetch(document.querySelector('#files').form.action, { method: 'POST', body: form })
            .then(async answer => done([answer.status, answer.headers.get('content-disposition'), await answer.text()]));";
    let text = std::fs::read_to_string(&made).unwrap();
    let got = page.client.execute_async(send, vec![json!(text)]).await.unwrap();
    assert_eq!(got[0], json!(200), "{got}");
    assert!(got[2].as_str().unwrap().contains("Van 2 groepen."), "{got}");
    page.close().await;
}
