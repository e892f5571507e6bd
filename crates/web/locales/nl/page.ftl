# Wat de pagina zegt. B1, je-vorm.

skip = Ga naar de inhoud
nav-places = Waar je heen kunt
nav-home = Begin
nav-notes = Notities
nav-cases = Casussen
nav-experiments = Experimenten
nav-findings = Bevindingen
nav-meetings = Bijeenkomsten
nav-members = Leden
nav-agreements = Werkafspraken
nav-log = Tijdlijn
nav-search = Zoeken
nav-settings = Instellingen
nav-level = Heeft iedereen alles?
search-go = Zoek
word-and = en

page-trouble = Dat ging niet
page-nothing-here = Hier is niets.
page-no-group = Deze groep staat niet op deze laptop.
page-bad-form = Dit formulier klopt niet. Ga terug en probeer het opnieuw.
page-disk-full = Niet opgeslagen: de schijf is vol. Je tekst staat nog hier.
page-missing = Vul nog in: { $field }

status-label = Waar alles staat
status-alone = Je bent nog alleen in deze groep.
status-shared = Gedeeld met { $names }.
status-lacking = { $count ->
        [one] { $names } heeft dit nog niet.
       *[other] { $names } hebben dit nog niet.
    }

start-title = Mijn groepen
start-welcome = Welkom bij Kring.
start-line = Hier houdt je groep notities, casussen en experimenten bij. Alles staat op jullie eigen laptops.
start-new = Groep maken
start-new-line = Je begint, de anderen nodig je daarna uit.
start-join = Meedoen
start-join-line = Je kreeg een uitnodiging van iemand.
start-example = Rondkijken met een voorbeeld
start-example-line = Een verzonnen groep, om te zien hoe het werkt.

new-group-title = Groep maken
new-group-name = Naam van de groep
new-group-name-hint = Bijvoorbeeld: Rust in de avond
new-group-form = Wat voor groep is het?
form-intervision = We brengen om de beurt een casus in en helpen elkaar.
form-interventure = We gaan samen op pad met een vraagstuk en proberen dingen uit.
form-action-learning = We zoeken samen een oplossing door te doen.
new-group-me = Jouw naam
new-group-me-hint = Zo zien de anderen wie wat schreef.
new-group-make = Groep maken
new-group-needs = Vul de naam van de groep en jouw naam in.

home-about = Over deze groep
home-alone = Nodig de anderen uit
home-alone-line = Je bent nog alleen. Maak een uitnodiging voor iemand, en kies daarna samen dezelfde wifi of een hotspot.
home-follow-line = Wat werkte wel, en wat (nog) niet? Vertel het in de volgende bijeenkomst.
home-next = Volgende bijeenkomst
home-no-next = Er staat nog niets in de agenda.
home-actions = Afspraken
home-no-actions = Er staan geen afspraken open.
home-all-actions = Alle afspraken
home-changed = Nieuw sinds je laatst keek
home-nothing-changed = Niets nieuws van anderen.
home-seen = Alles gezien

intro-notes = Iets wat je zag, bedacht of wilt onthouden. Iedereen in de groep leest mee.
intro-cases = Iets uit je werk dat echt gebeurd is en nog speelt. De lijst toont wie en welk thema; het dossier zien alleen de mensen die je kiest.
intro-experiments = Klein uitproberen, kijken, aanpassen, volgende stap. Alles blijft in de groep, tot jullie het vrijgeven.
intro-findings = Wat je hoorde, zag of las: een perspectief, een gesprek, een bezoek, een bestaande oplossing.
intro-meetings = Wanneer jullie elkaar zien, met agenda, aanwezigheid en verslag.
new-notes = Notitie maken
new-cases = Casus inbrengen
new-experiments = Experiment beginnen
new-findings = Bevinding toevoegen
new-meetings = Bijeenkomst plannen

form-open = (mag open blijven)
form-choose = Kies
edit-title = Wijzigen
audience = Wie mag het dossier zien?
audience-hint = Alleen deze mensen krijgen het dossier op hun laptop. Jij kunt dit later wijzigen.
speaker = Wie zegt dit?
speaker-me = ik

do-save = Opslaan
do-back = Terug
do-edit = Wijzigen
do-archive = Opbergen
do-wipe = Wissen
do-add = Toevoegen
do-withdraw = Intrekken
do-done = Gedaan
do-invite = Iemand uitnodigen
add-addition = Jouw aanvulling

two-versions = Twee versies. Kies, of maak er samen één van.
pick-this = Deze kiezen
merged = Samengevoegd
merged-good = Goed zo

done-saved = Opgeslagen op deze laptop.
done-group-made = De groep staat op deze laptop.

do-wipe-case = Casus wissen
do-keep = Bewaren
do-not = Nee, terug
do-change = wijzigen
do-print = Afdrukken
do-agree = Ik ben akkoord
do-retire = Laten vervallen
do-vote = Hier stem ik op
do-unvote = Mijn stem terug
do-choose-case = Deze behandelen we
do-reopen = Nog een ronde
do-close-case = Casus afronden
do-withdraw-case = Casus intrekken
do-star = Dit verrast mij
do-unstar = Mijn ster terug
do-release = Vrijgeven

wipe-case = Deze casus wissen?
wipe-this = Dit wissen?
wipe-near = { $names }: zodra jullie verbonden zijn.
wipe-away = { $count ->
        [one] { $names }: als die laptop terugkomt.
       *[other] { $names }: als die laptops terugkomen.
    }
wipe-honest = Je kunt dit niet terugdraaien. Prints, foto's en wat mensen onthouden, kunnen we niet wissen.
audience-gone = Wie je weghaalt, krijgt niets nieuws meer. Het dossier gaat daar weg bij het volgende contact. Wat iemand las of afdrukte, kunnen we niet weghalen.

level-yes = ja.
level-almost = bijna, wacht even.
level-had = ja. Nu niet te zien; laatst gezien { $when }.
level-unseen = nog niet. We zien deze laptop nu niet; laatst gezien { $when }.
level-never = nog niet. We zagen deze laptop nog nooit.
level-all = Iedereen die er is, heeft alles.
level-busy = Nog niet iedereen die er is, heeft alles.
level-nobody = We zien nu niemand. Delen gaat vanzelf als je de anderen weer ziet.
level-hint = Zie je niemand, en zijn ze er wel? Dan houdt deze wifi laptops misschien uit elkaar. Zet op één telefoon een hotspot aan en verbind allemaal daarmee.

log-earlier = Eerder

member-block = Laptop buitensluiten
member-block-line = Doe dit als een laptop kwijt of gestolen is. Wat er al op staat, kunnen we niet weghalen.
member-unblock = Laptop weer toelaten
member-confirm = Ik kreeg een tekst om een laptop weer toe te laten
member-out-by = buitengesloten door { $names }
member-about-me = Over mij invullen
member-leave = Uit de groep gaan
member-leave-line = Wat jij schreef, blijft bij de anderen. Een kopie op een andere laptop kunnen we niet laten verdwijnen.
unblock-first-line = Hier zijn twee mensen voor nodig. Geef deze tekst aan iemand anders in de groep.
unblock-second-line = Plak hier de tekst die je van de ander kreeg. Vraag eerst of de laptop echt terug is.
unblock-text = De tekst

intro-agreements = Hoe jullie met elkaar omgaan. Ieder zegt zelf akkoord.
new-agreement = Werkafspraak voorstellen
agreed-earlier = Akkoord met een eerdere tekst
intro-actions = Wie doet wat, en voor wanneer.
new-action = Afspraak toevoegen

invite-intro = Open een deur voor wie in deze ruimte is. Kies samen dezelfde wifi of een hotspot.
invite-make = Uitnodiging maken
invite-one = Uitnodiging
invite-give-line = Geef deze tekst aan één persoon. Met de tekst alleen komt nog niemand binnen: jij zegt eerst ja.
invite-until = Werkt tot
invite-gone = Deze uitnodiging is eerder gemaakt. De tekst staat hier niet meer.
invite-close = Uitnodiging sluiten
invite-sure = Weet je zeker dat dit degene is die je uitnodigde? Vraag het even.
invite-no = Nee, stop
invite-came = Binnen:
invite-not-yet = Kring is nog bezig met aanzetten. Probeer het over een paar tellen nog eens.

join-intro = Doe mee met een groep. Zorg dat je op dezelfde wifi of hotspot zit als wie je uitnodigt.
join-ticket = De uitnodiging
join-ticket-line = De tekst begint met kring en een cijfer
join-patience = Wacht even. Laat dit venster open.
join-retry = Opnieuw proberen
join-look = Kijken hoe ver het is
page-join-not-found = We zien de laptop van wie je uitnodigt niet. Kies dezelfde wifi of een hotspot, en laat Kring daar open staan.
page-no-network = Deze laptop kan nu niets delen. Staat de wifi aan?

example-line = Je krijgt een verzonnen groep op deze laptop: zes mensen, vijf casussen, drie experimenten. Je mag er alles in doen. Niets ervan gaat naar iemand anders.
example-name = Voorbeeld: Rust in de avond
example-me = Ik

settings-language = Taal
settings-me-hint = Voor een volgende groep. In een groep zelf wijzig je je naam bij Leden.
settings-device = Deze laptop heet
settings-device-hint = Zo weten de anderen welke laptop van jou is.
settings-home = Alles staat op deze laptop in

case-seen-by = Dit dossier zien jij en:
case-seen-by-nobody = Alleen jij ziet dit dossier.
case-your-tip = Jouw tip
case-add-tip = Tip geven
case-what-now = Wat ga ik nu anders doen?
case-no-action = De inbrenger koos nog niets.
case-add-action = Dit ga ik doen
case-due = Terugkoppelen op
case-no-follow = Nog niet verteld.
case-add-follow = Vertellen wat werkte en wat nog niet

experiment-question = De vraag
experiment-before = Vooraf gevraagd
experiment-ask = Vijf vragen vooraf
experiment-not-asked = Vooraf niet gevraagd.
experiment-asked = Ja.
experiment-outcome = Wat kwam eruit?
experiment-release = Onder de radar
experiment-release-line = Dit experiment blijft in de groep. Geef je het vrij, dan mag het in het verhaal naar buiten.
moment-try = Uitproberen
moment-look = Kijken
moment-adapt = Aanpassen
step-title = Stap { $number }
step-saw = Wat ik zag
step-saw-label = Ik zag, hoorde of telde
step-decide = Volgende stap:
step-fill = Stap verder invullen
step-next = Volgende stap

meeting-open = Bijeenkomst openen
meeting-close = Bijeenkomst sluiten
meeting-cancel = Gaat niet door
meeting-add-agenda = Agendapunt toevoegen
minutes = minuten
minutes-write = Verslag schrijven
minutes-confirm = Dit verslag klopt
attendance-noted = genoteerd door een ander
attendance-times = Mijn eigen tijden
attendance-me = Ik was er
attendance-from = Van
attendance-to = Tot

done-shut-out = De laptop is buitengesloten. De anderen zien dat jij dit deed.
done-let-in = De laptop is weer toegelaten.
done-left-here = Je bent weg uit deze groep. De anderen horen het zodra jullie verbonden zijn.
done-yes = Je zei ja. De ander komt nu binnen.
done-no = Je zei nee. Er is niets gedeeld.
done-invitation-closed = De uitnodiging is gesloten.
done-joined = Je doet mee. De rest wordt nu opgehaald.
done-example = Kijk rustig rond. Je kunt niets stukmaken.
wipe-only-you = Alleen jij hebt dit op je laptop.
page-wrong-value = { $field } kan dit niet zijn.

join-read = Lees hardop:
join-same = Staan deze vier woorden ook op het scherm van wie je binnenlaat?
join-same-own = Staan deze vier woorden ook op je andere laptop? Zijn beide laptops van jou?
join-same-return = Staan deze vier woorden ook bij het lid dat je terughaalt?
join-no-line = Bij nee is er niets gedeeld.
join-near = In dezelfde ruimte
join-near-line = Degene die je uitnodigt, heeft een deur open met een woord. Kies dat woord.
join-no-door-yet = We horen nog geen open deur. Zit op dezelfde wifi of hotspot als wie je uitnodigt, en wacht even.
join-far = Van ver weg
join-look-again = Opnieuw kijken
join-door-gone = Deze deur is niet meer open. Kies een andere, of vraag om een nieuwe deur.
join-stopping = Even stoppen. Er wordt niets gedeeld.
guest-own-laptop = Je andere laptop ({ $device }) wil erbij.
guest-return = { $name } wil terugkomen op een nieuwe laptop ({ $device }). Ken je de stem of het gezicht?
guest-same = Staan deze vier woorden ook bij { $name }?
guest-same-own = Staan deze vier woorden ook op die laptop?
invite-skip = Ja, zonder de woorden te vergelijken
invite-door = De deur staat open
invite-door-line = Iedereen in deze ruimte kiest Meedoen en dan dit woord. Elk krijgt vier eigen woorden.
invite-door-own = Kies op je andere laptop Meedoen en dan dit woord.
invite-door-return = { $name } kiest op de nieuwe laptop Meedoen en dan dit woord. Daarna doet een tweede lid hetzelfde.
invite-door-until = Open tot
invite-door-close = Deur sluiten
invite-open-door = Deur openen
invite-far = Iemand van ver weg
invite-far-line = Voor iemand die niet in deze ruimte is: maak een uitnodiging als tekst en als plaatje.
invite-qr = De uitnodiging als QR-code
member-add-laptop = Nog een laptop van mij erbij
member-bring-back = Elke laptop kwijt? Haal terug
member-returned = teruggekomen
guest-new = { $name } wil meedoen, op { $device }.
join-second-door = Eén lid zei ja. Er moet nog een ander lid ja zeggen. Vraag een tweede lid om bij Leden op Haal terug te drukken, en kies hier het woord van die deur. Laat dit open staan.
