//! A command line that is not understood, in the user's words.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::say;
use crate::words::Sentence;

/// The refusal for what clap found.
pub(crate) fn refused(error: &clap::Error) -> Failure {
    let arg = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let sentence = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            say!("usage-no-such-command", name = context(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => say!("usage-no-such-option", name = arg),
        ErrorKind::MissingRequiredArgument => say!("usage-missing", name = arg),
        ErrorKind::ArgumentConflict => {
            say!("usage-conflict", name = arg, other = context(error, ContextKind::PriorArg))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            say!("usage-value-missing", name = arg)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            say!("usage-bad-value", name = arg, value = value)
        }
        ErrorKind::InvalidUtf8 => say!("usage-not-utf8"),
        _ => say!("usage-not-understood"),
    };
    Failure::new(Exit::Usage, sentence).details(offers(error)).hint(hint(error))
}

fn hint(error: &clap::Error) -> Sentence {
    let suggestion = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg]
        .into_iter()
        .map(|kind| context(error, kind))
        .find(|suggestion| !suggestion.is_empty());
    match suggestion {
        Some(suggestion) => say!("usage-did-you-mean", name = suggestion),
        None => say!("usage-see-help"),
    }
}

fn offers(error: &clap::Error) -> Vec<String> {
    let values = context(error, ContextKind::ValidValue);
    if !values.is_empty() {
        return vec![values];
    }
    // A parser of ours hands over an example of what it reads.
    std::error::Error::source(error).map(|cause| vec![cause.to_string()]).unwrap_or_default()
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}
