use kring_model::evidence::{
    Contents, EvaluationForm, Evening, GroupHours, Part, Period, Progress, Register, Story,
    portfolio,
};

use super::*;

const HOSTILE: &str = "<script>alert(1)</script><img src=x onerror=alert(1)>";

fn told() -> Evidence {
    Evidence::Story(Story {
        group: HOSTILE.into(),
        title: HOSTILE.into(),
        audience: HOSTILE.into(),
        date: "2026-02-26".into(),
        presenters: vec![HOSTILE.into()],
        parts: vec![Part { kind: "path".into(), title: HOSTILE.into(), text: HOSTILE.into() }],
        no_names: true,
        contents: Contents {
            left_out: vec![LeftOut::new("Dit blijft hier", Why::NotReleased)],
            ..Contents::default()
        },
        material: Vec::new(),
    })
}

fn one_evening() -> Evidence {
    let evening = Evening {
        date: "2025-10-30".into(),
        from: "15:20".into(),
        to: "21:15".into(),
        minutes: 355,
        hours: "5.91".into(),
        guided: false,
        methods: vec!["incident".into()],
        others: 5,
    };
    let group = GroupHours {
        group: "=HYPERLINK(\"http://x\")".into(),
        name: "Tjeerd".into(),
        registers: vec![Register { register: "@SUM(A1)".into(), category: "-1+1, \"x\"".into() }],
        evenings: vec![evening],
        minutes: 355,
        hours: "5.91".into(),
        competences: [("listening".to_owned(), 2)].into(),
        left_out: Vec::new(),
    };
    Evidence::Portfolio(portfolio(vec![group], &Period::default(), Vec::new()))
}

#[test]
fn a_file_stands_alone_and_obeys_nobody() {
    for language in ["nl", "en"] {
        for made in [told(), one_evening()] {
            let page = html(&made, language).unwrap();
            assert!(page.contains(&format!("<html lang=\"{language}\">")));
            assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
            for outside in ["src=", "href=", "url(", "@import", "http-equiv=\"refresh\""] {
                let found = page.replace(" src=x onerror", "").contains(outside);
                assert!(!found, "{outside}: {page}");
            }
            assert!(!page.contains("evidence-"), "every word is there: {page}");
        }
    }
}

#[test]
fn what_stays_is_on_the_screen_and_never_in_the_file() {
    let made = told();
    assert!(told_lines(&made).iter().any(|line| line.contains("Dit blijft hier")));
    assert!(!html(&made, "nl").unwrap().contains("Dit blijft hier"));
}

fn told_lines(made: &Evidence) -> Vec<String> {
    super::told(&made.contents(), "nl")
}

#[test]
fn the_form_on_paper_asks_the_three_questions_and_leaves_room_to_answer() {
    let form = Evidence::Form(EvaluationForm {
        group: "Rust in de avond".into(),
        title: HOSTILE.into(),
        date: "2026-02-26".into(),
        question: "Hoe wordt het avondeten rustig?".into(),
        goal: String::new(),
        contents: Contents::default(),
    });
    for (language, asked) in [
        ("nl", ["Wat is sterk?", "gelukt wat de groep wilde?", "Hoe kan de organisatie"]),
        ("en", ["What is strong?", "work out as the group wanted?", "How can the organisation"]),
    ] {
        let page = html(&form, language).unwrap();
        assert!(asked.iter().all(|asked| page.contains(asked)), "{page}");
        assert_eq!(page.matches("class=\"line\"").count(), 17, "room to write");
        assert!(page.contains("Hoe wordt het avondeten rustig?"), "{page}");
        assert!(!page.contains("<script") && !page.contains("evidence-"), "{page}");
    }
}

#[test]
fn hours_are_written_as_people_read_them() {
    assert!(html(&one_evening(), "nl").unwrap().contains("355 minuten = 5,91 uur"));
    assert!(html(&one_evening(), "en").unwrap().contains("355 minutes = 5.91 hours"));
}

#[test]
fn no_cell_is_a_formula() {
    let rows = String::from_utf8(csv(&one_evening()).unwrap()).unwrap();
    let mut reader = ::csv::Reader::from_reader(rows.as_bytes());
    let row = reader.records().next().unwrap().unwrap();
    let cells: Vec<&str> = row.iter().collect();
    let expected = [
        "'=HYPERLINK(\"http://x\")",
        "2025-10-30",
        "15:20",
        "21:15",
        "355",
        "5.91",
        "participant",
        "'@SUM(A1)",
        "'-1+1, \"x\"",
    ];
    assert_eq!(cells, expected);
    assert_eq!(csv(&told()), None);
}

#[test]
fn several_groups_are_one_page() {
    let group = |name: &str| Progress {
        kring_progress: 1,
        group: name.into(),
        meetings: 2,
        attendance: vec![5, 6],
        phase: "delen".into(),
        signals: [(1, [("core_faster".to_owned(), 3.5)].into())].into(),
        quotes: Vec::new(),
        contents: Contents::default(),
    };
    let page = html(&Evidence::Overview(vec![group("Linde"), group("Eik")]), "nl").unwrap();
    for part in ["Linde", "Eik", "5, 6", "3,5", "Van 2 groepen."] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn what_leaves_the_group_is_looked_at_for_names_and_what_is_there_to_name_people_is_not() {
    let known = Known::in_year(2026);
    let told = |text: &str| {
        let Evidence::Story(mut story) = told() else { unreachable!() };
        story.parts = vec![Part { kind: "path".into(), title: "Rust".into(), text: text.into() }];
        recognised(&Evidence::Story(story), &known, "nl")
    };
    assert_eq!(told("Toen kwam Pietersen, en Pietersen zei niets."), ["Pietersen"]);
    assert!(told("Toen kwam een cliënt.").is_empty());
    assert!(recognised(&one_evening(), &known, "nl").is_empty());
}
