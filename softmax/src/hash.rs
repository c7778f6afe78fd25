//! Features by hashing: words, pairs of words and pieces of words share 2^16 numbers, the first of which stay free.

use crate::{BUCKETS, Features};

/// Features of one kind that are worth something together, however many they are.
#[derive(Debug, Default)]
pub struct Group(Vec<u16>);

impl Group {
    /// Adds a feature by its number.
    pub fn add(&mut self, number: u16) {
        self.0.push(number);
    }

    /// Adds a word, and its pair with the word before it; `from` is the first number that hashing may give.
    pub fn add_word(&mut self, before: &str, word: &str, from: u16) {
        self.0.push(hashed(1, &[word.as_bytes()], from));
        self.0.push(hashed(2, &[before.as_bytes(), b" ", word.as_bytes()], from));
    }

    /// Adds the pieces of three to five letters of a word whose ends are marked.
    pub fn add_pieces(&mut self, word: &str, from: u16) {
        const LONGEST: usize = 46;
        let mut marked = [0_u8; LONGEST + 2];
        let bytes = word.as_bytes();
        let length = bytes.len().min(LONGEST);
        marked[0] = b'<';
        marked[1..=length].copy_from_slice(&bytes[..length]);
        marked[length + 1] = b'>';
        for size in 3..=5 {
            for piece in marked[..length + 2].windows(size) {
                self.0.push(hashed(3, &[piece], from));
            }
        }
    }

    /// Puts the group behind `features`: each of it once, together of this length.
    pub fn weigh(mut self, length: f32, features: &mut Features) {
        self.0.sort_unstable();
        self.0.dedup();
        let count = u16::try_from(self.0.len().max(1)).unwrap_or(u16::MAX);
        let value = length / f32::from(count).sqrt();
        features.extend(self.0.into_iter().map(|feature| (feature, value)));
    }
}

/// FNV-1a (Fowler, Noll, Vo), folded to the numbers from `from` on.
fn hashed(kind: u8, parts: &[&[u8]], from: u16) -> u16 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut take = |byte: u8| {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(0x0100_0000_01b3);
    };
    take(kind);
    parts.iter().copied().flatten().copied().for_each(&mut take);
    hash ^= hash >> 32;
    let from = u64::from(from);
    u16::try_from(from + hash % (BUCKETS as u64 - from)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_counts_each_feature_once_and_is_as_long_as_asked() {
        let mut group = Group::default();
        for number in [7, 9, 7, 9, 11, 12] {
            group.add(number);
        }
        let mut features = Features::new();
        group.weigh(3.0, &mut features);
        assert_eq!(features, [(7, 1.5), (9, 1.5), (11, 1.5), (12, 1.5)]);
    }

    #[test]
    fn hashed_features_leave_the_first_numbers_free_and_tell_kinds_apart() {
        let mut words = Group::default();
        for word in ["refund", "money", "back", "a", ""] {
            words.add_word("my", word, 4096);
            words.add_pieces(word, 4096);
        }
        assert!(words.0.iter().all(|number| *number >= 4096));
        assert_ne!(hashed(1, &[b"refund"], 0), hashed(3, &[b"refund"], 0));
        let mut long = Group::default();
        long.add_pieces(&"é".repeat(5_000), 0);
        assert!(long.0.len() < 150);
    }
}
