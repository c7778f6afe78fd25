//! What the assistant says, in its own words: small talk, offers, lead-ins and thanks, in six languages.
//!
//! The English words are the design's. It makes up no facts: an answer is an entry's own text. It never pretends to be
//! a person, and says only what is true (no copy is mailed to the visitor in this version).

mod words;

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::remark::Remark;
use crate::text;
use words::{Words, of};

/// Who speaks, to whom: the words' blanks.
#[derive(Debug, Clone, Copy)]
pub struct Voice<'a> {
    /// The language to speak, any tag; one without words speaks English.
    pub language: &'a str,
    /// What the bot's people are called, `workshop` or `branch`. The other languages say "our team".
    pub team: &'a str,
    /// The bot's name.
    pub bot: &'a str,
}

/// What the assistant says, with the quick replies offered under it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reply {
    /// The words.
    pub text: String,
    /// The titles of the entries it is from.
    pub sources: Vec<String>,
    /// Quick replies: choosing one sends it as the visitor's message.
    pub replies: Vec<String>,
}

/// Talk that asks nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmallTalk {
    Hello,
    Thanks,
    Goodbye,
    /// "How are you?"
    HowAreYou,
    /// "OK", "got it", "no thanks", a thumb: something said that asks nothing.
    Agreed,
    /// "Are you a bot?"
    AreYouABot,
}

/// What kind of small talk a message is, when it is nothing else.
#[must_use]
pub fn small_talk(message: &str) -> Option<SmallTalk> {
    let head = text::head(message, 200);
    let said = text::words(head);
    if said.is_empty() {
        // Signs alone, like a thumb or a heart; a question mark asks for more.
        let is_sign = head.chars().any(|c| !c.is_whitespace()) && !head.contains(['?', '？', '؟']);
        return is_sign.then_some(SmallTalk::Agreed);
    }
    if said.len() > 12 {
        return None;
    }
    if is_about_being_a_bot(&said) {
        return Some(SmallTalk::AreYouABot);
    }
    let listed = |list: &str, word: &String| list.split_whitespace().any(|listed| listed == word);
    let greeted = said.iter().take_while(|word| said.len() > 2 && listed(words::HELLO, word)).count();
    let line = said[greeted..].join(" ");
    if words::HOW_ARE_YOU.contains(&line.as_str()) {
        return Some(SmallTalk::HowAreYou);
    }
    let is_agreed = said.len() <= 3 && said.iter().all(|word| listed(words::AGREED, word));
    if is_agreed || words::AGREED_WORDS.contains(&said.join(" ").as_str()) {
        return Some(SmallTalk::Agreed);
    }
    let is_all = |core: &str, polite: &str| {
        said.len() <= 6
            && said.iter().any(|word| listed(core, word))
            && said.iter().all(|word| listed(core, word) || listed(polite, word))
    };
    [(SmallTalk::Thanks, words::THANKS), (SmallTalk::Goodbye, words::GOODBYE), (SmallTalk::Hello, words::HELLO)]
        .into_iter()
        .find(|(_, core)| is_all(core, words::POLITE))
        .map(|(kind, _)| kind)
}

/// How often the same may be said in one conversation.
const ENOUGH: usize = 2;

/// The first of these that was not said often enough already. `said` is what the assistant has said in this conversation.
#[must_use]
pub fn not_thrice(replies: impl IntoIterator<Item = Reply>, said: &[&str]) -> Option<Reply> {
    let times = |reply: &Reply| said.iter().filter(|said| said.trim() == reply.text.trim()).count();
    replies.into_iter().find(|reply| times(reply) < ENOUGH)
}

fn is_about_being_a_bot(said: &[String]) -> bool {
    let line = format!(" {} ", said.join(" "));
    let has = |list: &[&str]| list.iter().any(|part| line.contains(&format!(" {part} ")));
    has(words::ARE_YOU) && has(words::BOT_OR_PERSON)
}

impl Voice<'_> {
    fn words(self) -> &'static Words {
        of(self.language)
    }

    fn fill(self, words: &str) -> String {
        words.replace("{team}", self.team).replace("{bot}", self.bot)
    }

    fn reply(self, words: &str, replies: &[&str]) -> Reply {
        let replies = replies.iter().map(|reply| self.fill(reply)).collect();
        Reply { text: self.fill(words), sources: Vec::new(), replies }
    }

    /// The answer to small talk.
    #[must_use]
    pub fn small_talk(self, kind: SmallTalk) -> Reply {
        let words = self.words();
        match kind {
            SmallTalk::Hello => self.reply(words.hello, &[]),
            SmallTalk::Thanks => self.reply(words.thanks, &[]),
            SmallTalk::Goodbye => self.reply(words.goodbye, &[]),
            SmallTalk::HowAreYou => self.reply(words.well, &[]),
            SmallTalk::Agreed => self.reply(words.agreed, &[]),
            SmallTalk::AreYouABot => self.reply(words.bot, &[words.talk_to_a_person]),
        }
    }

    /// An entry's answer with its source.
    #[must_use]
    pub fn from_entry(self, title: &str, answer: &str) -> Reply {
        Reply { text: answer.trim().to_owned(), sources: vec![title.to_owned()], replies: Vec::new() }
    }

    /// What is known was said often enough: a person is offered.
    #[must_use]
    pub fn again(self) -> Reply {
        self.person(self.words().again)
    }

    /// The assistant is at its end: a person is offered.
    #[must_use]
    pub fn stuck(self) -> Reply {
        self.person(self.words().stuck)
    }

    /// There was enough small talk: a person is offered beside more of it.
    #[must_use]
    pub fn here(self) -> Reply {
        let words = self.words();
        self.reply(words.here, &[words.talk_to_a_person])
    }

    fn person(self, words: &str) -> Reply {
        let chips = self.words();
        self.reply(words, &[chips.ask_the_team, chips.talk_to_a_person])
    }

    /// The knowledge has no answer.
    #[must_use]
    pub fn no_answer(self) -> Reply {
        self.person(self.words().no_answer)
    }

    /// Before a form is shown: none means the bot's default form.
    #[must_use]
    pub fn offer_form(self, tag: Option<&str>) -> Reply {
        let words = self.words();
        let lead_in = match tag {
            Some("agent_request") => words.offer_person,
            Some("order_question") => words.offer_order,
            Some("coupon_request") => words.offer_coupon,
            Some("refund_request") => words.offer_refund,
            Some("cancellation") => words.offer_cancellation,
            Some("quote_request") => words.offer_quote,
            Some("appointment_request" | "viewing_request") => words.offer_appointment,
            _ => words.offer,
        };
        self.reply(lead_in, &[])
    }

    /// The visitor declined a form.
    #[must_use]
    pub fn declined(self) -> Reply {
        self.reply(self.words().declined, &[])
    }

    /// The visitor sent files, and no words with them.
    #[must_use]
    pub fn filed(self) -> Reply {
        self.reply(self.words().filed, &[])
    }

    /// The visitor sent a form. A follow-up is told that it was added to what the team has.
    #[must_use]
    pub fn submitted(self, name: Option<&str>, is_follow_up: bool) -> Reply {
        let words = self.words();
        let added = (words.added, words.added_plain);
        self.by_name(name, if is_follow_up { added } else { (words.submitted, words.submitted_plain) })
    }

    /// What is said of something that asks nothing. `is_form_open`: a form waits to be sent.
    #[must_use]
    pub fn remark(self, remark: Remark, is_form_open: bool) -> Reply {
        let words = self.words();
        match remark {
            Remark::Asked => self.no_answer(),
            Remark::Trouble => self.person(words.sorry),
            Remark::Looking => self.reply(words.looking, &[]),
            Remark::Details | Remark::Complete | Remark::Order | Remark::Told if is_form_open => {
                self.reply(words.noted_form, &[])
            }
            Remark::Details | Remark::Complete | Remark::Order | Remark::Told => self.person(words.noted_ask),
        }
    }

    /// Details were told before anything was asked for.
    #[must_use]
    pub fn told(self, name: Option<&str>) -> Reply {
        self.by_name(name, (self.words().told, self.words().told_plain))
    }

    /// Details were told behind a clear wish: the team gets both.
    #[must_use]
    pub fn passed_on(self, name: Option<&str>) -> Reply {
        self.by_name(name, (self.words().passed_on, self.words().passed_on_plain))
    }

    /// Details were told, and stand in a form now.
    #[must_use]
    pub fn told_form(self, name: Option<&str>) -> Reply {
        self.by_name(name, (self.words().told_form, self.words().told_form_plain))
    }

    /// Before a form that nobody asked for, behind what was said and not answered.
    #[must_use]
    pub fn offer_unasked(self, remark: Remark) -> Reply {
        let words = self.words();
        let lead_in = match remark {
            Remark::Asked => words.offer_answer,
            Remark::Trouble => words.sorry_offer,
            _ => words.offer,
        };
        self.reply(lead_in, &[])
    }

    /// Words to somebody by their first name, or the same without it. The name goes in last: a visitor who is called
    /// "{team}" stays so.
    fn by_name(self, name: Option<&str>, (named, plain): (&str, &str)) -> Reply {
        match name.and_then(|name| name.split_whitespace().next()) {
            Some(first) => Reply { text: self.fill(named).replace("{name}", first), ..Reply::default() },
            None => self.reply(plain, &[]),
        }
    }

    /// More was said after a form was sent.
    #[must_use]
    pub fn noted(self) -> Reply {
        self.reply(self.words().noted, &[])
    }

    /// A person was asked for outside the team's hours; `until` is "Monday at 9:00", as `bot::hours::words::until` says it
    /// in the same language.
    #[must_use]
    pub fn closed(self, until: &str) -> Reply {
        let words = self.words();
        let mut reply = self.reply(words.closed, &[words.leave_a_message, words.keep_chatting]);
        reply.text = reply.text.replace("{until}", until);
        reply
    }

    /// A person was asked for, and nobody is there.
    #[must_use]
    pub fn away(self) -> Reply {
        self.reply(self.words().away, &[])
    }

    /// A person was rung for, where no card says so.
    #[must_use]
    pub fn rang(self) -> Reply {
        self.reply(self.words().rang, &[])
    }

    /// Nobody has come for a while.
    #[must_use]
    pub fn still_ringing(self) -> Reply {
        self.reply(self.words().still_ringing, &[])
    }

    /// Before a form is asked as a dialogue, one question a message (SMS and other channels without forms).
    #[must_use]
    pub fn begin_dialogue(self, lead_in: Reply) -> Reply {
        Reply { text: format!("{} {}", lead_in.text, self.words().dialogue), ..lead_in }
    }

    /// The quick replies of a message that offers a person.
    #[must_use]
    pub fn person_replies(self) -> Vec<String> {
        vec![self.fill(self.words().talk_to_a_person)]
    }
}

/// What the widget's "Talk to a person" says in the languages whose words differ from the assistant's own.
const WIDGET_CHIPS: [&str; 3] = ["Mit einer Person sprechen", "Parla con una persona", "تحدث مع موظف"];

/// Whether a message is one of the assistant's own quick replies, in any language.
#[must_use]
pub fn is_quick_reply(message: &str) -> bool {
    let said = text::words(text::head(message, 80));
    let Some(first) = said.first() else { return false };
    let is_said = |chip: &Chip| {
        let rest = said.len().checked_sub(chip.words.len());
        said.starts_with(&chip.words) && rest.is_some_and(|rest| chip.rest.contains(&rest))
    };
    CHIPS.get(first).is_some_and(|chips| chips.iter().any(is_said))
}

/// A quick reply as it is compared.
struct Chip {
    /// Its words, folded; those of the team's name are left out.
    words: Vec<String>,
    /// How many words may follow: a team's name is any one or two.
    rest: RangeInclusive<usize>,
}

/// All of them, by their first words.
static CHIPS: LazyLock<HashMap<String, Vec<Chip>>> = LazyLock::new(|| {
    let own = words::ALL.iter().flat_map(|(_, words)| words.quick_replies());
    let mut by_first: HashMap<_, Vec<_>> = HashMap::new();
    for chip in own.chain(WIDGET_CHIPS) {
        let words = text::words(&chip.replace("{team}", "\u{1}"));
        let rest = if chip.contains("{team}") { 1..=2 } else { 0..=0 };
        if let Some(first) = words.first() {
            by_first.entry(first.clone()).or_default().push(Chip { words, rest });
        }
    }
    by_first
});

#[cfg(test)]
mod tests;
