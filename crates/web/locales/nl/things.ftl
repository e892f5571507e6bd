# Hulp bij het invullen, en namen van velden zoals ze in een formulier staan.

hint-title = Eén zin waaraan je het herkent. Gebruik geen namen van cliënten of collega's.
hint-help_question = Waar wil je hulp bij? Begin met "ik" of "hoe", en maak het klein en concreet.
hint-situation = Wat gebeurde er? Schrijf zo dat niemand te herkennen is.
hint-tags = Met komma's ertussen
hint-theme = Dit is het enige wat mensen zien die het dossier niet hebben.
hint-risk = Wat kan er misgaan?
hint-whose = Wie kijkt zo? Bijvoorbeeld: een familielid, de nachtdienst
page-field-tags = trefwoorden
page-field-risk = risico
hint-case-kind = Vak: een inhoudelijke kwestie. Persoonlijk: hoe je het doet in je werk. Jijzelf: alleen als de groep veilig genoeg is; je hoeft niet. Het mag ook een idee, een uitdaging of iets moeilijks zijn.
hint-case-is_real = Is het echt gebeurd, in je eigen werk?
hint-case-is_ongoing = Speelt het nog? Dan kun je er iets mee doen.
hint-core = Zo klein en concreet dat je morgen iets kunt proberen. Verzonnen voorbeeld: niet "werkdruk", maar "in het uur na het eten lopen we allemaal, en worden bewoners onrustig".
hint-context_tags = Waar is de groep voor? Bijvoorbeeld: leertraject, workshop, netwerk, nieuw in het werk, teamoverleg, coaches. Met komma's ertussen.
hint-from_findings = Wie heeft dit al opgelost, hier of ergens anders? Kies wat jullie vonden.
hint-by_whom = Van wie?
hint-what_it_takes = Wat is er voor nodig?
case-examples = Voorbeelden van een casus, verzonnen
case-example-technical = Vak: een cliënt doet de oefeningen thuis niet, en ik weet niet hoe ik daar verder mee kom.
case-example-personal = Persoonlijk: ouders willen elke week bellen over de toets, en ik zeg steeds ja.
case-example-self = Jijzelf: als mijn leidinggevende kortaf is, durf ik niets meer te vragen.
