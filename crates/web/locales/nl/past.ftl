# De geschiedenis van een bladzijde, en wie wat schreef.

past-title = Geschiedenis
past-intro = Wat er gebeurde, het nieuwste eerst. Er gaat niets verloren: je kunt altijd zien hoe het was.
past-look = Zo was het toen
past-now = Zo is het nu
past-then = Zo was het toen
past-after = Zo stond het er na: { $name } { $what }, { $when }.
past-back-line = Zet je iets terug, dan wordt dat een nieuwe wijziging van jou. Wat er nu staat, blijft in de geschiedenis.
past-put-back = Terugzetten
past-changed-since = Nu staat er iets anders.
past-who-unknown = Van dit stuk weten we niet wie het schreef.
past-who-more = { $count ->
        [one] En nog een stuk.
       *[other] En nog { $count } stukken.
    }
past-who-label = Wie schreef dit
do-unarchive = Terug in de lijst
put-away = Opgeborgen
put-away-line = Dit is opgeborgen, ingetrokken of gaat niet door. Het is niet weg.
put-away-none = Hier is niets opgeborgen.

also-chosen = Ook gekozen:
agenda-up = Omhoog
agenda-down = Omlaag
make-one = Maak er samen één van
make-one-label = Jullie zin
merged-with = Samengevoegd uit wat { $names } schreven
merged-now = Zo staat het er nu
past-put-back-mine = Mijn deel terugzetten
log-empty = Er is nog niets gebeurd.
