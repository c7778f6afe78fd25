//! Cues: the ways people say a thing, by name, and where a clause says them.
//!
//! A pack's line reads `price: how much, what would .. cost/come`: a name, then phrases. `a/b` is either word, `*` any
//! ending, `..` up to three words. Matching is bounded: each word of a clause is looked up once, and gaps are short.

use std::collections::HashMap;

use softmax::Dictionary;

use super::reading::Place;

macro_rules! cues {
    ($($name:ident),* $(,)?) => {
        /// What a phrase is a cue for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Cue { $($name),* }

        impl Cue {
            /// All cues, in order.
            pub const ALL: [Self; COUNT] = [$(Self::$name),*];

            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|cue| format!("{cue:?}").eq_ignore_ascii_case(name))
            }
        }
        /// How many cues there are.
        pub(super) const COUNT: usize = [$(stringify!($name)),*].len();
    };
}

cues! {
    Human, Talk, CallMe, Channel, Complain, Order, Status, Missing, Wrong, Change, Address, Invoice, Coupon, NotWork,
    Refund, Return, Charged, Cancel, Account, CantCome, Price, Visit, Book, Want, Policy, Fee, Negation, Done, Mine, Bot,
    Machine, Real, Third, Place, Access, Shipping, Product, Spam, Thanks, Rant,
    When, Details, Suppose,
}

impl Cue {
    /// The cue as one of a set's bits.
    pub fn bit(self) -> u64 {
        1 << (self as u8)
    }

    /// Whether "not" before it turns it round. Others hold the "not" in themselves, or stay what they are.
    pub fn is_negatable(self) -> bool {
        use Cue::{
            Book, CallMe, Cancel, Change, Channel, Charged, Complain, Coupon, Details, Human, Invoice, Machine, Order,
            Price, Refund, Return, Talk, Visit,
        };
        matches!(
            self,
            Human
                | Talk
                | CallMe
                | Channel
                | Complain
                | Order
                | Change
                | Invoice
                | Coupon
                | Refund
                | Return
                | Charged
                | Cancel
                | Price
                | Visit
                | Book
                | Machine
                | Details
        )
    }

    /// Whether its words are so small that they mean it in their own language alone.
    fn is_function_word(self) -> bool {
        matches!(
            self,
            Self::Negation
                | Self::Mine
                | Self::Want
                | Self::Policy
                | Self::Done
                | Self::Product
                | Self::Third
                | Self::Suppose
        )
    }
}

/// A cue in a clause.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// What it is a cue for.
    pub cue: Cue,
    /// The clause's words it stands on: from, and up to.
    pub span: (usize, usize),
}

#[derive(Debug)]
enum Element {
    /// One of these words, each with whether any ending will do.
    Word(Vec<(String, bool)>),
    /// Up to three words.
    Gap,
}

#[derive(Debug)]
struct Phrase {
    cue: Cue,
    language: u8,
    rest: Vec<Element>,
}

/// The phrases of all languages, found by their first word.
#[derive(Debug, Default)]
pub(super) struct Cues {
    phrases: Vec<Phrase>,
    first: Dictionary,
    /// Words of at least five letters, by their first: what a slip may have meant.
    meant: HashMap<u8, Vec<String>>,
}

const GAP: usize = 3;

impl Cues {
    /// The phrases of packs, each with the number of its language.
    pub fn new(packs: &[&str]) -> Self {
        let mut cues = Self::default();
        for (pack, language) in packs.iter().zip(0_u8..) {
            for line in pack.lines().filter(|line| !line.starts_with('#')) {
                let Some((name, phrases)) = line.split_once(':') else { continue };
                let Some(cue) = Cue::named(name.trim()) else { continue };
                for phrase in phrases.split(',').map(str::trim).filter(|phrase| !phrase.is_empty()) {
                    cues.add(cue, language, phrase);
                }
            }
        }
        cues
    }

    fn add(&mut self, cue: Cue, language: u8, phrase: &str) {
        let mut elements = phrase.split_whitespace().map(element);
        let Some(Element::Word(first)) = elements.next() else { return };
        let rest: Vec<Element> = elements.collect();
        let Ok(number) = u16::try_from(self.phrases.len()) else { return };
        for (word, any_ending) in &first {
            if *any_ending {
                self.first.add_start(word, number);
            } else {
                self.first.add(word, number);
            }
            let is_meant = !cue.is_function_word() && word.len() >= 5 && word.is_ascii();
            let same = self.meant.entry(word.as_bytes().first().copied().unwrap_or(0)).or_default();
            if is_meant && !same.contains(word) {
                same.push(word.clone());
            }
        }
        self.phrases.push(Phrase { cue, language, rest });
    }

    /// What a word with one slip of the finger was meant to be.
    pub fn mended(&self, word: &str) -> Option<&str> {
        let same = self.meant.get(word.as_bytes().first()?)?;
        same.iter().find(|meant| crate::text::is_one_slip(word, meant)).map(String::as_str)
    }

    /// Whether the word begins a phrase or is one.
    pub fn is_known(&self, word: &str) -> bool {
        self.first.knows(word)
    }

    /// The cues of a clause. `spoken` has a bit for each language the message may be in.
    pub fn find(&self, clause: &[Place], spoken: u8, hits: &mut Vec<Hit>) {
        let mut numbers = Vec::new();
        for (at, word) in clause.iter().enumerate() {
            numbers.clear();
            self.first.find(&word.said, &mut numbers);
            for number in &numbers {
                let phrase = &self.phrases[usize::from(*number)];
                if phrase.cue.is_function_word() && spoken & (1 << phrase.language) == 0 {
                    continue;
                }
                if let Some(end) = end_of(&phrase.rest, clause, at + 1) {
                    hits.push(Hit { cue: phrase.cue, span: (at, end) });
                }
            }
        }
    }
}

fn element(part: &str) -> Element {
    if part == ".." {
        return Element::Gap;
    }
    let word = |word: &str| match word.strip_suffix('*') {
        Some(start) => (start.to_owned(), true),
        None => (word.to_owned(), false),
    };
    Element::Word(part.split('/').map(word).collect())
}

fn end_of(rest: &[Element], clause: &[Place], at: usize) -> Option<usize> {
    let Some((first, rest)) = rest.split_first() else { return Some(at) };
    match first {
        Element::Gap => (0..=GAP).find_map(|skipped| end_of(rest, clause, at + skipped)),
        Element::Word(words) => {
            let said = clause.get(at)?.said.as_str();
            let is_one =
                words.iter().any(|(word, any_ending)| if *any_ending { said.starts_with(word) } else { said == word });
            is_one.then(|| end_of(rest, clause, at + 1)).flatten()
        }
    }
}
