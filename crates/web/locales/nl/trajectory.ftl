# Het traject op de pagina.

intro-trajectory = Waar jullie zijn, wat daarbij hoort, en wat hierna komt.
intro-preparation = Wat jullie vooraf bedenken: krachtenveld, doel, plan en toestemming. Om in te vullen en te printen.
intro-roles = Wie welke rol heeft, en wat die vraagt. Om te printen voor de start.
intro-results = Wat jullie uitprobeerden: wat werkt, wat (nog) niet, wat loopt.
trajectory-go = Verder naar: { $phase }
trajectory-back = Terug naar: { $phase }
trajectory-edit = Vorm, duur en ritme
trajectory-hint-planned_end = Een interventure duurt meestal vijf tot zeven maanden.
trajectory-hint-max_members = Met hoogstens zeven komt iedereen goed aan bod.
trajectory-hint-phases = Alleen als jullie eigen fasen willen. Zet er komma's tussen.
home-phase = Jullie zijn nu bij: { $phase }
home-why = Waarom doe je mee, en wat wil je bereiken?
home-why-line = Vertel het de anderen in een paar zinnen. Je kunt het later altijd veranderen.
home-why-say = Opschrijven
guide-hand-over = Begeleiding overdragen
guide-to = Wie begeleidt er verder?
guide-group = De groep gaat zelf verder
guide-give = Overdragen
guide-until-when = Tot wanneer?
guide-hint = Wie begeleidt, krijgt geen extra rechten. Na deze dag begeleidt de groep zichzelf.
ready-intro = Kies wat bij jullie past, en verander de woorden gerust. Daarna zegt ieder zelf ja.
ready-propose = Voorstellen aan de groep
roles-intro = Dit is voor iedereen duidelijk voordat jullie beginnen. Wie niet in de groep zit, krijgt niets op een laptop.
preparation-intro = Vul samen in wat jullie weten. Het hoeft niet in één keer af.
preparation-fill = Invullen
preparation-give = Iedereen een opdracht geven
preparation-what = Wat doet ieder voor de eerste bijeenkomst?
preparation-what-hint = Bijvoorbeeld: breng een casus in, of kijk een dienst lang wat wel werkt.
preparation-to-all = Aan iedereen geven
results-empty = Nog niets.
variety-used = { $times ->
        [one] Eén keer gedaan, op { $day }
       *[other] { $times } keer gedaan, het laatst op { $day }
    }
rounds-plan = Zet deze rondes in de agenda
hint-promise = Bijvoorbeeld: tijd om mee te doen, ruimte om iets uit te proberen, niet vragen naar casussen.
trajectory-hint-context_tags = Waar jullie samen werken of leren. Bijvoorbeeld: team, school, inwerken. Met komma's ertussen.
