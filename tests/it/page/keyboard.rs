//! Everything with the keyboard: from the first start to a note that somebody answered.

use serde_json::{Value, json};

use super::browser::Browser;
use super::text::{CONTROL, END};
use crate::support::Laptop;

const TAB: &str = "\u{e004}";
pub const ENTER: &str = "\u{e007}";
pub const SPACE: &str = "\u{e00d}";
pub const DOWN: &str = "\u{e015}";

/// More presses than any screen of this walk needs.
const PRESSES: usize = 60;

/// Where the keyboard is: its words, whether that can be seen, and whether anything lies over it.
const WHERE: &str = "const one = document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one);
    // A link that goes on in the next line has a box for each.
    const box = one.getClientRects()[0] ?? one.getBoundingClientRect();
    const x = box.left + Math.min(box.width / 2, 40), y = box.top + Math.min(box.height / 2, 12);
    const top = document.elementFromPoint(x, y);
    return { words: (one.innerText || one.labels?.[0]?.innerText || one.getAttribute('aria-label') || '').trim(),
        id: one.id, name: one.getAttribute('name') ?? '',
        seen: one.classList.contains('cm-content') || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
        free: top !== null && (one.contains(top) || top.contains(one) || top.control === one) };";

async fn at(page: &Browser) -> Value {
    page.client.execute(WHERE, Vec::new()).await.unwrap()
}

pub async fn press(page: &Browser, keys: &str) {
    page.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

/// Goes on with the tab key to what bears these words or this id, and sees every stop on the way.
pub async fn tab_to(page: &Browser, wanted: &str) {
    for _ in 0..PRESSES {
        press(page, TAB).await;
        let here = at(page).await;
        if here.is_null() {
            continue;
        }
        assert_eq!(here["seen"], json!(true), "the focus is seen: {here}");
        assert_eq!(here["free"], json!(true), "nothing lies over it: {here}");
        let is = |key: &str| here[key].as_str().is_some_and(|text| text == wanted);
        if is("words") || is("id") || is("name") {
            return;
        }
    }
    panic!("the keyboard does not come to {wanted}: {}", page.text().await);
}

pub async fn tab_and_enter(page: &Browser, wanted: &str) {
    tab_to(page, wanted).await;
    press(page, ENTER).await;
}

#[tokio::test]
async fn a_group_a_note_and_an_answer_with_the_keyboard_only() {
    let laptop = Laptop::new();
    let page = Browser::open(&laptop).await;
    tab_and_enter(&page, "Nederlands").await;
    page.says("Welkom bij Kring.").await;
    tab_and_enter(&page, "Groep maken").await;
    tab_to(&page, "name").await;
    press(&page, "Rust in de avond").await;
    tab_to(&page, "form").await;
    press(&page, DOWN).await;
    tab_to(&page, "me").await;
    press(&page, "Noor").await;
    tab_and_enter(&page, "Groep maken").await;
    page.says("De groep staat op deze laptop.").await;

    // The first stop leads past everything that is on every page.
    page.go_in_group(&laptop, "").await;
    tab_and_enter(&page, "Ga naar de inhoud").await;
    tab_to(&page, "Over deze groep").await;
    tab_and_enter(&page, "Notitie maken").await;
    page.wait("#f-title").await;
    tab_to(&page, "f-title").await;
    press(&page, "Het drukke uur").await;
    tab_to(&page, "f-text").await;
    press(&page, "Om half vijf.").await;
    tab_and_enter(&page, "Opslaan").await;
    page.says("Om half vijf.").await;

    tab_and_enter(&page, "Wijzigen").await;
    page.wait(".cm-content").await;
    tab_to(&page, "f-title").await;
    press(&page, TAB).await;
    press(&page, &format!("{CONTROL}{END}{CONTROL} En om zes uur.")).await;
    page.wait(".live-line[data-live='saved']").await;
    // The editor is left with the tab key as well.
    tab_and_enter(&page, "Opslaan").await;
    page.says("Om half vijf. En om zes uur.").await;
    tab_to(&page, "a-addition").await;
    press(&page, "Dat zag ik ook.").await;
    tab_and_enter(&page, "Toevoegen").await;
    page.says("Dat zag ik ook.").await;

    tab_and_enter(&page, "Werkafspraken").await;
    page.says("Hoe jullie met elkaar omgaan.").await;
    tab_to(&page, "f-text").await;
    press(&page, "Telefoons op stil.").await;
    tab_to(&page, "f-kind").await;
    press(&page, DOWN).await;
    tab_and_enter(&page, "Toevoegen").await;
    page.says("Telefoons op stil.").await;
    tab_to(&page, "Werkafspraak voorstellen").await;
    press(&page, SPACE).await;
    page.wait("details.add[open]").await;
    page.close().await;
}
