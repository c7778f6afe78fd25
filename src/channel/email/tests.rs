//! The shared messages (tests/contracts/emails), read as their labels say, and what no label can say: that nothing a
//! stranger sends ends the program.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn contracts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contracts/emails")
}

fn json(name: &str) -> serde_json::Map<String, Value> {
    let text = fs::read_to_string(contracts().join(name)).unwrap();
    serde_json::from_str::<Value>(&text).unwrap().as_object().unwrap().clone()
}

fn read(name: &str) -> Inbound {
    parse(&fs::read(contracts().join(name)).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_message_of_ours_is_read_as_its_label_says() {
    for (name, label) in json("own/labels.json") {
        let mail = read(&format!("own/{name}"));
        let kind = match &mail.kind {
            Kind::AutoReply => "auto",
            Kind::List => "list",
            Kind::Bounce(bounce) => {
                assert_eq!(bounce.recipient.as_deref(), label["bounced_recipient"].as_str(), "{name}");
                assert_eq!(bounce.status.as_deref(), label["bounce_status"].as_str(), "{name}");
                assert!(bounce.is_permanent && bounce.of.as_deref() == Some("out9@shop.example"), "{name}: {bounce:?}");
                "bounce"
            }
            Kind::Reply | Kind::Calendar => "person",
        };
        let expected = label["kind"].as_str().unwrap();
        let expected = if matches!(expected, "reply" | "customer") { "person" } else { expected };
        assert_eq!(kind, expected, "{name}");
        let words = |key: &str| label.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        for found in words("contains") {
            assert!(mail.text.contains(found.as_str().unwrap()), "{name}: {found} in {:?}", mail.text);
        }
        for found in words("not_contains") {
            assert!(!mail.text.contains(found.as_str().unwrap()), "{name}: {found} in {:?}", mail.text);
        }
        for (key, got) in
            [("reply_text", Some(&mail.text)), ("subject", Some(&mail.subject)), ("from_name", mail.from_name.as_ref())]
        {
            if let Some(expected) = label.get(key).and_then(Value::as_str) {
                assert_eq!(got.map(String::as_str), Some(expected), "{name}: {key}");
            }
        }
        let header = format!("{}{}", mail.subject, mail.from_name.unwrap_or_default());
        assert!(!header.contains(['\r', '\n']), "{name}: a header ends within {header:?}");
        assert!(!mail.text.contains("IGNORE ALL PREVIOUS"), "{name}: what is hidden is no text");
    }
}

/// Python's reading is another program's, not the truth: where both found something, they found the same.
#[test]
fn another_program_reads_the_same_senders_ids_and_files() {
    let mut compared = 0;
    for (name, expected) in json("expected.json") {
        let Ok(bytes) = fs::read(contracts().join(&name)) else { continue };
        let Ok(mail) = parse(&bytes) else { continue };
        if let (Some(ours), Some(theirs)) = (&mail.from, expected["from"].as_str()) {
            assert_eq!(*ours, theirs.to_lowercase(), "{name}");
            compared += 1;
        }
        if let (Some(ours), Some(theirs)) = (&mail.message_id, expected["message_id"].as_str()) {
            // Theirs ends at a second `@`.
            let bare = theirs.trim_matches(['<', '>']);
            assert!(theirs.contains(ours.as_str()) || ours.starts_with(bare), "{name}: {ours} and {theirs}");
            compared += 1;
        }
        let files = expected["attachments"].as_array().unwrap();
        for file in files.iter().filter_map(Value::as_str).filter(|file| !file.contains(['/', ':', '?', '*', '"'])) {
            let named: Vec<_> = mail.attachments.iter().map(|one| one.name.as_str()).collect();
            assert!(named.contains(&file), "{name}: {file} in {named:?}");
        }
    }
    assert!(compared > 80, "{compared} were compared");
}

/// The bodies of `github/email_reply_parser`, and what somebody wrote in each.
#[test]
fn of_a_reply_the_new_words_stay() {
    let begins = [
        ("correct_sig", "this is an email with a correct -- signature."),
        ("email_1_1", "Hi folks\n\nWhat is the best way to clear"),
        ("email_1_2", "Hi,\n\nYou can list the keys for the bucket"),
        ("email_1_3", "Oh thanks.\n\nHaving the function would be great.\n\n-Abhishek Kona"),
        ("email_1_4", "Awesome! I haven't had another problem with it."),
        ("email_1_5", "One: Here's what I've got."),
        ("email_1_6", "I get proper rendering as well."),
        ("email_1_7", ":+1:"),
        ("email_1_8", "I will reply under this one\n\nand under this."),
        ("email_2_1", "Outlook with a reply"),
        ("email_2_2", "Outlook with a reply directly above line"),
        ("email_2_3", "Outlook with a reply directly above line"),
        ("email_BlackBerry", "Here is another email"),
        ("email_bullets", "test 2 this should list second\n\nand have spaces"),
        ("email_iPhone", "Here is another email"),
        ("email_multi_word_sent_from_my_mobile_device", "Here is another email"),
        ("email_one_is_not_on", "Thank, this is really helpful.\n\nOne outstanding question I had:"),
        ("email_sent_from_my_not_signature", "Here is another email\n\nSent from my desk, is much easier"),
        ("email_sig_delimiter_in_middle_of_line", "Hi there!\n\nStuff happened."),
        ("greedy_on", "On your remote host you can run:"),
        ("pathological", "I think you're onto something."),
    ];
    let files = fs::read_dir(contracts().join("email-reply-parser")).unwrap();
    let named = files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|end| end == "txt")).count();
    assert_eq!(named, begins.len(), "each body has its line here");
    for (name, begin) in begins {
        let body = fs::read_to_string(contracts().join(format!("email-reply-parser/{name}.txt"))).unwrap();
        let words = reply::new_words(&body);
        assert!(words.starts_with(begin), "{name}: {words}");
        assert!(!words.contains("\n>") && !words.contains("wrote:"), "{name}: {words}");
        for gone in ["Sent from my iPhone", "Sent from my BlackBerry", "Google Apps Sync", "*Joe Smith", "mailing list"]
        {
            assert!(!words.contains(gone), "{name}: {words}");
        }
    }
}

fn mail(headers: &str, body: &str) -> Inbound {
    parse(format!("From: Ann Lee <Ann@Home.Example>\r\nTo: reply+1v@in.example\r\n{headers}\r\n{body}").as_bytes())
        .unwrap()
}

#[test]
fn a_mail_says_who_and_to_whom() {
    let read = mail(
        "Message-ID: <a@b>\r\nIn-Reply-To: <c@d>\r\nReferences: <x@y> <c@d>\r\nDelivered-To: <Box@in.example>\r\n",
        "Hello",
    );
    assert_eq!((read.from.as_deref(), read.from_name.as_deref()), (Some("ann@home.example"), Some("Ann Lee")));
    assert_eq!(read.to, ["reply+1v@in.example", "box@in.example"]);
    assert_eq!(
        (read.message_id.as_deref(), read.answers.as_slice()),
        (Some("a@b"), ["c@d".to_owned(), "x@y".to_owned()].as_slice())
    );
    assert_eq!(mail("From: eve@evil.example\r\n", "x").from, None, "twice is nobody");
    let several = parse(b"From: a@b.example, c@d.example\r\n\r\nx").unwrap();
    assert_eq!(several.from, None, "several are nobody");
}

#[test]
fn machines_are_known_by_what_they_write() {
    for header in [
        "Auto-Submitted: auto-replied (vacation)\r\n",
        "X-Autoreply: yes\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        "Precedence: auto_reply\r\n",
        "Return-Path: <>\r\n",
        "Subject: Automatische Antwort: Ihre Anfrage\r\n",
        "Subject: =?utf-8?Q?R=C3=A9ponse_automatique_:_absent?=\r\n",
    ] {
        assert_eq!(mail(header, "I am away").kind, Kind::AutoReply, "{header}");
    }
    for header in ["Auto-Submitted: no\r\n", "Subject: Re: Automatic reply\r\n", "Return-Path: <ann@home.example>\r\n"]
    {
        assert_eq!(mail(header, "I am here").kind, Kind::Reply, "{header}");
    }
    assert_eq!(mail("List-Id: <a.b>\r\n", "x").kind, Kind::List);
    let answer = "Content-Type: text/calendar; method=REPLY\r\n";
    assert_eq!(mail(answer, "BEGIN:VCALENDAR\nMETHOD:REPLY").kind, Kind::AutoReply);
    assert_eq!(mail("Content-Type: text/calendar\r\n", "BEGIN:VCALENDAR\nMETHOD:REQUEST").kind, Kind::Calendar);
}

#[test]
fn a_bounce_without_the_report_is_read_as_servers_write_it() {
    let text = "Hi. This is the qmail-send program at mx.example.\n\n<gone@nowhere.example>:\n\
        192.0.2.1 does not like recipient.\nRemote host said: 550 No such user\n\n--- Below is a copy.\n\nMessage-ID: <out7@desk.example>\n";
    let read = parse(
        format!("Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nSubject: failure notice\r\n\r\n{text}")
            .as_bytes(),
    );
    let Kind::Bounce(bounce) = read.unwrap().kind else { panic!("a bounce") };
    assert_eq!(
        (bounce.of.as_deref(), bounce.recipient.as_deref()),
        (Some("out7@desk.example"), Some("gone@nowhere.example"))
    );
    assert!(bounce.is_permanent && bounce.why.contains("550 No such user"), "{bounce:?}");
}

#[test]
fn a_delay_is_no_failure() {
    let report = "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n\
        Final-Recipient: rfc822; A@b.example\r\nAction: delayed\r\nStatus: 4.4.1\r\nDiagnostic-Code: smtp; 421\r\n  not now\r\n\r\n--b--\r\n";
    let read = mail("Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n", report);
    let Kind::Bounce(bounce) = read.kind else { panic!("a bounce") };
    assert_eq!((bounce.is_permanent, bounce.why.as_str()), (false, "421 not now"));
    assert_eq!(bounce.recipient.as_deref(), Some("a@b.example"));
}

#[test]
fn a_quote_that_is_marked_is_nobodys_word_and_one_that_is_not_may_be() {
    let marked = mail("", "On 3 March 2026, Desk <d@x.example> wrote:\r\n> When?\r\n");
    assert_eq!((marked.text.as_str(), marked.any_words()), ("", ""));
    let unmarked =
        mail("", "From: Desk\r\nSent: Tuesday\r\nTo: Ann\r\nSubject: AW\r\n\r\nWhen?\r\nOn Tuesday, please.\r\n");
    assert_eq!(unmarked.text, "");
    assert!(unmarked.any_words().ends_with("On Tuesday, please."));
    assert_eq!(mail("", "Yes.\r\n> When?").any_words(), "Yes.");
}

#[test]
fn html_alone_is_read_and_gmails_quote_goes() {
    let html = "<div dir=\"ltr\">Yes, <b>Tuesday</b> is fine.<br>Ann</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">\
        On Tue, Mar 3, 2026 at 9:00 AM Desk &lt;<a href=\"mailto:d@x.example\">d@x.example</a>&gt; wrote:<br></div>\
        <blockquote><p>When?</p></blockquote></div>";
    assert_eq!(mail("Content-Type: text/html; charset=utf-8\r\n", html).text, "Yes, Tuesday is fine.\nAnn");
    let outlook = "<div><p>Gern.</p></div><hr><div id=\"divRplyFwdMsg\"><b>Von:</b> Desk<br><b>Gesendet:</b> Dienstag<br>\
        <b>An:</b> Ann<br><b>Betreff:</b> AW: Termin</div><div>Wann?</div>";
    assert_eq!(mail("Content-Type: text/html\r\n", outlook).text, "Gern.");
}

#[test]
fn of_two_ways_to_say_it_the_plain_one_is_read() {
    let both = "--b\r\nContent-Type: text/plain; format=flowed\r\n\r\nplain \r\nwords\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>others</p>\r\n--b--\r\n";
    assert_eq!(mail("Content-Type: multipart/alternative; boundary=b\r\n", both).text, "plain words");
    let empty =
        "--b\r\nContent-Type: text/plain\r\n\r\n \r\n--b\r\nContent-Type: text/html\r\n\r\n<p>others</p>\r\n--b--\r\n";
    assert_eq!(mail("Content-Type: multipart/alternative; boundary=b\r\n", empty).text, "others");
}

#[test]
fn a_very_deep_mail_is_read_or_refused() {
    let mut deep = String::from("From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n");
    for at in 0..400 {
        write!(deep, "--b{at}\r\nContent-Type: multipart/mixed; boundary=b{}\r\n\r\n", at + 1).unwrap();
    }
    assert!(parse(deep.as_bytes()).is_ok());
    let mut nested = String::from("From: a@b.example\r\n");
    for _ in 0..400 {
        nested.push_str("Content-Type: message/rfc822\r\n\r\n");
    }
    assert!(parse(nested.as_bytes()).is_ok());
    assert_eq!(parse(nested.repeat(2).as_bytes()), Err(Unreadable::TooMany));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_end_the_program(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn no_mail_of_plausible_parts_ends_it(parts in prop::collection::vec(prop_oneof![
        Just("From: a@b.example\r\n".to_owned()), Just("\r\n".to_owned()), Just("--b\r\n".to_owned()), Just("--b--\r\n".to_owned()),
        Just("Content-Type: multipart/alternative; boundary=b\r\n".to_owned()), Just("Content-Type: text/html; charset=utf-7\r\n".to_owned()),
        Just("Content-Type: message/delivery-status\r\n".to_owned()), Just("Content-Transfer-Encoding: base64\r\n".to_owned()),
        Just("Content-Type: text/plain; format=flowed; delsp=yes\r\n".to_owned()), Just("Authentication-Results: a; b=c (\r\n".to_owned()),
        Just("On 3 Mar 2026, Ann wrote:\r\n> quoted \r\n".to_owned()), Just("<blockquote style='display:none'>".to_owned()),
        Just("-- \r\n".to_owned()), Just("Final-Recipient: rfc822;\r\nAction: failed\r\n\r\n".to_owned()), "\\PC{0,40}\r\n",
    ], 0..40)) {
        if let Ok(mail) = parse(parts.concat().as_bytes()) {
            prop_assert!(mail.text.chars().count() <= LONGEST && mail.whole.chars().count() <= LONGEST);
            prop_assert!(!mail.subject.contains(['\r', '\n']));
            for file in &mail.attachments {
                prop_assert!(!file.name.contains(['/', '\\', '\r', '\n']) && !file.name.starts_with('.'));
            }
        }
    }

    #[test]
    fn words_before_a_quote_are_kept_whole(words in "[a-z]{1,8}( [a-z]{1,8}){0,6}", lines in 1_usize..4) {
        let said = vec![words; lines].join("\n");
        let quoted = format!("{said}\n\nOn Tue, Mar 3, 2026 at 9:00 AM Ann <a@b.example> wrote:\n> one\n> two\n");
        prop_assert_eq!(reply::new_words(&quoted), said);
    }
}
