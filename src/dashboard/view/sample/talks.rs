//! The Inbox and the demo's mailbox.

use super::lead::talk;
use super::{at, desk, draw, frame};
use crate::dashboard::view::inbox::{
    Act, Acts, Answers, Context, Earlier, Fact, Group, InboxPage, Known, List, Nothing, Opened, Person, Row, Snooze,
    State, Tab, Teammate, Waiting,
};
use crate::dashboard::view::layout::Place;
use crate::dashboard::view::mailbox::{Body, Mail, MailboxPage, Thread, ThreadLine};
use crate::dashboard::view::part::badge::{Initials, Source};

fn row(name: &str, last: &str, when: &str, source: Source, state: State) -> Row {
    let waits = state == State::Waiting;
    Row {
        id: format!("cnv_{}", name.len()),
        href: format!("/inbox/{}", name.len()),
        name: name.to_owned(),
        circle: Initials::of(name),
        last: last.to_owned(),
        at: at(when),
        since: waits.then_some(1_795_257_960_000),
        waited: waits.then(|| "1:12".to_owned()),
        source,
        is_unread: waits,
        is_current: name.starts_with("Jemima"),
        is_hidden: false,
        state,
    }
}

fn list() -> List {
    let tab = |name: &str, count: Option<&str>, is_current| Tab {
        name: name.to_owned(),
        count: count.map(str::to_owned),
        href: format!("/inbox?show={}", name.to_lowercase()),
        is_current,
    };
    let group = |key, name: &str, rows| Group { key, name: name.to_owned(), rows };
    let mate = |name: &str, state| Teammate { name: name.to_owned(), circle: Initials::of(name), state };
    List {
        tabs: vec![tab("Open", Some("7"), true), tab("Assistant", None, false), tab("Closed", None, false)],
        groups: vec![
            group(
                "waiting",
                "Waiting for a person",
                vec![row(
                    "Rafael Quintero",
                    "Trade price for 40 planters, and can you deliver",
                    "1 min",
                    Source::Widget,
                    State::Waiting,
                )],
            ),
            group(
                "mine",
                "Yours",
                vec![
                    row(
                        "Jemima Oyelowo-Pratt",
                        "Is that too long?",
                        "now",
                        Source::Widget,
                        State::With("Mirela Oakes".to_owned()),
                    ),
                    row("Visitor", "<img src=x onerror=alert(1)>", "34 min", Source::Sms, State::Assistant),
                ],
            ),
            group(
                "team",
                "Teammates",
                vec![row("Katarina Blom", "شكرا", "1 h", Source::Email, State::With("Joss Tate".to_owned()))],
            ),
        ],
        resting: vec![row(
            "Priscilla Vantongeren",
            "I have asked the courier to trace it",
            "6 min",
            Source::Whatsapp,
            State::With("Mirela Oakes".to_owned()),
        )],
        older_href: Some("/inbox?before=3".to_owned()),
        team: vec![mate("Mirela Oakes", "available"), mate("Joss Tate", "away")],
        is_away: Some(false),
    }
}

fn inbox() -> InboxPage {
    InboxPage {
        frame: frame("Inbox"),
        desk: desk(Place::Inbox),
        bot: "demo-shop".to_owned(),
        wishes: "waiting.desktop waiting.sound".to_owned(),
        called: String::new(),
        nothing: Nothing { has_bot: true },
        list: list(),
        open: None,
    }
}

fn answers(is_empty: bool) -> Answers {
    let known = Known {
        title: "Engraving".to_owned(),
        line: "We engrave up to 24 characters on the brass base. <img src=x onerror=alert(1)>".to_owned(),
        url: Some("https://loamandlantern.example/engraving".to_owned()),
        text: "We engrave up to 24 characters on the brass base.\nhttps://loamandlantern.example/engraving".to_owned(),
        href: "/inbox/cnv_1?answers=Is+that+too+long%3F&insert=ent_1".to_owned(),
    };
    Answers {
        words: "Is that too long?".to_owned(),
        is_open: true,
        found: if is_empty { Vec::new() } else { vec![known] },
        add_href: is_empty.then(|| "/settings/knowledge?add=1&ask=Is+that+too+long%3F".to_owned()),
    }
}

fn opened(state: State) -> Opened {
    let name = "Jemima Oyelowo-Pratt";
    let fact = |name: &str, text: &str, href: Option<&str>| Fact {
        name: name.to_owned(),
        text: text.to_owned(),
        href: href.map(str::to_owned),
    };
    let person = |id: &str, name: &str, state| Person { id: id.to_owned(), name: name.to_owned(), state };
    let is_closed = state == State::Closed;
    Opened {
        id: "cnv_1".to_owned(),
        name: name.to_owned(),
        circle: Initials::of(name),
        line: "Widget, on /light/storm-lantern-brass".to_owned(),
        is_mine: !is_closed,
        list_href: "/inbox".to_owned(),
        show: if is_closed { "closed".to_owned() } else { String::new() },
        transcript: talk(),
        last_seq: 12,
        acts: Acts {
            now: if is_closed { vec![Act::REOPEN] } else { vec![Act::HAND_BACK, Act::CLOSE] },
            release: !is_closed,
            to: if is_closed { Vec::new() } else { vec![person("mem_2", "Joss Tate", "away")] },
            snooze: if is_closed { Vec::new() } else { vec![Snooze { minutes: 60, name: "1 hour" }] },
            transcript_to: Some("amara.osei@mail.example".to_owned()),
        },
        may_answer: true,
        answers: answers(is_closed),
        draft: String::new(),
        client_id: "k3JcE9pQhv1sX8tZ0bLa".to_owned(),
        context: Context {
            lead_href: Some("/leads/20".to_owned()),
            score: None,
            tag: None,
            facts: vec![
                fact("Email", "jemima.op@post.example", Some("mailto:jemima.op@post.example")),
                fact("Local time", "10:53", None),
            ],
            summary: "Looking for a gift around £40, asked about delivery by Friday.".to_owned(),
            products: vec!["Storm lantern, brass".to_owned()],
            earlier: vec![Earlier { href: "/inbox/9".to_owned(), at: at("Yesterday"), line: "3 messages".to_owned() }],
        },
        waiting: (state == State::Waiting).then(|| Waiting {
            since: 1_784_000_000_000,
            waited: "1:12".to_owned(),
            told: "They were told that somebody is on the way.",
        }),
        rating: is_closed.then(|| "Rated 5 of 5".to_owned()),
        state,
    }
}

fn mail(anchor: &str, when: &str, body: Body, is_open: bool) -> Mail {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Mail {
        anchor: anchor.to_owned(),
        from_name: "Pell & Harrow desk".to_owned(),
        from_address: "desk@pellharrow.example".to_owned(),
        letter: "P".to_owned(),
        at: when.to_owned(),
        headers: vec![
            header("From", "Pell & Harrow desk <desk@pellharrow.example>"),
            header("To", "sales@pellharrow.example"),
            header("Subject", "Re: New lead: Amara Osei, Viewing request"),
            header("Date", "Fri, 20 Nov 2026 10:52:00 +0000"),
            header("Message-ID", "<0192a7c2-71f0.2@desk.pellharrow.example>"),
            header("In-Reply-To", "<0192a7c2-71f0.1@desk.pellharrow.example>"),
        ],
        body,
        is_open,
    }
}

fn mailbox() -> MailboxPage {
    let line = |subject: &str, count, preview: &str, when: &str, is_current| ThreadLine {
        href: format!("/demo/mail/{}", subject.len()),
        subject: subject.to_owned(),
        count,
        to: "sales@pellharrow.example".to_owned(),
        preview: preview.to_owned(),
        at: when.to_owned(),
        is_current,
    };
    MailboxPage {
        frame: frame("Mailbox"),
        threads: vec![
            line("New lead: Amara Osei, Viewing request", 2, "Amara Osei asked for a person.", "10:52", true),
            line(
                "New lead: Tomasz Wierzbicki, Agent request",
                1,
                "Asked for a person about leasehold terms.",
                "10:20",
                false,
            ),
        ],
        open: None,
    }
}

fn thread(body: Body) -> Thread {
    let folded = Body::Text { text: "Amara Osei wants a viewing.".to_owned(), html_href: None };
    Thread {
        subject: "New lead: Amara Osei, Viewing request".to_owned(),
        mails: vec![mail("mail-1", "10:46", folded, false), mail("mail-2", "10:52", body, true)],
    }
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let html = Body::Html { src: "/demo/mail/2/html".to_owned(), text_href: "/demo/mail/2?as=text".to_owned() };
    let text = Body::Text {
        text: "Amara Osei asked for a person\n\nHot, 86. Agent request. Follow-up 1.\n\nOpen lead: http://127.0.0.1/leads/2\n<img src=x onerror=alert(1)>".to_owned(),
        html_href: Some("/demo/mail/2?as=html".to_owned()),
    };
    vec![
        draw("inbox", &InboxPage { open: Some(opened(State::With("Mirela Oakes".to_owned()))), ..inbox() }),
        draw("inbox-waiting", &InboxPage { open: Some(opened(State::Waiting)), ..inbox() }),
        draw("inbox-closed", &InboxPage { open: Some(opened(State::Closed)), ..inbox() }),
        draw("inbox-list", &inbox()),
        draw("inbox-empty", &InboxPage { list: List { tabs: list().tabs, ..List::default() }, ..inbox() }),
        draw("mailbox-list", &mailbox()),
        draw("mailbox-html", &MailboxPage { open: Some(thread(html)), ..mailbox() }),
        draw("mailbox-text", &MailboxPage { open: Some(thread(text)), ..mailbox() }),
        draw("mailbox-empty", &MailboxPage { threads: Vec::new(), ..mailbox() }),
    ]
}
