//! Rules by example.

use super::*;
use crate::assistant::signal::code;

/// The four by code, in the order chain, mortgage, scheme, stamp duty.
fn of(said: &[&str]) -> [&'static str; 4] {
    let turns: Vec<Turn<'_>> = (1..)
        .zip(said)
        .map(|(seq, text)| match text.strip_prefix("Q: ") {
            Some(question) => Turn::ours(seq, question),
            None => Turn::visitor(seq, text),
        })
        .collect();
    let found = property(&turns);
    let one =
        |kind: SignalKind| found.iter().find(|signal| signal.kind == kind).map_or("", |signal| code(&signal.value));
    [one(SignalKind::Chain), one(SignalKind::Mortgage), one(SignalKind::Scheme), one(SignalKind::Sdlt)]
}

#[test]
fn who_stands_in_a_chain_is_told_by_how_many_do() {
    for (said, chain) in [
        ("There are six of us in this chain", "in_chain"),
        ("We've a buyer, and our buyer's buyer is still waiting", "in_chain"),
        ("It is a short chain, only our flat", "single_chain"),
        ("We haven't got a buyer for ours so far", "single_chain"),
        ("The sale of our bungalow went through in spring", "chain_free"),
        ("Nobody is behind us, we are lodging with friends", "chain_free"),
        ("The last buyer's chain fell apart, I read", ""),
        ("He told me he is chain free, the seller I mean", ""),
        ("We haven't decided whether to sell", ""),
    ] {
        assert_eq!(of(&[said])[0], chain, "{said}");
    }
}

#[test]
fn a_mortgage_is_read_from_what_has_been_done_for_it() {
    for (said, mortgage) in [
        ("Skipton has agreed 240k in principle, we need three bedrooms", "dip_held"),
        ("We need to get an agreement in principle first", "exploring"),
        ("The lender's got our payslips and the valuer comes on Monday", "application_pending"),
        ("My application was turned down in May", ""),
        ("Can you put me in touch with a broker?", "exploring"),
        ("The money (£310,000) is with Lloyds and I can show you a statement", "cash_proven"),
        ("I'd buy in cash", ""),
        ("My parents have the cash in the bank", ""),
    ] {
        assert_eq!(of(&[said])[1], mortgage, "{said}");
    }
}

#[test]
fn what_is_only_supposed_or_weighed_sets_nothing() {
    assert_eq!(of(&["If I were a first time buyer, would it be cheaper?"]), [""; 4]);
    assert_eq!(of(&["Is shared ownership worth it?"]), [""; 4]);
    assert_eq!(of(&["Are any homes left under shared ownership?"])[2], "shared_ownership");
}

#[test]
fn where_they_live_and_what_they_own_tells_the_duty() {
    for (said, duty) in [
        ("It would be our 1st home", "first_time_buyer"),
        ("Neither of us has ever owned a place", "first_time_buyer"),
        ("I live and work in Nairobi", "non_resident"),
        ("I used to live in Nairobi, now I am back in Derby", ""),
        ("We are landlords with five flats already", "second_home"),
        ("My landlord wants the flat back", ""),
        ("We'd settle there for good, living in it ourselves", "main_residence"),
    ] {
        assert_eq!(of(&[said])[3], duty, "{said}");
    }
}

#[test]
fn a_short_answer_is_read_by_its_question() {
    assert_eq!(of(&["Q: Have you owned a home before?", "never"])[3], "first_time_buyer");
    assert_eq!(of(&["Q: Where are you with your mortgage?", "we applied on Friday"])[1], "application_pending");
    assert_eq!(of(&["Q: Are you UK based?", "no, Oslo"])[3], "non_resident");
    assert_eq!(of(&["Q: Is your mortgage sorted?", "what a nice garden"])[1], "");
}
