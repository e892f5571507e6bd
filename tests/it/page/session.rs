//! A session in two browsers: written in silence, seen by both when the step has ended.
#![expect(clippy::await_holding_lock, reason = "each test has a thread and runtime of its own")]

use super::browser::Browser;
use crate::support::{Laptop, whole_machine};

const NOORS: &str = "Wat deed je toen?";
const LOTTES: &str = "Wie was er nog bij?";

#[tokio::test(flavor = "multi_thread")]
async fn a_step_in_silence_is_shown_to_both_when_it_ends() {
    let _turn = whole_machine();
    let noor = Laptop::founder("Noor");
    noor.ok(&["settings", "--language", "nl"]);
    let (lotte, bram) = (noor.let_in("Lotte"), noor.let_in("Bram"));
    lotte.ok(&["settings", "--language", "en"]);
    bram.ok(&["case", "add", "Telefoon aan tafel", "--question", "Hoe blijf ik rustig?"]);
    noor.share_with(&bram);
    noor.ok(&["meeting", "add", "2026-02-05"]);
    noor.ok(&["meeting", "open", "1"]);
    noor.share_with(&lotte);
    let meeting = noor.json(&["meeting", "list"])[0]["id"].as_str().unwrap().to_owned();
    let place = format!("p/{meeting}");

    let (one, other) = (Browser::open(&noor).await, Browser::open(&lotte).await);
    one.go_in_group(&noor, &place).await;
    one.press("Werkvorm beginnen").await;
    one.says("Incidentmethode").await;
    one.pictures("70-werkvormen").await;
    one.press("Beginnen").await;
    one.says("Incidenten verzamelen").await;
    let session = one.client.current_url().await.unwrap().path().to_owned();
    let session = session.rsplit('/').next().unwrap().to_owned();
    one.wait("#c-case").await.select_by_index(1).await.unwrap();
    one.press("Deze casus").await;
    for _ in 0..3 {
        one.press("Stap klaar, volgende").await;
    }
    one.says("Vragen noteren").await;

    let there = format!("{place}/session/{session}");
    other.go_in_group(&lotte, "level").await;
    other.says("Everyone here has everything.").await;
    other.go_in_group(&lotte, &there).await;
    other.says("Write questions").await;
    for (page, text, button) in [(&one, NOORS, "Opschrijven"), (&other, LOTTES, "Write down")] {
        page.fill("[name='a:text']", text).await;
        page.press(button).await;
        page.wait("#now ul").await;
    }
    one.says("2 antwoorden liggen klaar").await;
    one.pictures("71-in-stilte").await;
    assert!(!one.text().await.contains(LOTTES) && !other.text().await.contains(NOORS));

    one.press("Stap klaar, volgende").await;
    one.says("Informatieronde").await;
    other.says("Information round").await;
    one.go_in_group(&noor, &format!("{there}?step=vragen_noteren")).await;
    for text in [NOORS, LOTTES] {
        one.says(text).await;
    }
    one.go_in_group(&noor, &format!("{there}?wall=1")).await;
    one.says("Informatieronde").await;
    one.pictures("72-groot").await;
    one.close().await;
    other.close().await;
}
