# Het voorbeeld van zes laptops.

demo-begin = { $count } laptops maken samen een groep.
demo-apart = Ieder schrijft apart verder, zonder netwerk.
demo-meet = Ze komen bij elkaar en delen.
demo-disagree = Twee leden schrijven dezelfde zin anders, zonder het te weten.
demo-leaves = { $name } vertrekt uit de groep.
demo-look = Elke laptop laat zien wat er op staat.
demo-level = heeft alles, net als de { $count } anderen
demo-behind = nog bezig: { $count } van { $of } zijn gelijk
demo-left = is vertrokken
demo-done = Alle laptops hebben hetzelfde: { $pages } pagina's, in { $seconds } seconden.
demo-mismatch = { $count ->
        [one] Er is 1 verschil.
       *[other] Er zijn { $count } verschillen.
    }
demo-kept = Bewaard in { $place }.
