# Samen schrijven in één tekst.

live-saved = Opgeslagen op deze laptop.
live-saving = Wordt opgeslagen …
live-away = Kring is even weg. Je tekst staat nog hier.
live-old = Kring is niet meer open in dit tabblad. Start Kring opnieuw; je tekst is bewaard.
live-again = Probeer opnieuw
live-merged = samengevoegd
live-good = Goed zo
live-readonly = Deze tekst kun je lezen, niet wijzigen.
