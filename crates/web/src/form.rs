//! A form as the browser sent it.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;

/// Most fields of one form: the longest edit has some thirty, each with what it was before.
const FIELDS_CAP: usize = 500;

/// The fields of a form, in the order of the page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    fn read(body: &[u8]) -> Self {
        let fields = form_urlencoded::parse(body).take(FIELDS_CAP);
        Self(fields.map(|(name, value)| (name.into_owned(), unix(&value))).collect())
    }

    /// What an address fills in beforehand.
    pub(crate) fn of_query(query: &str) -> Self {
        Self::read(query.as_bytes())
    }

    /// The first field of that name, without space around it; empty if there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default().trim()
    }

    /// The first field of that name as it was typed.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All fields, for a form that takes them along.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same form, with other values where `change` gives one for a name and value.
    pub(crate) fn changed(&self, change: impl Fn(&str, &str) -> Option<String>) -> Self {
        let field = |(name, value): &(String, String)| {
            (name.clone(), change(name, value).unwrap_or_else(|| value.clone()))
        };
        Self(self.0.iter().map(field).collect())
    }

    /// All fields of that name.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Browsers send lines with carriage returns; documents hold them without.
fn unix(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = StatusCode;

    async fn from_request(request: Request, state: &S) -> Result<Self, StatusCode> {
        let body = Bytes::from_request(request, state).await;
        Ok(Self::read(&body.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_they_were_typed() {
        let form = Form::read(b"a=+x+&b=een%0D%0Atwee&b=%C3%A9&c");
        assert_eq!((form.text("a"), form.get("a")), ("x", Some(" x ")));
        assert_eq!(form.all("b").collect::<Vec<_>>(), ["een\ntwee", "é"]);
        assert_eq!((form.get("c"), form.get("d")), (Some(""), None));
    }
}
