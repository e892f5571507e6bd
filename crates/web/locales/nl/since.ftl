# Wat er nieuw is.

since-meeting = Sinds de laatste bijeenkomst
since-begun = { $names } begon hiermee.
since-wrote = { $count ->
        [one] { $names } schreef hierin.
       *[other] { $names } schreven hierin.
    }
since-tips = { $count ->
        [one] Een nieuwe tip.
       *[other] { $count } nieuwe tips.
    }
since-more = En nog { $count } in de tijdlijn
since-together = Kijk hier samen naar
since-undecided = { $count ->
        [one] Er staan twee versies naast elkaar.
       *[other] Op { $count } plekken staan versies naast elkaar.
    }
since-merged = { $count ->
        [one] Een zin is samengevoegd.
       *[other] { $count } zinnen zijn samengevoegd.
    }
since-passed-title = De dag is voorbij: hoe ging het?
since-passed = Jullie probeerden dit tot { $day }.
