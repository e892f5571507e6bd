# Does everyone have everything? Causes, what can be done, and the closing words.

level-this = yes (this laptop).
level-later = not here today, gets it later. Last seen { $when }.
level-blocked = this laptop is blocked.
level-looking = Looking for the others …
next-never-seen = Is that laptop here? Open Kring on it, and choose the same Wi-Fi or a hotspot.
next-no-answer = Open the lid of that laptop, and open Kring on it.
next-blocked = Somebody else in the group can let this laptop in again, under Members.
next-not-known-there = Let that laptop share first with whoever let you in.
next-breach = Start Kring anew on that laptop.
closing-title = Closing words
closing-line = Read them to each other. If you read the same four words, you all have everything that is for the whole group.
closing-other = In Dutch:
level-differs = “{ $title }” looks different at { $name }, though you hold the same. Update Kring on both laptops.
