//! The page in a real browser, as the person at the laptop meets it.

pub mod browser;
mod carried;
mod closing;
mod devtools;
mod doors;
mod ending;
mod english;
mod evidence;
mod guide;
mod hostile;
mod hostile_words;
mod keyboard;
mod large;
mod live;
mod locking;
mod more;
mod notes;
mod paper;
mod past;
mod plain;
mod session;
mod strangers;
mod tabs;
mod text;
mod tip;
mod tour;
mod train;
