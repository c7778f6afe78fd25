//! The demo's content holds together: what the files say fits the product's rules and the assistant's understanding.

use std::collections::BTreeSet;

use super::*;
use crate::assistant::{Form, Intent, Model, understand};
use crate::knowledge::rank::{Candidate, rank};

fn demo() -> Demo {
    load().unwrap()
}

fn statuses(pipeline: &str) -> &'static [&'static str] {
    match pipeline {
        "sales" => &["new", "contacted", "qualified", "converted", "lost"],
        "support" => &["new", "handled", "closed"],
        other => panic!("no such pipeline: {other}"),
    }
}

fn is_fictional_email(email: &str) -> bool {
    email_address::EmailAddress::is_valid(email) && email.ends_with(".example")
}

/// Numbers Ofcom keeps for drama: <https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama>
fn is_for_drama(phone: &str) -> bool {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let starts =
        ["07700900", "01632960", "0207946", "0117496", "0131496", "0161496", "0121496", "02920180", "02896496"];
    digits.len() == 11 && starts.iter().any(|start| digits.starts_with(start))
}

fn all_unique<'a>(keys: impl IntoIterator<Item = &'a str>) -> bool {
    let mut seen = BTreeSet::new();
    keys.into_iter().all(|key| seen.insert(key.to_owned()))
}

#[test]
fn every_key_is_unique_where_it_must_be() {
    let demo = demo();
    assert!(all_unique(demo.bots.iter().map(|bot| bot.profile.key.as_str())));
    assert!(all_unique(demo.members.iter().map(|member| member.email.as_str())));
    assert!(all_unique(demo.bots.iter().flat_map(|bot| bot.rules.iter().map(|rule| rule.id.as_str()))));
    for bot in &demo.bots {
        assert!(all_unique(bot.tags.iter().map(|tag| tag.key.as_str())));
        assert!(all_unique(bot.products.iter().map(|product| product.sku.as_str())));
        assert!(all_unique(bot.knowledge.iter().map(|entry| entry.title.as_str())));
        assert!(all_unique(bot.leads.iter().filter_map(|lead| lead.email.as_deref())));
        assert!(all_unique(bot.leads.iter().filter_map(|lead| lead.phone.as_deref())));
        assert!(all_unique(bot.forms.iter().map(|form| form.tag.as_deref().unwrap_or("default"))));
        assert!(bot.forms.iter().all(|form| all_unique(form.fields.iter().map(|field| field.key.as_str()))));
    }
}

#[test]
fn what_is_named_exists() {
    let demo = demo();
    let bots: BTreeSet<_> = demo.bots.iter().map(|bot| bot.profile.key.as_str()).collect();
    let members: BTreeSet<_> = demo.members.iter().map(|member| member.email.as_str()).collect();
    assert!(demo.members.iter().flat_map(|member| &member.bots).all(|bot| bots.contains(bot.as_str())));
    assert!(demo.members.iter().any(|member| member.role == "owner"));
    for bot in &demo.bots {
        let tags: BTreeSet<_> =
            bot.tags.iter().filter(|tag| tag.kind == "request").map(|tag| tag.key.as_str()).collect();
        assert!(bot.forms.iter().filter_map(|form| form.tag.as_deref()).all(|tag| tags.contains(tag)));
        assert!(bot.forms.iter().any(|form| form.tag.is_none()), "a default form");
        for lead in &bot.leads {
            let name = lead.name.as_deref().unwrap_or("Anonymous");
            assert!(statuses(&bot.profile.pipeline).contains(&lead.status.as_str()), "{name}");
            assert!(tags.contains(lead.tag.as_str()), "{name}");
            assert!(lead.follow_ups.iter().all(|follow_up| tags.contains(follow_up.tag.as_str())), "{name}");
            assert!(lead.assignee.as_deref().is_none_or(|email| members.contains(email)), "{name}");
            assert_eq!(lead.lost_reason.is_some(), lead.status == "lost", "{name}");
            assert!(!lead.is_new || lead.status == "new", "{name}");
            assert!(["web", "sms", "whatsapp", "telegram", "email"].contains(&lead.source.as_str()), "{name}");
        }
    }
}

#[test]
fn nobody_in_it_is_real() {
    let demo = demo();
    for bot in &demo.bots {
        let mut emails: Vec<&str> = bot.profile.recipients.iter().map(String::as_str).collect();
        emails.push(&bot.profile.mail_from);
        emails.extend(bot.tags.iter().flat_map(|tag| &tag.recipients).map(String::as_str));
        emails.extend(bot.leads.iter().filter_map(|lead| lead.email.as_deref()));
        emails.extend(demo.members.iter().map(|member| member.email.as_str()));
        assert!(emails.iter().all(|email| is_fictional_email(email)), "{emails:?}");
        for lead in &bot.leads {
            assert!(lead.phone.as_deref().is_none_or(is_for_drama), "{:?}", lead.phone);
            assert!(lead.email.is_some() || lead.phone.is_some());
            assert!(lead.score <= 100);
        }
    }
}

#[test]
fn conversations_run_forward_and_begin_with_the_visitor() {
    for lead in demo().bots.iter().flat_map(|bot| &bot.leads) {
        assert_eq!(lead.turns[0].author, "visitor");
        assert!(lead.turns.windows(2).all(|pair| pair[0].minutes_ago >= pair[1].minutes_ago), "{:?}", lead.name);
        assert!(lead.follow_ups.iter().all(|follow_up| follow_up.minutes_ago <= lead.minutes_ago));
        assert!(lead.turns.iter().all(|turn| ["visitor", "bot", "agent"].contains(&turn.author.as_str())));
    }
}

#[test]
fn there_is_enough_to_fill_a_page_and_begin_a_second() {
    let demo = demo();
    assert!(demo.bots[0].leads.len() >= 20 && demo.bots[1].leads.len() >= 36);
    assert!(demo.bots.iter().all(|bot| bot.knowledge.len() >= 30 && bot.products.len() >= 6));
}

#[test]
fn the_knowledges_own_questions_open_no_form() {
    for bot in demo().bots {
        let is_form = |question: &&str| {
            let found = understand(question, &Model::builtin());
            let intent = found.intent.filter(|_| found.form == Form::Open);
            intent.is_some_and(|intent| bot.tags.iter().any(|tag| tag.key == intent.key()))
        };
        let wrong: Vec<&str> = bot.knowledge.iter().map(|entry| entry.question.as_str()).filter(is_form).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[test]
fn every_example_of_a_tag_is_recognised_as_that_tag() {
    for bot in demo().bots {
        let model = Model::new(&bot.tag_examples());
        for tag in &bot.tags {
            for example in &tag.examples {
                let found = understand(example, &model).intent;
                assert_eq!(found, Some(Intent::Custom(tag.key.clone())), "{example}");
            }
        }
    }
}

#[test]
fn a_question_that_names_a_place_or_a_policy_is_no_request() {
    let demo = demo();
    let model = Model::new(&demo.bots[1].tag_examples());
    for text in [
        "which schools are near Harbour Lane",
        "is Orchard Cottage listed",
        "do you charge for valuations",
        "not ready to book a viewing",
        "how big is the garden",
        "what is a DIP",
    ] {
        assert_eq!(understand(text, &model).intent, None, "{text}");
    }
}

#[test]
fn every_quick_reply_leads_somewhere() {
    for bot in demo().bots {
        let model = Model::new(&bot.tag_examples());
        for chip in bot.profile.quick_replies.iter().chain(&bot.profile.teaser_replies) {
            let intent = understand(chip, &model).intent;
            let has_form = intent.is_some_and(|intent| bot.tags.iter().any(|tag| tag.key == intent.key()));
            assert!(has_form || best(&bot, chip).is_some(), "{chip}");
        }
    }
}

fn best(bot: &DemoBot, question: &str) -> Option<String> {
    let candidates: Vec<Candidate<'_>> = bot
        .knowledge
        .iter()
        .map(|entry| Candidate {
            id: &entry.title,
            title: &entry.title,
            question: &entry.question,
            body: &entry.answer,
        })
        .collect();
    rank(question, &candidates).into_iter().next().map(|scored| scored.id)
}

#[test]
fn questions_in_other_words_find_their_entry() {
    let demo = demo();
    for (bot, pairs) in demo.bots.iter().zip([SHOP, AGENCY]) {
        let wrong: Vec<String> = pairs
            .iter()
            .filter_map(|(question, title)| {
                let found = best(bot, question);
                (found.as_deref() != Some(*title)).then(|| format!("{question}: {found:?}, not {title}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[test]
fn questions_beyond_the_knowledge_find_nothing() {
    let demo = demo();
    for bot in &demo.bots {
        let wrong: Vec<String> = BEYOND
            .iter()
            .filter_map(|question| best(bot, question).map(|title| format!("{question}: {title}")))
            .collect();
        assert!(wrong.is_empty(), "{}: {wrong:#?}", bot.profile.name);
    }
}

const SHOP: &[(&str, &str)] = &[
    ("Will the watering can arrive by Friday?", "Delivery times"),
    ("Find a gift", "Gift ideas"),
    ("Returns and refunds", "Returns and refunds"),
    ("how much is the brass storm lantern", "Storm lantern"),
    ("I need a present for someone with a small balcony, about £40", "Gift ideas"),
    ("how long will delivery take", "Delivery times"),
    ("when would a lantern arrive if I order today", "Delivery times"),
    ("is there next-day delivery", "Delivery times"),
    ("what does shipping cost", "Delivery costs"),
    ("is postage free", "Delivery costs"),
    ("do you ship to France or Ireland", "Delivery abroad"),
    ("can you deliver overseas", "Delivery abroad"),
    ("can it come on a Saturday", "Saturday delivery"),
    ("tracking link for a parcel", "Tracking"),
    ("how do returns work", "Returns and refunds"),
    ("how many days do I have to return something", "Returns and refunds"),
    ("how long does a refund take", "Refund times"),
    ("can I exchange it for a different colour", "Exchanges"),
    ("how many characters can you engrave", "Engraving"),
    ("how much is engraving", "Engraving"),
    ("do I get to see a proof of the engraving", "Engraving proof"),
    ("which fonts do you have", "Engraving fonts"),
    ("Great, can you gift wrap it?", "Gift wrap"),
    ("And is there a card I can add?", "Gift notes"),
    ("do gift cards expire", "Gift cards"),
    ("what are your opening hours", "Opening hours"),
    ("when do you close", "Opening hours"),
    ("where is your showroom", "Visit us"),
    ("can I park there", "Parking"),
    ("Do you repair lanterns from other makers?", "Repairs"),
    ("how long is the guarantee", "Guarantee"),
    ("I need a replacement chimney glass", "Spare glass"),
    ("what oil does the lantern use", "Fuel"),
    ("is a lantern safe indoors", "Using a lantern indoors"),
    ("how should I polish the brass", "Care of brass"),
    ("are the planters frost proof", "Frost and planters"),
    ("how do I wash the throw", "Washing the throw"),
    ("can I pay with PayPal", "Payment"),
    ("where are your lanterns made", "Materials"),
    ("do you do wholesale", "Trade"),
];

const AGENCY: &[(&str, &str)] = &[
    ("Is 14 Ashgrove Road still available?", "14 Ashgrove Road"),
    ("Has anyone offered on 3 Quarry View yet?", "3 Quarry View"),
    ("how much is orchard cottage", "Orchard Cottage"),
    ("what time does the branch open", "Opening hours"),
    ("what is the branch address", "Find the branch"),
    ("how much do you charge to sell a house", "Selling fees"),
    ("what does sole agency mean", "Sole agency"),
    ("is a valuation free", "Valuation visit"),
    ("do you do valuations for probate", "Probate valuation"),
    ("who does the photos and the floor plan", "Photographs"),
    ("how long does selling take", "How long a sale takes"),
    ("how do I make an offer", "Making an offer"),
    ("what happens when my offer is accepted", "After an offer"),
    ("what is a DIP", "Decision in principle"),
    ("do you have a mortgage broker", "Mortgage adviser"),
    ("how much is stamp duty", "Stamp duty"),
    ("what does chain free mean", "Chains"),
    ("what is leasehold", "Leasehold and freehold"),
    ("how does shared ownership work", "Shared ownership"),
    ("can you recommend a conveyancer", "Solicitors"),
    ("what fees do tenants pay", "Tenant fees"),
    ("where is my deposit kept", "Deposit"),
    ("can I rent with a dog", "Pets"),
    ("what references do you need", "References"),
    ("where can I find the EPC", "EPC"),
    ("which areas do you cover", "Areas we cover"),
];

const BEYOND: &[&str] = &[
    "how tall is the Eiffel tower",
    "what is the capital of Peru",
    "who won the cup final",
    "can you write a poem about the sea",
    "what is the weather like tomorrow",
    "tell me a joke",
    "how do I reset my router",
    "do you sell bicycles",
    "is there a vegan menu",
    "what is the meaning of life",
    "convert ten miles to kilometres",
    "which phone should I buy",
    "can you book me a flight to Rome",
    "how do I cook rice",
    "who is the prime minister",
    "what is two plus two",
    "do you have any jobs going",
    "is my cat unwell",
    "what films are on tonight",
    "how do vaccines work",
    "translate good morning into Welsh",
    "are there bears in Canada",
];

/// What came of questions in a file: the right entry first, and those beyond the knowledge that something answered.
#[derive(Debug, Default)]
struct Fared {
    right: usize,
    wrong: Vec<String>,
    unknown: usize,
    answered: Vec<String>,
}

fn fared(lines: &str) -> Fared {
    let demo = demo();
    let mut fared = Fared::default();
    for line in lines.lines().filter(|line| !line.starts_with('#')) {
        let [key, titles, question] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let bot = demo.bots.iter().find(|bot| bot.profile.slug == key).unwrap();
        let found = best(bot, question);
        let told = || format!("{question}: {found:?}, not {titles}");
        if titles == "-" {
            fared.unknown += 1;
            fared.answered.extend(found.is_some().then(told));
        } else if titles.split('|').any(|title| found.as_deref() == Some(title)) {
            fared.right += 1;
        } else {
            fared.wrong.push(told());
        }
    }
    fared
}

/// Three helpings of questions, each written before it was first measured. At first sight 0.81, 0.84 and 0.91 of those that
/// can be answered found their entry, and none, one of 16 and none of the others found any; the first two were learnt from.
#[test]
fn visitors_questions_find_the_entry_that_answers_and_others_find_none() {
    for lines in [
        include_str!("../../../tests/fixtures/knowledge/asked.tsv"),
        include_str!("../../../tests/fixtures/knowledge/asked-two.tsv"),
        include_str!("../../../tests/fixtures/knowledge/asked-three.tsv"),
    ] {
        let fared = fared(lines);
        let asked = fared.right + fared.wrong.len();
        assert!(asked >= 30 && fared.unknown >= 12, "{fared:#?}");
        assert!(fared.right * 100 >= asked * 90, "{} of {asked}: {fared:#?}", fared.right);
        assert!(fared.answered.len() * 100 <= fared.unknown * 5, "{fared:#?}");
    }
}
