# Writing in one text together.

live-saved = Saved on this laptop.
live-saving = Saving …
live-away = Kring is away for a moment. Your text is still here.
live-old = Kring is no longer open in this tab. Start Kring again; your text is kept.
live-again = Try again
live-merged = merged
live-good = That is fine
live-readonly = You can read this text, not change it.
