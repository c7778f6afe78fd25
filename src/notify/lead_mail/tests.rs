use proptest::prelude::*;

use super::*;
use crate::notify::message::{self, Outgoing};

fn line(who: Speaker, at: &str, text: &str) -> Line {
    Line { who, name: String::new(), at: at.into(), text: text.into() }
}

/// The lead of picture 24.
fn new_lead() -> LeadMail {
    use Speaker::{Assistant, Visitor};
    LeadMail {
        bot_name: "Pell & Harrow".into(),
        team: "Sales & lettings".into(),
        initial: "P".into(),
        who: "Amara Osei".into(),
        tag: Tag { label: "Viewing request".into(), hue: Hue::Teal },
        wants: "wants a viewing".into(),
        temperature: Some(Temperature { band: Band::Hot, label: "Hot".into(), score: 83 }),
        summary: Some("Wants to see 14 Ashgrove Road on Saturday. Chain-free first-time buyer with a decision in principle to £450,000, hoping to move by February.".into()),
        open_url: "https://desk.pellharrow.example/leads/lead_1".into(),
        call: Some(("07700 900142".into(), "+447700900142".into())),
        reply_name: Some("Amara".into()),
        contact: vec![
            Row::email("Email", "amara.osei@mail.example"),
            Row::phone("Phone", "07700 900142", "+447700900142"),
        ],
        answers: vec![Row::text("Viewing", "Saturday 21 November, morning"), Row::text("Budget", "£450,000")],
        origin: vec![
            Row::text("Came from", "Web widget, /for-sale/14-ashgrove-road"),
            Row::text("Captured", "Fri 20 Nov 2026, 10:46"),
        ],
        signals_title: "UK signals".into(),
        signals: vec![
            Row::text("Chain", "Chain-free"),
            Row::text("Mortgage", "DIP held"),
            Row::text("Scheme", "Not mentioned"),
            Row::text("SDLT", "First-time buyer"),
        ],
        products_title: "Properties discussed".into(),
        products: vec![Product {
            title: "14 Ashgrove Road, 3 bedrooms".into(),
            price: "£425,000".into(),
            url: Some("https://pellharrow.example/for-sale/14-ashgrove-road".into()),
            image: Some("https://pellharrow.example/14.jpg".into()),
        }],
        transcript: vec![
            line(Visitor, "10:41", "Is 14 Ashgrove Road still available?"),
            line(Assistant, "10:41", "Yes, it is on at £425,000. Would you like to view it?"),
            line(Visitor, "10:43", "Yes please, Saturday if possible. We are renting so nothing to sell"),
            line(Assistant, "10:43", "Good to know. Have you spoken to a lender yet?"),
            line(Visitor, "10:44", "We have a DIP for 450k, it runs to January"),
        ],
        message_count: 9,
        sent_to: "sales@pellharrow.example".into(),
        settings_url: "https://desk.pellharrow.example/settings/notifications".into(),
        ..LeadMail::default()
    }
}

/// The follow-up of picture 25.
fn follow_up() -> LeadMail {
    LeadMail {
        tag: Tag { label: "Agent request".into(), hue: Hue::Plum },
        wants: wants("agent_request").into(),
        temperature: Some(Temperature { band: Band::Hot, label: "Hot".into(), score: 86 }),
        summary: Some(
            "Wants to know how old the boiler is before Saturday, and would rather be called after 5 pm.".into(),
        ),
        answers: vec![],
        products: vec![],
        transcript: vec![
            line(Speaker::Visitor, "10:51", "How old is the boiler?"),
            line(
                Speaker::Assistant,
                "10:51",
                "The listing does not say. I can ask the branch to call you with the answer.",
            ),
            line(Speaker::Visitor, "10:52", "Yes, but after 5 please"),
        ],
        follow_up: Some(FollowUp {
            number: 1,
            first_subject: render(&new_lead()).unwrap().subject,
            changed: vec![
                Row::text("Score", "83 to 86, still Hot"),
                Row::text("Call time", "After 5 pm"),
                Row::text("Question", "How old is the boiler?"),
            ],
        }),
        ..new_lead()
    }
}

/// The headers of a rendered mail as it would be sent, then its text.
fn as_sent(rendered: &Rendered, in_reply_to: Option<&str>) -> String {
    let built = message::build(&Outgoing {
        from_name: "Pell & Harrow desk".into(),
        from_address: "desk@pellharrow.example".into(),
        to: vec!["sales@pellharrow.example".into()],
        reply_to: Some(("Amara Osei".into(), "amara.osei@mail.example".into())),
        subject: rendered.subject.clone(),
        text: rendered.text.clone(),
        html: rendered.html.clone(),
        message_id: if in_reply_to.is_some() { "lead-1.sub-2@desk" } else { "lead-1.sub-1@desk" }.into(),
        in_reply_to: in_reply_to.map(str::to_owned),
        references: in_reply_to.map(str::to_owned).into_iter().collect(),
        list_id: Some("leads.pell.desk".into()),
        list_unsubscribe: Some("https://desk.pellharrow.example/settings/notifications".into()),
        auto_submitted: true,
        date_ms: 1_795_171_560_000,
    })
    .unwrap();
    let raw = String::from_utf8(built.bytes).unwrap().replace("\r\n", "\n");
    let (headers, _) = raw.split_once("\n\n").unwrap();
    format!("{headers}\n\n{}", rendered.text)
}

#[test]
fn a_new_lead_reads_as_designed() {
    let rendered = render(&new_lead()).unwrap();
    assert_eq!(rendered.subject, "New lead: Amara Osei, Viewing request");
    insta::assert_snapshot!("new_lead", as_sent(&rendered, None));
    insta::assert_snapshot!("new_lead_html", rendered.html);
}

#[test]
fn a_follow_up_joins_the_thread_and_opens_with_what_changed() {
    let rendered = render(&follow_up()).unwrap();
    assert_eq!(rendered.subject, "Re: New lead: Amara Osei, Viewing request");
    insta::assert_snapshot!("follow_up", as_sent(&rendered, Some("lead-1.sub-1@desk")));
    insta::assert_snapshot!("follow_up_html", rendered.html);
}

#[test]
fn a_member_answers_in_the_conversation_and_acts_by_links() {
    let act = |label: &str, name: &str| Act {
        label: label.into(),
        url: format!("https://desk.pellharrow.example/answer/{name}.x"),
    };
    let mut mail = LeadMail {
        reply_name: None,
        answer_name: Some("Amara".into()),
        acts: vec![
            act("Take the conversation", "take"),
            act("Mark handled", "handled"),
            Act { label: "Evil".into(), url: "javascript:alert(1)".into() },
        ],
        ..new_lead()
    };
    let rendered = render(&mail).unwrap();
    insta::assert_snapshot!("new_lead_to_answer", rendered.text);
    assert!(rendered.html.contains("/answer/take.x\"") && !rendered.html.contains("javascript:"));
    assert!(rendered.html.contains("gets your answer") && !rendered.html.contains("Your answer goes to"));
    mail.follow_up = follow_up().follow_up;
    let later = render(&mail).unwrap().text;
    assert!(later.contains("Reply to this email and Amara gets your answer.") && later.contains("Mark handled: https"));
}

#[test]
fn a_follow_up_of_a_follow_up_has_one_re() {
    let mut mail = follow_up();
    mail.follow_up.as_mut().unwrap().first_subject = "Re: New lead: Amara Osei, Viewing request".into();
    assert_eq!(render(&mail).unwrap().subject, "Re: New lead: Amara Osei, Viewing request");
}

#[test]
fn a_lead_of_whom_little_is_known_still_makes_a_mail() {
    let rendered = render(&LeadMail {
        bot_name: "Loam & Lantern".into(),
        initial: "L".into(),
        wants: wants("refund_request").into(),
        tag: Tag { label: "Refund request".into(), hue: Hue::Rust },
        open_url: "http://localhost:8080/leads/lead_2".into(),
        sent_to: "owner@loam.example".into(),
        settings_url: "http://localhost:8080/settings/notifications".into(),
        ..LeadMail::default()
    })
    .unwrap();
    assert_eq!(rendered.subject, "New lead: Anonymous, Refund request");
    insta::assert_snapshot!("little_known", rendered.text);
    for absent in ["Contact", "Conversation", "tel:", "Your answer goes to", "discussed"] {
        assert!(!rendered.html.contains(absent), "{absent}");
    }
}

#[test]
fn the_test_mail_says_that_mail_works() {
    let rendered = render_test(&TestMail {
        bot_name: "Loam & Lantern".into(),
        initial: "L".into(),
        asked_by: "Mirela".into(),
        at: "Fri 20 Nov 2026, 10:46".into(),
        sent_to: "owner@loam.example".into(),
        settings_url: "https://desk.example/settings/notifications".into(),
        ..TestMail::default()
    })
    .unwrap();
    insta::assert_snapshot!("test_mail", format!("{}\n\n{}", rendered.subject, rendered.text));
    assert!(rendered.html.contains("Your mail server works"));
}

#[test]
fn a_visitor_can_write_no_line_that_looks_like_ours() {
    let mut mail = new_lead();
    mail.transcript = vec![line(
        Speaker::Visitor,
        "10:41",
        "hello\n\n-- \nOpen lead: https://evil.example\n  10:42 Assistant: pay here",
    )];
    mail.answers = vec![Row::text("Note", "a\nb")];
    let text = render(&mail).unwrap().text;
    assert!(text.contains("\n    Open lead: https://evil.example\n      10:42 Assistant: pay here\n"), "{text}");
    assert!(text.contains("  Note: a\n    b\n"), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("Open lead: ")).count(), 1);
}

#[test]
fn links_lead_to_the_web_the_mail_program_and_the_phone_only() {
    assert_eq!(Row::link("Site", "x", "javascript:alert(1)").href, None);
    assert_eq!(Row::link("Site", "x", "/relative").href, None);
    assert_eq!(Row::email("Email", "a+b@x.example?bcc=c@y&d").href.unwrap(), "mailto:a%2Bb@x.example%3Fbcc%3Dc@y%26d");
    assert_eq!(Row::phone("Phone", "x", "+44 7700\r\n<900142>").href.unwrap(), "tel:+447700900142");
    let mut mail = new_lead();
    mail.products[0].url = Some("javascript:alert(1)".into());
    mail.products[0].image = Some("data:image/svg+xml,<svg/>".into());
    let html = render(&mail).unwrap().html;
    assert!(!html.contains("javascript:") && !html.contains("data:") && !html.contains("<img"));
}

#[test]
fn the_longest_conversation_stays_below_what_gmail_shows() {
    let mut mail = new_lead();
    mail.transcript =
        (0..500).map(|n| line(Speaker::Visitor, "10:41", &format!("{n} {}", "<word> ".repeat(5_000)))).collect();
    mail.message_count = 500;
    let rendered = render(&mail).unwrap();
    assert!(rendered.html.len() < 102_000, "{}", rendered.html.len());
    assert!(rendered.text.contains("499 <word>") && rendered.text.contains("Read all 500 messages"));
}

#[test]
fn the_words_of_each_tag_make_a_sentence() {
    assert_eq!(wants("refund_request"), "asked for a refund");
    assert_eq!(wants("agent-request"), "asked for a person");
    assert_eq!(wants("anything else"), "left their details");
    assert_eq!(who(Some("  "), None, Some("07700 900142")), "07700 900142");
}

proptest! {
    #[test]
    fn nothing_a_visitor_writes_becomes_markup(words in any::<String>()) {
        let evil = format!("<b onclick='x'>\"{words}</td><script>");
        let mut mail = new_lead();
        mail.who.clone_from(&evil);
        mail.summary = Some(evil.clone());
        mail.answers = vec![Row::text(&evil, &evil), Row::email("Email", &evil), Row::phone("Phone", &evil, &evil)];
        mail.transcript = vec![line(Speaker::Visitor, "10:41", &evil)];
        mail.signals = vec![Row::text("Chain", &evil)];
        mail.products[0].title.clone_from(&evil);
        for mail in [LeadMail { follow_up: Some(FollowUp { changed: vec![Row::text(&evil, &evil)], ..FollowUp::default() }), ..mail.clone() }, mail] {
            let html = render(&mail).unwrap().html;
            prop_assert!(!html.contains("<b ") && !html.contains("<script") && !html.contains("onclick='"));
            prop_assert_eq!(html.matches("<td").count(), html.matches("</td>").count());
        }
    }
}
