//! A file as it comes in, piece by piece: counted, hashed and looked at, and never held whole. Pure.

use sha2::{Digest as _, Sha256};

use super::kind::{self, HEAD, Kind};
use crate::bot::files::Group;
use crate::error::Error;

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It holds nothing.
    Empty,
    /// It is larger than so many bytes.
    TooLarge(u64),
    /// It is of no kind that is taken here, or its name would start something.
    Kind,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Empty => Self::field("file", "empty", "This file is empty"),
            Refusal::TooLarge(most) => {
                Self::field("file", "too_large", format!("A file may have at most {} MB", most / 1_048_576))
            }
            Refusal::Kind => Self::field("file", "kind", "Files of this kind cannot be sent here"),
        }
    }
}

/// What a file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its kind.
    pub kind: Kind,
    /// How many bytes it has.
    pub bytes: u64,
    /// Their SHA-256, in hexadecimal.
    pub digest: String,
    /// How wide and high it is, where it is a picture that says so.
    pub size: Option<(i64, i64)>,
}

/// A file on its way in.
pub struct Intake {
    name: String,
    most: u64,
    groups: Vec<Group>,
    head: Vec<u8>,
    bytes: u64,
    hash: Sha256,
    text: Text,
}

impl Intake {
    /// A file of this name, of at most so many bytes and one of these groups.
    #[must_use]
    pub fn new(name: &str, most: u64, groups: &[Group]) -> Self {
        let (name, groups) = (name.to_owned(), groups.to_vec());
        Self { name, most, groups, head: Vec::new(), bytes: 0, hash: Sha256::new(), text: Text::default() }
    }

    /// The next piece.
    ///
    /// # Errors
    /// As soon as it is too large.
    pub fn feed(&mut self, piece: &[u8]) -> Result<(), Refusal> {
        self.bytes += piece.len() as u64;
        if self.bytes > self.most {
            return Err(Refusal::TooLarge(self.most));
        }
        let room = HEAD.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend_from_slice(&piece[..room]);
        self.hash.update(piece);
        self.text.feed(piece);
        Ok(())
    }

    /// That was all of it.
    ///
    /// # Errors
    /// When it is empty, or of no kind that is taken.
    pub fn end(self) -> Result<Facts, Refusal> {
        if self.bytes == 0 {
            return Err(Refusal::Empty);
        }
        if kind::acts(&self.name) {
            return Err(Refusal::Kind);
        }
        let kind = kind::sniff(&self.head, &self.name, self.text.is_plain()).ok_or(Refusal::Kind)?;
        if !self.groups.contains(&kind.group) {
            return Err(Refusal::Kind);
        }
        let (size, digest) = (kind::size(kind, &self.head), hex::encode(self.hash.finalize()));
        Ok(Facts { kind, bytes: self.bytes, digest, size })
    }
}

/// Whether bytes that come in pieces are plain text: UTF-8 (RFC 3629) without controls.
#[derive(Default)]
struct Text {
    is_odd: bool,
    /// A character that a piece ended in the middle of.
    open: Vec<u8>,
}

impl Text {
    fn feed(&mut self, piece: &[u8]) {
        if self.is_odd {
            return;
        }
        let joined;
        let bytes = if self.open.is_empty() {
            piece
        } else {
            joined = [&self.open[..], piece].concat();
            &joined
        };
        let is_control = |byte: &u8| *byte == 0x7f || (*byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c));
        self.is_odd = bytes.iter().any(is_control);
        let open = match std::str::from_utf8(bytes) {
            Ok(_) => Vec::new(),
            Err(error) if error.error_len().is_none() => bytes[error.valid_up_to()..].to_vec(),
            Err(_) => {
                self.is_odd = true;
                Vec::new()
            }
        };
        self.open = open;
    }

    fn is_plain(&self) -> bool {
        !self.is_odd && self.open.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn taken(name: &str, bytes: &[u8], most: u64) -> Result<Facts, Refusal> {
        let mut intake = Intake::new(name, most, Group::ALL);
        intake.feed(bytes)?;
        intake.end()
    }

    #[test]
    fn what_is_empty_too_large_or_could_act_is_refused() {
        assert_eq!(taken("a.txt", b"", 10), Err(Refusal::Empty));
        assert_eq!(taken("a.txt", b"0123456789x", 10), Err(Refusal::TooLarge(10)));
        assert_eq!(taken("a.svg", b"words", 10), Err(Refusal::Kind));
        assert_eq!(taken("a.png", b"<svg/>", 10), Err(Refusal::Kind));
        assert_eq!(taken("a.txt", b"0123456789", 10).map(|facts| facts.kind.mime), Ok("text/plain"));
        let mut only_pictures = Intake::new("a.txt", 10, &[Group::Picture]);
        only_pictures.feed(b"words").unwrap();
        assert_eq!(only_pictures.end(), Err(Refusal::Kind));
    }

    #[test]
    fn the_digest_is_that_of_all_bytes() {
        let facts = taken("a.txt", b"abc", 10).unwrap();
        // FIPS 180-2, appendix B.1.
        assert_eq!(facts.digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(facts.bytes, 3);
    }

    proptest! {
        #[test]
        fn it_makes_no_difference_where_the_pieces_end(bytes in proptest::collection::vec(any::<u8>(), 1..300), words in "[a-zé語\\n]{1,100}", is_words: bool, cuts in proptest::collection::vec(0_usize..300, 0..6)) {
            let bytes = if is_words { words.into_bytes() } else { bytes };
            let mut cuts: Vec<usize> = cuts.into_iter().map(|at| at.min(bytes.len())).collect();
            cuts.sort_unstable();
            let mut intake = Intake::new("a", 1_000, Group::ALL);
            let mut from = 0;
            for at in cuts.into_iter().chain([bytes.len()]) {
                intake.feed(&bytes[from..at]).unwrap();
                from = at;
            }
            let whole = taken("a", &bytes, 1_000);
            if is_words {
                prop_assert_eq!(whole.as_ref().map(|facts| facts.kind.mime), Ok("text/plain"));
            }
            prop_assert_eq!(intake.end(), whole);
        }
    }
}
