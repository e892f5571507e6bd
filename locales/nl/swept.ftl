# Iemand veranderde veel tegelijk van wat anderen schreven.

swept-line = { $name } veranderde in één keer { $count } plekken van anderen, { $when }.
swept-ask = Was dit niet de bedoeling? Je kunt alles in één keer terugzetten. Wat er stond, komt terug als nieuwe wijziging. Wat { $name } schreef, blijft in de geschiedenis staan.
swept-how = Alles terugzetten, of het dubbele weghalen: "kring sweep back". Zo laten: "kring sweep leave".
swept-none = Niemand veranderde in één keer veel van anderen.
swept-no-such = Er is geen { $number }. "kring sweep list" laat zien wat er is.
done-swept-back = { $count ->
    [one] Eén plek staat weer zoals die was.
   *[other] { $count } plekken staan weer zoals ze waren.
}
done-swept-all-back = Alles staat weer zoals het was. Je vindt de andere versie in de geschiedenis.
done-swept-left = Het blijft zoals het nu is.
do-swept-back = Alles terugzetten
do-swept-leave = Zo laten
swept-twice = Meer mensen zetten hetzelfde terug, zonder het van elkaar te weten. { $count ->
    [one] Eén tekst staat er nu dubbel.
   *[other] { $count } teksten staan er nu dubbel.
}
swept-twice-ask = Je kunt het dubbele in één keer weghalen. Wat er hoort te staan, blijft staan, net als wat anderen er sindsdien bij schreven.
do-swept-twice = Dubbele weghalen
done-swept-once = Alles staat er weer één keer.
