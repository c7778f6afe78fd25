//! Whether words ask something. By their first word and their marks alone: a wrong guess costs one sentence.

/// What questions begin with in the languages we answer in, for those who leave the question mark out.
const ASKING: [&str; 44] = [
    "who", "what", "when", "where", "why", "how", "which", "whose", "can", "could", "do", "does", "did", "is", "are",
    "will", "would", "should", "may", "have", "has", "wer", "was", "wann", "wo", "warum", "wie", "welche", "kann",
    "gibt", "qui", "que", "quand", "où", "pourquoi", "comment", "quel", "quelle", "quién", "qué", "cuándo", "dónde",
    "cómo", "cuánto",
];

/// Whether words ask something: "noted" is no answer to a question.
#[must_use]
pub fn is_question(text: &str) -> bool {
    if text.contains(['?', '？', '؟']) {
        return true;
    }
    let mut words = text.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    let first = words.find(|word| !["and", "but", "so", "und", "et", "y"].contains(&word.to_lowercase().as_str()));
    first.is_some_and(|word| ASKING.contains(&word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_known_by_its_mark_or_its_first_word() {
        let asking = ["Is it warm?", "and when do you open", "Où est ma commande", "هل لديكم مقاس آخر؟"];
        let without_mark =
            ["what is the capital of Peru", "and who painted it", "Wie lange dauert das", "it is, right?"];
        for text in asking.into_iter().chain(without_mark) {
            assert!(is_question(text), "{text}");
        }
        for text in
            ["Thank you", "my order is late", "and so on", "", "It is for a gift, so no rush", "whatever suits you"]
        {
            assert!(!is_question(text), "{text}");
        }
    }

    #[test]
    fn a_question_is_one_without_its_mark_too() {
        for text in ["what is the capital of Peru", "and who painted it", "Wie lange dauert das", "it is, right?"] {
            assert!(is_question(text), "{text}");
        }
        for text in ["It is for a retirement gift, so no rush", "thursday is good", "", "whatever suits you"] {
            assert!(!is_question(text), "{text}");
        }
    }
}
