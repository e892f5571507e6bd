# Wat misgaat, wie iets mag, en wat je dan doet.

right-owner = Alleen van wie dit is, kan dit doen.
right-presenter = Alleen de inbrenger kan dit doen.
right-author = Alleen wie dit schreef, kan het wijzigen.
right-author-hint = Je kunt er wel iets aan toevoegen, met "append".
right-self = Dit vult ieder alleen over zichzelf in.
right-own-device = Je eigen laptop kun je niet buitensluiten.
right-second-person = Hier is een tweede lid bij nodig.
right-two-wordings = Er staan twee versies van deze tekst. Kies eerst samen één.
right-not-allowed = Dit mag niet in deze groep.

trouble-no-group = Er staat nog geen groep op deze laptop.
trouble-no-group-hint = Maak er een met "kring new", of doe mee met "kring join".
trouble-which-group = Welke groep bedoel je?
trouble-which-group-hint = Zeg het met --group en een deel van de naam.
trouble-not-found = "{ $name }" vinden we niet.
trouble-not-found-hint = Kijk met "list" wat er is; je kunt een nummer, een stukje van de code of de titel gebruiken.
trouble-unclear-hint = Gebruik het nummer of de code die ervoor staat.
trouble-no-page = Dit is niet op deze laptop.
trouble-erased = Dit is gewist.
trouble-paused = Iemand heeft hier iets over gezegd dat deze versie van Kring niet begrijpt.
trouble-update-hint = Werk Kring bij.
trouble-blocked = Deze laptop is buitengesloten door de groep.
trouble-blocked-hint = Is dat een vergissing? Vraag een ander lid om hulp: zie "kring member unblock".
trouble-left = Je bent weg uit deze groep.
trouble-not-member = Deze opslag zegt niet dat deze laptop bij de groep hoort.
trouble-fixed = { $field } wordt één keer ingevuld en verandert daarna niet.
trouble-never-unset = { $field } wordt niet teruggedraaid.
trouble-too-long = { $field } is te lang: hoogstens { $cap } tekens.
trouble-wrong-value = { $field } kan dit niet zijn: { $expected }.
expected-shorter = dit is te lang, hoogstens { $cap } tekens
expected-words = verwacht worden woorden
expected-fewer-words = verwacht worden hoogstens { $cap } woorden
expected-line = verwacht wordt tekst op één regel
expected-text = verwacht wordt tekst
expected-word = verwacht wordt een woord
expected-choice = verwacht wordt een van: { $choices }
expected-number = verwacht wordt een heel getal van { $from } tot en met { $to }
expected-yes-or-no = verwacht wordt ja of nee
expected-date = verwacht wordt een datum, zoals 2025-09-11
expected-time = verwacht wordt een tijd, zoals 15:00
expected-person = verwacht wordt een lid
expected-id = verwacht wordt een code uit letters en cijfers
expected-parts = verwacht worden deze onderdelen: { $parts }
trouble-too-large = Dit is te veel om in één keer te bewaren.
trouble-too-large-hint = Bewaar het in delen.
trouble-full = Deze pagina is vol: hier past niets meer bij.
trouble-full-hint = Begin een nieuwe.
trouble-other = Dat lukte niet: { $cause }
trouble-home-open = Anderen op deze computer kunnen bij { $path }. Daarom stoppen we hier.
trouble-home-open-hint = Maak { $path } alleen voor jou leesbaar, of vraag hulp.
trouble-home-io = { $path } is niet te gebruiken: { $cause }
trouble-no-home = We weten niet waar Kring zijn dingen mag bewaren. Zeg het met --home.
trouble-seed = De sleutel van deze laptop is beschadigd: { $path }
trouble-settings = De instellingen zijn niet te lezen: { $path }
trouble-disk-full = Niet opgeslagen: de schijf is vol.
trouble-disk-full-hint = Maak ruimte vrij en probeer het opnieuw.
trouble-read-only = Niet opgeslagen: deze opslag is alleen te lezen.
trouble-read-only-hint = Kijk of de schijf vol is of op slot staat.
trouble-newer = Deze groep is bewaard door een nieuwere versie van Kring. We hebben niets veranderd.
trouble-other-group = Deze opslag hoort bij een andere groep. We hebben niets veranderd.
trouble-foreign = { $path } is geen opslag van Kring. We hebben niets veranderd.
trouble-missing = { $path } ontbreekt. We maken geen lege groep in de plaats.
trouble-missing-hint = Zet een kopie terug, of doe opnieuw mee met een uitnodiging.
trouble-damaged = De opslag van deze groep is beschadigd: { $what }. We hebben niets veranderd.
trouble-damaged-hint = Probeer "kring doctor --rescue": dat redt wat nog leesbaar is. De anderen hebben hun eigen exemplaar.
trouble-busy = Een ander venster gebruikt de opslag nu.
trouble-busy-hint = Probeer het zo nog eens.
trouble-io = Niet opgeslagen: de schijf geeft een fout: { $cause }
trouble-io-hint = Start Kring opnieuw. Gebeurt het weer, maak dan eerst een kopie van je laptop.
trouble-stopped = Niet opgeslagen: de schijf gaf eerder een fout.
trouble-store = De opslag weigerde: { $cause }
trouble-no-editor = Er is geen tekstprogramma gekozen.
trouble-no-editor-hint = Zet de naam ervan in EDITOR, of geef de tekst mee met --set text=-
trouble-editor-failed = Het tekstprogramma stopte met een fout. Er is niets opgeslagen.
trouble-editor-not-started = { $editor } start niet: { $cause }
trouble-draft-not-made = Er kon geen bestand voor de tekst gemaakt worden: { $cause }
trouble-draft-stays = De tekst is opgeslagen, maar { $path } bleef staan: { $cause }
trouble-draft-unreadable = De tekst is niet te lezen: { $cause }
trouble-text-is-in = Je tekst staat nog in { $path }
trouble-text-too-long = De tekst is te lang: hoogstens 4 MB.
trouble-stdin = De invoer is niet te lezen: { $cause }
trouble-stdin-not-utf8 = De invoer is geen leesbare tekst (UTF-8).
trouble-not-written = { $path } kon niet geschreven worden: { $cause }
trouble-unclear = { $count ->
        [one] "{ $name }" is niet duidelijk genoeg.
       *[other] "{ $name }" kan { $count } dingen betekenen:
    }
trouble-no-such-version = { $count ->
        [one] Van { $field } is er maar 1 versie.
       *[other] Van { $field } zijn er { $count } versies.
    }
trouble-crash = Er ging iets mis in Kring zelf. Wat was opgeslagen, is er nog.
trouble-crash-hint = Probeer het opnieuw. Blijft het misgaan: kring doctor kijkt alles na.
io-not-found = het bestaat niet
io-not-allowed = je mag er niet bij
io-folder = dit is een map
io-no-folder = dit is geen map
io-already = het bestaat al
io-full = de schijf is vol
io-read-only = de schijf is alleen te lezen
io-other = de computer meldt "{ $cause }"
