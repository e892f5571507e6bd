# Wie te herkennen is in een tekst, en hulp bij de hulpvraag.

check-title = Wie is hier te herkennen?
check-line = Deze woorden kunnen iemand herkenbaar maken. Kies per woord wat je ermee wilt. Laten staan mag ook.
check-before-line = Voordat anderen dit lezen: deze woorden kunnen iemand herkenbaar maken. Kies per woord wat je ermee wilt, en ga dan door. Laten staan mag ook.
check-nothing = We vonden geen namen, nummers of adressen. Lees het zelf ook nog even na.
check-honest = Kring zoekt alleen op deze laptop, en vindt niet alles. Ook zonder naam kan een verhaal over iemand herkenbaar zijn.
check-of-others = Een deel schreef iemand anders. Alleen die persoon kan dat wijzigen.
check-save = Zo opslaan
check-go-on = Doorgaan
check-leave = laten staan
check-do = Namen nakijken
check-times = { $count ->
        [one] ({ $kind })
       *[other] ({ $kind }, { $count } keer)
    }
check-kind-person = iemand die de groep kent
check-kind-name = misschien een naam
check-kind-born = geboortedatum
check-kind-phone = telefoonnummer
check-kind-address = adres
check-kind-mail = e-mailadres
check-kind-number = lang nummer
check-role-client = de cliënt
check-role-colleague = een collega
check-role-family = een familielid
check-role-pupil = de leerling
check-role-parent = een ouder
check-role-manager = de leidinggevende
check-role-organisation = de organisatie
check-role-place = een plaats
check-instead-born = een dag
check-instead-phone = een telefoonnummer
check-instead-address = een adres
check-instead-mail = een e-mailadres
check-instead-number = een nummer
done-mended = Aangepast en opgeslagen op deze laptop.

check-found = { $kind }: { $word }
check-where = in: { $field }
check-remark = Misschien te herkennen: { $words }
check-remark-hint = Nakijken en aanpassen: kring check { $item }
check-ask = Zo doorgaan?
check-mended = { $count ->
        [0] Er is niets veranderd.
        [one] Eén tekst aangepast.
       *[other] { $count } teksten aangepast.
    }
check-bad-replace = Zo niet: { $text }
check-bad-replace-hint = Schrijf: --replace "Jansen=de cliënt"
check-export = Kijk hier nog naar; misschien is iemand te herkennen:

question-good = Deze hulpvraag is goed te behandelen.
question-hints = Dit kan nog beter. Het hoeft niet.
question-nothing = Schrijf je hulpvraag, dan denken we mee.
question-five = Een goede hulpvraag is: in de ik-vorm, concreet, van nu, open, en over wat jij zelf kunt doen.
question-examples = Voorbeelden, verzonnen
question-wrong-1 = Minder goed: Waarom belt die moeder altijd op het verkeerde moment?
question-right-1 = Beter: Hoe blijf ik rustig als een moeder boos belt tijdens het eten?
question-wrong-2 = Minder goed: Moet de planning niet eens anders?
question-right-2 = Beter: Wat kan ik deze week doen zodat ik mijn pauze neem?
question-hint-not_mine = Gebruik "ik" of "mijn": het gaat om jouw vraag.
question-hint-no_question = Maak er een vraag van, met een vraagteken.
question-hint-closed = Hierop kan de groep alleen ja of nee zeggen. Begin met "hoe" of "wat".
question-hint-blames = Dit zoekt een schuldige. Vraag liever wat jij anders kunt doen.
question-hint-of_others = Dit gaat over wat een ander doet. Waar heb jij zelf invloed op?
question-hint-always = "Altijd", "nooit" en "iedereen" zijn groot. Kies één moment.
question-hint-short = Dit is kort. Over welk moment gaat het?
question-hint-long = Dit is veel. Kies één vraag.
question-hint-past = Dit is geweest. Wat wil je nu of straks doen?
