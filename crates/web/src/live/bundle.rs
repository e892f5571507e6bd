//! The editor's bundle is what its sources give: `scripts/editor` writes
//! `assets/editor.js` and, beside it, the hash of the sources it was made of.

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use sha2::{Digest, Sha256};

    /// As in `editor/build.mjs`.
    fn hash_of_sources(editor: &Path) -> String {
        let mut names: Vec<String> = fs::read_dir(editor.join("src"))
            .unwrap()
            .map(|entry| format!("src/{}", entry.unwrap().file_name().to_str().unwrap()))
            .collect();
        names.sort();
        let mut hash = Sha256::new();
        let first = ["build.mjs", "package.json", "package-lock.json", "tsconfig.json"];
        for name in first.iter().map(ToString::to_string).chain(names) {
            let text = fs::read(editor.join(&name)).unwrap();
            hash.update(format!("{name}\n{}\n", text.len()));
            hash.update(text);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_bundle_is_of_these_sources() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let kept = fs::read_to_string(folder.join("assets/editor.sources")).unwrap();
        let now = hash_of_sources(&folder.join("editor"));
        assert_eq!(kept.trim(), now, "run scripts/editor");
    }
}
