# Ideeën: opschrijven, terugvinden, proberen.

list-kinds = Soorten notities
list-all-kinds = Alles
ideas-see = Ideeën van de groep
idea-new = Idee opschrijven
idea-try = Dit gaan we proberen
done-tried-out = Er is een experiment van gemaakt. Het idee blijft staan en verwijst ernaar.
right-no-idea = Dat kan alleen met een notitie van de soort "idee", met één titel. Kies eerst de soort bij Wijzigen.
