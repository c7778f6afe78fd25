//! The Leads page in each of its states.

use super::{at, desk, draw, frame, sales, tag, toast};
use crate::dashboard::view::layout::{Desk, Place};
use crate::dashboard::view::leads::{Choice, ContactLine, Counter, Filters, LeadsPage, Listing, Row, Rows};
use crate::dashboard::view::part::badge::{Disc, Score, Source, Status, Temperature};

/// Name, line, e-mail, phone, points, tag, status, want, captured, source; `*` marks a new one.
const PEOPLE: [[&str; 10]; 15] = [
    [
        "*Tomasz Wierzbicki",
        "",
        "t.wierzbicki@post.example",
        "07700 900318",
        "78",
        "Agent request",
        "New",
        "Asked for a person about leasehold terms at Millrace Court.",
        "2 min ago",
        "whatsapp",
    ],
    [
        "*Amara Osei",
        "2 follow-ups",
        "amara.osei@mail.example",
        "07700 900142",
        "86",
        "Viewing request",
        "New",
        "Wants to view 14 Ashgrove Road on Saturday. Chain-free, DIP to £450k.",
        "18 min ago",
        "web",
    ],
    [
        "*Maximiliana Featherstonehaugh-Cholmondeley",
        "Featherstonehaugh & Daughters Property Holdings",
        "maximiliana.featherstonehaugh@post.example",
        "020 7946 0187",
        "64",
        "Valuation",
        "New",
        "Two buy-to-let terraces to value before April. Comparing three agents and their fees.",
        "46 min ago",
        "web",
    ],
    [
        "*Anonymous",
        "No name given",
        "",
        "07700 900377",
        "34",
        "General question",
        "New",
        "Asked about opening hours and parking. Left a number only.",
        "1 h ago",
        "sms",
    ],
    [
        "Siân Prydderch",
        "2 follow-ups",
        "sian@prydderch.example",
        "029 2018 0455",
        "91",
        "Offer question",
        "Contacted",
        "Offer of £418k on Harbour Lane, cash proven, can exchange in four weeks.",
        "1 h ago",
        "web",
    ],
    [
        "Yusuf Al-Haddad",
        "Al-Haddad Lettings",
        "yusuf@alhaddad.example",
        "07700 900521",
        "66",
        "Lettings enquiry",
        "Contacted",
        "Landlord with three flats, moving away from another agent in January.",
        "2 h ago",
        "email",
    ],
    [
        "*Grace Adeyemi",
        "",
        "grace.a@mail.example",
        "07700 900604",
        "58",
        "Mortgage question",
        "New",
        "First-time buyer asking what a £320k flat would cost a month.",
        "3 h ago",
        "web",
    ],
    [
        "Trần Ngọc Lan",
        "1 follow-up",
        "lan.tran@box.example",
        "07700 900233",
        "81",
        "Viewing request",
        "Qualified",
        "Second viewing of Millrace Court, bringing parents. Budget £295k.",
        "09:12",
        "web",
    ],
    [
        "Oliver Hartnell",
        "Hartnell Joinery",
        "oliver@hartnell.example",
        "0117 496 0122",
        "43",
        "Valuation",
        "Contacted",
        "Curious what the workshop and flat above might fetch. No rush.",
        "08:40",
        "web",
    ],
    ["Erased lead", "", "", "", "", "", "Erased", "Personal data erased on request.", "Yesterday", "web"],
    [
        "Dev Malhotra",
        "Malhotra Dental",
        "dev@malhotradental.example",
        "0161 496 0733",
        "",
        "Agent request",
        "Converted",
        "Instructed us to sell 3 Quarry View. Photos booked.",
        "Yesterday",
        "web",
    ],
    [
        "محمد الحسن",
        "",
        "m.alhassan@post.example",
        "07700 900775",
        "63",
        "Refund request",
        "Qualified",
        "أريد تحديد موعد لمشاهدة المنزل يوم السبت",
        "Yesterday",
        "telegram",
    ],
    [
        "<img src=x onerror=alert(1)>",
        "<b>Acme</b>",
        "x@acme.example",
        "",
        "12",
        "Cancellation",
        "Lost",
        "<img src=x onerror=alert(2)> looked around.",
        "18 Nov",
        "api",
    ],
    [
        "Μαρία Παπαδάκη",
        "",
        "maria.p@box.example",
        "07700 900290",
        "66",
        "Coupon request",
        "Contacted",
        "Selling mother’s house, needs probate valuation.",
        "18 Nov",
        "web",
    ],
    [
        "Wilhelmina Okonkwo",
        "1 follow-up",
        "mina.okonkwo@post.example",
        "07700 900806",
        "57",
        "Document request",
        "Converted",
        "Instructed for sale, wants to list after half term.",
        "15 Nov",
        "web",
    ],
];

fn row(index: usize, cells: &[&str; 10]) -> Row {
    let [name, line, email, phone, points, kind, status, want, when, source] = *cells;
    let text = |words: &str| (!words.is_empty()).then(|| words.to_owned());
    let clean = name.trim_start_matches('*');
    Row {
        id: index.to_string(),
        href: format!("/leads/{index}"),
        name: clean.to_owned(),
        line: text(line),
        is_new: clean != name,
        is_named: !matches!(clean, "Anonymous" | "Erased lead"),
        contacts: if status == "Erased" {
            vec![ContactLine { text: "Removed".to_owned(), href: None }]
        } else {
            [("mailto:", email), ("tel:", phone)]
                .into_iter()
                .filter(|(_, text)| !text.is_empty())
                .map(|(scheme, text)| ContactLine {
                    text: text.to_owned(),
                    href: Some(format!("{scheme}{}", text.replace(' ', ""))),
                })
                .collect()
        },
        score: points.parse().ok().map(|points| Score {
            temperature: match points {
                70.. => Temperature::Hot,
                40.. => Temperature::Warm,
                _ => Temperature::Cold,
            },
            points,
        }),
        tag: (!kind.is_empty()).then(|| tag(kind)),
        moves: sales(clean, status, "/leads"),
        want: want.to_owned(),
        captured: at(when),
        source: Source::from_key(source),
    }
}

fn counters(current: &str) -> Vec<Counter> {
    [
        ("", None, "1,284", "+38"),
        ("New", Some(Disc::Open), "12", "not reviewed"),
        ("Contacted", Some(Disc::Active), "248", ""),
        ("Qualified", Some(Disc::Good), "96", ""),
        ("Converted", Some(Disc::Done), "61", "4.8%"),
        ("Lost", Some(Disc::Out), "867", ""),
    ]
    .into_iter()
    .map(|(name, disc, count, note)| Counter {
        status: disc.map(|disc| Status { name: name.to_owned(), disc }),
        count: count.to_owned(),
        note: (!note.is_empty()).then(|| note.to_owned()),
        href: format!("/leads?status={}", name.to_lowercase()),
        is_current: name == current,
    })
    .collect()
}

fn choices(names: &[&str], chosen: &str) -> Vec<Choice> {
    let choice = |name: &&str| Choice {
        key: name.to_lowercase().replace(' ', "-"),
        name: (*name).to_owned(),
        is_chosen: *name == chosen,
    };
    names.iter().map(choice).collect()
}

fn page(status: &str, kind: &str, listing: Listing) -> LeadsPage {
    LeadsPage {
        frame: frame("Leads"),
        desk: desk(Place::Leads),
        counters: counters(status),
        filters: Filters {
            q: String::new(),
            tags: choices(&["Agent request", "Refund request", "Viewing request"], kind),
            statuses: choices(&["New", "Contacted", "Qualified", "Converted", "Lost"], status),
            keep: vec![("bot".to_owned(), "pell".to_owned())],
            clear_href: "/leads".to_owned(),
        },
        listing,
    }
}

fn rows() -> Listing {
    Listing::Rows(Rows {
        rows: PEOPLE.iter().enumerate().map(|(i, cells)| row(i, cells)).collect(),
        range: "26–50 of 1,284".to_owned(),
        newer_href: Some("/leads?after=1".to_owned()),
        older_href: Some("/leads?before=2".to_owned()),
    })
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let told = Desk { toast: Some(toast()), ..desk(Place::Leads) };
    vec![
        draw("leads", &page("", "", rows())),
        draw(
            "leads-filtered",
            &LeadsPage {
                desk: told,
                ..page("New", "Refund request", rows())
            },
        ),
        draw(
            "leads-empty",
            &LeadsPage {
                counters: Vec::new(),
                ..page("", "", Listing::Empty {
                    snippet: "<script async src=\"https://desk.pellharrow.example/widget.js\" data-bot=\"k7f2\"></script>".to_owned(),
                })
            },
        ),
        draw(
            "leads-none",
            &page("New", "Refund request", Listing::NoMatch {
                sentence: "2 filters are on: New, Refund request. 1,284 leads in total.".to_owned(),
            }),
        ),
        draw(
            "leads-failed",
            &page("", "", Listing::Failed {
                reference: "7f3c-21".to_owned(),
                retry_href: "/leads".to_owned(),
            }),
        ),
    ]
}
