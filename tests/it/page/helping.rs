//! Help beside what somebody writes: names before sharing, hints for a help question, help texts,
//! and a method that a group makes its own.

use super::browser::Browser;
use super::plain::must_be_plain;
use crate::support::Laptop;

#[tokio::test]
async fn a_case_is_looked_at_before_anybody_has_it() {
    let laptop = Laptop::founder("Noor Verzonnen");
    laptop.ok(&["settings", "--language", "nl"]);
    let page = Browser::open(&laptop).await;
    page.go_in_group(&laptop, "all/cases/new").await;
    page.says("alleen als de groep veilig genoeg is").await;
    page.unfold("Voorbeelden van een casus, verzonnen").await;
    page.says("als mijn leidinggevende kortaf is").await;
    page.says("Speelt het nog?").await;
    page.fill("[name='f:title']", "Noor en mevrouw Jansen").await;
    page.fill("[name='f:help_question']", "Moet ik dit zo laten?").await;
    page.says("Hierop kan de groep alleen ja of nee zeggen.").await;
    page.fill("[name='f:help_question']", "Hoe blijf ik rustig als Jansen belt?").await;
    page.says("Deze hulpvraag is goed te behandelen.").await;
    page.fill("[name='f:situation']", "Zij woont op Dorpsstraat 12.").await;
    page.unfold_all().await;
    page.pictures("80-new-case").await;
    must_be_plain(&page, "new case with hints").await;
    page.press("Opslaan").await;
    page.says("Voordat anderen dit lezen").await;
    page.pictures("81-check").await;
    must_be_plain(&page, "names before sharing").await;
    assert!(laptop.json(&["case", "list"]).as_array().unwrap().is_empty(), "nobody has it yet");
    for (number, by) in [("0", "N."), ("1", "de cliënt"), ("2", "een collega"), ("3", "een adres")]
    {
        page.wait(&format!("#m-{number}")).await.select_by_label(by).await.unwrap();
    }
    page.press("Doorgaan").await;
    page.says("N. en de cliënt").await;
    let case = laptop.json(&["case", "show", "1"]);
    assert_eq!(case["fields"]["help_question"], "Hoe blijf ik rustig als een collega belt?");
    assert_eq!(case["fields"]["situation"], "Zij woont op een adres.");

    laptop.ok(&["case", "edit", "1", "--set", "situation=Toen zei Piet iets."]);
    page.go_in_group(&laptop, "all/cases").await;
    page.press("N. en de cliënt").await;
    page.press("Namen nakijken").await;
    page.says("Deze woorden kunnen iemand herkenbaar maken.").await;
    page.wait("#m-0").await.select_by_label("P.").await.unwrap();
    page.press("Zo opslaan").await;
    page.says("Toen zei P. iets.").await;
    page.close().await;
}

#[tokio::test]
async fn what_is_released_is_looked_at_first_and_leaving_it_is_fine() {
    let laptop = Laptop::founder("Noor Verzonnen");
    laptop.ok(&["settings", "--language", "nl"]);
    laptop.ok(&["experiment", "add", "Stil kwartier"]);
    laptop.ok(&["experiment", "put", "1", "lesson", "Dat leerden we van Piet."]);
    let page = Browser::open(&laptop).await;
    page.go_in_group(&laptop, "all/experiments").await;
    page.press("Stil kwartier").await;
    page.press("Vrijgeven").await;
    page.says("Voordat anderen dit lezen").await;
    page.says("Piet").await;
    let released = || laptop.json(&["experiment", "list"])[0]["facts"]["released"].clone();
    assert!(released().is_null());
    page.press("Doorgaan").await;
    page.says("vrijgegeven").await;
    assert!(!released().is_null());
    assert_eq!(
        laptop.json(&["experiment", "show", "1"])["lessons"][0]["text"],
        "Dat leerden we van Piet."
    );
    page.close().await;
}

#[tokio::test]
async fn a_method_becomes_the_groups_own_and_help_is_read() {
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    laptop.ok(&["meeting", "add", "2026-02-05"]);
    laptop.ok(&["meeting", "open", "1"]);
    let page = Browser::open(&laptop).await;
    page.go_in_group(&laptop, "methods").await;
    page.press("Incidentmethode").await;
    page.fill("#copy-name", "Ons incident").await;
    page.press("Kopiëren").await;
    page.says("Deze werkvorm is nu van de groep.").await;
    page.press("Stap weglaten: Informatieronde").await;
    page.unfold("Stap toevoegen").await;
    page.fill("[name='f:title_nl']", "Even stil").await;
    page.press("Toevoegen").await;
    page.says("Even stil").await;
    page.pictures("82-own-method").await;
    must_be_plain(&page, "own method").await;
    page.press("Wijzigen: Even stil").await;
    page.fill("[name='f:instruction_nl']", "Iedereen denkt na.").await;
    page.wait("[value='incident.advies.tip']").await.click().await.unwrap();
    page.pictures("83-step").await;
    page.press("Opslaan").await;
    page.press("Ons incident").await;
    page.says("Iedereen denkt na.").await;
    page.press("Stapkaarten").await;
    page.says("Elke stap komt op een eigen blad.").await;
    page.pictures("84-cards").await;
    let meeting = laptop.json(&["meeting", "list"])[0]["id"].as_str().unwrap().to_owned();
    page.go_in_group(&laptop, &format!("p/{meeting}")).await;
    page.says("hoe kan ik vandaag het best bijdragen?").await;
    page.press("Werkvorm beginnen").await;
    let path = "label.check input[value]:not([value=''])";
    page.wait(path).await;
    page.says("Ons incident").await;
    let all = page.client.find_all(fantoccini::Locator::Css("input[name=method]")).await.unwrap();
    all[1].click().await.unwrap();
    page.press("Beginnen").await;
    page.says("Ons incident").await;
    page.press("Hulp").await;
    page.says("Een goede hulpvraag").await;
    page.pictures("85-help").await;
    must_be_plain(&page, "help").await;
    page.press("Alleen dit: Geweldloze communicatie").await;
    page.says("waarneming").await;
    page.close().await;
}

#[tokio::test]
async fn before_an_experiment_is_asked_and_after_it_who_must_behave_otherwise() {
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    laptop.ok(&["experiment", "add", "Overdracht in de huiskamer"]);
    laptop.ok(&["experiment", "put", "1", "lesson", "Vraag het eerst aan bewoners."]);
    let added = laptop.ok(&["experiment", "add", "Stil kwartier"]);
    assert!(added.err.contains("Wie heeft dit al opgelost?"), "{added:?}");
    let page = Browser::open(&laptop).await;
    page.go_in_group(&laptop, "all/experiments").await;
    page.press("Stil kwartier").await;
    page.says("Wie heeft dit al opgelost?").await;
    page.says("Vraag het eerst aan bewoners.").await;
    page.unfold_all().await;
    must_be_plain(&page, "before an experiment").await;
    page.fill("[name='f:pre_check/clients_want_it']", "ja").await;
    page.fill("[name='f:pre_check/side_effects']", "meer rust").await;
    page.client
        .execute(
            "document.querySelector('form[action$=\"/do/check\"]').requestSubmit()",
            Vec::new(),
        )
        .await
        .unwrap();
    page.says("De vragen vooraf zijn gesteld.").await;
    assert!(!page.text().await.contains("Vraag het eerst aan bewoners."));
    page.unfold_all().await;
    page.fill("[name='f:what']", "Zitten in plaats van lopen").await;
    page.fill("[name='f:by_whom']", "wie avonddienst heeft").await;
    page.fill("[name='f:what_it_takes']", "Elkaar laten zitten").await;
    page.pictures("86-before-experiment").await;
    page.client
        .execute(
            "document.querySelector('form[action$=\"/add/behaviour\"]').requestSubmit()",
            Vec::new(),
        )
        .await
        .unwrap();
    page.says("Opgeslagen op deze laptop.").await;
    page.says("Elkaar laten zitten").await;
    let shown = laptop.json(&["experiment", "show", "Stil kwartier"]);
    assert_eq!(shown["fields"]["pre_check/clients_want_it"], "ja", "{shown}");
    assert_eq!(shown["behaviours"][0]["by_whom"], "wie avonddienst heeft", "{shown}");
    page.close().await;
}

#[tokio::test]
async fn what_a_moment_asks_stands_on_its_screen() {
    let laptop = Laptop::founder("Noor");
    laptop.ok(&["settings", "--language", "nl"]);
    let wim = laptop.let_in("Wim");
    wim.ok(&["note", "add", "Het liep anders", "--kind", "setback"]);
    laptop.share_with(&wim);
    laptop.ok(&["meeting", "add", "2026-02-05"]);
    laptop.ok(&["meeting", "open", "1"]);
    laptop.ok(&["meeting", "close", "1"]);
    let page = Browser::open(&laptop).await;
    page.client.goto(&page.here("/join").await).await.unwrap();
    page.says("Kom open binnen, durf kwetsbaar te zijn").await;
    let meeting = laptop.json(&["meeting", "list"])[0]["id"].as_str().unwrap().to_owned();
    page.go_in_group(&laptop, &format!("p/{meeting}")).await;
    page.says("gaf deze bijeenkomst je energie?").await;
    page.go_in_group(&laptop, "all/notes").await;
    page.press("Het liep anders").await;
    page.press("Ik help.").await;
    page.says("Noor: Ik help.").await;
    page.go_in_group(&laptop, "about").await;
    page.press("Wijzigen").await;
    page.says("niet \"werkdruk\", maar").await;
    page.says("Bijvoorbeeld: leertraject, workshop").await;
    page.fill("[name='f:context_tags']", "mentoren, onboarding").await;
    page.press("Opslaan").await;
    page.says("mentoren, onboarding").await;
    page.close().await;
}
