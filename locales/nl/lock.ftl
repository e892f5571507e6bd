# Wachtzin, sleutelbos en vergrendelen.

lock-safe-files = Zonder wachtzin kan wie met jouw account inlogt, of de schijf van deze laptop uitleest, alles lezen. Deel je deze computer, zoals op een afdeling? Stel dan een wachtzin in ("kring lock set", of bij Instellingen).
lock-safe-keyring = De sleutelbos van deze computer bewaakt alles: een gestolen laptop laat niets zien, maar wie met jouw account inlogt, ziet alles. Deel je dit account, zoals op een afdeling? Stel dan een wachtzin in ("kring lock set", of bij Instellingen).
lock-safe-passphrase = Alles op deze laptop zit achter je wachtzin. Zolang Kring open is, kan wie achter je laptop zit meelezen.
lock-nothing = Er is nog geen wachtzin om mee te vergrendelen.
lock-nothing-hint = Stel er een in met "kring lock set".
lock-keyring-opens = De sleutelbos gaat vanzelf open zolang jij bent ingelogd. Vergrendel je computer zelf, of stel een wachtzin in.
lock-done = Vergrendeld. Wat op deze laptop open stond, is dicht; delen gaat verder als je de wachtzin weer geeft.
lock-set = De wachtzin is ingesteld.
lock-changed = De wachtzin is veranderd. De oude werkt niet meer.
lock-in-keyring = De sleutelbos van deze computer bewaakt nu alles.
lock-removed = De wachtzin of sleutelbos is weg.
lock-two-different = Dat was twee keer iets anders. Er is niets veranderd.
lock-ended = Vergrendeld: het delen is gestopt.
ask-passphrase = Wachtzin:
ask-new-passphrase = Nieuwe wachtzin (vier losse woorden is sterk):
ask-new-passphrase-again = Nog een keer:
ask-nobody-passphrase = Voer de opdracht uit in een terminalvenster, of noem een bestand met --new-passphrase-file.
ask-lock-set = Vergeet je de wachtzin, dan kan niemand deze laptop nog openen, ook wij niet. Wat gedeeld is, krijg je terug door opnieuw mee te doen. Wat alleen hier staat, zoals je eigen aantekeningen, ben je dan kwijt. Doorgaan?
ask-lock-keyring = Raakt de sleutelbos van deze computer kwijt, bijvoorbeeld door een nieuw wachtwoord van de systeembeheerder, dan gaat deze laptop niet meer open. Wat alleen hier staat, ben je dan kwijt. Doorgaan?
ask-lock-remove = Daarna is alles op deze laptop te lezen voor wie met jouw account inlogt. Doorgaan?
trouble-locked = Kring is vergrendeld op deze laptop: eerst is de wachtzin nodig.
trouble-locked-hint = Voer de opdracht uit in een terminalvenster, of noem een bestand met --passphrase-file.
trouble-passphrase = Dit is niet de wachtzin. Probeer het nog eens; er gaat niets verloren.
trouble-passphrase-weak = Een wachtzin heeft minstens { $least } tekens. Vier losse woorden is sterk en goed te onthouden.
trouble-passphrase-file = De wachtzin is niet te lezen uit { $path }: { $cause }
trouble-passphrase-none = In { $path } staat geen wachtzin.
trouble-in-use = Kring is op deze laptop nog ergens anders bezig. Er is niets veranderd.
trouble-in-use-hint = Sluit Kring in de andere vensters, en probeer het opnieuw.
trouble-keyring = De sleutelbos van deze computer doet het niet: { $cause }
trouble-keyring-hint = Log opnieuw in op deze computer, of kies een wachtzin met "kring lock set".
settings-idle = Zonder jou vergrendelt de pagina zich na { $minutes ->
        [one] 1 minuut
       *[other] { $minutes } minuten
    }.
lock-stopped = Vergrendeld: deze opdracht is gestopt.
draft-saved-at-lock = Kring ging op slot terwijl je schreef. Wat je in je editor had opgeslagen, is bewaard.
wipe-all = Alles van Kring wissen
wipe-all-ask = Alles van Kring van deze laptop wissen? Je kunt dit niet terugdraaien.
wipe-all-lost-title = Wat alleen hier staat, ben je voorgoed kwijt
wipe-all-only-here = { $group }: niemand anders heeft dit al: { $titles }{ $more ->
        [0] .
       *[other] {" "}en nog { $more } andere.
    }
wipe-all-group-page = het nieuwste van wat de hele groep bijhoudt, zoals afspraken en bijeenkomsten
wipe-all-held = { $group }: alles wat je deelde, staat ook op een andere laptop.
wipe-all-private = { $group }: wat je alleen voor jezelf opschreef, is daarna weg.
wipe-all-unreadable = Een groep op deze laptop gaat niet open. Wat daarvan alleen hier staat, weten we niet.
wipe-all-unknown = Zonder de wachtzin weten we niet wat alleen op deze laptop staat. Dat ben je kwijt.
wipe-all-goes-title = Dit gaat weg
wipe-all-goes = Alle groepen op deze laptop, je eigen aantekeningen, de sleutels, de reservekopieën die Kring zelf maakt, en teksten die nog niet af waren. Kring stopt daarna.
wipe-all-stays-title = Dit blijft
wipe-all-stays = Wat anderen op hun laptop hebben. Bestanden die je zelf ergens bewaarde, ook een reservekopie op een stick, en wat in de map van Kring niet van Kring is. Zonder wachtzin kan een vakman met moeite soms nog resten vinden op de schijf.
wipe-all-member = Je blijft lid van je groepen. Wil je eruit, kies dan eerst "Uit de groep gaan". Kom je later terug, dan laten twee leden je weer binnen.
wipe-all-done = Alles van Kring is weg van deze laptop.
wipe-all-others-stayed = In { $path } stond nog iets dat niet van Kring is. Dat is er nog.
