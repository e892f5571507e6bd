//! Whether a method that a group wrote can be played.

use std::collections::BTreeSet;

use super::{Method, Step};
use crate::schema::is_id;

/// Bytes of a method as it is written: ten times the longest of the built-in ones.
pub const METHOD_CAP: usize = 128 * 1024;

/// Steps of a method, and captures of a step: more than a day can hold.
pub(super) const STEPS_CAP: usize = 50;

/// Minutes of a step: a day.
const MINUTES_CAP: u32 = 1_440;

/// Why a method cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMethod {
    /// More than [`METHOD_CAP`].
    #[error("longer than {METHOD_CAP} bytes")]
    TooLong,
    /// Not a method at all.
    #[error("line {line}: {cause}")]
    Form {
        /// In which line.
        line: usize,
        /// What the parser says.
        cause: String,
    },
    /// None, or too many.
    #[error("a method has 1 to {STEPS_CAP} steps, and a step up to as many captures")]
    Steps,
    /// A name in code that is none, or that two have.
    #[error("{0} is no name, or another has it")]
    Name(String),
    /// A step that takes longer than a day.
    #[error("step {0} takes too long")]
    Minutes(String),
    /// A capture that is not in the fixed list of what a group's method can ask.
    #[error("{0} asks what no method asks")]
    Ask(String),
    /// A capture lands nowhere.
    #[error("there is no place called {0}")]
    Target(String),
}

/// Checks what the form of the data does not say.
///
/// # Errors
/// [`BadMethod`].
pub(super) fn check(method: &Method) -> Result<(), BadMethod> {
    let steps: Vec<&str> = method.step_ids();
    names(std::iter::once(method.id.as_str()))?;
    names(steps.iter().copied())?;
    if !(1..=STEPS_CAP).contains(&steps.len()) {
        return Err(BadMethod::Steps);
    }
    method.steps.iter().try_for_each(check_step)
}

fn check_step(step: &Step) -> Result<(), BadMethod> {
    if step.minutes > MINUTES_CAP {
        return Err(BadMethod::Minutes(step.id.clone()));
    }
    if step.captures.len() > STEPS_CAP {
        return Err(BadMethod::Steps);
    }
    names(step.captures.iter().map(|capture| capture.id.as_str()))?;
    step.captures.iter().try_for_each(|capture| capture.target().map(|_| ()))
}

fn names<'n>(all: impl Iterator<Item = &'n str>) -> Result<(), BadMethod> {
    let mut seen = BTreeSet::new();
    for name in all {
        if !is_id(name) || !seen.insert(name) {
            return Err(BadMethod::Name(name.chars().take(64).collect()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{DEFAULT_METHOD, named};
    use super::*;

    fn changed(change: impl FnOnce(&mut Method)) -> Result<(), BadMethod> {
        let mut method = named(DEFAULT_METHOD).unwrap().clone();
        change(&mut method);
        check(&method)
    }

    #[test]
    fn what_cannot_be_played_is_refused() {
        assert_eq!(changed(|_| {}), Ok(()));
        assert_eq!(changed(|method| method.steps.clear()), Err(BadMethod::Steps));
        assert_eq!(changed(|m| m.steps[1].id = "kern".into()), Err(BadMethod::Name("kern".into())));
        assert!(matches!(changed(|m| m.id = "a/b".into()), Err(BadMethod::Name(_))));
        assert!(matches!(changed(|m| m.steps[0].minutes = 1_441), Err(BadMethod::Minutes(_))));
        let nowhere = |method: &mut Method| method.steps[0].captures[0].target = "x[]".into();
        assert_eq!(changed(nowhere), Err(BadMethod::Target("x[]".into())));
    }

    #[test]
    fn what_is_too_long_is_not_parsed() {
        let long = " ".repeat(METHOD_CAP + 1);
        assert_eq!(Method::parse(&long), Err(BadMethod::TooLong));
        assert!(matches!(Method::parse("{"), Err(BadMethod::Form { line: 1, .. })));
    }
}
