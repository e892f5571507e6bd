//! The trajectory on the page: phases, preparation, safety, the mix, guidance, the next day, results.

use fantoccini::Locator;

use super::browser::Browser;
use super::plain::must_be_plain;
use crate::commands_trajectory::in_days;
use crate::support::Laptop;

async fn noor() -> (Laptop, Browser) {
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    let page = Browser::open(&laptop).await;
    page.press("Rust in de avond").await;
    (laptop, page)
}

async fn seen(page: &Browser, name: &str) {
    must_be_plain(page, name).await;
    page.pictures(name).await;
}

#[tokio::test]
async fn the_phases_are_offered_one_after_the_other() {
    let (laptop, page) = noor().await;
    page.press("Het traject").await;
    page.says("Jullie hebben nog geen fase gekozen.").await;
    page.press("Verder naar: instappen").await;
    page.says("Wat hier bij hoort").await;
    page.says("Maak werkafspraken, het eerst over veiligheid.").await;
    page.press("Verder naar: onderzoek").await;
    page.says("Jullie zijn nu bij: onderzoek.").await;
    page.press("Terug naar: instappen").await;
    page.says("Jullie zijn nu bij: instappen.").await;
    page.press("Vorm, duur en ritme").await;
    page.fill("[name='f:context_tags']", "school, inwerken").await;
    page.fill("[name='f:max_members']", "9").await;
    page.press("Opslaan").await;
    page.says("Het traject").await;
    let fields = laptop.json(&["group", "show"])["fields"].clone();
    assert_eq!(fields["max_members"], 9, "{fields}");
    assert_eq!(fields["context_tags"], serde_json::json!(["inwerken", "school"]), "{fields}");
    laptop.ok(&["group", "edit", "--starts", "2026-01-01", "--planned-end", "2026-12-31"]);
    page.go_in_group(&laptop, "trajectory").await;
    page.says("Het traject duurt nu 12 maanden.").await;
    seen(&page, "90-trajectory").await;
    page.go_in_group(&laptop, "").await;
    page.says("Jullie zijn nu bij: instappen").await;
    seen(&page, "91-home").await;
    laptop.ok(&["group", "phase", "delen en presenteren"]);
    page.go_in_group(&laptop, "trajectory").await;
    page.press("Het traject afronden").await;
    page.says("Dit traject loopt nog.").await;
    page.close().await;
}

#[tokio::test]
async fn why_somebody_takes_part_is_asked_until_they_said_so() {
    let (laptop, page) = noor().await;
    page.says("Waarom doe je mee, en wat wil je bereiken?").await;
    page.press("Opschrijven").await;
    page.fill("[name='f:motivation']", "Ik wil rust in de avond.").await;
    page.fill("[name='f:personal_goal']", "Rustig blijven als het druk is.").await;
    page.press("Opslaan").await;
    page.says("Ik wil rust in de avond.").await;
    page.go_in_group(&laptop, "").await;
    assert!(!page.text().await.contains("Waarom doe je mee, en wat wil je bereiken?"));
    page.close().await;
}

#[tokio::test]
async fn the_preparation_is_filled_in_part_by_part() {
    let (laptop, page) = noor().await;
    laptop.ok(&["meeting", "add", &in_days(20)]);
    page.press("Meer").await;
    page.press("Voorbereiding").await;
    page.says("In welk krachtenveld werken jullie?").await;
    page.follow("#p-field a.button").await;
    page.fill("[name='f:force_field']", "De nachtdienst wil dit.").await;
    page.press("Opslaan").await;
    page.says("De nachtdienst wil dit.").await;
    page.follow("#p-permission a.button").await;
    page.says("Wie gaf toestemming?").await;
    page.fill("[name='f:permission_by']", "Mevrouw Bedacht").await;
    page.press("Opslaan").await;
    page.says("Mevrouw Bedacht").await;
    page.follow("#p-conditions a.button").await;
    page.says("Wat moet er geregeld zijn?").await;
    page.write("Het telt als werktijd.").await;
    page.press("Opslaan").await;
    page.says("Het telt als werktijd.").await;
    page.unfold_all().await;
    page.fill("#task", "Breng een casus mee.").await;
    page.press("Aan iedereen geven").await;
    page.says("Iedereen heeft de opdracht.").await;
    page.says("Breng een casus mee.").await;
    seen(&page, "92-preparation").await;
    assert_eq!(laptop.json(&["action", "list"])[0]["due"], in_days(20));
    laptop.ok(&["group", "guide", "Noor", "--until", &in_days(90)]);
    page.press("Rollen en taken").await;
    page.says("Bewaakt de stappen en de tijd, niet de inhoud.").await;
    seen(&page, "93-roles").await;
    page.close().await;
}

#[tokio::test]
async fn safety_comes_before_the_first_case_and_the_mix_is_told() {
    let (laptop, page) = noor().await;
    page.press("Casussen").await;
    page.press("Casus inbrengen").await;
    page.says("Er is nog geen afspraak over veiligheid.").await;
    page.press("Afspraken om mee te beginnen").await;
    page.fill("#text-1", "Wat hier gezegd wordt, blijft hier. Altijd.").await;
    seen(&page, "94-ready").await;
    page.press("Voorstellen aan de groep").await;
    page.says("Wat hier gezegd wordt, blijft hier. Altijd.").await;
    let all = laptop.json(&["agreement", "list"]);
    let kinds: Vec<_> = all.as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert!(kinds.len() == 4 && kinds.iter().all(|kind| *kind == "safety"), "{all}");
    assert!(!page.text().await.contains("Er is nog geen afspraak over veiligheid."));
    laptop.ok(&["member", "edit", "--involvement", "frontline", "--assets", "can_act"]);
    page.press("Leden").await;
    page.says("Uit de voorste linie: Noor.").await;
    page.says("Nog niemand: uit de ondersteuning en klanten of").await;
    page.unfold("Begeleiding overdragen").await;
    let day = format!("document.querySelector('#guide-until').value = '{}'", in_days(60));
    page.client.execute(&day, Vec::new()).await.unwrap();
    page.press("Overdragen").await;
    page.says("Noor begeleidt, tot").await;
    seen(&page, "95-members").await;
    page.press("De groep gaat zelf verder").await;
    page.says("de groep begeleidt zichzelf").await;
    page.close().await;
}

#[tokio::test]
async fn a_meeting_that_closes_proposes_the_next_and_results_stand_side_by_side() {
    let (laptop, page) = noor().await;
    laptop.ok(&["meeting", "add", &in_days(0), "--start", "15:00", "--place", "De tuinkamer"]);
    laptop.ok(&["meeting", "open", "1"]);
    laptop.ok(&["session", "start", "1", "incident"]);
    page.press("Bijeenkomsten").await;
    page.follow("ul.cards li h2 a").await;
    page.press("Bijeenkomst sluiten").await;
    page.says("Dan past:").await;
    seen(&page, "96-closed").await;
    page.follow("section.accent .acts a.button").await;
    let value = |css: &'static str| async {
        page.wait(css).await.prop("value").await.unwrap().unwrap_or_default()
    };
    assert_eq!(value("[name='f:date']").await, in_days(42));
    assert_eq!(value("[name='f:place']").await, "De tuinkamer");
    page.press("Opslaan").await;
    assert_eq!(laptop.json(&["meeting", "next"])["next"], in_days(42));
    page.press("Werkvorm beginnen").await;
    page.says("Eén keer gedaan, op").await;
    seen(&page, "98-begin").await;
    page.go_in_group(&laptop, "").await;
    assert!(!page.text().await.contains("Dan past:"), "one is planned");

    laptop.ok(&["experiment", "add", "Stil kwartier", "--question", "Helpt het?"]);
    laptop.ok(&["experiment", "step", "add", "1", "--plan", "Stil", "--from", "2026-01-05"]);
    laptop.ok(&["experiment", "outcome", "1", "does_not_work_here"]);
    page.go_in_group(&laptop, "results").await;
    let headings = page.client.find_all(Locator::Css("section.panel h2")).await.unwrap();
    assert_eq!(headings.len(), 3, "what works, what does not and what goes on, all alike");
    page.says("Stil kwartier").await;
    laptop.ok(&[
        "experiment",
        "put",
        "1",
        "behaviour",
        "Gaan zitten",
        "--by-whom",
        "de avonddienst",
    ]);
    page.go_in_group(&laptop, "results").await;
    page.says("Nieuw gedrag: wat doen we nu anders?").await;
    page.says("de avonddienst").await;
    seen(&page, "97-results").await;
    page.close().await;
}
