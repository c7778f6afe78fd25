//! Invented people, as rows and as cards.

use super::{at, sales, tag};
use crate::dashboard::view::leads::{Card, ContactLine, Owner, Row};
use crate::dashboard::view::part::badge::{Initials, Score, Source, Temperature};

/// Name, line, e-mail, phone, points, tag, status, want, captured, source; `*` marks a new one.
pub(super) const PEOPLE: [[&str; 10]; 15] = [
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

fn owner(index: usize) -> Option<Owner> {
    let name = ["Priya Raman", "Tom Baker", ""][index % 3];
    (!name.is_empty()).then(|| Owner { name: name.to_owned(), circle: Initials::of(name) })
}

pub(super) fn row(index: usize, cells: &[&str; 10]) -> Row {
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
        is_checkable: status != "Erased",
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
        follow_ups: (index % 4 == 1).then(|| "2 follow-ups".to_owned()),
        order: (index % 2 == 1).then(|| format!("LL-2{index}")),
        owner: owner(index),
        moves: sales(clean, status, "/leads"),
        want: want.to_owned(),
        captured: at(when),
        updated: None,
        source: Source::from_key(source),
    }
}

pub(super) fn card(index: usize, cells: &[&str; 10]) -> Card {
    let row = row(index, cells);
    Card {
        id: row.id,
        href: row.href,
        name: row.name,
        is_new: row.is_new,
        is_named: row.is_named,
        want: row.want,
        score: row.score,
        tag: row.tag,
        follow_ups: row.follow_ups,
        owner: row.owner,
        to: "contacted lost".to_owned(),
        moves: row.moves,
        captured: row.captured,
        source: row.source,
    }
}
