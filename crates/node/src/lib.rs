//! The shell around the pure crates: one group on one laptop, and its network.
//!
//! * [`backup`]: copies of what is on this laptop, and putting them back.
//! * [`env`]: the clock and randomness, as arguments.
//! * [`evidence`]: what a group shows to others: proofs, reports, the story.
//! * [`home`]: where Kring keeps its things.
//! * [`quotes`]: what people said that may go outside, and whether they said yes.
//! * [`replica`]: one open group: store, roster and pages; every edit and every arrival.
//! * [`export`]: what goes out as files.
//! * [`file`]: what the others lack, for a stick or a mail.
//! * [`levels`]: who has what.
//! * [`listed`], [`people`]: pages and names as every face of the program shows them.
//! * [`closing`]: four words by which people hear that they have the same.
//! * [`acts`]: what members do.
//! * [`leaving`]: what goes from a laptop whose person left.
//! * [`net`]: iroh, and the thread that owns a group while it is shared.
//! * [`told`]: what happened on a page, as a sentence.
//! * [`trajectory`]: where a group stands: its phase, its rhythm, its mix, what it tried.
//! * [`ticket`]: the text that lets somebody in.

pub mod acts;
pub mod arrivals;
pub mod backup;
pub mod closing;
pub mod drafts;
pub mod ending;
pub mod env;
pub mod evidence;
pub mod export;
pub mod file;
pub mod home;
pub mod journey;
pub mod leaving;
pub mod levels;
pub mod listed;
pub mod memory;
pub mod net;
pub mod people;
pub mod quotes;
pub mod replica;
pub mod swept;
pub mod ticket;
pub mod told;
pub mod trajectory;
