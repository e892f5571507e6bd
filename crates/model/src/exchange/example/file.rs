//! Walking a file, so that every complaint says where.

use serde_json::Value as Json;

use super::wrong::{ImportError, Place, Wrong};

/// Bytes of a file that is read at all.
pub(super) const FILE_CAP: usize = 16 * 1024 * 1024;

/// A value and where it stands.
#[derive(Clone)]
pub(super) struct At<'j> {
    pub(super) json: &'j Json,
    path: String,
}

impl<'j> At<'j> {
    pub(super) fn root(json: &'j Json) -> Self {
        Self { json, path: String::new() }
    }

    pub(super) fn error(&self, why: Wrong) -> ImportError {
        let at = match self.path.as_str() {
            "" => Place::File,
            path => Place::Part(path.to_owned()),
        };
        ImportError { at, why }
    }

    /// The value under a key; `null` is none.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let json = self.json.get(key).filter(|json| !json.is_null())?;
        let dot = if self.path.is_empty() { "" } else { "." };
        Some(Self { json, path: format!("{}{dot}{key}", self.path) })
    }

    pub(super) fn text(&self) -> Result<&'j str, ImportError> {
        self.json.as_str().ok_or_else(|| self.error(Wrong::NotText))
    }

    pub(super) fn need(&self, key: &str) -> Result<&'j str, ImportError> {
        self.get(key).ok_or_else(|| self.error(Wrong::Missing(key.to_owned())))?.text()
    }

    /// The text under a key, or nothing.
    pub(super) fn maybe(&self, key: &str) -> Result<Option<&'j str>, ImportError> {
        self.get(key).map(|at| at.text()).transpose()
    }

    pub(super) fn is(&self, key: &str) -> bool {
        self.get(key).is_some_and(|at| at.json.as_bool() == Some(true))
    }

    /// The items of a list under a key; none without it.
    pub(super) fn list(&self, key: &str) -> Result<Vec<Self>, ImportError> {
        let Some(list) = self.get(key) else { return Ok(Vec::new()) };
        let items = list.json.as_array().ok_or_else(|| list.error(Wrong::NotAList))?;
        let item = |(n, json)| Self { json, path: format!("{}[{n}]", list.path) };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// The entries of an object under a key; none without it.
    pub(super) fn entries(&self, key: &str) -> Result<Vec<(&'j str, Self)>, ImportError> {
        let Some(map) = self.get(key) else { return Ok(Vec::new()) };
        let items = map.json.as_object().ok_or_else(|| map.error(Wrong::NotNamed))?;
        let item = |(name, json): (&'j String, &'j Json)| {
            (name.as_str(), Self { json, path: format!("{}.{name}", map.path) })
        };
        Ok(items.iter().map(item).collect())
    }
}

/// Reads the file as JSON. Depth is bounded by the parser (128).
pub(super) fn parse(text: &str) -> Result<Json, ImportError> {
    if text.len() > FILE_CAP {
        return Err(ImportError { at: Place::File, why: Wrong::TooBig { cap: FILE_CAP } });
    }
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| ImportError {
        at: Place::Line(error.line()),
        why: if error.is_eof() { Wrong::CutShort } else { Wrong::NotJson },
    })
}
