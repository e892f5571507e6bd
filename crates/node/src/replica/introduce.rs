//! The first words in the group document: the group's name, and who a member is.

use kring_model::edit;
use kring_model::entities;
use kring_model::value::Value;

use super::open::Founding;
use super::{Replica, ReplicaError};
use crate::acts::day_text;

impl Replica {
    /// Writes the name and form of a new group, and its founder.
    pub(super) fn introduce_group(&mut self, founding: &Founding) -> Result<(), ReplicaError> {
        self.act(|act| {
            let page = act.group_page();
            let starts = day_text(act.today());
            act.edit(&page, |tx, author| {
                let group = &entities::GROUP;
                let values = [
                    ("name", &founding.group_name),
                    ("form", &founding.form),
                    ("language", &founding.language),
                    ("starts", &starts),
                ];
                for (field, value) in values {
                    edit::set(tx, group, "", field, &Value::from(value.as_str()), author)?;
                }
                Ok(())
            })
        })?;
        self.introduce_myself(&founding.my_name, &founding.device_name, &founding.language)
    }

    /// Writes this person and this laptop into the group document, as far as they are not there
    /// yet. Whoever has no name to give yet is only brought in by their laptop.
    ///
    /// # Errors
    /// [`ReplicaError::Edit`] if a name is too long or empty; [`ReplicaError::Store`].
    pub fn introduce_myself(
        &mut self,
        name: &str,
        device_name: &str,
        language: &str,
    ) -> Result<(), ReplicaError> {
        let (person, device) = (self.me().to_string(), self.device().to_string());
        self.act(|act| {
            let page = act.group_page();
            let joined = day_text(act.today());
            act.edit(&page, |tx, author| {
                let known = edit::item(tx, &entities::MEMBER, &person).is_ok();
                if !known && !name.is_empty() {
                    let values = [
                        ("joined", Value::from(joined.as_str())),
                        ("name", name.into()),
                        ("role", "participant".into()),
                        ("ui_language", language.into()),
                    ];
                    edit::add(tx, &entities::MEMBER, &person, &values, author)?;
                }
                if edit::item(tx, &entities::DEVICE, &device).is_err() {
                    let values =
                        [("added", Value::from(joined.as_str())), ("name", device_name.into())];
                    edit::add(tx, &entities::DEVICE, &device, &values, author)?;
                }
                Ok(())
            })
        })
    }
}
