# Wat met een bestand meegaat: delen op een stick, en reservekopieën.

file-alone = Er is nog niemand anders in je groep. Niemand zou dit bestand kunnen openen.
file-too-large = Dit is te veel voor één bestand.
file-too-large-hint = Deel met de anderen via wifi of een hotspot.
file-foreign = Dit is geen bestand van Kring.
file-newer = Dit bestand is gemaakt met een nieuwere Kring.
file-newer-hint = Werk Kring bij en probeer het opnieuw.
file-other-group = Dit bestand hoort bij een andere groep.
file-stranger = Wie dit bestand maakte, kennen we hier (nog) niet.
file-stranger-hint = Vraag iemand die je al kent om een bestand.
file-outsider = Dit bestand komt van { $name }, op een laptop die niet meer in de groep is.
file-damaged = Dit bestand is beschadigd of niet helemaal overgekomen.
file-damaged-hint = Vraag om een nieuw bestand. Er is niets overgenomen.
file-not-for-us = Dit bestand is niet voor deze laptop gemaakt.
file-not-for-us-hint = Vraag om een nieuw bestand: een ouder bestand kent deze laptop nog niet.
file-gap = Dit bestand sluit niet aan op wat hier staat. Er is niets overgenomen.
file-gap-hint = Vraag om een heel bestand: kring file out --whole
file-taken = Er staat al iets op { $path }.
file-taken-hint = Kies een andere naam of een andere map.
file-made = Bestand gemaakt: { $path }
file-made-whole = Alles wat de anderen mogen zien zit erin.
file-made-lacking = Er zit in wat de anderen, voor zover we weten, nog niet hebben. Alles erin: kring file out --whole
file-made-for = Alleen { $names } kan het openen, met Kring.
file-made-for-them = Alleen { $names } kunnen het openen, met Kring.
file-came = { $count ->
    [0] Er was niets nieuws in het bestand van { $name }.
    [one] Overgenomen van { $name }: 1 wijziging.
   *[other] Overgenomen van { $name }: { $count } wijzigingen.
}
file-came-honest = { $name } weet dit nog niet. Zijn of haar naam wordt pas groen als jullie laptops elkaar zien.
file-left-out = Een deel is niet overgenomen: iemand schreef meer dan we bewaren. Zie: kring doctor

ask-backup = Het wachtwoord van deze reservekopie:
ask-backup-new = Bedenk een wachtwoord voor deze reservekopie, bijvoorbeeld vier woorden:
ask-backup-again = Nog een keer:
ask-backup-in = De opslag op deze laptop is kapot. De kopie van { $when } terugzetten?
ask-nobody-secret = Zet het wachtwoord in een bestand en noem dat met --secret-file.
backup-two-different = Dat waren twee verschillende wachtwoorden. Er is niets gemaakt.
backup-too-short = Dit wachtwoord is te kort: minstens { $count } tekens. Vier gewone woorden is goed.
backup-making = De reservekopie wordt gemaakt.
backup-made = Reservekopie gemaakt: { $path }
backup-keep-apart = Bewaar het bestand niet alleen op deze laptop. Zonder het wachtwoord kan niemand het openen, jij ook niet. Wat hier later gewist wordt, blijft in dit bestand staan.
backup-foreign = Dit is geen reservekopie van Kring.
backup-passphrase = Dit wachtwoord past niet bij deze reservekopie. Er is niets teruggezet.
backup-damaged = Deze reservekopie is beschadigd of niet helemaal overgekomen. Er is niets teruggezet.
backup-too-large = Dit is te veel voor één reservekopie. Kies een groep met --group.
backup-other-laptop = Deze reservekopie is op een andere laptop gemaakt.
backup-other-laptop-hint = Doe eerst opnieuw mee met je groep, als jezelf. Zet de kopie daarna terug: je eigen notities komen dan mee.
backup-works = Je groep doet het gewoon op deze laptop. Er is niets teruggezet.
backup-placed = { $name } staat weer op deze laptop.
backup-nothing = { $name }: alles uit de kopie staat hier al.
backup-added = { $name }: aangevuld, aantal wijzigingen: { $count }.
backup-added-private = { $name }: aangevuld, ook wat alleen van jou is. Aantal wijzigingen: { $count }.
backup-goes-on = Wat je daarna schreef en al gedeeld was, komt vanzelf terug van de anderen.
backup-back = De kopie van { $when } is teruggezet. Wat er stond, is ernaast bewaard.
backup-no-such = Zo'n kopie is er niet.
backup-no-such-hint = Welke er zijn: kring backup list
backup-none = Er zijn nog geen kopieën. De eerste komt na een dag waarop er iets veranderde.
backup-list-line = Deze kopieën staan op deze laptop. Wat gewist wordt, is meteen ook daaruit weg. Voor elders: kring backup out
