//! What is quoted of a passage: whole sentences, few enough for a message, those that say most about what was asked.
//!
//! Pure. It never changes a word, and takes nothing from elsewhere.

use std::collections::BTreeSet;

use super::rank::terms;

/// The longest quotation, in characters.
pub const LONGEST: usize = 480;

/// The part of a passage that answers best: all of it where it is short.
#[must_use]
pub fn quote(asked: &str, passage: &str) -> String {
    let passage = passage.trim();
    if passage.chars().count() <= LONGEST {
        return passage.to_owned();
    }
    let wanted: BTreeSet<String> = terms(asked).into_iter().collect();
    let all = sentences(passage);
    let best = (0..all.len())
        .map(|start| {
            let text = run(&all[start..]);
            let said: BTreeSet<String> = terms(&text).into_iter().collect();
            (wanted.intersection(&said).count(), text)
        })
        // The first of the best: `max_by_key` takes the last.
        .rev()
        .max_by_key(|(told, _)| *told);
    best.map_or_else(String::new, |(_, text)| text)
}

/// As many whole sentences from the first as may be quoted; of one that is too long, its beginning.
fn run(sentences: &[&str]) -> String {
    let mut text = String::new();
    let mut length = 0;
    for sentence in sentences {
        let longer = sentence.chars().count() + usize::from(!text.is_empty());
        if length + longer > LONGEST {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(sentence);
        length += longer;
    }
    match sentences.first() {
        Some(first) if text.is_empty() => cut(first, LONGEST),
        _ => text,
    }
}

/// The beginning of a text up to a word's end, with a mark that more follows.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    let head = crate::text::head(text, most.saturating_sub(1));
    if head.len() == text.len() {
        return text.to_owned();
    }
    let at_word = head.rfind(char::is_whitespace).filter(|at| *at > head.len() / 2).unwrap_or(head.len());
    format!("{}…", head[..at_word].trim_end_matches(|c: char| c.is_whitespace() || c == ','))
}

/// The sentences of a text, without the space around them. A line is one too, whether or not it ends with a mark.
#[must_use]
pub fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut from = 0;
        for (at, c) in line.char_indices() {
            let after = at + c.len_utf8();
            // After a point of "e.g." or "No. 5" the sentence goes on.
            let ends = match c {
                '。' | '！' | '？' => true,
                '.' | '!' | '?' | '…' => {
                    let rest = line[after..].trim_start();
                    let is_apart = rest.len() < line.len() - after;
                    is_apart && rest.chars().next().is_some_and(|next| !next.is_lowercase() && !next.is_numeric())
                }
                _ => false,
            };
            if ends {
                found.push(line[from..after].trim());
                from = after;
            }
        }
        found.push(line[from..].trim());
    }
    found.retain(|sentence| !sentence.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        let text =
            "We post on weekdays. Orders, e.g. jars, leave by 3 p.m. that day! See no. 5 below.\nIs it safe? Yes";
        assert_eq!(
            sentences(text),
            [
                "We post on weekdays.",
                "Orders, e.g. jars, leave by 3 p.m. that day!",
                "See no. 5 below.",
                "Is it safe?",
                "Yes"
            ]
        );
    }

    #[test]
    fn of_a_long_passage_the_sentences_about_the_question_are_quoted() {
        let filler =
            "The kiln was built by hand over one long and rainy winter in the yard behind the shop. ".repeat(6);
        let passage = format!("{filler}Returns are free within thirty days. Keep the receipt. {filler}");
        let quoted = quote("how do returns work, do I need the receipt", &passage);
        assert!(quoted.contains("Returns are free within thirty days. Keep the receipt."), "{quoted}");
        assert!(quoted.ends_with('.') && quoted.chars().count() <= LONGEST, "{quoted}");
    }

    #[test]
    fn one_endless_sentence_is_cut_at_a_word() {
        let quoted = quote("clay", &"clay and water ".repeat(100));
        assert!(quoted.ends_with('…') && quoted.chars().count() <= LONGEST, "{quoted}");
        assert!(["clay…", "and…", "water…"].iter().any(|end| quoted.ends_with(end)), "{quoted}");
    }

    proptest! {
        #[test]
        fn a_quotation_is_bounded_and_from_the_passage(asked in ".{0,40}", passage in "([a-z ,]{1,80}[.!?] ?){0,20}") {
            let quoted = quote(&asked, &passage);
            prop_assert!(quoted.chars().count() <= LONGEST);
            let plain = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert!(plain(&passage).contains(plain(&quoted).trim_end_matches('…')));
        }
    }
}
