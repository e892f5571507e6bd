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
