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

since-joined = { $name } is nieuw in de groep. Binnengelaten door { $by }.
since-laptop = { $name } heeft er een laptop bij: { $device }.
since-returned = { $name } is teruggekomen op een nieuwe laptop ({ $device }). Bevestigd door { $by }.
since-blocked = De laptop { $device } van { $name } is buitengesloten door { $by }.
since-unblocked = De laptop { $device } van { $name } is weer toegelaten door { $by }.
since-left = { $name } is weg uit de groep.
