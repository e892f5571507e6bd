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
