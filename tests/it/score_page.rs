//! The page of the score: other weights are tried on past leads, then used; nothing changes before.

use frontdesk::bot::{self, Bot, Capture, Settings};
use frontdesk::lead;
use frontdesk::organisation::Plan;
use frontdesk::organisation::role::Role;
use frontdesk::organisation::trail::{self, What};
use frontdesk::task::{self, State};

use crate::dashboard::desk::{Desk, Page, Person};
use crate::support::{postgres, until};

const OWNER: &str = "owner@loam.example";
const PAGE: &str = "/settings/score";

/// Each story on both engines.
macro_rules! stories {
    ($(async fn $name:ident($desk:ident) $told:block)+) => {$(
        mod $name {
            use super::*;

            async fn story($desk: &Desk) $told

            #[tokio::test]
            async fn on_sqlite() {
                let desk = Desk::start(None).await;
                story(&desk).await;
                desk.stop().await;
            }

            #[tokio::test]
            async fn on_postgres() {
                let desk = Desk::start(Some(postgres::database().await)).await;
                story(&desk).await;
                desk.stop().await;
            }
        }
    )+};
}

async fn begin(desk: &Desk) -> (Bot, Person<'_>) {
    let home = desk.organisation("Loam").await;
    desk.member(&home, OWNER, Role::Owner).await;
    let bot = desk.bot(&home, "loam").await;
    (bot, desk.signed_in(OWNER).await)
}

async fn settings(desk: &Desk, bot: &Bot) -> Settings {
    bot::by_id(&mut desk.app.db.read().await.unwrap(), &bot.id).await.unwrap().unwrap().settings().clone()
}

/// Sends the page's form as it was drawn, with these fields changed and this button.
async fn press(person: &mut Person<'_>, drawn: &Page, changed: &[(&str, &str)], act: &str) -> Page {
    let hidden: Vec<(String, String)> =
        ["csrf", "bot", "seen", "preset"].iter().map(|name| ((*name).to_owned(), drawn.field(name))).collect();
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend(changed);
    fields.push(("do", act));
    person.post(PAGE, &fields).await
}

/// Waits until every past lead is scored.
async fn carried_out(desk: &Desk, bot: &Bot) {
    until("the end of the scoring", || async {
        let tasks = task::newest(&mut desk.app.db.read().await.ok()?, &bot.organisation_id, 5).await.ok()?;
        (!tasks.is_empty() && tasks.iter().all(|task| task.state == State::Done)).then_some(())
    })
    .await;
}

stories! {
    async fn other_weights_are_tried_on_past_leads_and_then_used(desk) {
        let (bot, mut person) = begin(desk).await;
        let (lead, _) = desk.lead(&bot, "Una Pell", "refund_request").await;
        desk.score(&lead, 55).await;
        let page = person.get(PAGE).await;
        assert!(page.status == 200 && page.body.contains("When is a conversation a lead?"), "{}", page.body);
        let all_nothing: Vec<(String, &str)> = frontdesk::assistant::evidence::Kind::ALL
            .iter()
            .map(|kind| (format!("w.{kind}"), "0"))
            .collect();
        let mut changed: Vec<(&str, &str)> = all_nothing.iter().map(|(key, value)| (key.as_str(), *value)).collect();
        changed.extend([("hot_from", "75"), ("capture", "everyone")]);
        let tried = press(&mut person, &page, &changed, "try").await;
        assert_eq!(tried.status, 200);
        assert!(tried.body.contains("Of 1 lead, 1 would change band: 0 warmer, 1 colder."), "{}", tried.body);
        assert!(tried.body.contains("Una Pell") && tried.body.contains("55 Warm") && tried.body.contains("0 Cold"));
        assert!(tried.body.contains("Nothing is changed yet") && tried.body.contains("value=\"75\""), "the draft stays");
        assert_eq!(settings(desk, &bot).await, *bot.settings(), "nothing is saved by trying");
        let used = press(&mut person, &tried, &changed, "use").await;
        assert_eq!((used.status, used.header("location")), (303, PAGE), "{}", used.body);
        let saved = settings(desk, &bot).await;
        assert_eq!((saved.capture, saved.bands.hot_from, saved.bands.warm_from), (Capture::Everyone, 75, 40));
        carried_out(desk, &bot).await;
        let lead = lead::by_id(&mut desk.app.db.read().await.unwrap(), &lead).await.unwrap().unwrap();
        assert_eq!((lead.score, lead.temperature.as_deref()), (Some(0), Some("cold")));
        let look = trail::Look { what: Some(What::SettingsChanged), ..trail::Look::default() };
        let lines = trail::list(&mut desk.app.db.read().await.unwrap(), &bot.organisation_id, &look, 5).await.unwrap();
        assert_eq!((lines.len(), lines[0].detail.0["setting"].as_str()), (1, Some("score")));
    }

    async fn what_cannot_be_or_came_too_late_is_told_and_kept_in_the_form(desk) {
        let (bot, mut person) = begin(desk).await;
        let page = person.get(PAGE).await;
        for (field, value) in [("w.budget", "<b>much"), ("hot_from", "10"), ("m.specific", "99"), ("w.refused", "40")] {
            for act in ["try", "use"] {
                let told = press(&mut person, &page, &[(field, value)], act).await;
                assert!(told.status == 422 && told.body.contains("aria-invalid"), "{field} {act}: {}", told.status);
                assert!(!told.body.contains("<b>much"));
            }
        }
        assert_eq!(press(&mut person, &page, &[("capture", "forms")], "use").await.status, 303);
        let late = press(&mut person, &page, &[("hot_from", "90")], "use").await;
        assert!(late.status == 409 && late.body.contains("Somebody has saved another score") && late.body.contains("value=\"90\""));
        assert_eq!(settings(desk, &bot).await.bands.hot_from, 70);
        assert_eq!(press(&mut person, &late, &[("hot_from", "90")], "use").await.status, 303, "again, on purpose");
        assert_eq!((settings(desk, &bot).await.bands.hot_from, settings(desk, &bot).await.capture), (90, Capture::Forms));
        let page = person.get(PAGE).await;
        let preset = press(&mut person, &page, &[], "preset.uk_property").await;
        assert!(preset.status == 200 && preset.field("preset") == "uk_property", "{}", preset.body);
    }

    async fn a_plan_that_shows_few_leads_shows_no_more_here(desk) {
        let (bot, mut person) = begin(desk).await;
        for n in 0..7 {
            desk.lead(&bot, &format!("Visitor {n}"), "refund_request").await;
        }
        desk.plan(&bot.organisation_id, Plan::Free).await;
        let page = person.get(PAGE).await;
        let tried = press(&mut person, &page, &[("w.contact", "60")], "try").await;
        assert_eq!(tried.status, 200);
        assert!(tried.body.contains("the newest 5 leads") && !tried.body.contains("Visitor 0"), "{}", tried.body);
    }
}
