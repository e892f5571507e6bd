# De reis van de groep, dag voor dag.

journey-phase = fase
journey-meeting = bijeenkomst
journey-case = casus
journey-experiment = experiment
journey-celebration = iets om te vieren
journey-not_knowing = even niet weten
journey-empty = Er is nog niets om te tekenen. Zodra er een bijeenkomst, een casus of een experiment is, groeit hier jullie reis.
