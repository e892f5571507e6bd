//! A file instead of a network, and backups, in a browser.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use std::fs;
use std::path::Path;

use serde_json::json;

use super::browser::Browser;
use crate::support::{Laptop, whole_machine};

/// Fetches an address as the browser's download would, or sends a form; the bytes of the answer.
const FETCH: &str = "const [to, form, done] = arguments;
    const sent = form === null ? {} : { method: 'POST', body: new URLSearchParams(form) };
    fetch(to, sent).then(async answer => done([answer.status,
        answer.headers.get('content-disposition'),
        Array.from(new Uint8Array(await answer.arrayBuffer()))]),
        error => done([0, String(error), []]));";

/// Keeps what the page answers as a file; what it is to be called.
async fn download(page: &Browser, to: &str, form: serde_json::Value, path: &Path) -> String {
    let got = page.client.execute_async(FETCH, vec![json!(to), form]).await.unwrap();
    assert_eq!(got[0], 200, "{} {}", got[0], got[1]);
    let bytes: Vec<u8> = serde_json::from_value(got[2].clone()).unwrap();
    fs::write(path, bytes).unwrap();
    got[1].as_str().unwrap_or_default().to_owned()
}

async fn open(laptop: &Laptop) -> Browser {
    laptop.ok(&["settings", "--language", "nl"]);
    let page = Browser::open(laptop).await;
    page.press("Rust in de avond").await;
    page.press("Meer").await;
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_page_makes_the_other_takes_in() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    let bram = noor.let_in("Bram");
    noor.ok(&["note", "add", "Op een stick", "--text", "Zonder wifi."]);
    let stick = noor.path("van-noor.kring");
    let page = open(&noor).await;
    page.press("Delen met een bestand").await;
    page.says("Alleen jullie groep kan het openen.").await;
    page.pictures("86-file").await;
    let link = page.wait("a[href$='/file/out/whole']").await;
    let to = link.prop("href").await.unwrap().unwrap();
    let called = download(&page, &to, json!(null), &stick).await;
    assert!(called.starts_with("attachment; filename=\"kring-") && called.contains(".kring\""));
    page.close().await;

    let page = open(&bram).await;
    page.press("Delen met een bestand").await;
    let half = bram.file("half.kring", &fs::read(&stick).unwrap()[..400]);
    page.wait("#file").await.send_keys(&half).await.unwrap();
    page.press("Overnemen").await;
    page.says("beschadigd of niet helemaal overgekomen").await;
    page.go_in_group(&bram, "file").await;
    page.wait("#file").await.send_keys(stick.to_str().unwrap()).await.unwrap();
    page.press("Overnemen").await;
    page.says("Overgenomen.").await;
    page.pictures("87-file-in").await;
    page.press("Notities").await;
    page.says("Op een stick").await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_made_and_put_back_on_the_page() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["note", "add", "In de kopie"]);
    let page = open(&noor).await;
    page.press("Reservekopie").await;
    page.says("Kring bewaart zelf een kopie").await;
    page.pictures("88-backup").await;
    let to = page.client.current_url().await.unwrap().to_string();
    let secret = "vier gewone woorden samen";
    let form = json!({ "secret": secret, "again": secret });
    let copy = noor.path("kopie.kringcopy");
    let called = download(&page, &to, form, &copy).await;
    assert!(called.contains(".kringcopy\""), "{called}");
    page.close().await;

    let groups = noor.home().join("groups");
    fs::remove_dir_all(&groups).unwrap();
    let page = Browser::open(&noor).await;
    page.press("Reservekopie terugzetten").await;
    page.pictures("89-backup-in").await;
    page.wait("#file").await.send_keys(copy.to_str().unwrap()).await.unwrap();
    page.fill("#secret", "een ander wachtwoord").await;
    page.press("Terugzetten").await;
    page.says("past niet bij deze reservekopie").await;
    let start = page.here("/backup").await;
    page.client.goto(&start).await.unwrap();
    page.wait("#file").await.send_keys(copy.to_str().unwrap()).await.unwrap();
    page.fill("#secret", secret).await;
    page.press("Terugzetten").await;
    page.says("Teruggezet.").await;
    page.press("Rust in de avond").await;
    page.press("Notities").await;
    page.says("In de kopie").await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_group_is_put_back_from_the_laptops_own_copy() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    noor.ok(&["note", "add", "In de kopie"]);
    crate::all_keys::copied_by_itself(&noor);
    let groups = fs::read_dir(noor.home().join("groups")).unwrap().next().unwrap().unwrap().path();
    fs::write(groups.join("group.db"), "niets meer").unwrap();
    let page = Browser::open(&noor).await;
    page.press("Reservekopie terugzetten").await;
    page.says("is kapot").await;
    page.pictures("96-backup-own").await;
    page.press("Deze kopie terugzetten").await;
    page.says("Teruggezet.").await;
    page.press("Rust in de avond").await;
    page.press("Notities").await;
    page.says("In de kopie").await;
    page.close().await;
}
