//! model

pub mod text;
pub mod derive;
pub mod edit;
pub mod entities;
pub mod first_change;
pub mod order;
pub mod person;
pub mod read;
pub mod rights;
pub mod schema;
pub mod value;
pub mod card;
pub mod exchange;
pub mod inert;
pub mod whole;
pub mod page;
#[cfg(test)]
mod testing;
