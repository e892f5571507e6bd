# The words of the program itself. Plain English.

help-usage = Usage:
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-global = For every command

usage-no-such-command = There is no command { $name }.
usage-no-such-option = There is no option { $name } here.
usage-missing = Something is missing: { $name }.
usage-conflict = { $name } and { $other } do not go together.
usage-value-missing = { $name } needs a value.
usage-bad-value = "{ $value }" does not fit { $name }. For example:
usage-not-utf8 = This command holds characters that cannot be read.
usage-not-understood = We do not understand this command.
usage-did-you-mean = Do you mean { $name }?
usage-see-help = Put --help after the command for an explanation.

ask-yes-or-no = [y/n]
ask-not-done = Nothing was done.
ask-nobody = An answer is needed here: { $question }
ask-nobody-hint = Run the command in a terminal window, or add --yes.

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
