# De pagina over internet.

intro-internet = Elkaar ook vinden als jullie niet op hetzelfde netwerk zitten. Het staat uit, tot jullie het aanzetten.
settings-internet = Per groep staat hier of deze laptop ook buiten zijn eigen netwerk deelt.
internet-who-sees = Wie ziet dan wat?
internet-here = Op deze laptop
internet-here-line = Iemand zette internet aan voor de groep. Deze laptop doet pas mee als jij het zegt.
internet-agree = Ja, aanzetten op deze laptop
internet-refuse-line = Daarna gaat er op deze laptop meteen niets meer naar buiten. De anderen merken alleen dat je er niet bent.
internet-refuse = Uitzetten op deze laptop
internet-group = Voor de hele groep
internet-off-line = Wie nu verbonden is, hoort het meteen. De anderen horen het bij het volgende contact.
internet-off = Uitzetten voor de groep
internet-which = Via welk doorgeefpunt?
internet-public = Het openbare
internet-public-line = Van het bedrijf n0, in Europa. Gratis, zonder account.
internet-own = Een eigen doorgeefpunt
internet-own-line = Van je werk of van jullie zelf. Vul het adres hieronder in.
internet-address = Het adres van jullie eigen doorgeefpunt
internet-on = Aanzetten, voor de groep en op deze laptop
join-far-yes-button = Ja, binnenkomen via internet
join-far-no-button = Nee, alleen op mijn eigen netwerk
page-join-far-not-found = We zien de laptop van wie je uitnodigt niet, ook niet via het doorgeefpunt. Kijk of deze laptop internet heeft, en vraag of Kring daar nog aan staat, met internet aan.
page-join-far-no = We zien de laptop van wie je uitnodigt niet. We zochten alleen op je eigen netwerk. Kies dezelfde wifi of een hotspot, of probeer het opnieuw en kies dan voor internet.
page-invite-far-relay = Deze uitnodiging werkt ook via internet, via het doorgeefpunt van de groep. Zolang ze open is, kan wie de tekst heeft ook daar aankloppen.
page-invite-far-direct = Deze uitnodiging werkt alleen als jullie laptops op hetzelfde netwerk zitten. Verder weg kan als internet aan staat: kijk eerst bij Meer, en dan Internet, wat dat betekent.
