//! Segments: how many SMS a text takes, and where a long one is cut.
//!
//! The alphabet and the sizes are those of 3GPP TS 23.038 (GSM 7 bit, UCS-2) and 23.040 (a concatenated message gives
//! some of each segment to a header). Nothing is transliterated: a text is sent as it was written.

use unicode_normalization::char::is_combining_mark;

/// The GSM 7 bit default alphabet, 3GPP TS 23.038 section 6.2.1.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension table, section 6.2.1.1: an escape and the character, two septets.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The most segments that Twilio sends as one message.
pub const MOST_SEGMENTS: usize = 10;

/// In which alphabet a text travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// Seven bits a character, 160 to a single segment.
    Gsm,
    /// Sixteen bits a code unit, 70 to a single segment.
    Ucs2,
}

/// What a text takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The alphabet that its rarest character asks for.
    pub alphabet: Alphabet,
    /// Septets in GSM, code units in UCS-2.
    pub units: usize,
    /// How many SMS are sent and paid for.
    pub segments: usize,
}

/// Measures a text.
#[must_use]
pub fn measure(text: &str) -> Size {
    let mut tally = Tally::default();
    text.chars().for_each(|c| tally.add(c));
    tally.size()
}

/// Cuts a text into messages of at most so many segments each: at the end of a sentence, else between words.
///
/// Nothing is lost but the white space at a cut, and no character that is drawn as one is cut in two.
#[must_use]
pub fn split(text: &str, max_segments: usize) -> Vec<String> {
    let max_segments = max_segments.clamp(1, MOST_SEGMENTS);
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (part, after) = rest.split_at(cut(rest, max_segments));
        parts.push(part.trim_end().to_owned());
        rest = after.trim_start();
    }
    parts
}

/// Where the first message of a text ends.
fn cut(text: &str, max_segments: usize) -> usize {
    let mut tally = Tally::default();
    let (mut sentence, mut word, mut whole, mut fitting) = (0, 0, 0, 0);
    let mut previous = None;
    for (at, c) in text.char_indices() {
        if !may_part(previous, c, &text[..at]) {
            // Inside one drawn character.
        } else if c.is_whitespace() {
            word = at;
            if c == '\n' || ends_sentence(&text[..at]) {
                sentence = at;
            }
        } else {
            whole = at;
        }
        tally.add(c);
        if tally.size().segments > max_segments {
            // A sentence that ends very early would leave a message nearly empty.
            let ends = [if sentence >= fitting / 3 { sentence } else { 0 }, word, whole, fitting];
            return ends.into_iter().find(|end| *end > 0).unwrap_or(at);
        }
        fitting = at + c.len_utf8();
        previous = Some(c);
    }
    text.len()
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', ')', ']', '»', '”', '’']).ends_with(['.', '!', '?', '…', '。', '！', '？', '؟'])
}

/// Whether a cut between two characters leaves both as they are drawn (after UAX 29, as far as chats need it).
fn may_part(previous: Option<char>, next: char, before: &str) -> bool {
    let Some(previous) = previous else {
        return false;
    };
    let joins = |c: char| matches!(c, '\u{200D}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}');
    let is_flag = |c: &char| matches!(c, '\u{1F1E6}'..='\u{1F1FF}');
    // Flags are pairs of letters: an odd one before belongs to this one.
    let half_flag = is_flag(&next) && before.chars().rev().take_while(is_flag).count() % 2 == 1;
    previous != '\u{200D}' && !joins(next) && !is_combining_mark(next) && !half_flag && (previous, next) != ('\r', '\n')
}

/// A running count in both alphabets at once, since a later character may change which one counts.
#[derive(Default)]
struct Tally {
    gsm: Packing<160, 153>,
    ucs2: Packing<70, 67>,
    is_ucs2: bool,
}

impl Tally {
    fn add(&mut self, c: char) {
        match septets(c) {
            Some(septets) => self.gsm.add(septets),
            None => self.is_ucs2 = true,
        }
        self.ucs2.add(c.len_utf16());
    }

    fn size(&self) -> Size {
        if self.is_ucs2 {
            Size { alphabet: Alphabet::Ucs2, units: self.ucs2.units, segments: self.ucs2.segments() }
        } else {
            Size { alphabet: Alphabet::Gsm, units: self.gsm.units, segments: self.gsm.segments() }
        }
    }
}

/// Characters packed into segments; one that takes two units is never parted, so it may leave a unit unused.
#[derive(Default)]
struct Packing<const SINGLE: usize, const JOINED: usize> {
    units: usize,
    full: usize,
    filled: usize,
}

impl<const SINGLE: usize, const JOINED: usize> Packing<SINGLE, JOINED> {
    fn add(&mut self, units: usize) {
        self.units += units;
        self.filled += units;
        if self.filled > JOINED {
            self.full += 1;
            self.filled = units;
        }
    }

    fn segments(&self) -> usize {
        match self.units {
            0 => 0,
            units if units <= SINGLE => 1,
            _ => self.full + 1,
        }
    }
}

fn septets(c: char) -> Option<usize> {
    if BASIC.contains(c) { Some(1) } else { EXTENSION.contains(c).then_some(2) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn segments(text: &str) -> usize {
        measure(text).segments
    }

    #[test]
    fn the_alphabet_has_its_128_places() {
        // 127 characters and the escape to the extension table.
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
    }

    #[test]
    fn segments_are_counted_as_the_networks_do() {
        for (text, alphabet, units, count) in [
            (String::new(), Alphabet::Gsm, 0, 0),
            ("a".repeat(160), Alphabet::Gsm, 160, 1),
            ("a".repeat(161), Alphabet::Gsm, 161, 2),
            ("a".repeat(306), Alphabet::Gsm, 306, 2),
            ("a".repeat(307), Alphabet::Gsm, 307, 3),
            ("€".repeat(80), Alphabet::Gsm, 160, 1),
            // 153 is odd: the escape is not parted from its character.
            (format!("{}€{}", "a".repeat(152), "a".repeat(151)), Alphabet::Gsm, 305, 2),
            (format!("{}€{}", "a".repeat(152), "a".repeat(152)), Alphabet::Gsm, 306, 3),
            ("ж".repeat(70), Alphabet::Ucs2, 70, 1),
            ("ж".repeat(71), Alphabet::Ucs2, 71, 2),
            ("ж".repeat(135), Alphabet::Ucs2, 135, 3),
            ("👍".repeat(35), Alphabet::Ucs2, 70, 1),
            ("👍".repeat(36), Alphabet::Ucs2, 72, 2),
            // 67 is odd: a surrogate pair is not parted.
            ("👍".repeat(67), Alphabet::Ucs2, 134, 3),
            ("Grüße 👍 ".repeat(30), Alphabet::Ucs2, 270, 5),
            ("Grüße à demain §".to_owned(), Alphabet::Gsm, 16, 1),
            ("ç".to_owned(), Alphabet::Ucs2, 1, 1),
        ] {
            assert_eq!(measure(&text), Size { alphabet, units, segments: count }, "{text}");
        }
    }

    #[test]
    fn a_long_reply_is_cut_between_sentences() {
        let first = format!("We deliver on Sundays{}.", " and holidays".repeat(8));
        let second = format!("Orders before noon{} leave today!", " or so".repeat(8));
        assert_eq!(split(&format!("{first} {second}"), 1), [first, second]);
    }

    #[test]
    fn a_long_sentence_is_cut_between_words() {
        let parts = split(&"antidisestablishmentarianism ".repeat(12), 1);
        assert!(parts.len() > 1);
        assert!(parts.iter().all(|part| { part.split(' ').all(|word| word == "antidisestablishmentarianism") }));
    }

    #[test]
    fn a_text_that_fits_is_left_whole() {
        assert_eq!(split("Yes.\n\nWe do.", 1), ["Yes.\n\nWe do."]);
        assert_eq!(split("  ", 1), Vec::<String>::new());
        assert_eq!(split(&"a".repeat(300), 2).len(), 1);
    }

    #[test]
    fn what_is_drawn_as_one_is_not_cut_in_two() {
        for drawn in ["👩‍👩‍👧‍👦", "👍🏽", "🇬🇧", "é\u{301}", "❤️", "न्"] {
            for offset in 0..drawn.encode_utf16().count() {
                let text = format!("{}{}", "ж".repeat(70 - offset), drawn.repeat(40));
                let parts = split(&text, 1);
                assert!(
                    parts.iter().all(|part| part.trim_start_matches('ж').replace(drawn, "").is_empty()),
                    "{parts:?}"
                );
            }
        }
    }

    #[test]
    fn one_emoji_costs_only_the_message_it_is_in() {
        let parts = split(&format!("{}. Thanks 👍", "a".repeat(159)), 1);
        assert_eq!(
            parts.iter().map(|part| measure(part).alphabet).collect::<Vec<_>>(),
            [Alphabet::Gsm, Alphabet::Ucs2]
        );
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_lost(text in "([a-zé€ж👍🇬🇧\u{301}\u{200d}. \n\r]{0,12}){0,60}", max in 1_usize..4) {
            let parts = split(&text, max);
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(bare(&parts.concat()), bare(&text));
            for part in &parts {
                prop_assert!(!part.is_empty() && segments(part) <= max, "{:?}", part);
                prop_assert!(text.contains(part.as_str()));
            }
        }

        #[test]
        fn any_text_is_split(text in "\\PC{0,400}") {
            prop_assert!(split(&text, 1).iter().all(|part| segments(part) <= 1));
        }

        #[test]
        fn a_longer_text_never_takes_fewer_segments(text in "[a-z€ж👍]{0,400}", more in "[a-z€ж👍]") {
            let longer = text.clone() + &more;
            prop_assert!(segments(&text) <= segments(&longer));
        }
    }
}
