//! Reading and writing the few shapes that an entry and a change chunk consist of.

use super::ByteRule;

/// Foreign bytes, taken from the front. Never reads past the end, never allocates.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn byte(&mut self) -> Result<u8, ByteRule> {
        let (first, rest) = self.rest.split_first().ok_or(ByteRule::Truncated)?;
        self.rest = rest;
        Ok(*first)
    }

    pub(super) fn take(&mut self, length: u64) -> Result<&'a [u8], ByteRule> {
        let length = usize::try_from(length).map_err(|_| ByteRule::Truncated)?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(ByteRule::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], ByteRule> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or(ByteRule::Truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// An unsigned LEB128 number in shortest form.
    pub(super) fn number(&mut self) -> Result<u64, ByteRule> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let overflow = shift == 63 && byte > 1;
            let overlong = shift > 0 && byte == 0;
            if overflow || overlong {
                return Err(ByteRule::Number);
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(ByteRule::Number)
    }

    /// A signed LEB128 number in shortest form.
    pub(super) fn signed(&mut self) -> Result<i64, ByteRule> {
        let mut value = 0;
        let mut previous = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let only_sign =
                (byte == 0 && previous & 0x40 == 0) || (byte == 0x7f && previous & 0x40 != 0);
            let overflow = shift == 63 && byte != 0 && byte != 0x7f;
            let overlong = shift > 0 && only_sign;
            if overflow || overlong {
                return Err(ByteRule::Number);
            }
            value |= i64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                let negative = byte & 0x40 != 0 && shift < 57;
                return Ok(if negative { value | (-1 << (shift + 7)) } else { value });
            }
            previous = byte;
        }
        Err(ByteRule::Number)
    }
}

/// Appends an unsigned LEB128 number in shortest form.
pub(super) fn write_number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a signed LEB128 number in shortest form.
pub(super) fn write_signed(out: &mut Vec<u8>, mut value: i64) {
    while !(-0x40..0x40).contains(&value) {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7f) as u8);
}

/// Appends bytes after their length.
pub(super) fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    write_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_go_there_and_back(unsigned: u64, signed: i64, low in -70_000_i64..70_000) {
            let mut out = Vec::new();
            write_number(&mut out, unsigned);
            write_signed(&mut out, signed);
            write_signed(&mut out, low);
            let mut reader = Reader::new(&out);
            prop_assert_eq!(reader.number(), Ok(unsigned));
            prop_assert_eq!(reader.signed(), Ok(signed));
            prop_assert_eq!(reader.signed(), Ok(low));
            prop_assert!(reader.is_empty());
        }

        #[test]
        fn every_number_has_one_form(bytes in prop::collection::vec(any::<u8>(), 1..12)) {
            let mut reader = Reader::new(&bytes);
            if let Ok(value) = reader.number() {
                let mut out = Vec::new();
                write_number(&mut out, value);
                prop_assert_eq!(&out, &bytes[..bytes.len() - reader.rest().len()]);
            }
            let mut reader = Reader::new(&bytes);
            if let Ok(value) = reader.signed() {
                let mut out = Vec::new();
                write_signed(&mut out, value);
                prop_assert_eq!(&out, &bytes[..bytes.len() - reader.rest().len()]);
            }
        }
    }

    #[test]
    fn the_ends_of_the_range_are_read() {
        for value in [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX] {
            let mut out = Vec::new();
            write_signed(&mut out, value);
            assert_eq!(Reader::new(&out).signed(), Ok(value));
        }
        let mut out = Vec::new();
        write_number(&mut out, u64::MAX);
        assert_eq!(Reader::new(&out).number(), Ok(u64::MAX));
    }

    #[test]
    fn overlong_and_oversized_numbers_are_refused() {
        assert_eq!(Reader::new(&[0x80, 0]).number(), Err(ByteRule::Number));
        assert_eq!(Reader::new(&[0xff; 11]).number(), Err(ByteRule::Number));
        assert_eq!(Reader::new(&[0x80]).number(), Err(ByteRule::Truncated));
        assert_eq!(Reader::new(&[0x81, 0]).signed(), Err(ByteRule::Number));
        assert_eq!(Reader::new(&[0xff, 0x7f]).signed(), Err(ByteRule::Number));
        assert_eq!(Reader::new(&[0xbf, 0]).signed(), Err(ByteRule::Number));
        assert_eq!(Reader::new(&[0xff, 0]).signed(), Ok(127));
    }
}
