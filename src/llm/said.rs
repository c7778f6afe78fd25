//! What a model has said, held against what it was given, while it comes and when it is whole.
//!
//! Words are shown when they name a passage that was given, and hold no link, address or larger number that was not; or
//! when they are a short remark without any fact, where nothing was asked. Markers of passages are taken out, and those of
//! passages that were not given count for nothing. Everything else is no answer, and the embedded assistant answers.

use crate::assistant::question::is_question;
use crate::text::{is_host, words};
use crate::trigger::written::Question;

/// The longest answer, in characters.
const LONGEST: usize = 2_000;

/// The longest remark, in characters.
const REMARK: usize = 160;

/// So many words in a row of the instructions are no accident.
const TELLING: usize = 8;

/// Numbers of so many digits must have been given. Shorter ones count things.
const DIGITS: usize = 3;

/// An answer that may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The words, without markers.
    pub text: String,
    /// The passages they name, by their places, in the order of naming.
    pub cited: Vec<usize>,
}

crate::event::names! {
    /// Why words are no answer.
    pub enum Unfit {
        /// The model says that it does not know, or says nothing.
        Unknown = "unknown",
        /// They name no passage that was given.
        Ungrounded = "ungrounded",
        /// They hold a link, an address or a number that was not given.
        Foreign = "foreign",
        /// They tell the instructions.
        Telling = "telling",
        /// They have no end.
        Long = "long",
    }
}

/// What words are held against.
#[derive(Debug)]
pub struct Given {
    passages: usize,
    /// All letters and digits of the passages, in a row: where links and addresses must stand.
    known: String,
    /// Those of the conversation too: where numbers must stand.
    heard: String,
    instructions: Vec<String>,
    mark: String,
    may_remark: bool,
}

impl Given {
    /// What was given with a question.
    #[must_use]
    pub fn new(question: &Question, system: &str, mark: &str) -> Self {
        let mut known = String::new();
        for passage in &question.passages {
            for part in
                [&passage.title, &passage.question, &passage.answer, passage.url.as_ref().unwrap_or(&String::new())]
            {
                known.push_str(&bare(part));
                // So that no number grows out of two that stand side by side.
                known.push(' ');
            }
        }
        let said = question.earlier.iter().map(|said| &said.text).chain([&question.text]);
        let heard = said.fold(known.clone(), |all, text| all + &bare(text) + " ");
        Self {
            passages: question.passages.len(),
            known,
            heard,
            instructions: words(system),
            mark: mark.to_owned(),
            may_remark: !is_question(&question.text),
        }
    }

    /// The words so far as they may be shown, up to their last whole word. None while nothing may be shown.
    ///
    /// # Errors
    /// When they are no answer, whatever comes after.
    pub fn so_far(&self, raw: &str) -> Result<Option<String>, Unfit> {
        // The last word may still grow into another.
        let Some(end) = raw.trim_end().rfind(char::is_whitespace) else { return Ok(None) };
        let read = self.read(&raw[..end]);
        self.check(&read.said.text)?;
        let may = !read.said.cited.is_empty() && !read.said.text.is_empty();
        Ok(may.then_some(read.said.text))
    }

    /// The words, now that they are whole.
    ///
    /// # Errors
    /// Why they are no answer.
    pub fn whole(&self, raw: &str) -> Result<Said, Unfit> {
        let read = self.read(raw);
        if read.said.text.is_empty() || read.is_unknown {
            return Err(Unfit::Unknown);
        }
        self.check(&read.said.text)?;
        let is_remark = self.may_remark
            && read.is_remark
            && read.said.text.chars().count() <= REMARK
            && !read.said.text.contains(|c: char| c.is_ascii_digit());
        if read.said.cited.is_empty() && !is_remark { Err(Unfit::Ungrounded) } else { Ok(read.said) }
    }

    fn check(&self, text: &str) -> Result<(), Unfit> {
        if text.chars().count() > LONGEST {
            return Err(Unfit::Long);
        }
        if self.tells(text) {
            return Err(Unfit::Telling);
        }
        if text.split_whitespace().any(|word| self.is_foreign(word)) { Err(Unfit::Foreign) } else { Ok(()) }
    }

    /// Whether the instructions, or the mark that stands in them, are in the words.
    fn tells(&self, text: &str) -> bool {
        let said = words(text);
        let is_run = |run: &[String]| self.instructions.windows(TELLING).any(|own| own == run);
        (!self.mark.is_empty() && text.contains(&self.mark)) || said.windows(TELLING).any(is_run)
    }

    /// Whether a word leads somewhere, or counts something, that was not given.
    fn is_foreign(&self, word: &str) -> bool {
        let leads = word.contains("://") || word.contains('@') || is_host(word);
        let digits = word.chars().filter(char::is_ascii_digit).count();
        (leads && !self.known.contains(&bare(word))) || (digits >= DIGITS && !self.heard.contains(&bare(word)))
    }

    fn read(&self, raw: &str) -> Read {
        let mut read = Read::default();
        let mut rest = raw;
        while let Some(at) = rest.find('[') {
            let (before, from) = rest.split_at(at);
            let Some((marked, after)) = marker(from) else {
                read.push(before);
                read.push("[");
                rest = &from[1..];
                continue;
            };
            read.push(before);
            read.is_unknown |= marked.is_empty();
            read.is_remark |= marked == [0];
            for place in marked.iter().filter_map(|number| number.checked_sub(1)).filter(|place| *place < self.passages)
            {
                if !read.said.cited.contains(&place) {
                    read.said.cited.push(place);
                }
            }
            // The space before a marker goes with it.
            let kept = read.said.text.trim_end_matches(' ').len();
            read.said.text.truncate(kept);
            rest = after;
        }
        read.push(rest);
        read.said.text = read.said.text.trim().to_owned();
        read
    }
}

#[derive(Default)]
struct Read {
    said: Said,
    is_unknown: bool,
    is_remark: bool,
}

impl Read {
    fn push(&mut self, text: &str) {
        let is_shown = |c: &char| *c == '\n' || !c.is_control();
        // After a marker at the start, or where two spaces would meet.
        let text = if self.said.text.is_empty() { text.trim_start() } else { text };
        self.said.text.extend(text.chars().filter(is_shown));
    }
}

/// The numbers of a marker like `[1]`, `[1, 3]` or `[?]` (none), and what comes after it.
fn marker(from: &str) -> Option<(Vec<usize>, &str)> {
    let (inside, after) = from.strip_prefix('[')?.split_once(']')?;
    if inside.trim() == "?" {
        return Some((Vec::new(), after));
    }
    let numbers = inside.split(',').map(|number| number.trim().parse().ok()).collect::<Option<Vec<usize>>>()?;
    Some((numbers, after))
}

/// Its letters and digits, in small letters: however a number is grouped or an address is quoted, it reads the same.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{EntryId, Id as _};
    use crate::knowledge::Found;
    use proptest::prelude::*;

    fn found(title: &str, answer: &str) -> Found {
        let (title, answer) = (title.to_owned(), answer.to_owned());
        let url = Some("https://loam.example/help".to_owned());
        Found { id: EntryId::from_text("ent_1".into()), title, question: String::new(), answer, url, source_id: None }
    }

    fn given(text: &str) -> Given {
        let question = Question {
            seq: 1,
            text: text.to_owned(),
            earlier: Vec::new(),
            page: None,
            passages: vec![
                found("Delivery", "Delivery takes three to five working days and costs £4.95; call 0161 715 0001."),
                found("Prices", "The brass lantern is £1,250.00. Write to hello@loam.example."),
            ],
            forms: Vec::new(),
            may_hand_off: true,
            bot: "Loam".to_owned(),
            team: "workshop".to_owned(),
            language: "en".to_owned(),
        };
        let system =
            "You word the answers of Loam. Answer the visitor's last message from the numbered passages alone.";
        Given::new(&question, system, "k3yw0rd")
    }

    fn whole(raw: &str) -> Result<(String, Vec<usize>), Unfit> {
        given("How long does delivery of order LL-20418 take?").whole(raw).map(|said| (said.text, said.cited))
    }

    #[test]
    fn words_that_name_a_passage_are_shown_without_the_marker() {
        let shown = |text: &str, cited: &[usize]| Ok((text.to_owned(), cited.to_vec()));
        assert_eq!(whole("[1] Three to five days."), shown("Three to five days.", &[0]));
        assert_eq!(whole("[2][1] Five days [1]. It is £1,250 [7]."), shown("Five days. It is £1,250.", &[1, 0]));
        assert_eq!(whole("Five days [1, 2], [sic] or so"), shown("Five days, [sic] or so", &[0, 1]));
        assert_eq!(
            whole("[1] Your order LL-20418 comes in five days."),
            shown("Your order LL-20418 comes in five days.", &[0])
        );
        assert_eq!(
            whole("[1] Call 0161 715 0001, or see https://loam.example/help."),
            shown("Call 0161 715 0001, or see https://loam.example/help.", &[0])
        );
    }

    #[test]
    fn words_that_keep_to_nothing_are_no_answer() {
        for (raw, unfit) in [
            ("", Unfit::Unknown),
            ("[?]", Unfit::Unknown),
            ("[?] But I think it is free", Unfit::Unknown),
            ("[1]", Unfit::Unknown),
            ("Five days.", Unfit::Ungrounded),
            ("[3] Five days.", Unfit::Ungrounded),
            ("[0] That is nice of you.", Unfit::Ungrounded),
            ("[99999999999999999999] Five days.", Unfit::Foreign),
            ("[1] Pay at https://evil.example/pay now", Unfit::Foreign),
            ("[1] Pay at evil-shop.com/pay now", Unfit::Foreign),
            ("[1] Write to owner@evil.example", Unfit::Foreign),
            ("[1] It costs £1,200.", Unfit::Foreign),
            ("[1] Your code is SAVE100", Unfit::Foreign),
            ("[1] The word is k3yw0rd", Unfit::Telling),
            ("[1] I must answer the visitor's last message from the numbered passages.", Unfit::Telling),
        ] {
            assert_eq!(whole(raw), Err(unfit), "{raw}");
        }
        assert_eq!(whole(&format!("[1] {}", "five days ".repeat(400))), Err(Unfit::Long));
    }

    #[test]
    fn a_remark_answers_a_remark_and_holds_no_fact() {
        let remark = |text: &str, raw: &str| given(text).whole(raw).map(|said| said.text);
        assert_eq!(remark("That sounds lovely", "[0] Glad to hear it!"), Ok("Glad to hear it!".to_owned()));
        assert_eq!(remark("That sounds lovely", "[0] It is 20 percent off"), Err(Unfit::Ungrounded));
        assert_eq!(remark("That sounds lovely", &format!("[0] {}", "so ".repeat(80))), Err(Unfit::Ungrounded));
        assert_eq!(remark("Do you deliver to Mars?", "[0] Yes, we do!"), Err(Unfit::Ungrounded));
    }

    #[test]
    fn what_comes_is_shown_word_by_word_once_it_names_a_passage() {
        let given = given("How long?");
        let so_far = |raw: &str| given.so_far(raw);
        assert_eq!(so_far("[1] Thr"), Ok(None));
        assert_eq!(so_far("[1] Three t"), Ok(Some("Three".to_owned())));
        assert_eq!(so_far("[1] Three to five [2"), Ok(Some("Three to five".to_owned())));
        assert_eq!(so_far("Three to five"), Ok(None), "until a passage is named");
        assert_eq!(so_far("Three to five days [1]. They"), Ok(Some("Three to five days.".to_owned())));
        assert_eq!(so_far("[1] Pay at https://evil.ex"), Ok(Some("Pay at".to_owned())), "a word that still grows");
        assert_eq!(so_far("[1] Pay at https://evil.example now"), Err(Unfit::Foreign));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_without_harm(raw in "(\\[[0-9?, ]{0,4}\\]|[a-zé0-9@./: \\n\\[\\]]{0,12}){0,12}") {
            let given = given("How long?");
            let _ = given.whole(&raw);
            let mut shown = String::new();
            for (end, _) in raw.char_indices() {
                let Ok(so_far) = given.so_far(&raw[..end]) else { break };
                if let Some(text) = so_far {
                    prop_assert!(!text.contains("http") || text.contains("loam"), "{text}");
                    shown = text;
                }
            }
            prop_assert!(shown.len() <= raw.len());
        }
    }
}
