//! The end of a trajectory, with the keyboard, on two laptops.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use super::browser::Browser;
use super::keyboard::{ENTER, press, tab_and_enter, tab_to};
use crate::ending::{today, told_since};
use crate::support::{Laptop, whole_machine};

async fn open(laptop: &Laptop) -> Browser {
    laptop.ok(&["settings", "--language", "nl"]);
    let page = Browser::open(laptop).await;
    page.press("Rust in de avond").await;
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_finishes_agrees_on_a_day_and_wipes_with_the_keyboard() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["case", "add", "Telefoon aan tafel"]);
    let wim = noor.let_in("Wim");

    let page = open(&noor).await;
    page.press("Meer").await;
    tab_and_enter(&page, "Het traject afronden").await;
    page.says("Dit traject loopt nog.").await;
    page.pictures("90-ending-before").await;
    tab_and_enter(&page, "Traject afronden").await;
    page.says("Wat weggaat: alle casusdossiers").await;
    page.pictures("91-ending-sure").await;
    tab_and_enter(&page, "Traject afronden").await;
    page.says("Noor heeft dit traject afgerond, op ").await;
    tab_to(&page, "Andere dag voorstellen").await;
    press(&page, ENTER).await;
    let day = today();
    let typed = format!("{}{}{}", &day[5..7], &day[8..10], &day[..4]);
    tab_to(&page, "until").await;
    press(&page, &typed).await;
    tab_and_enter(&page, "Andere dag voorstellen").await;
    page.says("Nog niet gereageerd: Wim.").await;
    page.pictures("92-ending-proposed").await;
    page.close().await;

    noor.share_with(&wim);
    let page = open(&wim).await;
    page.says("Het traject is afgerond").await;
    page.pictures("93-ending-home").await;
    tab_and_enter(&page, "Wat er blijft en wat weggaat").await;
    tab_and_enter(&page, "Ik ben akkoord").await;
    page.says("Je bent akkoord met deze dag.").await;
    page.close().await;

    noor.share_with(&wim);
    let page = open(&noor).await;
    page.says("De dag is gekomen.").await;
    page.pictures("94-ending-due").await;
    tab_and_enter(&page, "Wat er blijft en wat weggaat").await;
    tab_and_enter(&page, "Mijn casussen nu wissen").await;
    tab_and_enter(&page, "Mijn casussen nu wissen").await;
    page.says("Gewist op 1 van 2 laptops, wacht op laptop van Wim.").await;
    page.pictures("95-ending-wiped").await;
    page.close().await;
    told_since(&wim, &day, 0);
    noor.share_with(&wim);
    noor.share_with(&wim);
    let page = open(&noor).await;
    page.says("Alle casusdossiers zijn gewist, op elke laptop.").await;
    page.close().await;
}
