# Hulp: korte teksten over wat jullie doen. Elk hoogstens 80 woorden.

guide-title = Hulp
guide-intro = Korte uitleg, en kaartjes om af te drukken.
guide-about = Wat is het?
guide-doing = Hoe doe je het?
guide-cards = Kaartjes
guide-alone = Alleen dit
guide-all = Alle hulp

guide-intervision-word = intervisie
guide-intervision-title = Intervisie
guide-intervision =
    Bij intervisie helpen mensen met gelijksoortig werk elkaar verder. Iemand brengt iets in dat echt gebeurt en nog speelt. De anderen vragen, denken mee en geven tips, in vaste stappen en in beperkte tijd.
    Iedereen is gelijk. Jullie zoeken geen schuldigen. Wie inbrengt, kiest zelf wat hij ermee doet, en vertelt de volgende keer wat werkte.

guide-interventure-word = interventure
guide-interventure-title = Interventure
guide-interventure =
    Een interventure is een trektocht door je eigen werk. Een tijdelijke groep gaat met een gids op pad met een vraagstuk.
    Eerst stapt ieder zelf in. Dan onderzoeken jullie: wie ziet wat, en wat is de kern? Daarna proberen jullie klein uit, kijken, passen aan en zetten de volgende stap. Even niet weten hoort erbij. Aan het eind delen jullie het pad en het uitzicht. Er is geen goed of fout.

guide-action_learning-word = actieleren
guide-action_learning-title = Actieleren
guide-action_learning =
    Actieleren is samen een dringend probleem aanpakken door goed te kijken en klein uit te proberen. Mensen die kunnen handelen, die kennis hebben en die hart voor de zaak hebben, doen mee.
    Kijk eerst wie dit al oploste. Probeer dan iets, kijk terug, verbeter, en doe het opnieuw. Stop met wat niet werkt, doe meer van wat wel werkt. Ook een mislukte poging is iets om te delen.

guide-help_question-word = hulpvraag
guide-help_question-title = Een goede hulpvraag
guide-help_question =
    Met een hulpvraag zeg je waar de groep je bij kan helpen. Een goede hulpvraag is:
    • in de ik-vorm: het gaat om jou;
    • concreet: één moment, één gesprek;
    • van nu: het speelt nog;
    • open: hij begint met hoe of wat;
    • over wat jij zelf kunt doen.
    Dus niet: "Waarom belt die moeder altijd?" Maar: "Hoe blijf ik rustig als een moeder boos belt tijdens het eten?"

guide-anonymous-word = anoniem
guide-anonymous-title = Zo schrijf je dat niemand te herkennen is
guide-anonymous =
    Schrijf geen namen, geboortedata, adressen of telefoonnummers. Er zijn drie manieren:
    • weglaten, of een letter: N.;
    • een rol: de cliënt, een collega, een ouder;
    • ruimer maken: een plaats, vorige maand.
    Let ook op wat opvalt zonder naam: een zeldzame ziekte, een kamer, een functie die er maar één keer is. Kring wijst woorden aan, op jouw laptop. Jij beslist.

guide-follow_up-word = terugkoppeling
guide-follow_up-title = Terugkoppelen
guide-follow_up =
    De volgende bijeenkomst begint met wie de vorige keer tips kreeg. Je vertelt kort: wat heb ik gedaan, wat werkte, wat (nog) niet, en wat leer ik ervan? Ook "niet gedaan" is een antwoord; dan blijft het staan.
    Zo leert de hele groep mee. Daarna zeg je: klaar, of nog een ronde.

guide-core-word = kern
guide-core-title = Naar de kern van een vraagstuk
guide-core =
    Een goede kern is concreet, uit de praktijk, en klein genoeg om iets te proberen.
    Verzonnen voorbeeld. Jullie begonnen met "werkdruk". Na gesprekken en bezoeken zeggen jullie: "In het uur na het eten lopen we allemaal, en bewoners worden onrustig van ons lopen." Daar kun je morgen iets aan proberen.
    Vraag: wie merkt het, wanneer, en waaraan? Een kern mag later anders worden.

guide-attitude-word = houding
guide-attitude-title = Hoe je meedoet
guide-attitude =
    Je doet vrijwillig mee en als gelijke. Kom open binnen, durf kwetsbaar te zijn, en kijk naar je eigen deel. Stel vragen voordat je raad geeft. Wat hier gezegd wordt, blijft hier. Je hoeft het niet te weten; je hoeft het alleen te willen onderzoeken.

guide-feedback-word = feedback
guide-feedback-title = Feedback geven en krijgen
guide-feedback =
    Geven:
    • vraag of het nu past;
    • zeg wat je zag of hoorde, zonder oordeel;
    • zeg wat het met jou deed: "ik werd er stil van";
    • zeg wat je graag zou zien, en laat de ander kiezen.
    Krijgen:
    • luister tot het eind, verdedig niet;
    • vraag door: "wanneer zag je dat?";
    • zeg dank, en kies zelf wat je ermee doet.

guide-open_questions-word = open-vragen
guide-open_questions-title = Open vragen
guide-open_questions =
    Een open vraag begint met wie, wat, waar, wanneer of hoe. De ander gaat er verder van denken.
    • Wat gebeurde er precies?
    • Wat deed jij toen?
    • Waar merkte je dat aan?
    • Hoe zou het zijn als het lukt?
    Pas op met "waarom": dat klinkt als een verwijt. En met tips in de vorm van een vraag: "Heb je al eens …?" Stel één vraag, en wacht.

guide-nonviolent-word = geweldloos
guide-nonviolent-title = Geweldloze communicatie
guide-nonviolent =
    Vier stappen om iets lastigs te zeggen zonder aan te vallen:
    • waarneming: wat zag of hoorde ik? "Je keek drie keer op je telefoon."
    • gevoel: wat doet dat met mij? "Ik werd onzeker."
    • behoefte: wat is voor mij belangrijk? "Ik wil graag gehoord worden."
    • verzoek: wat vraag ik, klein en nu? "Wil je hem wegleggen tot de pauze?"
    De ander mag ook nee zeggen.

guide-dos_and_donts-word = wel-en-niet
guide-dos_and_donts-title = Wel doen, niet doen
guide-dos_and_donts =
    Wel:
    • luisteren en doorvragen;
    • je aan de stappen en de tijd houden;
    • een stilte laten duren;
    • een tip geven als cadeau.
    Niet:
    • meteen oplossen;
    • zeggen wie er schuld heeft;
    • je eigen verhaal ervoor in de plaats zetten;
    • buiten de groep vertellen wat je hoorde.

# Wat de groep op een moment vraagt, en voorbeelden. Alles verzonnen.

prompt-check-in = Om te beginnen, ieder in één zin: hoe kan ik vandaag het best bijdragen?
prompt-well-being = Nog even, ieder voor zich: gaf deze bijeenkomst je energie? En durfden we verschillen te benoemen?
experiment-who-solved = Wie heeft dit al opgelost? Kijk eerst even rond, en schrijf op wat je vond.
experiment-learned = Wat jullie eerder leerden
experiment-behaviour = Welk ander gedrag vraagt het? Van wie? En wat vraagt het van hen om dat te doen?
