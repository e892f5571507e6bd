//! Walking a file, so that every complaint says where.

use serde_json::Value as Json;

/// Bytes of a file that is read at all.
pub(super) const FILE_CAP: usize = 16 * 1024 * 1024;

/// Why a file is not imported. Nothing of it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {why}")]
pub struct ImportError {
    /// The line, or the place as in `cases[2].advice[0].choice`.
    pub at: String,
    /// What is wrong, in one sentence.
    pub why: String,
}

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

    pub(super) fn error(&self, why: impl Into<String>) -> ImportError {
        let at = if self.path.is_empty() { "the file".to_owned() } else { self.path.clone() };
        ImportError { at, why: why.into() }
    }

    /// The value under a key; `null` is none.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let json = self.json.get(key).filter(|json| !json.is_null())?;
        let dot = if self.path.is_empty() { "" } else { "." };
        Some(Self { json, path: format!("{}{dot}{key}", self.path) })
    }

    pub(super) fn text(&self) -> Result<&'j str, ImportError> {
        self.json.as_str().ok_or_else(|| self.error("expected text"))
    }

    pub(super) fn need(&self, key: &str) -> Result<&'j str, ImportError> {
        self.get(key).ok_or_else(|| self.error(format!("{key} is missing")))?.text()
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
        let items = list.json.as_array().ok_or_else(|| list.error("expected a list"))?;
        let item = |(n, json)| Self { json, path: format!("{}[{n}]", list.path) };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// The entries of an object under a key; none without it.
    pub(super) fn entries(&self, key: &str) -> Result<Vec<(&'j str, Self)>, ImportError> {
        let Some(map) = self.get(key) else { return Ok(Vec::new()) };
        let items = map.json.as_object().ok_or_else(|| map.error("expected names with values"))?;
        let item = |(name, json): (&'j String, &'j Json)| {
            (name.as_str(), Self { json, path: format!("{}.{name}", map.path) })
        };
        Ok(items.iter().map(item).collect())
    }
}

/// Reads the file as JSON. Depth is bounded by the parser (128).
pub(super) fn parse(text: &str) -> Result<Json, ImportError> {
    if text.len() > FILE_CAP {
        return Err(ImportError { at: "the file".into(), why: "it is too big".into() });
    }
    serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| ImportError {
        at: format!("line {}", error.line()),
        why: error.to_string(),
    })
}
