//! The Inbox and the demo's mailbox.

use super::lead::talk;
use super::{at, desk, draw, frame};
use crate::dashboard::view::inbox::{Conversation, InboxPage, Opened, State};
use crate::dashboard::view::layout::Place;
use crate::dashboard::view::mailbox::{Body, Mail, MailboxPage, Thread, ThreadLine};
use crate::dashboard::view::part::badge::{Initials, Source};

fn conversation(name: &str, last: &str, when: &str, source: Source, state: State) -> Conversation {
    Conversation {
        href: format!("/inbox/{}", name.len()),
        name: name.to_owned(),
        circle: Initials::of(name),
        last: last.to_owned(),
        at: at(when),
        source,
        is_current: name.starts_with("Jemima"),
        is_hidden: false,
        state,
    }
}

fn inbox() -> InboxPage {
    InboxPage {
        frame: frame("Inbox"),
        desk: desk(Place::Inbox),
        conversations: vec![
            conversation(
                "Rafael Quintero",
                "Trade price for 40 planters, and can you deliver",
                "1 min",
                Source::Widget,
                State::Waiting,
            ),
            conversation(
                "Jemima Oyelowo-Pratt",
                "Is that too long?",
                "now",
                Source::Widget,
                State::With("Mirela Oakes".to_owned()),
            ),
            conversation(
                "Priscilla Vantongeren",
                "Assistant: I have asked the courier to trace it",
                "6 min",
                Source::Whatsapp,
                State::Assistant,
            ),
            conversation("Visitor", "<img src=x onerror=alert(1)>", "34 min", Source::Sms, State::Assistant),
            conversation("Katarina Blom", "شكرا", "1 h", Source::Email, State::Closed),
        ],
        open: None,
        older_href: Some("/inbox?before=3".to_owned()),
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
    let name = "Jemima Oyelowo-Pratt";
    let opened = Opened {
        name: name.to_owned(),
        circle: Initials::of(name),
        line: "Widget, on /light/storm-lantern-brass".to_owned(),
        state: State::With("Mirela Oakes".to_owned()),
        lead_href: Some("/leads/20".to_owned()),
        list_href: "/inbox".to_owned(),
        transcript: talk(),
    };
    let html = Body::Html { src: "/demo/mail/2/html".to_owned(), text_href: "/demo/mail/2?as=text".to_owned() };
    let text = Body::Text {
        text: "Amara Osei asked for a person\n\nHot, 86. Agent request. Follow-up 1.\n\nOpen lead: http://127.0.0.1/leads/2\n<img src=x onerror=alert(1)>".to_owned(),
        html_href: Some("/demo/mail/2?as=html".to_owned()),
    };
    vec![
        draw("inbox", &InboxPage { open: Some(opened), ..inbox() }),
        draw("inbox-list", &inbox()),
        draw("inbox-empty", &InboxPage { conversations: Vec::new(), ..inbox() }),
        draw("mailbox-list", &mailbox()),
        draw("mailbox-html", &MailboxPage { open: Some(thread(html)), ..mailbox() }),
        draw("mailbox-text", &MailboxPage { open: Some(thread(text)), ..mailbox() }),
        draw("mailbox-empty", &MailboxPage { threads: Vec::new(), ..mailbox() }),
    ]
}
