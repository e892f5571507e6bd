//! The page in a real browser, as the person at the laptop meets it.

mod browser;
mod closing;
mod hostile;
mod live;
mod notes;
mod past;
mod tour;
