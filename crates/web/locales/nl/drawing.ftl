# Tekeningen.

journey = De reis
intro-journey = Waar jullie langs kwamen: fasen, bijeenkomsten, casussen, experimenten, en wat er te vieren was.
journey-signals = Hoe het leren gaat
journey-signals-line = Wat jullie samen gaven, van 1 tot 5. Alleen waar minstens drie mensen iets gaven, en nooit per persoon.
drawing-in-words = Hetzelfde in woorden
drawing-journey = De reis van { $from } tot { $until }: { $meetings ->
    [one] 1 bijeenkomst
   *[other] { $meetings } bijeenkomsten
}, { $cases ->
    [one] 1 casus
   *[other] { $cases } casussen
} en { $experiments ->
    [one] 1 experiment
   *[other] { $experiments } experimenten
}.
drawing-today = vandaag
drawing-lane-case = Casussen
drawing-lane-experiment = Experimenten
drawing-course = Het verloop
drawing-course-open = Een pad met { $count ->
    [one] 1 stap
   *[other] { $count } stappen
}. Het gaat nog verder.
drawing-course-ended = Een pad met { $count ->
    [one] 1 stap
   *[other] { $count } stappen
}. Aan het eind: { $outcome }.
drawing-bend = aanpassen
drawing-fog = even niet weten
drawing-rest = gestopt
drawing-open = wordt vervolgd
