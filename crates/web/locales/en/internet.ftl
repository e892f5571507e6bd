# The page on the internet.

intro-internet = Find each other also when you are not on the same network. It is off until you switch it on.
settings-internet = For each group it says here whether this laptop shares also beyond its own network.
internet-who-sees = Who sees what then?
internet-here = On this laptop
internet-here-line = Somebody switched the internet on for the group. This laptop takes part only once you say so.
internet-agree = Yes, switch it on on this laptop
internet-refuse-line = After that nothing goes outside from this laptop any more, at once. The others only notice that you are not there.
internet-refuse = Switch it off on this laptop
internet-group = For the whole group
internet-off-line = Who is connected now hears it at once. The others hear it at the next contact.
internet-off = Switch it off for the group
internet-which = By which relay?
internet-public = The public one
internet-public-line = Of the company n0, in Europe. Free, without an account.
internet-own = A relay of your own
internet-own-line = Of your work or of yourselves. Fill in its address below.
internet-address = The address of your own relay
internet-on = Switch it on, for the group and on this laptop
join-far-yes-button = Yes, come in over the internet
join-far-no-button = No, on my own network only
page-join-far-not-found = We do not see the laptop of the person who invites you, not by the relay either. See whether this laptop has internet, and ask whether Kring is still on there, with the internet on.
page-join-far-no = We do not see the laptop of the person who invites you. We looked on your own network only. Choose the same Wi-Fi or a hotspot, or try again and choose the internet.
page-invite-far-relay = This invitation also works over the internet, by the relay of the group. As long as it is open, whoever has the text can knock there too.
page-invite-far-direct = This invitation works only if your laptops are on the same network. Further away works while the internet is on: first see under More, and then Internet, what that means.
