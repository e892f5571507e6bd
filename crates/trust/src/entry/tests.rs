//! Honest changes go there and back; hostile and damaged ones get nowhere.

mod honest;
mod hostile;
mod rules;
