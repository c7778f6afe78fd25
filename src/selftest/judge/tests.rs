use super::super::record::Entry;
use super::*;

/// A visitor who wrote three messages, got a form, and sent it.
fn record() -> Record {
    let mut record = Record::new("s1".into(), "secret".into());
    let whats = [What::Text, What::Text, What::Text, What::Ask(Some("fse_1".into())), What::Submit(3)];
    for (what, seq) in whats.into_iter().zip([1, 2, 4, 6, 7]) {
        record.entries.push(Entry { what, acked: Some(seq), times: 1, is_refused: false });
    }
    record
}

fn kept(seq: i64, client_id: Option<usize>, author: &str, kind: &str) -> Kept {
    let text = client_id.filter(|_| kind == "text").map(|at| words("s1", at));
    let form = (kind != "text").then(|| "fse_1".to_owned());
    let submission = (kind == "receipt").then(|| "sub_1".to_owned());
    let (client_id, print) = (client_id.map(super::client_id), u64::try_from(seq).unwrap());
    Kept { seq, client_id, author: author.into(), kind: kind.into(), text, form, submission, print }
}

fn whole() -> Vec<Kept> {
    vec![
        kept(1, Some(0), "visitor", "text"),
        kept(2, Some(1), "visitor", "text"),
        kept(3, None, "bot", "text"),
        kept(4, Some(2), "visitor", "text"),
        kept(5, None, "bot", "text"),
        kept(6, Some(3), "bot", "form"),
        kept(7, Some(4), "visitor", "receipt"),
        kept(8, None, "bot", "text"),
        kept(9, None, "bot", "text"),
    ]
}

fn kinds(findings: &[Finding]) -> BTreeSet<Kind> {
    findings.iter().map(|finding| finding.kind).collect()
}

#[test]
fn a_whole_log_is_found_whole() {
    let mut record = record();
    record.seen = whole().iter().map(|kept| (kept.seq, kept.print)).collect();
    assert_eq!(log(&record, &whole()), []);
}

#[test]
fn a_lost_message_is_found() {
    let mut lost = whole();
    lost.remove(3);
    let found = log(&record(), &lost);
    assert!(found.iter().any(|finding| finding.kind == Kind::Lost && finding.what.contains("m2, acknowledged as 4")));
    // Also where the numbers close over it.
    for (kept, seq) in lost.iter_mut().zip(1..) {
        kept.seq = seq;
    }
    assert!(kinds(&log(&record(), &lost)).contains(&Kind::Lost));
}

#[test]
fn the_last_message_lost_is_found_by_its_ack_and_by_what_was_shown() {
    let mut record = record();
    record.entries.truncate(3);
    record.seen = whole()[..4].iter().map(|kept| (kept.seq, kept.print)).collect();
    let found = log(&record, &whole()[..3]);
    for what in ["m2, acknowledged as 4", "message 4 was shown"] {
        assert!(found.iter().any(|finding| finding.kind == Kind::Lost && finding.what.contains(what)), "{found:?}");
    }
}

#[test]
fn what_was_never_acknowledged_is_found() {
    let mut record = record();
    record.write(What::Text);
    assert_eq!(kinds(&log(&record, &whole())), BTreeSet::from([Kind::Lost]));
}

#[test]
fn a_doubled_message_is_found() {
    let mut doubled = whole();
    doubled.push(kept(10, Some(1), "visitor", "text"));
    doubled.push(kept(11, None, "bot", "text"));
    let found = log(&record(), &doubled);
    assert!(found.iter().any(|finding| finding.kind == Kind::Duplicated && finding.what.contains("[2, 10]")));
}

#[test]
fn a_doubled_answer_and_a_missing_one_are_found() {
    let mut doubled = whole();
    doubled.push(kept(10, None, "bot", "text"));
    assert_eq!(kinds(&log(&record(), &doubled)), BTreeSet::from([Kind::Duplicated]));
    assert_eq!(kinds(&log(&record(), &whole()[..8])), BTreeSet::from([Kind::Lost]));
}

#[test]
fn swapped_messages_are_found_unless_the_place_was_not_promised() {
    let mut record = record();
    (record.entries[0].acked, record.entries[1].acked) = (Some(2), Some(1));
    let mut swapped = whole();
    swapped.swap(0, 1);
    (swapped[0].seq, swapped[1].seq) = (1, 2);
    assert_eq!(kinds(&log(&record, &swapped)), BTreeSet::from([Kind::Reordered]));
    record.entries[0].is_refused = true;
    assert_eq!(log(&record, &swapped), []);
}

#[test]
fn a_message_in_another_place_than_acknowledged_is_found() {
    let mut record = record();
    record.entries[1].acked = Some(3);
    assert_eq!(kinds(&log(&record, &whole())), BTreeSet::from([Kind::Reordered]));
}

#[test]
fn another_text_and_a_text_of_nobody_are_found() {
    let mut other = whole();
    other[1].text = Some("something else".into());
    assert_eq!(kinds(&log(&record(), &other)), BTreeSet::from([Kind::Changed]));
    let mut foreign = whole();
    foreign[1].client_id = Some("x1".into());
    assert_eq!(kinds(&log(&record(), &foreign)), BTreeSet::from([Kind::Changed, Kind::Lost]));
    let mut record = record();
    record.seen = BTreeMap::from([(3, 99)]);
    assert_eq!(kinds(&log(&record, &whole())), BTreeSet::from([Kind::Changed]));
}

fn right() -> (Vec<(String, String)>, Books) {
    let books = Books {
        submissions: vec![("fse_1".into(), "sub_1".into())],
        notifications: vec![("sub_1".into(), "ntf_1@here".into(), "sent".into())],
        mails: vec!["ntf_1@here".into()],
        leads: 1,
        ..Books::default()
    };
    (vec![("fse_1".into(), "sub_1".into())], books)
}

fn judged(change: impl Fn(&mut Books)) -> BTreeSet<Kind> {
    let (receipts, mut right) = right();
    change(&mut right);
    kinds(&books(&receipts, 1, &right))
}

#[test]
fn right_books_are_found_right() {
    assert_eq!(judged(|_| {}), BTreeSet::new());
}

#[test]
fn what_the_books_lost_is_found() {
    let lost = BTreeSet::from([Kind::Lost]);
    assert!(judged(|books| books.submissions.clear()).contains(&Kind::Lost));
    assert!(judged(|books| books.notifications.clear()).contains(&Kind::Lost));
    assert_eq!(judged(|books| books.mails.clear()), lost);
    assert_eq!(judged(|books| books.notifications[0].2 = "queued".into()), lost);
    assert_eq!(judged(|books| books.leads = 0), lost);
    assert_eq!(judged(|books| books.jobs = (1, 0)), lost);
    assert_eq!(judged(|books| books.jobs = (0, 1)), lost);
    assert_eq!(judged(|books| books.unanswered = 1), lost);
}

#[test]
fn what_the_books_hold_twice_is_found() {
    let twice = BTreeSet::from([Kind::Duplicated]);
    assert_eq!(judged(|books| books.leads = 2), twice);
    assert_eq!(judged(|books| books.mails.push("ntf_2@here".into())), twice);
    assert_eq!(judged(|books| books.mails.push("ntf_1@here".into())), twice);
    assert!(judged(|books| books.submissions.push(("fse_1".into(), "sub_2".into()))).contains(&Kind::Duplicated));
    let again = ("sub_1".to_owned(), "ntf_2@here".to_owned(), "sent".to_owned());
    assert!(judged(|books| books.notifications.push(again.clone())).contains(&Kind::Duplicated));
}
