# De vraag en de kern naast elkaar, en wat de kern is voor ieder.

core-title = Vraag en kern
core-intro = Eerst waar jullie mee begonnen, daarnaast waar het volgens jullie om gaat. Een goede kern is klein en concreet, en komt uit de praktijk. Hij mag later anders worden.
core-question = Het vraagstuk
core-core = De kern
core-open = Nog niet opgeschreven.
core-former = tot { $day }
core-former-title = Eerder
core-each = De kern volgens ieder
core-none = Nog niemand deed een voorstel.
core-is = Dit is nu de kern van de groep.
core-say = Voor mij is de kern
core-say-hint = In een of twee zinnen. Iedereen ziet dat het van jou is.
core-propose = Voorstellen
core-take = Dit wordt de kern
core-write = Zelf opschrijven
core-see = Vraag en kern naast elkaar
done-core-proposed = Jouw voorstel staat erbij.
done-core-proposal-changed = Jouw voorstel is gewijzigd.
done-core-proposal-withdrawn = Je nam je voorstel terug.
done-core-taken = Dit is nu de kern. De vorige kern blijft staan bij "Eerder".
core-urgency = Waarom kan dit niet wachten?
core-hint-urgency = Schrijf in een paar zinnen op wat ieder van jullie ervan merkt. Dan voelt iedereen de urgentie.
core-hint-question = Zoals de vraag bij jullie binnenkwam. De woorden die er nu staan, blijven bewaard.
core-hint-core = Klein en concreet, in een of twee zinnen. De woorden die er nu staan, blijven bewaard.
