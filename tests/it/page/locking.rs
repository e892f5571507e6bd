//! The passphrase on the page: set, asked before anything is shown, and what was typed stays.

use super::browser::Browser;
use crate::support::Laptop;

const FIRST: &str = "tafel regen fiets maan";
const SECOND: &str = "otter wolk lepel brug";

#[tokio::test]
async fn a_passphrase_is_set_asked_and_removed_on_the_page() {
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    laptop.ok(&["note", "add", "Koffie om acht"]);
    let page = Browser::open(&laptop).await;
    page.press("Instellingen").await;
    page.says("Zonder wachtzin kan wie met jouw account inlogt").await;
    page.pictures("50-safety").await;
    page.unfold("Wachtzin instellen").await;
    page.says("Vergeet je de wachtzin, dan kan niemand").await;
    page.fill("#set-new", FIRST).await;
    page.fill("#set-again", FIRST).await;
    page.pictures("51-set").await;
    page.press("Wachtzin instellen").await;
    page.says("De wachtzin is ingesteld.").await;
    assert_eq!(laptop.run(&["note", "list"]).code, 10, "the command line asks for it too");
    page.press("Nu vergrendelen").await;
    page.says("Kring is vergrendeld").await;
    page.pictures("52-locked").await;
    page.fill("#passphrase", SECOND).await;
    page.press("Openen").await;
    page.says("Dit is niet de wachtzin.").await;
    page.fill("#passphrase", FIRST).await;
    page.press("Openen").await;
    page.press("Rust in de avond").await;
    page.press("Notities").await;
    page.says("Koffie om acht").await;

    // Another program locks while somebody is in the middle of a form.
    page.press("Notitie maken").await;
    page.fill("[name='f:title']", "Half getypt").await;
    assert_eq!(laptop.run(&["lock"]).code, 0);
    page.says("Wat je hier typte, staat er nog.").await;
    assert!(!page.text().await.contains("Rust in de avond"), "the page still shows the group");
    page.pictures("53-covered").await;
    page.fill("#cover-word", FIRST).await;
    page.wait(".cover button").await.click().await.unwrap();
    page.says("Rust in de avond").await;
    page.press("Opslaan").await;
    page.says("Half getypt").await;

    page.press("Instellingen").await;
    page.unfold("Wachtzin of sleutelbos weghalen").await;
    page.fill("#remove-now", FIRST).await;
    page.press("Wachtzin of sleutelbos weghalen").await;
    page.says("Zonder wachtzin kan wie met jouw account inlogt").await;
    page.close().await;
    assert!(laptop.ok(&["note", "list"]).out.contains("Half getypt"));
}

#[tokio::test]
async fn everything_is_wiped_on_the_page_after_the_word_and_the_passphrase() {
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    laptop.ok(&["note", "add", "Koffie om acht"]);
    let first = laptop.file("first", FIRST);
    laptop.ok(&["--yes", "lock", "set", "--new-passphrase-file", &first]);
    let page = Browser::open(&laptop).await;
    page.fill("#passphrase", FIRST).await;
    page.press("Openen").await;
    page.press("Instellingen").await;
    page.press("Alles van Kring wissen").await;
    page.says("Wat alleen hier staat, ben je voorgoed kwijt").await;
    page.says("Koffie om acht").await;
    page.pictures("54-wipe-all").await;
    for (word, passphrase, said) in
        [("ja", FIRST, "Dat is een ander woord."), ("wissen", SECOND, "Dit is niet de wachtzin.")]
    {
        page.fill("#word", word).await;
        page.fill("#wipe-now", passphrase).await;
        page.press("Alles van Kring wissen").await;
        page.says(said).await;
        assert!(laptop.home().join("groups").exists(), "{said}");
        page.client.goto(&page.here("/wipe-all").await).await.unwrap();
    }
    let keep = "localStorage.setItem('kring-live:x', 'y'); return localStorage.length";
    assert_ne!(page.client.execute(keep, Vec::new()).await.unwrap(), 0);
    page.fill("#word", "Wissen").await;
    page.fill("#wipe-now", FIRST).await;
    page.press("Alles van Kring wissen").await;
    page.says("Alles van Kring is weg van deze laptop.").await;
    assert!(!laptop.home().exists());
    page.pictures("55-wiped").await;
    let kept = page.client.execute("return localStorage.length", Vec::new()).await.unwrap();
    assert_eq!(kept, 0, "the browser keeps what was typed");
    page.ended();
    assert!(!laptop.home().exists(), "the program wrote something at its end");
}
