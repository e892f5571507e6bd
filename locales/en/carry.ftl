# What goes along in a file: sharing on a stick, and backups.

file-alone = There is nobody else in your group yet. Nobody could open this file.
file-too-large = This is too much for one file.
file-too-large-hint = Share with the others over Wi-Fi or a hotspot.
file-foreign = This is not a file of Kring.
file-newer = This file was made with a newer Kring.
file-newer-hint = Update Kring and try again.
file-other-group = This file belongs to another group.
file-stranger = Whoever made this file is not known here (yet).
file-stranger-hint = Ask somebody whom you know already for a file.
file-outsider = This file comes from { $name }, from a laptop that is not in the group any more.
file-damaged = This file is damaged or did not come over whole.
file-damaged-hint = Ask for a new file. Nothing was taken in.
file-not-for-us = This file was not made for this laptop.
file-not-for-us-hint = Ask for a new file: an older one does not know this laptop yet.
file-gap = This file does not join on to what is here. Nothing was taken in.
file-gap-hint = Ask for a whole file: kring file out --whole
file-taken = There is something at { $path } already.
file-taken-hint = Choose another name or another folder.
file-made = File made: { $path }
file-made-whole = Everything that the others may see is in it.
file-made-lacking = It holds what the others do not have yet, as far as we know. Everything: kring file out --whole
file-made-for = Only { $names } can open it, with Kring.
file-made-for-them = Only { $names } can open it, with Kring.
file-came = { $count ->
    [0] There was nothing new in the file of { $name }.
    [one] Taken in from { $name }: 1 change.
   *[other] Taken in from { $name }: { $count } changes.
}
file-came-honest = { $name } does not know this yet. Their name turns green only when your laptops meet.
file-left-out = A part was not taken in: somebody wrote more than we keep. See: kring doctor

ask-backup = The passphrase of this backup:
ask-backup-new = Think of a passphrase for this backup, for example four words:
ask-backup-again = Once more:
ask-backup-in = The store on this laptop is broken. Put back the copy of { $when }?
ask-nobody-secret = Put the passphrase in a file and name it with --secret-file.
backup-two-different = Those were two different passphrases. Nothing was made.
backup-too-short = This passphrase is too short: at least { $count } characters. Four ordinary words are good.
backup-making = The backup is being made.
backup-made = Backup made: { $path }
backup-keep-apart = Do not keep the file on this laptop alone. Without the passphrase nobody can open it, neither can you. What is wiped here later stays in this file.
backup-foreign = This is not a backup of Kring.
backup-passphrase = This passphrase does not open this backup. Nothing was put back.
backup-damaged = This backup is damaged or did not come over whole. Nothing was put back.
backup-too-large = This is too much for one backup. Choose a group with --group.
backup-other-laptop = This backup was made on another laptop.
backup-other-laptop-hint = First join your group again, as yourself. Then put the copy back: your own notes come with it.
backup-works = Your group works on this laptop. Nothing was put back.
backup-placed = { $name } is on this laptop again.
backup-nothing = { $name }: everything in the copy is here already.
backup-added = { $name }: added to, number of changes: { $count }.
backup-added-private = { $name }: added to, also what is yours alone. Number of changes: { $count }.
backup-goes-on = What you wrote after that and had shared comes back from the others by itself.
backup-back = The copy of { $when } was put back. What was there is kept beside it.
backup-no-such = There is no such copy.
backup-no-such-hint = Which there are: kring backup list
backup-none = There are no copies yet. The first comes after a day on which something changed.
backup-list-line = These copies are on this laptop. What is wiped is gone from them at once. For elsewhere: kring backup out
