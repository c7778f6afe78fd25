//! How well the built-in model does: on phrases of our own, which must all be right, and on a labelled file, when asked.
//!
//! The file's rows are `{"text", "lang", "intent", "accept"}`, one a line, as the development set has them:
//! `FRONTDESK_INTENTS=FILE cargo test --lib measure -- --ignored --nocapture` prints what went wrong and the figures.

use std::collections::BTreeMap;

use super::Model;

#[derive(serde::Deserialize)]
struct Row {
    text: String,
    lang: String,
    intent: String,
    #[serde(default)]
    accept: Vec<String>,
}

fn recognised(text: &str) -> String {
    Model::builtin().recognise(text).map_or_else(|| "none".to_owned(), |(intent, _)| intent.key().to_owned())
}

#[test]
fn phrases_of_every_intent_are_recognised() {
    let wrong: Vec<String> = PHRASES
        .iter()
        .filter_map(|(text, labels)| {
            let found = recognised(text);
            (!labels.split('|').any(|label| label == found)).then(|| format!("{text}: {found}, not {labels}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
#[ignore = "measures a labelled file, named by FRONTDESK_INTENTS"]
fn the_figures_of_a_labelled_file() {
    let path = std::env::var("FRONTDESK_INTENTS").expect("FRONTDESK_INTENTS names the file");
    let file = std::fs::read_to_string(path).unwrap();
    let rows: Vec<Row> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for is_english in [true, false] {
        print_figures(is_english, rows.iter().filter(|row| (row.lang == "en") == is_english));
    }
}

fn print_figures<'a>(is_english: bool, rows: impl Iterator<Item = &'a Row>) {
    let is_form = |label: &str| !matches!(label, "none" | "spam");
    // For each label: right, said wrongly, missed.
    let mut counts: BTreeMap<String, [f64; 3]> = BTreeMap::new();
    let (mut nones, mut wrong_forms, mut wanted, mut missed) = (0, 0, 0, 0);
    for row in rows {
        let found = recognised(&row.text);
        let is_right = found == row.intent || row.accept.contains(&found);
        if is_right {
            counts.entry(found.clone()).or_default()[0] += 1.0;
        } else {
            println!("{} is {} and not {found}: {}", row.lang, row.intent, row.text);
            counts.entry(found.clone()).or_default()[1] += 1.0;
            counts.entry(row.intent.clone()).or_default()[2] += 1.0;
        }
        nones += u32::from(row.intent == "none");
        wrong_forms += u32::from(row.intent == "none" && !is_right && is_form(&found));
        wanted += u32::from(is_form(&row.intent));
        missed += u32::from(is_form(&row.intent) && !is_right && !is_form(&found));
    }
    let f1 = counts.values().map(|[right, wrong, missed]| 2.0 * right / (2.0 * right + wrong + missed));
    let (sum, labels) = f1.fold((0.0, 0.0), |(sum, labels), f1| (sum + f1, labels + 1.0));
    println!(
        "English: {is_english}. Macro-F1 {:.3}, form-FPR {wrong_forms} of {nones}, missed {missed} of {wanted}",
        sum / labels
    );
}

/// Our own phrases with their labels; more than one where more than one is right.
const PHRASES: &[(&str, &str)] = &[
    ("hey can one of you give me a bell this afternoon", "agent_request"),
    ("I'd rather deal with a real person thanks", "agent_request"),
    ("put me through to sales", "agent_request"),
    ("is anybody available to chat", "agent_request"),
    ("please have somebody email me about this", "agent_request"),
    ("can you get someone to contact me", "agent_request"),
    ("i need to speak to a human being right now", "agent_request"),
    ("what's your telephone number", "agent_request"),
    ("I'd like to talk to someone", "agent_request"),
    ("contact me", "agent_request"),
    ("speak to a person", "agent_request"),
    ("could you ring my mobile after 5", "agent_request"),
    ("my vase turned up in bits", "order_question|refund_request"),
    ("has my stuff been sent out yet", "order_question"),
    ("its been 10 days and still nothing has come", "order_question"),
    ("order LL-20418 hasn't arrived", "order_question"),
    ("Track my order", "order_question"),
    ("when should I expect my lantern", "order_question"),
    ("you've sent two instead of three", "order_question"),
    ("can you send it to my work instead, order 5521", "order_question"),
    ("I need a VAT invoice for my last order", "order_question"),
    ("the box was empty when I opened it", "order_question|refund_request"),
    ("got any vouchers?", "coupon_request"),
    ("any chance of 10% off", "coupon_request"),
    ("SPRING20 isn't working at checkout", "coupon_request"),
    ("do students get a reduced price", "coupon_request|none"),
    ("can you do it any cheaper", "coupon_request"),
    ("i want my money back", "refund_request"),
    ("this doesn't fit, I'd like to send it back", "refund_request"),
    ("refund please", "refund_request"),
    ("I'd like to return the lantern I bought", "refund_request"),
    ("you charged my card two times", "refund_request"),
    ("can I swap it for the large", "refund_request"),
    ("I want a refund for order LL-20418", "refund_request"),
    ("please stop the order I placed this morning", "cancellation"),
    ("I need to cancel", "cancellation"),
    ("how can I end my membership", "cancellation"),
    ("we no longer need the viewing on Friday", "cancellation"),
    ("sorry I can't make tomorrow's appointment", "cancellation"),
    ("what would it cost to paint two rooms", "quote_request"),
    ("could you price up 30 mugs for us", "quote_request"),
    ("ballpark figure for a loft conversion?", "quote_request"),
    ("can I book a table for four", "appointment_request"),
    ("could I pop in on Saturday to see the flat", "appointment_request"),
    ("is Thursday at 3 free for a viewing", "appointment_request"),
    ("hi we do SEO and can get you to number one on google", "spam"),
    ("make $500 per day working from home", "spam"),
    ("do you sell discounted seconds", "none|coupon_request"),
    ("can I return something after 30 days", "none"),
    ("what are your contact hours", "none"),
    ("is the order of the steps important", "none"),
    ("I love your lanterns", "none"),
    ("can you deliver by Friday", "none"),
    ("what material is the base", "none"),
    ("I already spoke to someone, thanks", "none"),
    ("do not cancel anything", "none"),
    ("does the lease end soon", "none"),
    ("is the agent fee included", "none"),
    ("how big is the second bedroom", "none"),
    ("which oil should I use", "none"),
    ("I need a present for someone with a small balcony, about £40", "none"),
    ("Will the watering can arrive by Friday?", "none"),
    ("can I bring my dog to the shop", "none"),
    ("do you do click and collect", "none"),
    ("can the glass be replaced if I break it", "none"),
    ("how do I get to the branch", "none"),
    ("who do I make the cheque out to", "none"),
    ("can you call a function twice in python", "none"),
    ("is there a return bus from there", "none"),
    ("what is the price of freedom", "none|quote_request"),
    ("I'd like something to give back to my teacher", "none"),
    ("could you tell me about the garden", "none"),
    ("do I have to book to visit the shop", "none|appointment_request"),
    ("is it good for a small house", "none"),
    ("Great, can you gift wrap it?", "none"),
    ("It is for a retirement gift, so no rush on my side", "none"),
    ("my phone is broken so I am on my laptop", "none"),
    ("Find a gift", "none"),
    ("Returns and refunds", "none|refund_request"),
    ("which team do you support", "none"),
    ("the person who made this is talented", "none"),
    ("how is it packaged", "none"),
    ("is the item in the photo the exact one", "none"),
    ("quiero hablar con una persona", "agent_request"),
    ("¿dónde está mi pedido?", "order_question"),
    ("Wo bleibt mein Paket?", "order_question"),
    ("Ich möchte mein Geld zurück", "refund_request"),
    ("je veux un remboursement", "refund_request"),
    ("quels sont vos horaires ?", "none"),
    ("haben Sie am Samstag geöffnet?", "none"),
    ("quanto tempo demora a entrega", "none"),
    ("vorrei annullare il mio ordine", "cancellation"),
];
