//! model

pub mod anonymity;
pub mod card;
pub mod derive;
pub mod edit;
pub mod entities;
pub mod evidence;
pub mod exchange;
pub mod first_change;
pub mod help_question;
pub mod inert;
pub mod method;
pub mod order;
pub mod page;
pub mod person;
pub mod read;
pub mod rights;
pub mod schema;
pub mod seal;
#[cfg(test)]
mod testing;
pub mod text;
pub mod trajectory;
pub mod value;
pub mod whole;
