//! Numbers that look like chance and follow from a seed (`SplitMix64`, by Steele, Lea and Flood, 2014).

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Rng(u64);

/// Spreads a number over all bits.
fn mixed(number: u64) -> u64 {
    let z = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Rng {
    /// The stream of this seed's item of that number.
    pub fn of(seed: u64, number: u64) -> Self {
        Self(mixed(seed).wrapping_add(mixed(number.wrapping_mul(0x9e37_79b9_7f4a_7c15))))
    }

    /// Any number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// Less than `end`, each alike; 0 where nothing is.
    pub fn below(&mut self, end: u64) -> u64 {
        u64::try_from((u128::from(self.draw()) * u128::from(end)) >> 64).unwrap_or(0)
    }

    /// True so often in a hundred.
    pub fn is_one_of_a_hundred(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    /// One of them, each alike.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let at = self.below(all.len() as u64);
        all.get(usize::try_from(at).ok()?)
    }

    /// One of them by its weight.
    pub fn weighed<'a, T>(&mut self, all: &'a [(u64, T)]) -> Option<&'a T> {
        let mut left = self.below(all.iter().map(|(weight, _)| weight).sum());
        all.iter()
            .find(|(weight, _)| {
                let is_here = left < *weight;
                left = left.saturating_sub(*weight);
                is_here
            })
            .map(|(_, one)| one)
    }

    /// One of these words.
    pub fn word(&mut self, all: &[&'static str]) -> &'static str {
        self.pick(all).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_tells_the_same_again_and_another_something_else() {
        let ten = |seed, number| {
            let mut rng = Rng::of(seed, number);
            (0..10).map(|_| rng.below(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(ten(1, 7), ten(1, 7));
        assert_ne!(ten(1, 7), ten(2, 7));
        assert_ne!(ten(1, 7), ten(1, 8));
    }

    #[test]
    fn weights_are_kept() {
        let mut rng = Rng::of(3, 3);
        let mut counts = [0_u32; 3];
        for _ in 0..10_000 {
            counts[*rng.weighed(&[(70, 0_usize), (29, 1), (1, 2)]).unwrap()] += 1;
        }
        assert!((6_700..7_300).contains(&counts[0]) && (50..150).contains(&counts[2]), "{counts:?}");
        assert_eq!(rng.below(0), 0);
    }
}
