//! A bot's hours: kept by their page, and heard by its rules.

use std::time::Duration;

use frontdesk::bot::handoff_rules::Assignment;
use frontdesk::bot::hours::Hours;
use frontdesk::bot::{self, Bot, Settings};
use frontdesk::organisation::role::Role;
use frontdesk::organisation::trail::{self, What};
use frontdesk::trigger::{Action, Condition, Once, Rule, rules};

use crate::dashboard::desk::{Desk, Page, Person};
use crate::support::{postgres, stories};

const OWNER: &str = "owner@loam.example";
const PAGE: &str = "/settings/hours";

stories! {
    async fn a_rule_for_closed_hours_fires_outside_of_them_alone(house) {
        // A Saturday, 10:46 in London.
        house.stop_the_clock().await;
        let bot = house.bot(|settings| settings.hours = Some(Hours::office("Europe/London"))).await;
        let rule = Rule {
            id: String::new(),
            name: "closed".into(),
            enabled: true,
            when: Condition::OutsideHours,
            then: Action::Say { text: "We are at the market.".into() },
            once: Once::Conversation,
        };
        let mut tx = house.app.tx().await.unwrap();
        rules::put(&mut tx, &bot, &[rule]).await.unwrap();
        tx.commit().await.unwrap();
        let says_so = |log: Vec<frontdesk::conversation::Message>| {
            log.iter().any(|message| serde_json::to_string(&message.body).unwrap().contains("at the market"))
        };
        let mut ada = house.visitor(&bot).await;
        ada.say("Can a heron juggle?").await;
        house.rest().await;
        assert!(says_so(house.transcript(ada.conversation.as_ref().unwrap()).await), "closed on a Saturday");
        house.advance(Duration::from_secs(2 * 24 * 60 * 60)).await;
        let mut eve = house.visitor(&bot).await;
        eve.say("Can a badger whistle?").await;
        house.rest().await;
        assert!(!says_so(house.transcript(eve.conversation.as_ref().unwrap()).await), "open on Monday");
    }
}

async fn settings(desk: &Desk, bot: &Bot) -> Settings {
    bot::by_id(&mut desk.app.db.read().await.unwrap(), &bot.id).await.unwrap().unwrap().settings().clone()
}

/// The form as it was drawn, with these fields in the place of its own and this button.
async fn press(person: &mut Person<'_>, drawn: &Page, changed: &[(&str, &str)], act: &str) -> Page {
    let mut fields = drawn.inputs();
    for (name, value) in changed {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields.retain(|(name, value)| name != "do" && value != "\0");
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("do", act));
    person.post(PAGE, &fields).await
}

async fn page_story(database: Option<String>) {
    let desk = Desk::start(database).await;
    let home = desk.organisation("Loam").await;
    desk.member(&home, OWNER, Role::Owner).await;
    let bot = desk.bot(&home, "loam").await;
    let mut person = desk.signed_in(OWNER).await;
    let page = person.get(PAGE).await;
    assert!(page.status == 200 && page.body.contains("Always open"), "{}", page.body);
    assert!(settings(&desk, &bot).await.hours.is_none());
    // Drawing the draft saves nothing, and shows what a visitor would read.
    let own = [
        ("open", "hours"),
        ("time_zone", "Europe/London"),
        ("sat.0.from", "22:00"),
        ("sat.0.to", "2:00"),
        ("assignment", "round_robin"),
        ("capacity", "6"),
        ("escalate_to", "Lead@Loam.example\nlead@loam.example"),
        ("escalate_sms", "020 7946 0018"),
        ("typed_ahead", "on"),
    ];
    let with_row = press(&mut person, &page, &own, "add.closure").await;
    assert!(with_row.status == 200 && with_row.body.contains("closure.0.first"), "{}", with_row.status);
    assert!(with_row.body.contains("The team is closed until"), "the preview says so");
    assert!(settings(&desk, &bot).await.hours.is_none(), "nothing is saved by looking");
    let closure = [
        ("closure.0.name", "Christmas <b>"),
        ("closure.0.first", "2026-12-24"),
        ("closure.0.last", "2027-01-02"),
        ("closure.0.yearly", "on"),
    ];
    let wrong = press(&mut person, &with_row, &[("mon.0.to", "nine"), ("capacity", "0")], "save").await;
    assert!(wrong.status == 422 && wrong.body.contains("aria-invalid") && wrong.body.contains("value=\"nine\""));
    let changed: Vec<(&str, &str)> = own.iter().chain(&closure).copied().collect();
    let saved = press(&mut person, &with_row, &changed, "save").await;
    assert_eq!((saved.status, saved.header("location")), (303, PAGE), "{}", saved.body);
    let kept = settings(&desk, &bot).await;
    let hours = kept.hours.clone().unwrap();
    assert_eq!((hours.weekly[0].len(), hours.weekly[5].len(), hours.weekly[6].len()), (1, 1, 0));
    assert_eq!(hours.closures[0].first.to_string(), "12-24");
    let rules = &kept.handoff_rules;
    assert_eq!((rules.assignment, rules.capacity, rules.typed_ahead), (Assignment::RoundRobin, 6, true));
    assert_eq!(
        (rules.escalate_to.as_slice(), rules.escalate_sms.as_slice()),
        (["lead@loam.example".to_owned()].as_slice(), ["+442079460018".to_owned()].as_slice())
    );
    // Who saw the settings before is told, and their form keeps what they typed.
    let late = press(&mut person, &page, &[("capacity", "9")], "save").await;
    assert!(
        late.status == 409 && late.body.contains("Somebody has saved other hours") && late.body.contains("value=\"9\"")
    );
    assert_eq!(settings(&desk, &bot).await.handoff_rules.capacity, 6);
    let again = person.get(PAGE).await;
    assert!(again.body.contains("Christmas &#60;b&#62;") && !again.body.contains("Christmas <b>"));
    let dropped = press(&mut person, &again, &[], "drop.closure.0").await;
    assert!(!dropped.body.contains("Christmas &#60;b&#62;"));
    let always = press(&mut person, &dropped, &[("open", "always")], "save").await;
    assert_eq!(always.status, 303, "{}", always.body);
    assert!(settings(&desk, &bot).await.hours.is_none());
    let look = trail::Look { what: Some(What::SettingsChanged), ..trail::Look::default() };
    let lines = trail::list(&mut desk.app.db.read().await.unwrap(), &home, &look, 5).await.unwrap();
    assert_eq!(lines.len(), 2);
    assert!(!lines[1].detail.0.to_string().contains("loam.example"), "addresses are counted, and not told");
    desk.stop().await;
}

mod an_owner_sets_hours_and_rules_and_sees_what_a_visitor_reads {
    use super::*;

    #[tokio::test]
    async fn on_sqlite() {
        page_story(None).await;
    }

    #[tokio::test]
    async fn on_postgres() {
        page_story(Some(postgres::database().await)).await;
    }
}
