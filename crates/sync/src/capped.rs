//! Lists and byte strings that know their cap while they are read.
//!
//! A length is compared with its cap before anything is allocated for it.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list of at most `CAP` items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Few<T, const CAP: usize>(pub Vec<T>);

/// At most `CAP` bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blob<const CAP: usize>(pub Vec<u8>);

impl<T, const CAP: usize> Default for Few<T, CAP> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, const CAP: usize> Deref for Few<T, CAP> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T, const CAP: usize> FromIterator<T> for Few<T, CAP> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T, const CAP: usize> IntoIterator for Few<T, CAP> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<const CAP: usize> Deref for Blob<CAP> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl<T: Serialize, const CAP: usize> Serialize for Few<T, CAP> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        self.0.iter().try_for_each(|item| list.serialize_element(item))?;
        list.end()
    }
}

impl<const CAP: usize> Serialize for Blob<CAP> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de, T: Deserialize<'de>, const CAP: usize> Deserialize<'de> for Few<T, CAP> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(FewVisitor(PhantomData))
    }
}

impl<'de, const CAP: usize> Deserialize<'de> for Blob<CAP> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_byte_buf(BlobVisitor)
    }
}

struct FewVisitor<T, const CAP: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const CAP: usize> Visitor<'de> for FewVisitor<T, CAP> {
    type Value = Few<T, CAP>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at most {CAP} items")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let hint = list.size_hint().unwrap_or(0);
        if hint > CAP {
            return Err(A::Error::invalid_length(hint, &self));
        }
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            if items.len() == CAP {
                return Err(A::Error::invalid_length(CAP, &self));
            }
            items.push(item);
        }
        Ok(Few(items))
    }
}

struct BlobVisitor<const CAP: usize>;

impl<const CAP: usize> Visitor<'_> for BlobVisitor<CAP> {
    type Value = Blob<CAP>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at most {CAP} bytes")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        if bytes.len() > CAP {
            return Err(E::invalid_length(bytes.len(), &self));
        }
        Ok(Blob(bytes.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_is_refused_and_the_cap_itself_is_not() {
        let bytes = postcard::to_allocvec(&Few::<u8, 9>(vec![1, 2, 3])).expect("encodes");
        assert_eq!(postcard::from_bytes::<Few<u8, 3>>(&bytes), Ok(Few(vec![1, 2, 3])));
        assert!(postcard::from_bytes::<Few<u8, 2>>(&bytes).is_err());
        let bytes = postcard::to_allocvec(&Blob::<9>(vec![1, 2, 3])).expect("encodes");
        assert_eq!(postcard::from_bytes::<Blob<3>>(&bytes), Ok(Blob(vec![1, 2, 3])));
        assert!(postcard::from_bytes::<Blob<2>>(&bytes).is_err());
    }

    #[test]
    fn a_lying_length_is_refused() {
        let lie = [0xff, 0xff, 0xff, 0xff, 0x0f, 1, 2];
        assert!(postcard::from_bytes::<Few<u64, { usize::MAX }>>(&lie).is_err());
        assert!(postcard::from_bytes::<Blob<{ usize::MAX }>>(&lie).is_err());
    }
}
