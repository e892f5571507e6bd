# Wat het programma zegt. B1, je-vorm.

help-usage = Gebruik:
help-command = OPDRACHT
help-commands = Opdrachten
help-arguments = Gegevens
help-options = Keuzes
help-global = Voor elke opdracht

ask-yes-or-no = { "[" }j/n]
ask-not-done = Er is niets gebeurd.
ask-nobody = Hier is een antwoord nodig: { $question }
ask-nobody-hint = Voer de opdracht uit in een terminalvenster, of zet er --yes bij.
ask-my-name = Hoe heet je?
ask-block = { $name } buitensluiten? Deze laptop krijgt niets meer. Iedereen ziet dat jij dit deed.
ask-unblock = { $name } weer toelaten?
ask-leave = Wil je weg uit { $name }? Alles van de groep gaat van deze laptop af zodra een ander het weet, ook je eigen aantekeningen erbij.
ask-let-in = { $name } wil meedoen, op { $device }. Lees hardop: { $words }. Staan deze vier woorden ook bij { $name }?
ask-release = Dit experiment is dan niet meer onder de radar. Doorgaan?
ask-wipe = "{ $title }" wissen? Deze laptops wissen het zodra jullie verbonden zijn: { $others }. Je kunt dit niet terugdraaien. Prints, foto's en wat mensen onthouden, kunnen we niet wissen.

word-saved-here = Opgeslagen op deze laptop.
word-blocked-here = Het blijft hier: deze laptop is buitengesloten, dus niemand krijgt het. Word je weer toegelaten, dan gaat het alsnog mee.
word-nothing-here = Hier staat nog niets.
word-this-laptop = deze laptop
word-laptop-of = laptop van { $name }
word-nobody = niemand anders
word-i-help = Ik help.

name-case = Casus { $code }
name-meeting = Bijeenkomst { $code }, { $date }
name-note = Notitie
name-experiment = Experiment
name-finding = Bevinding
name-evaluation = Evaluatie
name-story = Podiumverhaal

kind-group = groep
kind-note = notitie
kind-meeting = bijeenkomst
kind-case = casus
kind-experiment = experiment
kind-finding = bevinding
kind-evaluation = evaluatie
kind-story = podiumverhaal
kind-private = alleen voor jou

log-cut = Dit zijn de nieuwste { $count } regels. Met --since of een bladzijde erbij zie je de rest.
list-wiped = gewist
list-not-here = niet op deze laptop
list-theme-only = (thema { $theme }; je hebt dit dossier niet)
list-additions = Aanvullingen
list-agenda = Agenda
list-sessions = Sessies
list-extra_minutes = Minuten erbij
list-examples = Voorbeelden
list-values = Waarden
list-answers = Antwoorden
list-cards = Kaartjes
list-insights = Inzichten
list-process_notes = Over ons proces
list-help_question_history = Eerdere hulpvraag
list-questions = Vragen
list-core_statements = Kernzinnen
list-observations = Waarnemingen
list-advice = Tips
list-success_factors = Succesfactoren
list-already_tried = Al geprobeerd
list-allies = Bondgenoten
list-forces = Krachten
list-chosen_actions = Wat ga ik nu anders doen
list-follow_ups = Terugkoppelingen
list-group_lessons = Wat neem ik mee
list-rounds = Rondes
list-steps = Stappen
list-explanations = Verklaringen
list-works = Dit werkt
list-not_yet = Dit werkt nog niet
list-behaviours = Ander gedrag
list-lessons = Lessen
list-counts = Tellingen
list-strengths = Sterke punten
list-weaknesses = Zwakke punten
list-quotes = Citaten
list-sections = Delen van het verhaal
list-core_proposals = De kern volgens ieder
list-core_history = Eerdere kern
list-satisfied_when = Tevreden als
list-phase_log = Fasen
list-stakeholders = Betrokkenen

added-action = Afspraak toegevoegd
added-addition = Aanvulling toegevoegd
added-agenda-item = Agendapunt toegevoegd
added-agreement = Werkafspraak voorgesteld
added-case = Casus "{ $title }" ingebracht
added-chosen-action = Stap toegevoegd
added-core-proposal = Jouw kern staat erbij
added-core-statement = Kernzin toegevoegd
added-count = Geteld
added-experiment = Experiment "{ $title }" begonnen
added-explanation = Verklaring toegevoegd
added-finding = Bevinding toegevoegd
added-follow-up = Terugkoppeling toegevoegd
added-meeting = Bijeenkomst op { $date } gepland
added-note = Notitie "{ $title }" toegevoegd
added-observation = Waarneming toegevoegd
added-question = Vraag toegevoegd
added-round = Ronde begonnen
added-step = Stap toegevoegd
added-tip = Tip toegevoegd
added-to-case = Toegevoegd aan de casus
added-to-experiment = Toegevoegd aan het experiment

done-action = De afspraak is gedaan.
done-agenda-removed = Het agendapunt is weggehaald.
done-agreement-agree = Je bent akkoord met deze werkafspraak.
done-agreement-retire = De werkafspraak is vervallen. Je kunt hem nog lezen.
done-answered = Het antwoord staat erbij.
done-archived = Opgeborgen. Het is niet weg.
done-unarchived = Het staat weer in de lijst.
done-put-back = Teruggezet. Het is een nieuwe wijziging; niets is weg.
done-attended = De aanwezigheid is genoteerd.
done-audience-added = Wie erbij komt, krijgt het dossier zodra jullie verbonden zijn.
done-audience-removed = Wie eruit gaat, krijgt niets nieuws meer. Het dossier gaat daar weg bij het volgende contact. Wat al gelezen is, kunnen we niet ongedaan maken.
done-blocked = { $name } is buitengesloten.
done-unblocked = { $name } is weer toegelaten.
done-case-chosen = De groep behandelt deze casus.
done-case-closed = De casus is afgerond.
done-case-withdrawn = De casus is ingetrokken.
done-case-wiped = De casus is gewist op deze laptop. In de lijst staat: gewist.
done-checked = De vragen vooraf zijn gesteld.
done-decided = Het besluit staat erbij.
done-device-named = Deze laptop heeft een naam.
done-edited = Gewijzigd.
done-help-offered = De ander ziet dat jij helpt.
done-left = Je bent weg uit { $name }.
done-left-told = Een ander weet het. Wat de groep hier bewaarde, is van deze laptop af.
done-left-honest = Nog niemand weet het. Laat deze laptop nog één keer delen ("kring sync"), dan gaat alles hier weg.
done-man = De handleiding staat in { $path }.
done-may-not-share = Dit mag niet gedeeld worden buiten de groep.
done-may-share = Dit mag gedeeld worden buiten de groep.
done-meeting-cancel = De bijeenkomst gaat niet door.
done-meeting-close = De bijeenkomst is gesloten.
done-meeting-open = De bijeenkomst is geopend.
done-session-stopped = De sessie is gestopt. Wat er staat, blijft staan.
session-none = In deze bijeenkomst is geen sessie.
session-none-hint = Begin er een met "kring session start".
session-no-method = De werkvorm "{ $name }" kennen we niet.
session-no-method-hint = "kring method list" laat zien welke er zijn.
session-no-question = "{ $name }" wordt in deze stap niet gevraagd. Dit wel:
session-part = "{ $value }" moet er zo uitzien: naam=tekst.
session-empty = Schrijf er een antwoord bij.
session-shown = Iedereen die dit mag zien, ziet het nu.
session-waits = Het blijft op jouw laptop tot de stap klaar is. Dan zien de anderen het vanzelf.
session-private = Alleen jij ziet dit.
session-over = Deze sessie is klaar.
session-left = Nog { $minutes ->
    [one] 1 minuut
   *[other] { $minutes } minuten
}.
session-time-over = De tijd van deze stap is om.
session-minutes = { $count ->
    [one] 1 minuut
   *[other] { $count } minuten
}
session-sealed = { $count ->
    [one] 1 antwoord ligt klaar
   *[other] { $count } antwoorden liggen klaar
}. Je ziet ze als de stap klaar is.
session-yours-wait = { $count ->
    [one] 1 antwoord van jou wacht
   *[other] { $count } antwoorden van jou wachten
} op het einde van de stap.
session-changed = Dit is anders dan wat er tijdens de stap is vastgelegd.
done-merged = Gewijzigd, en samengevoegd met wat anderen intussen schreven.
done-minutes-appended = Het verslag is aangevuld.
done-minutes-confirmed = Je hebt het verslag bevestigd.
done-moved = Het agendapunt is verplaatst.
done-outcome = De uitkomst staat erbij.
done-phase = De groep is in een andere fase.
done-released = Het experiment is vrijgegeven.
done-settled = Goed zo: de tekst staat niet meer als samengevoegd.
done-starred = Je gaf een ster.
done-unstarred = De ster is weg.
done-tip-chosen = De keuze staat bij de tip.
done-tip-withdrawn = De tip is ingetrokken.
done-unchanged = Er is niets gewijzigd.
done-voted = Je stem telt.
done-vote-taken-back = Je stem is weg.
done-wiped = Dit is gewist op deze laptop.
done-wiped-honest = "kring status" laat zien welke laptops het nog niet wisten.

show-undecided = { $field }: { $count } versies. Kies, of maak er samen één van.
show-choose = Kies met { $option }
show-merged = Samengevoegd: { $text }
show-settle = Zeg "goed zo" met { $option }
show-entered-by = { $typist }, namens { $name }
show-filled-in-by = { $value } (ingevuld door { $name })
show-wiped = Dit is gewist. Het komt niet terug.
show-not-here = Dit dossier is niet op deze laptop. Alleen de inbrenger kan je erbij zetten.
show-open-follow-ups = Terugkoppeling
show-follow-up-of = { $case }, door { $name }
show-skipped = al { $count } keer niet gedaan

search-nothing = Niets gevonden.

member-blocked-by = { $name } (buitengesloten door { $by })

new-made = De groep "{ $name }" staat op deze laptop.
new-next = Nodig iemand uit met "kring invite".

join-looking = De laptop van wie je uitnodigt, wordt gezocht.
join-waiting = Wacht even: iemand daar laat je binnen.
join-receiving = Je bent binnen. Alles wordt opgehaald.
join-done = Je doet mee met "{ $name }".
join-next = Laat "kring run" aan staan om te delen en op te halen.
join-damaged = Deze uitnodiging is niet compleet of beschadigd.
join-other-version = Deze uitnodiging hoort bij een andere versie van Kring.
join-expired = De tijd van deze uitnodiging is om.
join-used = Deze uitnodiging is al gebruikt of ingetrokken.
join-unknown = Wie je uitnodigt, kent deze uitnodiging niet.
join-burnt = Deze uitnodiging is gesloten na drie verkeerde pogingen. Vraag een nieuwe uitnodiging.
join-declined = Degene die je uitnodigt, zei nee. Er is niets gedeeld.
join-unanswered = Er kwam geen antwoord.
join-busy = Er komt nu al iemand binnen met deze uitnodiging.
join-not-found = We zien de laptop van wie je uitnodigt niet.
join-not-found-hint = Kies dezelfde wifi of een hotspot, en laat "kring invite" daar open staan.
join-already = Deze laptop doet al mee met deze groep.
join-name = Een naam is leeg of te lang.
join-lost = De verbinding viel weg.
join-invalid = Wat de andere laptop stuurde, klopt niet. Er is niets bewaard.
join-elsewhere = De andere laptop kon je niet toevoegen.
join-ticket-hint = Vraag een nieuwe uitnodiging.
join-again-hint = Probeer het nog eens met dezelfde uitnodiging.

invite-give = Geef deze uitnodiging aan één persoon. Ze werkt tot { $until }. Laat dit open staan tot die persoon binnen is.
invite-many = De groep heeft al { $count } leden. Dat mag; een kleine groep praat makkelijker.
invite-came-in = { $name } is binnen.
invite-declined = Je zei nee. Er is niets gedeeld.
invite-expired = De tijd van de uitnodiging is om.
invite-stopped = De deur of uitnodiging is gesloten.
invite-too-many = Er staan al te veel uitnodigingen open.
invite-minutes = Een kaartje geldt minstens { $least } minuut en hoogstens { $most } minuten.
invite-nobody-listens = Kring staat hier niet aan, dus niemand kan met deze uitnodiging binnenkomen.
invite-nobody-listens-hint = Zet eerst "kring run" aan, of laat --no-wait weg.
invite-nobody-waits = Er wacht niemand.
invite-answered = Je antwoord is gegeven.
invite-withdrawn = De uitnodiging is ingetrokken.
invite-no-such = Zo'n open uitnodiging is er niet.

run-begun = Kring staat aan voor "{ $name }". Delen en ophalen gaat vanzelf. Stop met Ctrl-C.
run-ended = Kring staat uit. Alles is opgeslagen op deze laptop.

event-connected = { $name } is er.
event-disconnected = { $name } is er niet meer.
event-unreachable = { $name }: { $why }
event-level = { $name } heeft alles.
event-came-in = { $name } is nieuw in de groep.
event-asked = { $name } wil erbij, op { $device }.
event-asked-hint = Geef antwoord met "kring invite --answer".
event-burnt = Een uitnodiging is gesloten: drie keer een verkeerd geheim.

sync-looking = We zoeken de anderen.
sync-level = Iedereen die er is, heeft alles.
sync-not-level = Nog niet iedereen die er is, heeft alles.

leave-sharing = We delen eerst wat je nog had.

sync-alone = We zien nu niemand van de groep. Delen gaat vanzelf als je de anderen weer ziet.

status-told-blocked = Deze laptop is buitengesloten. Dat zegt de laptop van: { $names }. Wat je hier schrijft, blijft hier tot je weer toegelaten bent.
wiped-on = gewist op { $done } van { $of } laptops; nog niet gewist op: { $names }
status-this = deze laptop
status-level = heeft alles (laatst gezien { $met })
status-ahead = heeft iets wat hier nog niet is (laatst gezien { $met })
status-unmet = nog nooit gezien
status-unmet-since = heeft nog niets bevestigd (laatst gezien { $met })
status-blocked = buitengesloten
status-gone = weg uit de groep
status-left = { $name }: weg uit de groep
status-closing = Slotwoorden: { $words }
status-not-wiped = "{ $title }": { $waits }

why-never-seen = we zagen deze laptop nog niet op dit netwerk
why-no-answer = deze laptop geeft geen antwoord waar we hem het laatst zagen
why-blocked = deze laptop is daar buitengesloten
why-not-known-there = die laptop weet nog niet dat jij meedoet
why-older-version = die laptop heeft een oudere versie van Kring; werk die bij
why-newer-version = die laptop heeft een nieuwere versie van Kring; werk deze bij
why-other-version = die laptop heeft een andere versie van Kring; werk ze allebei bij
why-breach = die laptop stuurt dingen die niet kloppen; we laten hem met rust
why-refused = die laptop verbrak de verbinding

net-taken = Kring staat al aan voor deze groep, in een ander venster.
net-taken-hint = Alles wat je hier doet, deelt dat andere venster vanzelf.
net-no-endpoint = Deze laptop kan niet luisteren op het netwerk: { $cause }
net-no-endpoint-hint = Kijk of een andere wifi of hotspot wel werkt.
net-store = Het delen is gestopt: { $cause }

doctor-looking = Alles wordt nagekeken.
doctor-rebuilding = De lijsten worden opnieuw gemaakt.
doctor-broken-file = Het bestand van deze opslag is kapot. Maak het opnieuw met "kring doctor --rescue".
doctor-no-rescue = Het bestand van de opslag is heel; er valt niets te redden.
doctor-rescued = Opnieuw gemaakt uit { $records } leesbare stukken; { $lost } waren niet leesbaar. Het kapotte bestand is bewaard: { $path }
ask-rescue = De opslag is kapot. Alles wat nog leesbaar is, komt in een nieuw bestand; het oude bewaren we. Doorgaan?
status-differs = "{ $title }" ziet er bij { $name } anders uit. Vergelijk samen wat er staat; "kring doctor" zegt meer.
status-damaged = { $count ->
        [one] Op deze laptop is 1 stuk beschadigd. We halen het opnieuw op zodra we een ander zien.
       *[other] Op deze laptop zijn { $count } stukken beschadigd. We halen ze opnieuw op zodra we een ander zien.
    }
doctor-sound = Alles is in orde.
doctor-broken = Niet alles is in orde. Wat mist, halen we op bij de anderen zodra jullie verbonden zijn.
doctor-damaged = Iets in de opslag is beschadigd: { $table }
doctor-damaged-page = "{ $title }" is hier deels beschadigd; we halen het opnieuw op.
doctor-resting = "{ $title }": regel { $number } van { $name } doet niet mee: { $why }
doctor-forked = "{ $title }": de laptop van { $name } schreef twee verhalen onder één nummer. Beide zijn bewaard.
doctor-clock = "{ $title }": de klok van { $name } liep ver voor.
doctor-unfinished = "{ $title }" is nog niet helemaal gewist; dat gebeurt bij de volgende start.
doctor-draft = Hier staat nog een tekst die niet is opgeslagen: { $path }

resting-byte-rule = het past niet in de vorm
resting-after-refused = het bouwt voort op iets wat niet meedoet
resting-unknown-kind = het is van een nieuwere versie
resting-same-actor = twee schrijvers hebben dezelfde naam
resting-too-much = hier staat meer dan één mens schrijft; de rest is bewaard en niet getoond
resting-too-many-logs = deze laptop begon te vaak opnieuw
resting-losing-branch = het staat in een tweede verhaal van deze laptop
resting-waiting = het wacht op iets wat nog niet hier is
resting-rights = het wijzigt iets wat van een ander is
resting-crash = het programma viel er drie keer op uit
resting-after = het bouwt voort op iets wat opzij is gezet
resting-set-aside = het is opzij gezet

export-writing = Alles wordt weggeschreven.
export-plain = Deze bestanden zijn niet versleuteld. Wie ze heeft, kan alles lezen.
export-taken = In { $path } staat al iets.

import-saving = Alles wordt opgeslagen.
import-unreadable = { $path } is niet te lezen: { $cause }
import-too-big = { $path } is te groot: hoogstens { $cap } kB.
import-too-long = { $path } is te lang voor één notitie: hoogstens { $cap } tekens.
import-too-deep = { $path } ligt te diep: hoogstens { $cap } mappen in elkaar.
import-too-many = In { $path } staat te veel: hoogstens { $cap } bestanden.
import-circle = { $path } verwijst in een rondje naar zichzelf.
import-no-text = { $path }, regel { $line }: dit is geen leesbare tekst.
import-no-text-hint = Sla het bestand op als UTF-8. Er is niets overgenomen.
import-refused = { $path }, { $place }: { $cause }.
import-refused-hint = Er is niets overgenomen. Verbeter het bestand en probeer het opnieuw.
import-at-file = het hele bestand
import-at-line = regel { $line }
import-at-part = bij { $part }
import-wrong-size = het is te groot, hoogstens { $cap } kB
import-wrong-json = dit is geen JSON, of er zit te veel in elkaar
import-wrong-cut = het bestand houdt hier te vroeg op
import-wrong-schema = dit is geen bestand van een voorbeeldgroep
import-wrong-text = hier hoort tekst
import-wrong-list = hier hoort een lijst
import-wrong-named = hier horen namen met waarden
import-wrong-words = hier horen alleen woorden
import-wrong-one = hier hoort één waarde
import-wrong-number = hier hoort een heel getal
import-wrong-missing = { $part } ontbreekt
import-wrong-date = { $part } is geen datum
import-wrong-field = dit onderdeel kennen we niet
import-wrong-members = er staan geen leden in
import-wrong-member = "{ $id }" is geen lid
import-wrong-nothing = niets in het bestand heet "{ $id }"
import-wrong-id = dit nummer klopt niet of staat er twee keer
import-wrong-value = dit kan hier niet
import-who = Wie van deze leden ben jij?
import-who-hint = Zeg het met --as.

unblock-not-blocked = Deze laptop is niet buitengesloten.
unblock-damaged = Deze tekst is niet compleet of beschadigd.
unblock-give = Geef deze tekst aan een ander lid. Die voert uit: kring member unblock --confirm TEKST

settle-nothing = Hier is niets samengevoegd.

usage-no-such-command = De opdracht { $name } bestaat niet.
usage-no-such-option = De keuze { $name } bestaat hier niet.
usage-no-such-field = Een veld { $name } is er hier niet.
usage-field-value = Schrijf het veld, een = en de waarde, niet: { $given }
usage-missing = Er ontbreekt nog iets: { $name }
usage-conflict = { $name } en { $other } kunnen niet samen.
usage-value-missing = Bij { $name } hoort een waarde.
usage-bad-value = "{ $value }" kan niet bij { $name }. Bijvoorbeeld:
usage-not-utf8 = Deze opdracht bevat tekens die niet te lezen zijn.
usage-not-understood = Deze opdracht begrijpen we niet.
usage-did-you-mean = Bedoel je { $name }?
usage-see-help = Zet --help achter de opdracht voor uitleg.

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

doctor-pages = Nagekeken: { $pages } pagina's, { $entries } regels.
export-done = Geschreven naar { $path }, aantal bestanden: { $count }.
show-new-tips = { $count ->
        [one] 1 nieuwe tip sinds het afronden
       *[other] { $count } nieuwe tips sinds het afronden
    }
import-notes = { $count ->
        [one] 1 notitie overgenomen.
       *[other] { $count } notities overgenomen.
    }
import-played = { $count ->
        [one] 1 handeling gedaan.
       *[other] { $count } handelingen gedaan.
    }
import-alone = { $count ->
        [one] 1 handeling gedaan, in jouw naam.
       *[other] { $count } handelingen gedaan, in jouw naam. Bij wat een ander zei, staat die naam ervoor.
    }
import-waiting = { $count ->
        [one] 1 handeling wacht op de anderen. Deel, en doe dit dan nog eens.
       *[other] { $count } handelingen wachten op de anderen. Deel, en doe dit dan nog eens.
    }
export-left-out = { $count ->
        [one] 1 ding is hier gelaten: onder de radar of heikel. Met --all gaat het mee.
       *[other] { $count } dingen zijn hier gelaten: onder de radar of heikel. Met --all gaan ze mee.
    }
doctor-differs = "{ $title }" ziet er op de laptop van { $name } anders uit, terwijl jullie hetzelfde hebben. Werk Kring op beide laptops bij.
doctor-too-many-pages = { $name } opende meer dan één mens schrijft: { $count } pagina's zijn bewaard en worden niet getoond.
doctor-too-much-written = { $name } schreef in "{ $title }" meer dan één mens schrijft: wat er nog bij komt, wordt niet bewaard.
doctor-waiting = { $count ->
        [one] 1 bericht wacht op een ander bericht.
       *[other] { $count } berichten wachten op andere berichten.
    }
doctor-unknown = { $count ->
        [one] 1 bericht komt van een nieuwere versie.
       *[other] { $count } berichten komen van een nieuwere versie.
    }
doctor-rebuilt = { $pages ->
        [one] 1 pagina opnieuw gemaakt.
       *[other] { $pages } pagina's opnieuw gemaakt.
    }
status-behind = { $count ->
        [one] mist nog 1 pagina (laatst gezien { $met })
       *[other] mist nog { $count } pagina's (laatst gezien { $met })
    }
status-apart = { $count ->
        [one] mist nog 1 pagina en heeft iets wat hier nog niet is (laatst gezien { $met })
       *[other] mist nog { $count } pagina's en heeft iets wat hier nog niet is (laatst gezien { $met })
    }

open-begun = Kring staat aan. Delen en ophalen gaat vanzelf zolang dit open staat. Stop met Ctrl-C.
open-again = Kring stond al aan: er is een nieuw tabblad.
open-by-hand = Er is geen browser gevonden. Open dit bestand zelf in een browser:
open-elsewhere = Een ander venster van Kring gaat net open of dicht.

ask-own-laptop = Je andere laptop ({ $device }) wil erbij. Lees daar mee: { $words }. Staan deze vier woorden daar ook?
ask-return = { $name } wil terugkomen op een nieuwe laptop ({ $device }). Ken je de stem of het gezicht? Lees hardop: { $words }. Staan deze vier woorden ook daar?
ask-which-door = Welke deur? Open staan: { $doors }.
ask-second-door = Welk woord heeft de deur van het tweede lid?
ask-same-words = Lees hardop: { $words }. Staan deze vier woorden ook op het scherm van wie je binnenlaat?
ask-same-words-own = Lees: { $words }. Staan deze vier woorden ook op je andere laptop, en zijn beide laptops van jou?
ask-same-words-return = Lees hardop: { $words }. Staan deze vier woorden ook bij het lid dat je terughaalt?

invite-door = Deur: { $word }
invite-door-line = Wie in deze ruimte is, kiest Meedoen (of "kring join") en dan de deur { $word }. Elk krijgt vier eigen woorden. De deur gaat dicht als je stopt.
invite-done = De deur is dicht. Wie je binnenliet, doet mee.
invite-door-over = Er kwam niemand. De deur is weer dicht.
invite-door-burnt = De deur is gesloten: dertig keer waren de woorden niet gelijk. Iemand in de ruimte stoort. Maak een uitnodiging voor één persoon.
door-differed = Bij je deur waren de woorden drie keer niet gelijk. Die laptop komt hier nu niet meer binnen; de deur blijft open voor de anderen. Let op wie er in de ruimte is. Vertrouw je het niet, maak dan een uitnodiging voor één persoon.
invite-return-self = Jezelf terughalen kan niet.
invite-return-self-hint = Heb je nog een laptop in de groep? Gebruik daar "kring invite --laptop". Anders doet een ander lid dit.

join-listening = We luisteren welke deuren open staan in deze ruimte.
join-no-doors = We horen geen open deur in deze ruimte.
join-no-such-door = Geen open deur met het woord { $word }.
join-door-needs-person = Iemand moet hier vier woorden vergelijken voor deze laptop naar binnen gaat.
join-words = Jullie vier woorden: { $words }. Lees ze voor als wie je uitnodigt ernaar vraagt.
join-words-differ = De woorden waren niet gelijk. Er is niets gedeeld.
join-words-differ-hint = Misschien koos je een andere deur. Kijk goed naar het woord van de deur en probeer het opnieuw.
join-second = Eén lid zei ja. Er moet nog een ander lid ja zeggen: vraag die om "kring invite --returning" met jouw naam. Laat dit open staan.
join-same-person = Twee verschillende leden moeten ja zeggen.
join-behind = De laptops van de twee leden zijn nog niet gelijk.
join-behind-hint = Laat de twee leden eerst met elkaar delen, en begin dan opnieuw.
join-returned = Je bent terug als dezelfde persoon. Iedereen ziet het. Casussen van anderen komen pas als hun inbrenger ze weer met je deelt.
member-returned-laptop = { $name } (teruggekomen)
