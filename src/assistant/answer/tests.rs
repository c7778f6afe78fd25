//! What the assistant says, in all its languages.

use super::*;

const SHOP: Voice<'_> = Voice { language: "en", team: "workshop", bot: "Loam & Lantern" };

#[test]
fn the_widgets_way_to_a_person_is_understood_in_each_of_its_languages() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("widget/panel/words");
    let mut languages = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let talk = text.lines().find_map(|line| line.trim().strip_prefix("talk: '")).unwrap();
        let talk = talk.trim_end_matches("',");
        assert!(is_quick_reply(talk), "{talk}");
        languages += 1;
    }
    assert!(languages >= 7);
}

#[test]
fn the_english_words_are_the_designs() {
    assert_eq!(SHOP.no_answer().text, "I do not know that one. Shall I ask the workshop?");
    assert_eq!(SHOP.no_answer().replies, ["Ask the workshop", "Talk to a person"]);
    assert_eq!(
        SHOP.offer_form(Some("agent_request")).text,
        "Of course. Leave your details and I will ring the workshop."
    );
    assert_eq!(
        SHOP.closed("Monday at 9:00").text,
        "The workshop is closed until Monday at 9:00. I can keep helping, or take a message and they will email you."
    );
    assert_eq!(SHOP.declined().text, "No problem. You can leave your details any time.");
    assert_eq!(
        SHOP.submitted(Some("Jemima Oyelowo-Pratt"), false).text,
        "Thank you, Jemima. The workshop has your details and will reply by email."
    );
}

#[test]
fn small_talk_is_told_from_questions() {
    for (said, kind) in [
        ("Hello there", Some(SmallTalk::Hello)),
        ("buenos días", Some(SmallTalk::Hello)),
        ("thanks a lot", Some(SmallTalk::Thanks)),
        ("danke schön", Some(SmallTalk::Thanks)),
        ("ok bye", Some(SmallTalk::Goodbye)),
        ("are you a bot?", Some(SmallTalk::AreYouABot)),
        ("am I talking to a real person", Some(SmallTalk::AreYouABot)),
        ("hi, how are you?", Some(SmallTalk::HowAreYou)),
        ("hola que tal", Some(SmallTalk::HowAreYou)),
        ("ok", Some(SmallTalk::Agreed)),
        ("Great, perfect", Some(SmallTalk::Agreed)),
        ("no thank you", Some(SmallTalk::Agreed)),
        ("Das war alles", Some(SmallTalk::Agreed)),
        ("👍", Some(SmallTalk::Agreed)),
        ("...", Some(SmallTalk::Agreed)),
        ("?", None),
        ("how are you dealing with returns", None),
        ("is the good one in stock", None),
        ("ok but when", None),
        ("hello, where is my order", None),
        ("thanks but no thanks, cancel it", None),
        ("can I talk to a real person", None),
        ("", None),
    ] {
        assert_eq!(small_talk(said), kind, "{said}");
    }
}

#[test]
fn the_same_answer_is_not_given_thrice() {
    let answer = SHOP.from_entry("Hours", "We open at nine.");
    let choices = || [answer.clone(), SHOP.again(), SHOP.stuck()];
    let mut said: Vec<String> = Vec::new();
    let mut given = Vec::new();
    while let Some(reply) = not_thrice(choices(), &said.iter().map(String::as_str).collect::<Vec<_>>()) {
        said.push(reply.text.clone());
        given.push(reply);
    }
    assert_eq!(given.len(), 6, "each of the three twice, and then nothing more");
    assert_eq!(given[1].sources, ["Hours"]);
    assert!(given[2..].iter().all(|reply| reply.sources.is_empty()));
    assert!(given[2..].iter().all(|reply| reply.replies.contains(&"Talk to a person".to_owned())));
}

#[test]
fn every_language_has_every_word_and_fills_every_blank() {
    for (language, _) in words::ALL {
        let voice = Voice { language, team: "workshop", bot: "Loam & Lantern" };
        let mut replies: Vec<Reply> = [
            SmallTalk::Hello,
            SmallTalk::Thanks,
            SmallTalk::Goodbye,
            SmallTalk::HowAreYou,
            SmallTalk::Agreed,
            SmallTalk::AreYouABot,
        ]
        .map(|kind| voice.small_talk(kind))
        .into();
        let tags = [
            "agent_request",
            "order_question",
            "coupon_request",
            "refund_request",
            "cancellation",
            "quote_request",
            "viewing_request",
            "other",
        ];
        replies.extend(tags.map(|tag| voice.begin_dialogue(voice.offer_form(Some(tag)))));
        replies.extend([
            voice.no_answer(),
            voice.again(),
            voice.stuck(),
            voice.here(),
            voice.declined(),
            voice.away(),
            voice.rang(),
            voice.still_ringing(),
            voice.noted(),
            voice.closed("9:00"),
            voice.offer_form(None),
        ]);
        let remarks = [Remark::Asked, Remark::Details, Remark::Order, Remark::Trouble, Remark::Looking, Remark::Told];
        replies.extend(remarks.map(|remark| voice.remark(remark, true)));
        replies.extend(remarks.map(|remark| voice.remark(remark, false)));
        replies.extend(remarks.map(|remark| voice.offer_unasked(remark)));
        replies.extend([Some("Ana B"), None].map(|name| voice.told(name)));
        replies.extend([Some("Ana B"), None].map(|name| voice.told_form(name)));
        replies.extend([Some("Ana B"), None].map(|name| voice.passed_on(name)));
        replies.extend([Some("Ana B"), None].map(|name| voice.submitted(name, false)));
        replies.extend([Some("Ana B"), None].map(|name| voice.submitted(name, true)));
        for reply in replies {
            assert!(!reply.text.is_empty() && !reply.text.contains(['{', '!']), "{language}: {}", reply.text);
            let keep_chatting = of(language).keep_chatting;
            let chips = reply.replies.iter().filter(|chip| *chip != keep_chatting);
            assert!(chips.clone().all(|chip| is_quick_reply(chip)), "{language}: {:?}", reply.replies);
        }
    }
}

#[test]
fn a_chip_is_recognised_and_a_sentence_is_not() {
    for chip in ["Talk to a person", "talk to a person.", "Ask the branch", "Leave a message", "Hablar con una persona"]
    {
        assert!(is_quick_reply(chip), "{chip}");
    }
    for text in ["Can I talk to a person", "ask the branch about parking fees", "message", "Keep chatting", ""] {
        assert!(!is_quick_reply(text), "{text}");
    }
}
