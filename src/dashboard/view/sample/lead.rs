//! A lead of each bot: the agency's with a score, the shop's with few moves, and a bare one.

use super::{at, desk, draw, frame, sales, tag, toast};
use crate::dashboard::view::erase::Foot;
use crate::dashboard::view::layout::{Desk, Place};
use crate::dashboard::view::lead::desk::{
    Candidate, Colleague, Edit, Forms, Input, JoinPage, Joined, Owner, Pair, Signal, TagChoice, Warmth,
};
use crate::dashboard::view::lead::score::{Breakdown, Reason};
use crate::dashboard::view::lead::{
    Change, ChangeMark, Fact, FollowUp, Lead, LeadPage, Note, Notes, Product, Products, Steps, Summary, Value,
};
use crate::dashboard::view::part::badge::{Disc, Initials, Score, Source, Status, Temperature};
use crate::dashboard::view::part::email::{EmailStage, EmailState, SendAgain};
use crate::dashboard::view::part::field::Field;
use crate::dashboard::view::part::moves::{Move, Moves};
use crate::dashboard::view::part::transcript::{Author, Cited, Entry, Message, Transcript};

fn fact(label: &str, value: Value) -> Fact {
    Fact { label: label.to_owned(), value }
}

fn text(words: &str) -> Value {
    Value::Text(words.to_owned())
}

fn link(words: &str, href: &str) -> Value {
    Value::Link { text: words.to_owned(), href: href.to_owned() }
}

fn email(stage: EmailStage, words: &str) -> EmailState {
    EmailState {
        stage,
        text: words.to_owned(),
        send_again: (stage == EmailStage::Failed).then(|| SendAgain {
            action: "/leads/20/email".to_owned(),
            csrf: "token".to_owned(),
            notification: "n1".to_owned(),
        }),
    }
}

fn signal(icon: &'static str, name: &'static str, value: Option<&str>) -> Signal {
    let value = value.map(str::to_owned);
    Signal { icon, name, href: value.as_ref().map(|_| "#m-1-2".to_owned()), value }
}

fn said(author: Author, name: &str, time: &str, words: &str) -> Entry {
    Entry::Message(Message {
        id: None,
        author,
        name: name.to_owned(),
        at: at(time),
        text: words.to_owned(),
        sources: Vec::new(),
        files: Vec::new(),
        trouble: None,
    })
}

fn visitor(time: &str, words: &str) -> Entry {
    said(Author::Visitor, "Visitor", time, words)
}

fn assistant(time: &str, words: &str) -> Entry {
    said(Author::Assistant, "Assistant", time, words)
}

fn event(icon: &str, words: &str) -> Entry {
    Entry::Event { icon: icon.to_owned(), text: words.to_owned(), id: None }
}

pub(super) fn talk() -> Transcript {
    let mut answer = Message {
        id: Some("m-1-2".to_owned()),
        author: Author::Assistant,
        name: "Assistant".to_owned(),
        at: at("11:46"),
        text: "One viewing this week and no accepted offer. It is on at £385,000. Would you like to view it or make an offer?".to_owned(),
        sources: Vec::new(),
        files: Vec::new(),
        trouble: None,
    };
    answer.sources = vec![Cited {
        title: "3 Quarry View".to_owned(),
        href: Some("https://pellharrow.example/for-sale/3-quarry-view".to_owned()),
    }];
    let mut lost = answer.clone();
    lost.sources = vec![Cited { title: "Offers".to_owned(), href: None }];
    lost.text = "Your DIP covers £380,000. I have let Priya know you are here.".to_owned();
    lost.trouble = Some("Not delivered, the number does not exist.".to_owned());
    Transcript {
        entries: vec![
            Entry::Divider("Tue 17 Nov, web widget".to_owned()),
            visitor("11:46", "Has anyone offered on 3 Quarry View yet?"),
            Entry::Message(answer),
            visitor("11:48", "I saw it on Sunday. I could do 375, I have a DIP for 390\n<img src=x onerror=alert(1)>"),
            assistant("11:48", "Thank you. Are you selling a property as well, and when would you like to move?"),
            event("clipboard-check", "Offer question form sent, 11:52. Email sent to 2 people."),
            Entry::Divider("Wed 18 Nov, SMS".to_owned()),
            visitor("09:04", "Would 380 be enough? And does the DIP cover that"),
            Entry::Message(lost),
            event("headset", "Priya joined, 09:06. Waited 48 seconds."),
            said(
                Author::Team,
                "Priya Raman",
                "09:08",
                "Morning Samir. The seller will take £380,000 if we can exchange before Christmas.",
            ),
            visitor("09:09", "نعم، هذا مناسب"),
        ],
    }
}

#[expect(clippy::too_many_lines, reason = "one lead with everything filled in")]
fn agency() -> Lead {
    let follow_up = |kind: &str, when: &str, stage, words: &str| FollowUp {
        tag: tag(kind),
        at: at(when),
        facts: vec![
            fact("Document", text("Property pack, TA6 form")),
            fact("Message", text("“My solicitor needs this by Monday.”")),
        ],
        email: Some(email(stage, words)),
    };
    let reason = |name: &str, evidence: &str, points| Reason {
        name: name.to_owned(),
        evidence: evidence.to_owned(),
        points,
        href: (points > 20).then(|| "#m-1-2".to_owned()),
    };
    let change = |mark, what: &str, who: &str, when: &str| Change {
        mark,
        what: what.to_owned(),
        who: who.to_owned(),
        at: at(when),
        reason: None,
    };
    let product = |name: &str, price: &str, note: &str, image: Option<&str>| Product {
        name: name.to_owned(),
        price: price.to_owned(),
        note: note.to_owned(),
        image: image.map(|file| format!("assets/{file}")),
    };
    Lead {
        id: "20".to_owned(),
        name: "Samir Benali".to_owned(),
        is_new: false,
        score: Some(Score {
            temperature: Temperature::Hot,
            points: 83,
        }),
        tags: vec![tag("Offer question"), tag("Mortgage question"), tag("Document request")],
        moves: sales("Samir Benali", "Qualified", "/leads/20"),
        moves_as_buttons: false,
        steps: Steps {
            position: Some("20 of 1,284".to_owned()),
            previous_href: Some("/leads/19".to_owned()),
            next_href: Some("/leads/21".to_owned()),
            list_href: "/leads".to_owned(),
        },
        email_href: Some("mailto:samir.benali@mail.example".to_owned()),
        call_href: Some("tel:+447700900913".to_owned()),
        summary: Some(Summary {
            text: "Offer of £380,000 accepted on 3 Quarry View. Selling a flat, one link in the chain, and wants to complete by the end of January. Needs a solicitor and the property pack.".to_owned(),
            line: "Written by the assistant, updated today 10:32".to_owned(),
        }),
        facts: vec![
            fact("Name", text("Samir Benali")),
            fact("Email", link("samir.benali@mail.example", "mailto:samir.benali@mail.example")),
            fact("Phone", link("07700 900913", "tel:+447700900913")),
            fact("Type", text("Offer question")),
            fact("Created", Value::Time(at("Tue 17 Nov 2026, 11:52"))),
            fact("Source", Value::Source(Source::Widget)),
            fact("Page", link("/for-sale/3-quarry-view", "https://pellharrow.example/for-sale/3-quarry-view")),
            fact("Location", Value::Place {
                text: "Wexcombe, UK".to_owned(),
                now: "11:04 there now".to_owned(),
                zone: "Europe/London".to_owned(),
            }),
            fact("Budget", text("£390,000")),
            fact("Timeline", text("By 31 January")),
            fact("Email sent", Value::Email(email(EmailStage::Delivered, "Delivered to 2 people, 11:52"))),
        ],
        breakdown: Some(Breakdown {
            points: 83,
            temperature: Temperature::Hot,
            warm_from: 40,
            hot_from: 70,
            reasons: vec![
                reason("Budget", "DIP to £390k", 25),
                reason("Timeline", "under 3 months", 20),
                reason("Property", "3 Quarry View", 18),
                reason("Position", "sold, single chain", 12),
                reason("Contact", "email and phone", 10),
                reason("Slow replies", "first day", -2),
            ],
        }),
        signals: vec![
            signal("link", "Chain", Some("Single chain")),
            signal("landmark", "Mortgage", Some("DIP held")),
            signal("key-round", "Scheme", None),
            signal("receipt-text", "SDLT", Some("Main residence")),
        ],
        warmth: Warmth {
            line: "Set by the assistant. Your own choice stays until the next conversation.".to_owned(),
            choices: [Temperature::Hot, Temperature::Warm, Temperature::Cold].map(|one| (one, one == Temperature::Hot)).into(),
            is_told: true,
        },
        owner: Owner {
            name: Some("Priya Raman".to_owned()),
            circle: Some(Initials::of("Priya Raman")),
            choices: vec![Colleague {
                id: "m1".to_owned(),
                name: "Priya Raman".to_owned(),
                circle: Initials::of("Priya Raman"),
                is_current: true,
            }],
        },
        edit: Edit {
            seen: "0".to_owned(),
            is_open: false,
            fields: vec![Input { key: "name", label: "Name", kind: "text", field: Field::of("Samir <img src=x onerror=alert(1)>") }],
            error: None,
        },
        joined: vec![Joined {
            merge: "mrg_1".to_owned(),
            name: "S. Benali".to_owned(),
            line: "Joined by Priya Raman, Today 10:31".to_owned(),
        }],
        forms: Forms { base: "/leads/20".to_owned(), csrf: "token".to_owned(), next: "/leads/20".to_owned(), may_change: true },
        follow_ups: vec![
            follow_up("Document request", "Today 10:31", EmailStage::Sent, "Emailed in the same thread, 10:31"),
            follow_up("Mortgage question", "Wed 18 Nov 09:07", EmailStage::Queued, "Queued, next try 09:20"),
        ],
        notes: Notes {
            notes: vec![Note {
                action: "/leads/20/notes/n1".to_owned(),
                may_edit: true,
                may_delete: true,
                is_edited: true,
                text: "Called back 12:10. Wants Harker Lowe as solicitors, sending details tonight. Prefers texts.".to_owned(),
                by: "Priya Raman".to_owned(),
                circle: Initials::of("Priya Raman"),
                at: at("17 Nov 12:14"),
            }],
            action: "/leads/20/notes".to_owned(),
            next: "/leads/20".to_owned(),
            csrf: "token".to_owned(),
            may_write: true,
            draft: String::new(),
            error: None,
        },
        history: vec![
            change(ChangeMark::Status(Disc::Good), "Qualified", " by Priya Raman", "Wed 18 Nov, 09:40"),
            change(ChangeMark::Icon("flame".to_owned()), "Hot", ", score 68 to 83", "Wed 18 Nov, 09:09"),
            change(ChangeMark::Status(Disc::Active), "Contacted", " by Priya Raman", "Tue 17 Nov, 12:14"),
            change(ChangeMark::Status(Disc::Open), "New", ", captured from the widget", "Tue 17 Nov, 11:52"),
        ],
        transcript: talk(),
        earlier_href: Some("/leads/20?before=1".to_owned()),
        later_href: None,
        inbox_href: Some("/inbox/7".to_owned()),
        contact_href: Some("/leads/20/contact.json".to_owned()),
        tag_menu: [("offer", "Offer question", true), ("valuation", "Valuation", false)]
            .map(|(key, name, has)| TagChoice { key: key.to_owned(), tag: tag(name), has })
            .into(),
        products: Products {
            title: "Properties discussed".to_owned(),
            cards: vec![
                product("3 Quarry View", "£385,000", "Offer accepted", Some("quarry-view.svg")),
                product("14 Ashgrove Road", "£425,000", "Asked on 17 Nov", Some("ashgrove-road.svg")),
                product("Orchard Cottage", "£460,000", "Suggested", None),
            ],
        },
        retention: Some("Kept until 17 Nov 2028, then erased automatically".to_owned()),
        foot: super::erase::foot("Samir Benali"),
    }
}

fn bare() -> Lead {
    let moves = Moves {
        status: Status { name: "New".to_owned(), disc: Disc::Open },
        moves: [("handled", "Mark handled", Disc::Half), ("closed", "Close", Disc::Closed)]
            .into_iter()
            .map(|(key, label, disc)| Move { key: key.to_owned(), label: label.to_owned(), disc, asks_reason: false })
            .collect(),
        ..sales("Ottilie Marchbank", "New", "/leads/1")
    };
    let failed = email(EmailStage::Failed, "Not delivered, mailbox full.");
    Lead {
        name: "Ottilie Marchbank".to_owned(),
        is_new: true,
        score: None,
        tags: vec![tag("Order question"), tag("Coupon request")],
        moves,
        moves_as_buttons: true,
        steps: Steps { list_href: "/leads".to_owned(), ..Steps::default() },
        facts: vec![
            fact("Email", link("ottilie.m@mail.example", "mailto:ottilie.m@mail.example")),
            fact("Order number", Value::Code("LL-20418".to_owned())),
            fact("Email sent", Value::Email(failed)),
        ],
        breakdown: None,
        signals: Vec::new(),
        warmth: Warmth::default(),
        owner: Owner::default(),
        joined: Vec::new(),
        edit: Edit {
            is_open: true,
            error: Some("Somebody has edited this contact meanwhile.".to_owned()),
            fields: vec![Input {
                key: "email",
                label: "Email",
                kind: "email",
                field: Field {
                    value: "ottilie@".to_owned(),
                    error: Some("Enter a full email address, like name@example.com".to_owned()),
                },
            }],
            ..Edit::default()
        },
        earlier_href: None,
        follow_ups: Vec::new(),
        history: Vec::new(),
        inbox_href: None,
        contact_href: None,
        tag_menu: Vec::new(),
        products: Products::default(),
        retention: None,
        foot: Foot::default(),
        summary: None,
        notes: Notes {
            notes: Vec::new(),
            draft: "Courier says left with neighbour at 22.".to_owned(),
            error: Some("Not saved. The note is longer than 5,000 characters.".to_owned()),
            ..agency().notes
        },
        ..agency()
    }
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let page = |lead: Lead, told: bool| LeadPage {
        frame: frame(&lead.name),
        desk: Desk { toast: told.then(toast), demo: false, ..desk(Place::Leads) },
        lead,
    };
    let join = |found, pair| JoinPage {
        frame: frame("Join"),
        desk: desk(Place::Leads),
        name: "Samir Benali".to_owned(),
        base: "/leads/20".to_owned(),
        back_href: "/leads/20".to_owned(),
        csrf: "token".to_owned(),
        q: "benali".to_owned(),
        error: None,
        found,
        pair,
    };
    let candidate = Candidate {
        name: "S. Benali <img src=x onerror=alert(1)>".to_owned(),
        line: "s.benali@post.example".to_owned(),
        score: None,
        tag: Some(tag("Valuation")),
        status: Status { name: "New".to_owned(), disc: Disc::Open },
        captured: at("Yesterday"),
        href: "/leads/20/join?with=21".to_owned(),
    };
    let pair = Pair {
        other: "21".to_owned(),
        other_name: "S. Benali".to_owned(),
        kept: agency().facts,
        others: bare().facts,
        consequences: vec!["2 submissions and 1 conversation move to Samir Benali.".to_owned()],
        swap_href: "/leads/21/join?with=20".to_owned(),
    };
    vec![
        draw("lead", &page(agency(), false)),
        draw("lead-bare", &page(bare(), true)),
        draw("lead-join", &join(Some(vec![candidate]), None)),
        draw("lead-join-pair", &join(None, Some(pair))),
    ]
}
