//! Pictures show what the words beside them say, and nothing more.

use serde_json::json;

use super::browser::Browser;
use crate::support::Laptop;

async fn count(page: &Browser, css: &str) -> usize {
    let script = "return document.querySelectorAll(arguments[0]).length;";
    let count = page.client.execute(script, vec![json!(css)]).await.unwrap();
    usize::try_from(count.as_u64().unwrap()).unwrap()
}

async fn said(page: &Browser) -> String {
    page.wait(".drawing svg").await.attr("aria-label").await.unwrap().unwrap()
}

#[tokio::test]
async fn the_journey_and_the_course_of_an_experiment_are_drawn() {
    let laptop = Laptop::new();
    laptop.ok(&["settings", "--language", "nl", "--name", "Noor Verzonnen"]);
    let page = Browser::open(&laptop).await;
    page.press("Rondkijken met een voorbeeld").await;
    page.press("Rondkijken met een voorbeeld").await;

    page.go_in_group(&laptop, "journey").await;
    let told = laptop.json(&["journey"]);
    let told = told.as_array().unwrap();
    let of = |kind: &str| told.iter().filter(|stop| stop["kind"] == kind).count();
    assert_eq!(of("meeting"), 4);
    assert_eq!(count(&page, "circle.stop").await, 4);
    assert_eq!(count(&page, ".stretch.case").await, of("case"));
    assert_eq!(count(&page, ".stretch.tried").await, of("experiment"));
    assert_eq!(count(&page, ".star").await, of("celebration"));
    assert_eq!(of("experiment"), 3);
    assert!(said(&page).await.contains("4 bijeenkomsten"), "{}", said(&page).await);
    assert_eq!(count(&page, ".plot").await, 0, "of one person nothing is drawn");
    page.pictures("80-journey").await;

    let tried = laptop.json(&["experiment", "list"]);
    let quiet = tried.as_array().unwrap().iter().find(|one| one["titles"][0] == "Stil kwartier");
    let id = quiet.unwrap()["id"].as_str().unwrap().to_owned();
    page.go_in_group(&laptop, &format!("p/{id}")).await;
    assert_eq!(count(&page, "circle.stop").await, 3);
    assert_eq!(count(&page, ".sign .flag").await, 1);
    assert!(said(&page).await.ends_with("Aan het eind: werkt."), "{}", said(&page).await);
    page.pictures("81-course").await;
    page.close().await;
}
