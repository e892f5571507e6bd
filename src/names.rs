//! The name of the person and of their laptop, for a group that is founded or joined.

use kring_node::home::Home;

use crate::ask;
use crate::context::Context;
use crate::failure::Failure;
use crate::say;
use crate::trouble;

/// Who somebody is in a new group.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    /// What they call themselves.
    pub(crate) person: String,
    /// What they call their laptop.
    pub(crate) device: String,
}

/// The names that were given, else those of the settings, else what the person answers. They are
/// kept for the next group.
///
/// # Errors
/// When there is no name and nobody can be asked.
pub(crate) fn of_me(
    context: &Context,
    home: &Home,
    person: Option<&str>,
    device: Option<&str>,
) -> Result<Names, Failure> {
    let mut settings = home.settings().map_err(|error| trouble::home(&error))?;
    let before = settings.clone();
    let given = |given: Option<&str>, kept: &str| {
        let name = given.unwrap_or(kept).trim();
        (!name.is_empty()).then(|| name.to_owned())
    };
    let person = match given(person, &settings.person_name) {
        Some(name) => name,
        None => ask::text(context, &say!("ask-my-name"))?,
    };
    let device = given(device, &settings.device_name)
        .unwrap_or_else(|| context.words().say(&say!("word-laptop-of", name = &person)));
    (settings.person_name, settings.device_name) = (person.clone(), device.clone());
    if settings != before {
        home.save_settings(&settings).map_err(|error| trouble::home(&error))?;
    }
    Ok(Names { person, device })
}
