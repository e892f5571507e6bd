# Heeft iedereen alles? Oorzaken, wat je kunt doen, en de slotwoorden.

level-this = ja (deze laptop).
level-later = er vandaag niet, krijgt het later. Laatst gezien { $when }.
level-blocked = deze laptop is buitengesloten.
level-looking = We zoeken de anderen …
next-never-seen = Is die laptop hier? Open Kring daar, en kies dezelfde wifi of een hotspot.
next-no-answer = Klap die laptop open en open Kring daar.
next-blocked = Iemand anders in de groep kan deze laptop weer toelaten, bij Leden.
next-not-known-there = Laat die laptop eerst delen met wie jou binnenliet.
next-breach = Start Kring daar opnieuw.
closing-title = Slotwoorden
closing-line = Lees ze elkaar voor. Lezen jullie dezelfde vier woorden, dan hebben jullie alles wat voor de hele groep is.
closing-other = In het Engels:
level-differs = “{ $title }” ziet er bij { $name } anders uit, terwijl jullie hetzelfde hebben. Werk Kring op beide laptops bij.
