# Bewijs en podium: wat de groep aan anderen laat zien.

evidence = Bewijs en podium
intro-evidence = Bewijs voor je register, verslagen, het podiumverhaal, en hoe het gaat. Om af te drukken of te bewaren.
evidence-first-look = Je ziet eerst wat erin staat en wat niet. Pas daarna bewaar je het.
evidence-show-others = Tonen aan anderen
evidence-of-me = Van mij
evidence-of-meetings = Wie was er?
evidence-of-group = Van de groep
evidence-no-meetings = Er is nog geen bijeenkomst afgesloten.

evidence-attendance = Aanwezigheidslijst
evidence-attendance-title = Aanwezigheidslijst bijeenkomst { $number }
evidence-proof = Bewijs van deelname
evidence-proof-line = Data, tijden en namen. Niets over de inhoud. Met de handtekeningen van wie er was.
evidence-report = Intervisieverslag
evidence-report-line = Een deel over de bijeenkomsten, en een deel met je eigen woorden.
evidence-reflections = Reflectieformulier
evidence-reflections-line = Je gedeelde reflecties, elk in drie dimensies.
evidence-portfolio = Mijn uren
evidence-portfolio-line = Al je uren in al je groepen op deze laptop. Ook voor een rekenblad.
evidence-evaluation = Evaluatieverslag
evidence-evaluation-line = Voor wie erbij betrokken is. Zonder te zeggen wie wat zei.
evidence-evaluation-under = Voor wie betrokken is. De woorden staan hier zonder naam.
evidence-story = Podiumverhaal
evidence-story-line = Alleen met wat vrijgegeven is, en met wie ja zei.
evidence-progress = Voortgang van deze groep
evidence-progress-line = Aantallen, de fase, en wat mensen vrijgaven. Voor wie vraagt hoe het gaat.
evidence-progress-under = Alleen aantallen, de fase, en wat mensen zelf vrijgaven.
evidence-overview = Overzicht van groepen
evidence-overview-under = { $count ->
    [one] Van één groep.
   *[other] Van { $count } groepen.
}
evidence-overview-choose = Voortgangsbestanden
evidence-overview-line = Kies de voortgangsbestanden van alle groepen tegelijk. Je krijgt één pagina.
evidence-overview-make = Overzicht maken

evidence-file-attendance = aanwezigheidslijst
evidence-file-proof = bewijs-van-deelname
evidence-file-report = intervisieverslag
evidence-file-reflections = reflectieformulier
evidence-file-portfolio = mijn-uren
evidence-file-evaluation = evaluatieverslag
evidence-file-story = podiumverhaal
evidence-file-progress = voortgang
evidence-file-overview = overzicht

evidence-who-title = Van wie staat hier iets in?
evidence-named = Met naam: { $names }.
evidence-words-of = Woorden zonder naam van: { $names }.
evidence-nobody = Er staat niemand met naam in.
evidence-out-title = Wat er niet in staat
evidence-out-released = “{ $what }” gaat over “{ $about }”. Dat is niet vrijgegeven.
evidence-out-unknown = “{ $what }” gaat over iets dat niet vrijgegeven is, of hier niet staat.
evidence-out-names = “{ $what }” noemt { $about }. Die zei (nog) geen ja.
evidence-out-quotes = “{ $what }” herhaalt woorden uit “{ $about }”. Die blijven in de groep.
evidence-out-consent = { $what } staat er niet bij: die zei (nog) geen ja.
evidence-out-quote = Een uitspraak van { $about }, die niet vrijgegeven is.
evidence-out-private = “{ $what }”: alleen op deze laptop, niet gedeeld.
evidence-out-times = { $about }: van { $what } weten we de tijden niet.
evidence-out-minutes = Het verslag en de agenda van de bijeenkomsten: die zijn van de groep.
evidence-out-few = Het gemiddelde cijfer: minder dan drie mensen gaven er een.
evidence-out-opened = De groep { $what }: die kon niet open.
evidence-unchecked = Niemand vinkte aan dat er geen namen in het verhaal staan. Lees het nog eens na.

evidence-from-day = Vanaf
evidence-until-day = Tot en met
evidence-show-period = Deze periode
evidence-period-name = Periode
evidence-period = { $from } tot en met { $until }
evidence-from = vanaf { $from }
evidence-until = tot en met { $until }
evidence-keep = Bewaren als bestand
evidence-keep-csv = Bewaren voor een rekenblad
evidence-keep-progress = Voortgangsbestand bewaren

evidence-sign-line = Wie er was, zet er een handtekening onder: over de dag, de tijden en de namen, niet over de inhoud.
evidence-sign = Ik was erbij, dit klopt
done-signed = Je handtekening staat eronder.
done-minutes-signed = Je hebt het verslag bevestigd, en getekend wie er was.
evidence-not-there = Je staat niet in deze lijst, of je tijden zijn niet bekend. Vul eerst bij de bijeenkomst in wanneer je er was.
evidence-not-over = Deze bijeenkomst is nog niet afgesloten.
evidence-bad-file = Dit is geen voortgangsbestand van Kring.
evidence-newer-file = Dit bestand is gemaakt met een nieuwere Kring. Werk Kring bij en probeer het opnieuw.
evidence-too-many = Dit zijn te veel bestanden tegelijk.
evidence-no-file = Kies eerst een of meer voortgangsbestanden.

evidence-there = Aanwezig
evidence-times = Van – tot
evidence-meeting-times = Bijeenkomst
evidence-my-times = Ik was er
evidence-said-by = Bevestigd
evidence-own = op eigen laptop
evidence-noted = door een ander genoteerd
evidence-signature = Handtekening
evidence-guide = Gids
evidence-guide-registers = Register van de gids
evidence-group = Groep
evidence-registers = Register
evidence-together = Samen
evidence-sum = { $minutes } minuten = { $hours } uur
evidence-hours = Uren
evidence-others = Met
evidence-role = Rol
evidence-guided = gids
evidence-took-part = deelnemer
evidence-methods = Werkvorm
evidence-themes = Thema
evidence-own-case = Eigen casus
evidence-yes = ja
evidence-who = Aanwezig
evidence-people = Deelnemers
evidence-joint = Gezamenlijk deel
evidence-personal = Persoonlijk deel
evidence-no-reflections = Nog geen gedeelde reflectie in deze periode.
evidence-reflection-of = Reflectie van { $date }
evidence-about-meeting = Over de bijeenkomst van
evidence-technical = Vakinhoudelijk
evidence-normative = Waarden en normen
evidence-dimension-personal = Persoonlijk
evidence-secrecy = Ik stem in met de afspraak over geheimhouding in deze groep.
evidence-check-register = Controleer de actuele eisen van je register.
evidence-signed = Digitaal getekend
evidence-signed-line = Ieder tekende op de eigen laptop voor dag, tijden en namen. Met Kring kan iedereen dit nakijken, ook zonder internet: kring verify, met dit bestand erachter. Alleen wat tussen de streepjes staat, is getekend.
evidence-signed-by = { $date }: getekend door { $names }.
evidence-not-signed-by = Nog niet getekend door { $names }.
evidence-unsigned = { $date }: nog niet getekend.
evidence-sort = Soort
evidence-with = Met
evidence-strengths = Wat sterk is
evidence-weaknesses = Wat zwak is
evidence-goal = In hoeverre is het doel gehaald?
evidence-rating = Gemiddeld
evidence-of-five = { $number } van 5
evidence-on = Hoe het verdergaat
evidence-decision = Besluit
evidence-quotes = Uitspraken
evidence-told-by = Verteld door { $names }
evidence-meeting = Bijeenkomst
evidence-meetings = Bijeenkomsten
evidence-attendance-each = Aanwezig, per keer
evidence-phase = Fase
evidence-signal-core_faster = Sneller bij de kern
evidence-signal-insight_in_ways_of_working = Inzicht in elkaars werk
evidence-signal-insights_used_at_work = Gebruikt op het werk
evidence-signal-energy_and_joy = Energie en plezier
evidence-material = Waar het verhaal uit kan putten
evidence-material-line = Dit is vrijgegeven. Het staat niet vanzelf in het verhaal.
evidence-material-experiment = Experiment
evidence-material-lesson = Les
evidence-material-note = Notitie
evidence-material-finding = Bevinding
evidence-material-quote = Uitspraak

evidence-made = Bewaard: { $path }
evidence-look-first = Zo bewaar je het: zet --out BESTAND erachter.
evidence-overwrite = Op { $path } staat al iets. Vervangen?
evidence-no-rows = Dit heeft geen rijen voor een rekenblad.
evidence-no-rows-hint = Dat kan met: kring export portfolio --csv, of kring export attendance BIJEENKOMST --csv
evidence-not-here = Dit is er niet, of het staat niet op deze laptop.
evidence-export-what = Zeg wat je wilt bewaren: een map voor alles, of een van de woorden.

verify-nothing = In dit bestand staat niets dat met Kring getekend is.
verify-broken = De handtekening past niet bij wat er staat.
verify-broken-hint = Het bestand is veranderd, of het is niet helemaal overgekomen. Vraag een nieuw.
verify-unsigned = In dit bestand staat een lijst waar niemand zijn handtekening onder zette.
verify-meeting = { $date }, { $start } – { $end }
verify-signed = getekend
verify-not-signed = niet getekend
verify-good = { $count ->
    [one] De handtekeningen kloppen, onder één bijeenkomst.
   *[other] De handtekeningen kloppen, onder { $count } bijeenkomsten.
}
verify-only-this = Alleen wat hier staat, is getekend. Vergelijk het met wat er op papier staat.
verify-whose = Wie tekende, zei daarmee ook van de anderen wie ze zijn. Of iedereen echt bestaat, kan dit bestand niet laten zien.
