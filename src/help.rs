//! Puts the words of the help, in the user's language, on the tree of commands.
//!
//! The message of a command is `help-note-add`; that of an option is `help-note-add--title`, or
//! `help--title` where it means the same everywhere.

use clap::{Arg, Command};

use crate::args::Cli;
use crate::fields::{PREFIX, short};
use crate::later::whole;
use crate::words::Words;

/// Options that go for every command.
const GLOBAL: &[&str] =
    &["home", "group", "json", "lang", "passphrase_file", "yes", "quiet", "help", "version"];

/// The whole tree with its words.
pub(crate) fn tree(words: &Words) -> Command {
    dress(whole::<Cli>().name("kring"), "help", words)
}

/// The message that explains `arg` of the command whose message is `command`.
pub(crate) fn arg_words(command: &str, arg: &str, words: &Words) -> Option<String> {
    if let Some(field) = arg.strip_prefix(PREFIX) {
        return words.word(&format!("field-{}", short(field)));
    }
    words.word(&format!("{command}--{arg}")).or_else(|| words.word(&format!("help--{arg}")))
}

fn dress(command: Command, key: &str, words: &Words) -> Command {
    let heading = |key: &str| words.word(key).unwrap_or_default();
    let template = format!(
        "{{about-with-newline}}\n{} {{usage}}\n\n{{all-args}}{{after-help}}",
        heading("help-usage")
    );
    let mut command = command
        .about(heading(key))
        .help_template(template)
        .subcommand_help_heading(heading("help-commands"))
        .subcommand_value_name(heading("help-command"))
        .mut_args(|arg| dress_arg(arg, key, words));
    if let Some(after) = words.word(&format!("{key}-after")) {
        command = command.after_help(after);
    }
    command.mut_subcommands(|child| {
        let key = format!("{key}-{}", child.get_name());
        dress(child, &key, words)
    })
}

fn dress_arg(arg: Arg, command: &str, words: &Words) -> Arg {
    let heading = if arg.is_positional() {
        "help-arguments"
    } else if GLOBAL.contains(&arg.get_id().as_str()) {
        "help-global"
    } else {
        "help-options"
    };
    let id = arg.get_id().to_string();
    let help = arg_words(command, &id, words);
    let arg = arg.help_heading(words.word(heading).unwrap_or_default());
    match help {
        Some(help) => arg.help(help),
        None => arg,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::words::Language;

    fn every_command(command: &Command, key: &str, see: &mut dyn FnMut(&Command, &str)) {
        see(command, key);
        for child in command.get_subcommands() {
            every_command(child, &format!("{key}-{}", child.get_name()), see);
        }
    }

    #[test]
    fn the_tree_is_sound() {
        Cli::command().debug_assert();
        whole::<Cli>().debug_assert();
        tree(&Words::load(Language::Dutch).with_help()).debug_assert();
    }

    #[test]
    fn every_command_and_option_is_explained_in_both_languages() {
        let mut missing = Vec::new();
        for language in Language::ALL {
            let words = Words::load(language).with_help();
            every_command(&whole::<Cli>(), "help", &mut |command, key| {
                if words.word(key).is_none() {
                    missing.push(format!("{}: {key}", language.tag()));
                }
                for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
                    if arg_words(key, arg.get_id().as_str(), &words).is_none() {
                        missing.push(format!("{}: {key}--{}", language.tag(), arg.get_id()));
                    }
                }
            });
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }
}
