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
