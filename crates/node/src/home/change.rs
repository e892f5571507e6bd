//! Changing what guards this laptop's secrets. Every step can be done again, so that a crash half
//! way leaves a home that opens as before, and is finished at the next opening.

use std::fs;
use std::io::Write;

use kring_store::{Guard, LaptopKey, Lock, PASSPHRASE_CAP, PASSPHRASE_LEAST, Step, WrappedKey};

use super::locking::Keys;
use super::{Home, HomeError, io, keyring};

impl Home {
    /// Puts the secrets behind a passphrase, or behind another one. A new passphrase in the place of
    /// an old one rewrites one small file; else all store keys are made anew and the old destroyed.
    ///
    /// # Errors
    /// [`HomeError::Passphrase`] if it is too short or too long; [`HomeError::Locked`];
    /// [`HomeError::InUse`] if another process does not let go.
    pub fn set_passphrase(&self, passphrase: &str) -> Result<(), HomeError> {
        let letters = passphrase.trim().chars().count();
        if letters < PASSPHRASE_LEAST || passphrase.len() > PASSPHRASE_CAP {
            return Err(HomeError::Passphrase);
        }
        self.alone(|keys| match &keys.0 {
            Some((lock, key)) if matches!(lock.guard, Guard::Passphrase(_)) => {
                let guard = Guard::Passphrase(WrappedKey::wrap(key, passphrase)?);
                let mut lock = lock.clone();
                lock.guard = guard;
                self.lock_file().save(&lock)?;
                Ok(Keys(Some((lock, key.clone()))))
            }
            _ => {
                let key = LaptopKey::fresh()?;
                let guard = Guard::Passphrase(WrappedKey::wrap(&key, passphrase)?);
                self.change_to(guard, key, keys)
            }
        })
    }

    /// Puts the secrets behind the keyring of the operating system.
    ///
    /// # Errors
    /// [`HomeError::Keyring`] if there is none that opens; else as [`Home::set_passphrase`].
    pub fn use_keyring(&self) -> Result<(), HomeError> {
        self.alone(|keys| {
            let key = LaptopKey::fresh()?;
            let name = keyring::put(&key)?;
            self.change_to(Guard::Keyring(name), key, keys)
        })
    }

    /// Puts the secrets back into files that only their owner may read.
    ///
    /// # Errors
    /// [`HomeError::Locked`]; [`HomeError::InUse`] if another process does not let go.
    pub fn remove_guard(&self) -> Result<(), HomeError> {
        self.alone(|keys| {
            let Some((mut lock, key)) = keys.0.clone() else { return Ok(keys.clone()) };
            lock.step = Step::Opening;
            self.lock_file().save(&lock)?;
            self.finish(Keys(Some((lock, key))))
        })
    }

    /// Goes on with a change that a crash or a full disk stopped.
    pub(super) fn finish_change(&self) -> Result<(), HomeError> {
        self.alone(|keys| self.finish(keys.clone()))
    }

    fn change_to(&self, guard: Guard, key: LaptopKey, from: &Keys) -> Result<Keys, HomeError> {
        let seed = self.seed_with(from)?;
        let former = from.0.as_ref().map(|(_, former)| former);
        let mut lock = Lock::begin(guard, &key, seed.as_bytes(), former)?;
        if let Some((Lock { guard: Guard::Keyring(name), .. }, _)) = &from.0 {
            lock.retired = Some(name.clone());
        }
        self.lock_file().save(&lock)?;
        self.finish(Keys(Some((lock, key))))
    }

    /// Writes every secret as it is to lie from now on; then the lock says so, or goes.
    fn finish(&self, keys: Keys) -> Result<Keys, HomeError> {
        let Some((lock, key)) = keys.0.clone() else { return Ok(keys) };
        self.remove_half_made()?;
        let settings = self.settings_with(&keys)?;
        for group in self.group_ids()? {
            let (shared, private) = self.places_with(&group, &self.group_dir(&group), &keys);
            shared.rewrap()?;
            private.rewrap()?;
        }
        self.write_settings(&settings, &keys)?;
        if lock.step == Step::Opening {
            self.write_seed(self.seed_with(&keys)?.as_bytes())?;
            self.lock_file().destroy()?;
            if let Guard::Keyring(name) = &lock.guard {
                keyring::remove(name);
            }
            return Ok(Keys::default());
        }
        self.write_seed(lock.sealed_seed())?;
        if let Some(name) = &lock.retired {
            keyring::remove(name);
        }
        let lock = lock.steady();
        self.lock_file().save(&lock)?;
        Ok(Keys(Some((lock, key))))
    }

    /// Groups whose making was cut short: nobody goes on with them, and they hold keys.
    fn remove_half_made(&self) -> Result<(), HomeError> {
        let folder = self.groups_dir();
        for entry in fs::read_dir(&folder).map_err(|source| io(&folder, source))? {
            let path = entry.map_err(|source| io(&folder, source))?.path();
            if path.extension().is_some_and(|extension| extension == "new") {
                self.remove_making(&path)?;
            }
        }
        Ok(())
    }

    /// Over the old bytes, so that they do not linger, and in the same file: it tells a home from
    /// its copies. The seed stands in the lock too whenever this is done.
    fn write_seed(&self, bytes: &[u8]) -> Result<(), HomeError> {
        let path = self.seed_path();
        let write = || {
            let mut options = fs::OpenOptions::new();
            options.write(true).create(true).truncate(false);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(&path)?;
            file.write_all(bytes)?;
            file.set_len(bytes.len() as u64)?;
            file.sync_all()
        };
        write().map_err(|source| io(&path, source))
    }
}

#[cfg(test)]
mod tests {
    use kring_store::Mode;

    use super::super::Guarding;
    use super::*;
    use crate::env::SystemEnv;
    use crate::replica::Founding;

    const FIRST: &str = "tafel regen fiets maan";
    const SECOND: &str = "otter wolk lepel brug";

    /// A home with a group, whose secrets have never been guarded.
    fn home() -> (tempfile::TempDir, Home) {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::open(folder.path().join("home"), &mut SystemEnv).unwrap();
        let founding = Founding {
            group_name: "Avond".into(),
            form: "intervision".into(),
            my_name: "Noor".into(),
            device_name: "laptop".into(),
            language: "nl".into(),
        };
        home.found(&founding, Box::new(SystemEnv)).unwrap().close().unwrap();
        let mut settings = home.settings().unwrap();
        settings.person_name = "Noor de Graaf".into();
        home.save_settings(&settings).unwrap();
        (folder, home)
    }

    fn again(home: &Home) -> Home {
        Home::open(home.root(), &mut SystemEnv).unwrap()
    }

    /// The group's name: everything opens.
    fn name(home: &Home) -> String {
        let group = home.group_ids().unwrap()[0];
        home.open_group(&group, Mode::ReadWrite, Box::new(SystemEnv)).unwrap().group_name()
    }

    /// The secrets of a home as they are when nothing guards them.
    fn secrets(home: &Home) -> Vec<Vec<u8>> {
        let group = home.group_dir(&home.group_ids().unwrap()[0]);
        let mut secrets = vec![fs::read(home.seed_path()).unwrap(), b"Noor de Graaf".to_vec()];
        for file in ["store.key", "private.store.key"] {
            secrets.push(fs::read(group.join(file)).unwrap()[20..52].to_vec());
        }
        secrets
    }

    fn holds(folder: &std::path::Path, needle: &[u8]) -> bool {
        fs::read_dir(folder).unwrap().any(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                return holds(&path, needle);
            }
            fs::read(path).unwrap().windows(needle.len()).any(|window| window == needle)
        })
    }

    #[test]
    fn a_passphrase_is_set_changed_and_removed() {
        let (_folder, home) = home();
        let (open, place) = (secrets(&home), home.place());
        assert!(open.iter().all(|secret| holds(home.root(), secret)), "there is nothing to find");
        assert!(matches!(home.set_passphrase("te kort"), Err(HomeError::Passphrase)));
        home.set_passphrase(FIRST).unwrap();
        assert!(open.iter().all(|secret| !holds(home.root(), secret)), "a secret lies open");
        assert_eq!(name(&home), "Avond", "it stays open to who set it");
        let other = again(&home);
        assert!(other.is_locked() && other.guarding().unwrap() == Guarding::Passphrase);
        assert_eq!(other.settings().unwrap().person_name, "");
        assert!(matches!(other.seed(), Err(HomeError::Locked)));
        assert!(matches!(other.unlock(SECOND), Err(HomeError::WrongPassphrase)));
        other.unlock(FIRST).unwrap();
        assert_eq!(name(&other), "Avond");
        assert_eq!(other.settings().unwrap().person_name, "Noor de Graaf");
        home.let_go();
        let keys =
            fs::read(home.group_dir(&home.group_ids().unwrap()[0]).join("store.key")).unwrap();
        other.set_passphrase(SECOND).unwrap();
        let after =
            fs::read(home.group_dir(&home.group_ids().unwrap()[0]).join("store.key")).unwrap();
        assert_eq!(keys, after, "a change of passphrase rewrites no store");
        assert!(matches!(again(&home).unlock(FIRST), Err(HomeError::WrongPassphrase)));
        other.remove_guard().unwrap();
        other.let_go();
        assert_eq!(name(&again(&home)), "Avond");
        assert_eq!(again(&home).settings().unwrap().person_name, "Noor de Graaf");
        assert_eq!(home.place(), place, "still the same home");
        let now = secrets(&home);
        assert_eq!(now[0], open[0]);
        assert!(
            now[2] != open[2] && now[3] != open[3],
            "store keys that lay open are used no more"
        );
    }

    #[test]
    fn settings_can_be_changed_while_locked_and_keep_the_names() {
        let (_folder, home) = home();
        home.set_passphrase(FIRST).unwrap();
        let locked = again(&home);
        let mut settings = locked.settings().unwrap();
        settings.language = "en".into();
        locked.save_settings(&settings).unwrap();
        let settings = home.settings().unwrap();
        assert_eq!(
            (settings.language.as_str(), settings.person_name.as_str()),
            ("en", "Noor de Graaf")
        );
    }

    #[test]
    fn what_a_crash_stopped_goes_on() {
        let (_folder, home) = home();
        let open = secrets(&home);
        let seed = home.seed().unwrap();
        // Only the lock was written yet.
        let key = LaptopKey::fresh().unwrap();
        let guard = Guard::Passphrase(WrappedKey::wrap(&key, FIRST).unwrap());
        let lock = Lock::begin(guard, &key, seed.as_bytes(), None).unwrap();
        home.let_go();
        home.lock_file().save(&lock).unwrap();
        let next = again(&home);
        assert!(next.is_locked());
        next.unlock(FIRST).unwrap();
        assert_eq!(name(&next), "Avond");
        assert!(open.iter().all(|secret| !holds(home.root(), secret)), "it did not go on");
        // It was to be removed, and one store lies open again already.
        let mut opening = home.lock_file().load().unwrap().unwrap();
        opening.step = Step::Opening;
        home.lock_file().save(&opening).unwrap();
        let group = home.group_ids().unwrap()[0];
        let keys = Keys(Some((opening, key)));
        home.places_with(&group, &home.group_dir(&group), &keys).0.rewrap().unwrap();
        next.let_go();
        let last = again(&home);
        last.unlock(FIRST).unwrap();
        assert_eq!(last.guarding().unwrap(), Guarding::Files);
        assert_eq!(name(&last), "Avond");
    }

    #[test]
    fn nothing_changes_under_the_hands_of_another_process() {
        let (_folder, home) = home();
        let other = again(&home);
        other.seed().unwrap();
        let asked = std::thread::scope(|scope| {
            let changing = scope.spawn(|| home.set_passphrase(FIRST));
            while !other.is_called_to_let_go() {
                std::thread::yield_now();
            }
            let before = home.lock_file().load().unwrap();
            other.let_go();
            changing.join().unwrap().unwrap();
            before
        });
        assert_eq!(asked, None, "it began before the other let go");
        assert!(other.is_locked());
    }
}
