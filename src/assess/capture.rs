//! When a conversation is a lead though no form was sent: by the bot's rule, from what it holds.
//!
//! `signals` asks for a way to reach the visitor and a clear wish; `everyone` for a word. A conversation is captured once, by
//! a form or by itself. What the visitor has put aside is no wish any more, and a feature that is off makes no lead. Somebody
//! who is at a form is left to it.

use std::time::Duration;

use super::heard::{Is, Line};
use super::{Asked, Mind, Thought};
use crate::assistant::Intent;
use crate::bot::Capture;
use crate::contact::identity::{self, Kind as Held};
use crate::contact::{self, Details};
use crate::conversation::Conversation;
use crate::conversation::message::ReceiptRow;
use crate::db::Tx;
use crate::error::Result;
use crate::form::answer::Answer;
use crate::form::definition::Known;
use crate::form::field::{Field, Kind as FieldKind};
use crate::form::session::{self, Session, State};
use crate::lead::submission;
use crate::lead::submission::drawn::Drawn;
use crate::lead::{Lead, Origin};
use crate::tag::{Kind, Tag};
use crate::time::Timestamp;

/// After so long without a word, what was said counts as said.
pub const SETTLES: Duration = Duration::from_secs(30);

/// A conversation that goes on for longer than this is thought about while it goes on.
pub const LONG: Duration = Duration::from_secs(15 * 60);

/// After so long without a word or a key, a form that was begun is left.
pub const RESTS: Duration = Duration::from_secs(10 * 60);

/// What is to become of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Nothing, as it stands.
    Nothing,
    /// It is looked at again then, unless something is said before.
    Wait(Timestamp),
    /// It is captured.
    Capture(Box<Captured>),
}

/// What is captured.
#[derive(Clone, Debug, PartialEq)]
pub struct Captured {
    origin: Origin,
    wish: Wish,
    told: Known,
    rows: Vec<ReceiptRow>,
}

impl Captured {
    /// As a submission is drawn of it.
    #[must_use]
    pub fn drawn(&self) -> Drawn<'_> {
        let Known { name, email, phone, company, website, order_number, .. } = self.told.clone();
        Drawn {
            tag: &self.wish.tag,
            was: &self.wish.was,
            origin: self.origin,
            details: Details {
                name,
                email: email.map(|email| email.as_str().to_owned()),
                phone: phone.map(|phone| phone.as_str().to_owned()),
                company,
                website,
            },
            order_number,
            rows: self.rows.clone(),
        }
    }
}

/// What somebody wants: the tag it is filed under, empty where the bot has none for it, and what the conversation was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Wish {
    tag: String,
    was: String,
}

/// What is known when it is decided.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, in any combination")]
struct Ground {
    /// The contact's lead would take a submission now.
    has_lead: bool,
    /// There is a way to reach them.
    is_reachable: bool,
    /// What they want last, of what can be wanted.
    wish: Option<Wish>,
    /// They have put something aside in this conversation.
    has_declined: bool,
    /// All they want is to sell.
    is_spam: bool,
    /// Their score is above the bot's first band.
    is_warm: bool,
}

/// The rule alone: what makes a lead of what is known.
fn decide(rule: Capture, ground: &Ground) -> Option<(Origin, Wish)> {
    let wish = ground.wish.clone();
    let signals = || {
        if !ground.is_reachable || ground.is_spam {
            return None;
        }
        let is_warm = ground.is_warm && !ground.has_lead && !ground.has_declined;
        wish.clone().or_else(|| is_warm.then(Wish::default)).map(|wish| (Origin::Signals, wish))
    };
    match rule {
        Capture::Forms => None,
        Capture::Signals => signals(),
        Capture::Everyone => signals().or_else(|| {
            let was = if ground.is_spam { Intent::Spam.key().to_owned() } else { String::new() };
            let talk = wish.clone().unwrap_or(Wish { tag: String::new(), was });
            (!ground.has_lead).then_some((Origin::Conversation, talk))
        }),
    }
}

/// What is to become of this conversation, as it stands in the transaction.
///
/// # Errors
/// What the database says.
pub(super) async fn verdict(
    tx: &mut Tx,
    mind: Mind<'_>,
    about: &Conversation,
    lead: Option<&Lead>,
    thought: &Thought,
) -> Result<Verdict> {
    let settings = mind.bot.settings();
    let lines = thought.heard.lines.iter().filter(|line| line.conversation == about.id && line.is_visitor);
    let begun = Begun::of(&thought.forms, &settings.region);
    if settings.capture == Capture::Forms || (lines.count() == 0 && begun.is_none()) {
        return Ok(Verdict::Nothing);
    }
    // Who only talked, and was captured for that, may want something after all.
    if submission::origins_in(tx, &about.id).await?.iter().any(|origin| *origin != Origin::Conversation) {
        return Ok(Verdict::Nothing);
    }
    let told = begun.as_ref().map_or_else(|| thought.told.clone(), |begun| begun.over(&thought.told));
    let own = identity::by_id(tx, &about.identity_id).await?;
    let writes_by_address = own.is_some_and(|own| matches!(own.kind, Held::Sms | Held::Whatsapp | Held::Email));
    let known = contact::by_id(tx, &about.contact_id).await?;
    let is_known = known.is_some_and(|known| known.email.is_some() || known.phone.is_some());
    let ground = Ground {
        has_lead: lead.is_some_and(|lead| lead.can_be_joined(tx.now, settings.regroup_days)),
        is_reachable: told.email.is_some() || told.phone.is_some() || writes_by_address || is_known,
        wish: wish(mind.tags, about, thought).or_else(|| begun.as_ref().and_then(|begun| begun.wish(mind.tags))),
        has_declined: thought.forms.iter().any(|form| form.state == State::Declined),
        is_spam: was(&thought.asked) == Some(Intent::Spam.key()),
        is_warm: thought.scored.score >= settings.bands.warm_from,
    };
    let Some((origin, wish)) = decide(settings.capture, &ground) else {
        let may_come = ground.is_reachable && !ground.has_lead && !ground.is_spam;
        let until = about.updated_at.plus(RESTS);
        return Ok(if may_come && until > tx.now { Verdict::Wait(until) } else { Verdict::Nothing });
    };
    if let Some(touched) = session::touched(tx, &about.id).await? {
        let until = touched.max(about.updated_at).plus(RESTS);
        if until > tx.now {
            return Ok(Verdict::Wait(until));
        }
    }
    let rows = begun.map(|begun| begun.rows).unwrap_or_default();
    Ok(Verdict::Capture(Box::new(Captured { origin, wish, told, rows })))
}

/// The last thing they asked for in this conversation that is on, and that they have not put aside since.
fn wish(tags: &[Tag], about: &Conversation, thought: &Thought) -> Option<Wish> {
    let lines = &thought.heard.lines;
    let here = |line: &Line| line.conversation == about.id;
    let declined: Vec<(i64, &str)> = lines
        .iter()
        .filter(|line| here(line))
        .filter_map(|line| match &line.is {
            Is::Declined(form) => Some((line.seq, tag_of(&thought.forms, form)?)),
            _ => None,
        })
        .collect();
    thought.asked.iter().rev().filter(|asked| here(&lines[asked.line])).find_map(|asked| {
        let seq = lines[asked.line].seq;
        let wish = filed(tags, asked.intent.as_ref())?;
        // A form for nothing but their details covers every wish.
        let is_aside = declined.iter().any(|(at, tag)| *at > seq && (*tag == wish.tag || tag.is_empty()));
        (!is_aside).then_some(wish)
    })
}

fn tag_of<'a>(forms: &'a [Session], id: &crate::id::FormSessionId) -> Option<&'a str> {
    forms.iter().find(|form| form.id == *id).map(|form| form.tag.as_str())
}

/// Under which tag an intent is filed. What has a tag that is off is none; what has no tag at all is filed under none.
fn filed(tags: &[Tag], intent: Option<&Intent>) -> Option<Wish> {
    let Some(intent) = intent else { return Some(Wish::default()) };
    let was = intent.key().to_owned();
    if *intent == Intent::Spam {
        return None;
    }
    match tags.iter().find(|tag| tag.key == was) {
        Some(tag) if tag.active && tag.kind == Kind::Request => Some(Wish { tag: was.clone(), was }),
        Some(_) => None,
        None => Some(Wish { tag: String::new(), was }),
    }
}

/// What a conversation was, by the last thing that was asked for in it; spam where there was nothing else.
#[must_use]
pub fn was(asked: &[Asked]) -> Option<&str> {
    let mut keys = asked.iter().rev().filter_map(|asked| asked.intent.as_ref()).map(Intent::key);
    let last = keys.clone().find(|key| *key != Intent::Spam.key());
    // Who is rung back about a price has asked for a price.
    let priced = asked.iter().any(|asked| asked.intent == Some(Intent::QuoteRequest));
    match last {
        Some(key) if key == Intent::AgentRequest.key() && priced => Some(Intent::QuoteRequest.key()),
        Some(key) => Some(key),
        None => keys.next(),
    }
}

/// A form that was begun, with what the visitor consented to keep of it.
struct Begun {
    tag: String,
    known: Known,
    rows: Vec<ReceiptRow>,
}

impl Begun {
    /// The newest of those that stand open with an answer in them.
    fn of(forms: &[Session], region: &str) -> Option<Self> {
        let open = forms.iter().rev().filter(|form| form.state == State::Open);
        open.into_iter().find_map(|form| Self::read(form, region))
    }

    fn read(form: &Session, region: &str) -> Option<Self> {
        let (definition, answers) = (&form.definition.0, &form.answers.0);
        let consents = |field: &&Field| field.kind == FieldKind::Consent;
        if definition.asked().filter(consents).any(|field| answers.get(&field.key) != Some(&true.into())) {
            return None;
        }
        let mut begun = Self { tag: form.tag.clone(), known: Known::default(), rows: Vec::new() };
        for field in definition.asked() {
            let Some(value) = answers.get(&field.key).filter(|value| !value.is_null()) else { continue };
            let Ok(Some(answer)) = field.validate(value, region) else { continue };
            let shown = answer.display(field);
            let known = &mut begun.known;
            match (field.kind, answer) {
                (FieldKind::Consent, _) => continue,
                (FieldKind::Email, Answer::Email(email)) => known.email = Some(email),
                (FieldKind::Phone, Answer::Phone(phone)) => known.phone = Some(phone),
                (FieldKind::Name, _) => known.name = Some(shown.clone()),
                (FieldKind::Company, _) => known.company = Some(shown.clone()),
                (FieldKind::Website, _) => known.website = Some(shown.clone()),
                (FieldKind::OrderNumber, _) => known.order_number = Some(shown.clone()),
                _ => {}
            }
            begun.rows.push(ReceiptRow { key: field.key.clone(), label: field.label.clone(), value: shown });
        }
        if begun.rows.is_empty() {
            return None;
        }
        let (key, label) = ("form_begun".to_owned(), "Form".to_owned());
        begun.rows.push(ReceiptRow { key, label, value: "Begun, not sent".to_owned() });
        Some(begun)
    }

    /// What was typed into it, over what was said in passing.
    fn over(&self, told: &Known) -> Known {
        let (own, told) = (self.known.clone(), told.clone());
        Known {
            name: own.name.or(told.name),
            email: own.email.or(told.email),
            phone: own.phone.or(told.phone),
            company: own.company.or(told.company),
            website: own.website.or(told.website),
            order_number: own.order_number.or(told.order_number),
            ..told
        }
    }

    /// Who begins a form wants what it is for.
    fn wish(&self, tags: &[Tag]) -> Option<Wish> {
        filed(tags, (!self.tag.is_empty()).then(|| Intent::from_key(&self.tag)).as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish() -> Wish {
        Wish { tag: "refund_request".into(), was: "refund_request".into() }
    }

    fn origin(rule: Capture, ground: &Ground) -> Option<Origin> {
        decide(rule, ground).map(|(origin, _)| origin)
    }

    #[test]
    fn signals_ask_for_a_way_to_reach_them_and_a_clear_wish() {
        let both = Ground { is_reachable: true, wish: Some(wish()), ..Ground::default() };
        assert_eq!(origin(Capture::Signals, &both), Some(Origin::Signals));
        assert_eq!(origin(Capture::Signals, &Ground { is_reachable: false, ..both.clone() }), None);
        assert_eq!(origin(Capture::Signals, &Ground { wish: None, ..both.clone() }), None);
        assert_eq!(
            origin(Capture::Signals, &Ground { is_spam: true, wish: None, is_warm: true, ..both.clone() }),
            None
        );
        assert_eq!(origin(Capture::Forms, &both), None);
        assert_eq!(origin(Capture::Signals, &Ground { has_lead: true, ..both }), Some(Origin::Signals), "a follow-up");
    }

    #[test]
    fn enough_that_counts_is_a_wish_unless_something_was_put_aside() {
        let warm = Ground { is_reachable: true, is_warm: true, ..Ground::default() };
        assert_eq!(decide(Capture::Signals, &warm), Some((Origin::Signals, Wish::default())));
        assert_eq!(origin(Capture::Signals, &Ground { has_declined: true, ..warm.clone() }), None);
        assert_eq!(origin(Capture::Signals, &Ground { has_lead: true, ..warm }), None);
    }

    #[test]
    fn everyone_who_wrote_is_one_once() {
        let none = Ground::default();
        assert_eq!(origin(Capture::Everyone, &none), Some(Origin::Conversation));
        assert_eq!(origin(Capture::Everyone, &Ground { has_lead: true, ..none.clone() }), None);
        let spam = decide(Capture::Everyone, &Ground { is_spam: true, is_reachable: true, ..none }).unwrap();
        assert_eq!((spam.0, spam.1.was.as_str()), (Origin::Conversation, "spam"));
    }

    #[test]
    fn what_a_conversation_was_is_what_was_asked_for_last() {
        let asked = |intents: &[Intent]| -> Vec<Asked> {
            intents.iter().enumerate().map(|(line, intent)| Asked { line, intent: Some(intent.clone()) }).collect()
        };
        assert_eq!(was(&asked(&[Intent::QuoteRequest, Intent::AgentRequest])), Some("quote_request"));
        assert_eq!(was(&asked(&[Intent::RefundRequest, Intent::OrderQuestion])), Some("order_question"));
        assert_eq!(was(&asked(&[Intent::Spam])), Some("spam"));
        assert_eq!(was(&asked(&[Intent::Spam, Intent::AgentRequest])), Some("agent_request"));
        assert_eq!(was(&[]), None);
    }
}
