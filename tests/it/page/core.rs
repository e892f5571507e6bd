//! The question beside the core on the page: proposing, and taking a proposal over.

use super::browser::Browser;
use super::plain::must_be_plain;
use crate::support::Laptop;

#[tokio::test]
async fn the_core_is_proposed_and_taken_over_beside_the_question() {
    let noor = Laptop::founder("Noor");
    let bram = noor.let_in("Bram");
    for laptop in [&noor, &bram] {
        laptop.ok(&["settings", "--language", "nl"]);
    }
    bram.ok(&["group", "edit", "--question", "Minder verzuim", "--urgency", "Vier vielen uit."]);
    bram.ok(&["group", "propose", "Niemand durft af te bellen."]);
    noor.share_with(&bram);
    let page = Browser::open(&noor).await;
    page.press("Rust in de avond").await;
    page.says("Vier vielen uit.").await;
    page.press("Vraag en kern").await;
    page.says("Minder verzuim").await;
    page.says("Niemand durft af te bellen.").await;
    page.unfold("Voor mij is de kern").await;
    page.fill("#core-text", "Het uur voor het eten.").await;
    page.press("Voorstellen").await;
    page.says("Jouw voorstel staat erbij.").await;
    page.press("Wijzigen").await;
    page.write("Het drukke uur voor het eten.").await;
    page.press("Opslaan").await;
    page.says("Het drukke uur voor het eten.").await;
    // The oldest proposal is Bram's.
    page.press("Dit wordt de kern").await;
    page.says("Dit is nu de kern van de groep.").await;
    page.press("Dit wordt de kern").await;
    page.says("Eerder").await;
    must_be_plain(&page, "core").await;
    page.pictures("95-core").await;
    let core = noor.json(&["group", "core"]);
    assert_eq!(core["core"], "Het drukke uur voor het eten.");
    assert_eq!(core["former_core"][0]["text"], "Niemand durft af te bellen.");
    page.close().await;
}
