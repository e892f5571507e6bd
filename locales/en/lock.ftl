# Passphrase, keyring and locking.

lock-safe-files = Without a passphrase, whoever logs in with your account or reads this laptop's disk can read everything. Do you share this computer, as on a ward? Then set a passphrase ("kring lock set", or under Settings).
lock-safe-keyring = This computer's keyring guards everything: a stolen laptop shows nothing, but whoever logs in with your account sees everything. Do you share this account, as on a ward? Then set a passphrase ("kring lock set", or under Settings).
lock-safe-passphrase = Everything on this laptop is behind your passphrase. While Kring is open, whoever sits at your laptop can read along.
lock-nothing = There is no passphrase to lock with yet.
lock-nothing-hint = Set one with "kring lock set".
lock-keyring-opens = The keyring opens by itself while you are logged in. Lock your computer itself, or set a passphrase.
lock-done = Locked. What was open on this laptop is closed; sharing goes on when you give the passphrase again.
lock-set = The passphrase is set.
lock-changed = The passphrase is changed. The old one no longer works.
lock-in-keyring = This computer's keyring guards everything now.
lock-removed = The passphrase or keyring is gone.
lock-two-different = Those were two different ones. Nothing was changed.
lock-ended = Locked: sharing has stopped.
ask-passphrase = Passphrase:
ask-new-passphrase = New passphrase (four separate words are strong):
ask-new-passphrase-again = Once more:
ask-nobody-passphrase = Run the command in a terminal window, or name a file with --new-passphrase-file.
ask-lock-set = If you forget the passphrase, nobody can open this laptop any more, nor can we. What was shared you get back by joining again. What is only here, such as your own notes, is lost then. Go on?
ask-lock-keyring = If this computer's keyring is lost, for instance when the administrator sets a new password, this laptop no longer opens. What is only here is lost then. Go on?
ask-lock-remove = After this, whoever logs in with your account can read everything on this laptop. Go on?
trouble-locked = Kring is locked on this laptop: the passphrase is needed first.
trouble-locked-hint = Run the command in a terminal window, or name a file with --passphrase-file.
trouble-passphrase = This is not the passphrase. Try again; nothing is lost.
trouble-passphrase-weak = A passphrase has at least { $least } characters. Four separate words are strong and easy to remember.
trouble-passphrase-file = The passphrase cannot be read from { $path }: { $cause }
trouble-passphrase-none = There is no passphrase in { $path }.
trouble-in-use = Kring is still busy elsewhere on this laptop. Nothing was changed.
trouble-in-use-hint = Close Kring in the other windows, and try again.
trouble-keyring = This computer's keyring does not work: { $cause }
trouble-keyring-hint = Log in to this computer again, or choose a passphrase with "kring lock set".
settings-idle = Without you the page locks itself after { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }.
lock-stopped = Locked: this command has stopped.
draft-saved-at-lock = Kring was locked while you were writing. What you had saved in your editor is kept.
wipe-all = Wipe everything of Kring
wipe-all-ask = Wipe everything of Kring from this laptop? You cannot undo this.
wipe-all-lost-title = What is only here, you lose for good
wipe-all-only-here = { $group }: nobody else has this yet: { $titles }{ $more ->
        [0] .
       *[other] {" "}and { $more } more.
    }
wipe-all-group-page = the newest of what the whole group keeps, such as agreements and meetings
wipe-all-held = { $group }: everything you shared is on another laptop too.
wipe-all-private = { $group }: what you wrote only for yourself is gone after this.
wipe-all-unreadable = A group on this laptop does not open. What of it is only here, we do not know.
wipe-all-unknown = Without the passphrase we do not know what is only on this laptop. That you lose.
wipe-all-goes-title = This goes
wipe-all-goes = All groups on this laptop, your own notes, the keys, the backups that Kring makes by itself, and texts that were not finished. Then Kring stops.
wipe-all-stays-title = This stays
wipe-all-stays = What others have on their laptops. Files that you saved somewhere yourself, also a backup on a stick, and what in Kring's folder is not of Kring. Without a passphrase an expert may with effort still find remains on the disk.
wipe-all-member = You stay a member of your groups. Do you want to leave, then choose "Leave the group" first. If you come back later, two members let you in again.
wipe-all-done = Everything of Kring is gone from this laptop.
wipe-all-others-stayed = In { $path } was something that is not of Kring. It is still there.
