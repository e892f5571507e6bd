# Woorden van het programma zelf. B1, je-vorm.

help-usage = Gebruik:
help-commands = Opdrachten
help-arguments = Gegevens
help-options = Keuzes
help-global = Voor elke opdracht

usage-no-such-command = De opdracht { $name } bestaat niet.
usage-no-such-option = De keuze { $name } bestaat hier niet.
usage-missing = Er ontbreekt nog iets: { $name }.
usage-conflict = { $name } en { $other } kunnen niet samen.
usage-value-missing = Bij { $name } hoort een waarde.
usage-bad-value = "{ $value }" kan niet bij { $name }. Bijvoorbeeld:
usage-not-utf8 = Deze opdracht bevat tekens die niet te lezen zijn.
usage-not-understood = Deze opdracht begrijpen we niet.
usage-did-you-mean = Bedoel je { $name }?
usage-see-help = Zet --help achter de opdracht voor uitleg.

ask-yes-or-no = [j/n]
ask-not-done = Er is niets gebeurd.
ask-nobody = Hier is een antwoord nodig: { $question }
ask-nobody-hint = Voer de opdracht uit in een terminalvenster, of zet er --yes bij.

month-1 = januari
month-2 = februari
month-3 = maart
month-4 = april
month-5 = mei
month-6 = juni
month-7 = juli
month-8 = augustus
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december
