//! `kring settings`: language and names for this laptop.

use kring_node::home::{Guarding, IDLE_MINUTES_CAP};
use serde_json::json;

use crate::context::Context;
use crate::failure::Failure;
use crate::labels;
use crate::output::Answer;
use crate::safe;
use crate::say;
use crate::sheet::Sheet;
use crate::trouble;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_parser = ["nl", "en"])]
    language: Option<String>,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..=i64::from(IDLE_MINUTES_CAP)))]
    idle: Option<u32>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<Answer, Failure> {
    let home = context.home()?;
    let mut settings = home.settings().map_err(|error| trouble::home(&error))?;
    let before = settings.clone();
    settings.language = args.language.clone().unwrap_or(settings.language);
    settings.person_name = args.name.clone().unwrap_or(settings.person_name);
    settings.device_name = args.device.clone().unwrap_or(settings.device_name);
    settings.idle_minutes = args.idle.or(settings.idle_minutes);
    if settings != before {
        home.save_settings(&settings).map_err(|error| trouble::home(&error))?;
    }
    let words = context.words();
    let mut sheet = Sheet::new();
    sheet.field(
        0,
        &labels::field(words, "ui_language"),
        &labels::choice(words, &settings.language),
    );
    sheet.field(0, &labels::field(words, "name"), &settings.person_name);
    sheet.field(0, &words.say(&say!("word-this-laptop")), &settings.device_name);
    let idle = settings.idle_minutes();
    let guarding = safe::guarding(context)?;
    sheet.line(words.say(&safe::sentence(guarding)));
    if guarding == Guarding::Passphrase {
        sheet.line(words.say(&say!("settings-idle", minutes = u64::from(idle))));
    }
    let data = json!({
        "guard": safe::word(guarding),
        "idle_minutes": idle,
        "language": settings.language,
        "name": settings.person_name,
        "device": settings.device_name,
        "home": home.root().display().to_string(),
    });
    Ok(Answer::new(sheet, data))
}
