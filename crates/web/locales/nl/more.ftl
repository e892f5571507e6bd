# Waar je af en toe komt: evaluaties, verhalen, reflecties, fase en betrokkenen, meenemen.

nav-more = Meer
nav-evaluations = Evaluaties
nav-stories = Podiumverhalen
intro-evaluations = Kijk samen terug: wat was sterk, wat was zwak, en hoe gaan jullie verder?
intro-stories = Jullie verhaal voor anderen, in delen. Alleen met wat jullie vrijgeven.
intro-reflections = Wat jij leerde. Het blijft op deze laptop, tot jij het deelt.
new-evaluations = Evaluatie beginnen
new-stories = Verhaal beginnen

evaluation-answer = Mijn antwoord
story-add = Deel toevoegen
story-consent-line = Ieder zegt zelf of het verhaal ook over hem of haar mag gaan.
story-consent = Ik vind het goed
story-no-consent = Toch liever niet

reflections = Reflecties
reflection = Reflectie
reflections-own = Van mij, alleen op deze laptop
reflections-shared = Gedeeld in de groep
reflection-new = Reflectie schrijven
reflection-keep = Bewaren op deze laptop
reflection-open = Verder schrijven of delen
reflection-private = Dit staat alleen op deze laptop. Niemand anders leest het.
reflection-share = Delen met de groep
reflection-share-line = Deel je het, dan leest iedereen in de groep mee. Je mag er deze drie vragen bij invullen, en aankruisen waar het over gaat.
done-reflection-kept = Bewaard, alleen op deze laptop.
done-reflection-shared = Gedeeld met de groep.

around = Betrokkenen
intro-around = Wie er van buiten betrokken is, en wat zij beloven.
around-go = Naar een andere fase
around-to = Welke fase?
around-from = Vanaf welke dag?
intro-stakeholders = Mensen die meedenken of meebeslissen. Zij krijgen niets van de groep op hun laptop.
new-stakeholder = Betrokkene toevoegen

export = Meenemen als bestand
intro-export = Alles wat op deze laptop staat, in één bestand. Voor je eigen archief, of voor een ander programma.
export-open = Let op: het bestand is niet op slot. Wie het heeft, kan alles lezen.
export-stays = { $count ->
        [one] Eén ding blijft hier: een experiment onder de radar of een heikele kwestie.
       *[other] { $count } dingen blijven hier: experimenten onder de radar en heikele kwesties.
    }
export-count = { $count ->
        [one] Alleen de groep zelf gaat mee.
       *[other] { $count } pagina's gaan mee.
    }
export-markdown = Om te lezen
export-markdown-line = Tekst met koppen (Markdown). Opent in elk tekstprogramma.
export-json = Voor een programma
export-json-line = Alle gegevens, met wie wat schreef (JSON).

page-field-audience = voor wie
pick-unknown = (niet meer bekend)
hint-from_ids = Kies wat verteld mag worden: vrijgegeven experimenten, en notities en bevindingen die gedeeld mogen worden.

intro-ending = Is jullie traject voorbij? Rond het samen af, en spreek af tot wanneer de casusdossiers blijven.
ending-do = Traject afronden
ending-wipe = Mijn casussen nu wissen
ending-take-title = Neem mee wat je wilt bewaren
ending-what-title = Wat er weggaat en wat blijft
ending-until-title = Tot welke dag?
ending-propose = Andere dag voorstellen
ending-propose-day = Casusdossiers blijven tot
ending-propose-hint = Deze dag geldt zodra iedereen akkoord is.
ending-over = Het traject is afgerond
ending-more = Wat er blijft en wat weggaat
member-leave-own = Neem eerst mee wat van jou is: na je vertrek staat het niet meer op deze laptop.
member-take-own = Mijn eigen stukken bewaren
member-kept-back = { $name } raakte elke laptop kwijt en is terug. Van jouw casussen heeft { $name } er nu { $count } niet meer.
member-share-again = Mijn casussen weer delen
done-shared = Je casussen zijn weer gedeeld.
evaluation-whose = Wie vond dit?
evaluation-whose-hint = Neem je een formulier op papier over? Kies dan wie het invulde.
evaluation-whose-own = Ikzelf
