//! Pipelines: an owner writes their own, changes the preset with a preview, and every lead finds its place.

use std::collections::BTreeMap;

use frontdesk::bot::{self, Bot, Settings};
use frontdesk::lead::history::{self, Kind};
use frontdesk::lead::pipeline::{Category, OWN, Pipeline, Status};
use frontdesk::lead::reason;
use frontdesk::lead::remap::{self, Change};
use frontdesk::lead::{self, list};
use frontdesk::organisation::member;
use frontdesk::organisation::role::Role;
use frontdesk::organisation::trail::{self, What};
use frontdesk::task::{self, State};
use frontdesk::time::Timestamp;

use crate::dashboard::desk::{Desk, Page, Person};
use crate::dashboard::stories;
use crate::support::until;

const OWNER: &str = "owner@loam.example";
const PAGE: &str = "/settings/pipeline";

async fn begin(desk: &Desk) -> (Bot, Person<'_>) {
    let home = desk.organisation("Loam").await;
    desk.member(&home, OWNER, Role::Owner).await;
    let bot = desk.bot(&home, "loam").await;
    (bot, desk.signed_in(OWNER).await)
}

async fn settings(desk: &Desk, bot: &Bot) -> Settings {
    bot::by_id(&mut desk.app.db.read().await.unwrap(), &bot.id).await.unwrap().unwrap().settings().clone()
}

/// The fields of the page's form as a browser would send them, with this button.
fn form(page: &Page, act: &str) -> Vec<(String, String)> {
    let form = page.body.split("class=\"settings-form\"").nth(1).expect("the form").split("</form>").next().unwrap();
    let attribute = |tag: &str, name: &str| {
        tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| plain(rest.split('"').next().unwrap()))
    };
    let mut fields = Vec::new();
    for part in form.split('<').skip(1) {
        let tag = part.split('>').next().unwrap();
        let Some(name) = attribute(tag, "name") else { continue };
        let ticks = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
        if tag.starts_with("input") && (!ticks || tag.ends_with(" checked") || tag.contains(" checked ")) {
            fields.push((name, attribute(tag, "value").unwrap_or_else(|| "on".to_owned())));
        } else if tag.starts_with("select") {
            let options = form.split(&format!("name=\"{name}\"")).nth(1).unwrap().split("</select>").next().unwrap();
            let chosen = options.split("<option").find(|option| option.contains(" selected>")).unwrap();
            fields.push((name, attribute(chosen, "value").unwrap()));
        }
    }
    fields.push(("do".to_owned(), act.to_owned()));
    fields
}

/// A value as it was before it was escaped.
fn plain(text: &str) -> String {
    text.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&")
}

fn set(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    fields.retain(|(known, _)| known != name);
    fields.push((name.to_owned(), value.to_owned()));
}

async fn send(person: &mut Person<'_>, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    person.post(PAGE, &fields).await
}

async fn press(person: &mut Person<'_>, page: &Page, act: &str) -> Page {
    send(person, &form(page, act)).await
}

/// Waits for the last change to be carried out.
async fn carried_out(desk: &Desk, bot: &Bot) {
    until("the end of the mapping", || async {
        let tasks = task::newest(&mut desk.app.db.read().await.ok()?, &bot.organisation_id, 5).await.ok()?;
        tasks.iter().all(|task| task.state == State::Done).then_some(())
    })
    .await;
}

stories! {
    async fn another_preset_shows_what_becomes_of_the_leads_and_then_does_it(desk) {
        let (bot, mut person) = begin(desk).await;
        let mut leads = Vec::new();
        for (n, status) in [None, Some("contacted"), Some("contacted"), Some("qualified")].into_iter().enumerate() {
            let (lead, _) = desk.lead(&bot, &format!("Visitor {n}"), "refund_request").await;
            if let Some(status) = status {
                assert_eq!(person.move_lead(&lead, "new", status).await.status, 303);
            }
            leads.push(lead);
        }
        let page = person.get(PAGE).await;
        assert!(page.status == 200 && page.body.contains("asks why"), "{}", page.body);
        let page = press(&mut person, &page, "preset.support").await;
        assert!(page.status == 200 && page.body.contains("Mark handled") && page.body.contains("Unsaved changes"));
        assert_eq!(settings(desk, &bot).await.pipeline, "sales", "nothing is saved by looking");
        let shown = press(&mut person, &page, "save").await;
        assert!(shown.status == 200 && shown.body.contains("What happens to your leads"));
        assert!(shown.body.contains("3 leads get a place") && shown.body.contains("2 leads") && shown.body.contains("1 lead<"), "{}", shown.body);
        assert_eq!(settings(desk, &bot).await.pipeline, "sales", "nor by the preview");
        let mut fields = form(&shown, "apply");
        set(&mut fields, "map.qualified", "closed");
        let done = send(&mut person, &fields).await;
        assert_eq!((done.status, done.header("location")), (303, PAGE), "{}", done.body);
        // Who captures from now on does so by the new one, done or not.
        let (late, _) = desk.lead(&bot_now(desk, &bot).await, "Late", "refund_request").await;
        assert!(person.get(PAGE).await.body.contains("Pipeline saved"));
        carried_out(desk, &bot).await;
        assert_eq!(desk.status(&late).await, "new");
        let mut now = Vec::new();
        for lead in &leads {
            now.push(desk.status(lead).await);
        }
        assert_eq!(now, ["new", "handled", "handled", "closed"]);
        let mut conn = desk.app.db.read().await.unwrap();
        let counts = list::counts(&mut conn, &bot.id).await.unwrap().by_status;
        let counts: Vec<_> = counts.into_iter().filter(|(_, n)| *n > 0).collect();
        assert_eq!(counts, [("closed".to_owned(), 1), ("handled".to_owned(), 2), ("new".to_owned(), 2)]);
        let told = history::of(&mut conn, &leads[3]).await.unwrap();
        let told: Vec<_> = told.into_iter().filter(|entry| entry.kind == Kind::Status).collect();
        assert_eq!((told[0].was.as_deref(), told[0].became.as_deref()), (Some("qualified"), Some("closed")));
        assert_eq!((told[1].was.as_deref(), told[1].became.as_deref()), (Some("new"), Some("qualified")), "the history keeps the old keys");
        let trail = trail::list(&mut conn, &bot.organisation_id, &trail::Look { what: Some(What::PipelineChanged), ..trail::Look::default() }, 5).await.unwrap();
        assert_eq!((trail.len(), &trail[0].detail.0["leads"]), (1, &serde_json::json!(3)));
        let moved = trail::list(&mut conn, &bot.organisation_id, &trail::Look { what: Some(What::LeadMoved), ..trail::Look::default() }, 9).await.unwrap();
        assert_eq!((moved.len(), &moved[0].detail.0), (3, &serde_json::json!({"from": "new", "to": "qualified"})));
        drop(conn);
        let panel = person.get(&format!("/leads/{}", leads[3])).await;
        assert!(panel.body.contains("Qualified"), "a key that is gone is still shown in words");
        // A form that was open since before names what is not there any more.
        let late = person.move_lead(&leads[3], "closed", "qualified").await;
        assert!(late.status == 422 && late.body.contains("There is no status") && late.body.contains("New, Handled, Closed"), "{}", late.body);
        let late = person.move_lead(&leads[3], "qualified", "handled").await;
        assert!(late.status == 409 && late.body.contains("moved this lead to Closed meanwhile"), "{}", late.body);
    }

    async fn an_owner_writes_their_own_without_a_script(desk) {
        let (bot, mut person) = begin(desk).await;
        desk.lead(&bot, "Ann", "refund_request").await;
        let page = person.get(PAGE).await;
        let mut page = press(&mut person, &page, "own").await;
        page = press(&mut person, &page, "add").await;
        let unnamed = press(&mut person, &page, "save").await;
        assert!(unnamed.status == 422 && unnamed.body.contains("Write a name") && unnamed.body.contains("Not saved."));
        let mut fields = form(&page, "up.5");
        set(&mut fields, "label.5", "Called <twice>");
        set(&mut fields, "hue.5", "teal");
        set(&mut fields, "label.1", "Rung");
        page = send(&mut person, &fields).await;
        page = press(&mut person, &page, "remove.0").await;
        let at_an_end = {
            let mut fields = form(&page, "save");
            set(&mut fields, "category.0", "out");
            send(&mut person, &fields).await
        };
        assert!(at_an_end.status == 422 && at_an_end.body.contains("cannot be an end"));
        let shown = press(&mut person, &page, "save").await;
        assert!(shown.body.contains("What happens to your leads") && shown.body.contains("Called &#60;twice&#62;"), "{}", shown.body);
        let done = press(&mut person, &shown, "apply").await;
        assert_eq!(done.status, 303, "{}", done.body);
        let saved = settings(desk, &bot).await;
        let keys: Vec<_> = saved.pipeline().statuses.iter().map(|status| (status.key.as_str(), status.label.as_str())).collect();
        assert_eq!(keys, [("contacted", "Rung"), ("qualified", "Qualified"), ("converted", "Converted"), ("called_twice", "Called <twice>"), ("lost", "Lost")]);
        carried_out(desk, &bot).await;
        let leads = person.get("/leads").await;
        assert!(leads.body.contains("Rung") && leads.body.contains("disc-teal"), "its names and colours are everywhere");
    }

    async fn only_the_moves_that_are_ticked_are_offered_and_obeyed(desk) {
        let (bot, mut person) = begin(desk).await;
        let (lead, _) = desk.lead(&bot, "Ann", "refund_request").await;
        let page = person.get(PAGE).await;
        let page = press(&mut person, &page, "own").await;
        let mut fields = form(&page, "save");
        set(&mut fields, "listed", "listed");
        let none = send(&mut person, &fields).await;
        assert!(none.status == 422 && none.body.contains("Allow at least one move"));
        set(&mut fields, "step.0.2", "on");
        set(&mut fields, "word.0.2", "Looks good");
        assert_eq!(send(&mut person, &fields).await.status, 303);
        let panel = person.get(&format!("/leads/{lead}")).await;
        assert!(panel.body.contains("Looks good"));
        assert_eq!(person.move_lead(&lead, "new", "contacted").await.status, 422);
        assert_eq!(person.move_lead(&lead, "new", "qualified").await.status, 303);
    }

    async fn who_saves_second_is_told_and_loses_nothing(desk) {
        let (bot, mut person) = begin(desk).await;
        let mut other = desk.signed_in(OWNER).await;
        let (mine, theirs) = (person.get(PAGE).await, other.get(PAGE).await);
        let theirs = press(&mut other, &theirs, "preset.short").await;
        assert_eq!(press(&mut other, &theirs, "save").await.status, 303);
        let mine = press(&mut person, &mine, "own").await;
        let mut fields = form(&mine, "save");
        set(&mut fields, "label.0", "Fresh");
        let told = send(&mut person, &fields).await;
        assert!(told.status == 409 && told.body.contains("Priya Raman has saved another pipeline") && told.body.contains("value=\"Fresh\""), "{}", told.body);
        assert_eq!(settings(desk, &bot).await.pipeline, "short");
        carried_out(desk, &bot).await;
        assert_eq!(press(&mut person, &told, "save").await.status, 303, "knowing it, they may");
        assert_eq!(settings(desk, &bot).await.pipeline().statuses[0].label, "Fresh");
        let mut tx = desk.app.tx().await.unwrap();
        let short = Pipeline::preset("short");
        let by = member::by_email(&mut tx, OWNER).await.unwrap().unwrap().id;
        let change = Change { bot: &bot.id, by: &by, seen: "stale", pipeline: short, choices: &BTreeMap::new() };
        assert!(matches!(remap::change(&mut tx, &change).await, Err(frontdesk::error::Error::Conflict("changed"))));
    }

    async fn a_thousand_leads_are_mapped_in_pieces_and_late_ones_too(desk) {
        let (bot, _) = begin(desk).await;
        many(desk, &bot, 1_203).await;
        let mut tx = desk.app.tx().await.unwrap();
        let by = member::by_email(&mut tx, OWNER).await.unwrap().unwrap().id;
        let status = |key: &str, category| Status { key: key.into(), label: key.into(), category, asks_reason: false, hue: None };
        let own = Pipeline { key: OWN.into(), statuses: vec![status("begun", Category::Open), status("over", Category::Done)], moves: vec![] };
        let seen = bot.settings().pipeline_version();
        let change = Change { bot: &bot.id, by: &by, seen: &seen, pipeline: &own, choices: &BTreeMap::new() };
        let id = remap::change(&mut tx, &change).await.unwrap().unwrap();
        let seen = bot::by_id(&mut tx, &bot.id).await.unwrap().unwrap().settings().pipeline_version();
        let again = Change { seen: &seen, pipeline: Pipeline::preset("sales"), ..change };
        assert!(matches!(remap::change(&mut tx, &again).await, Err(frontdesk::error::Error::Conflict("remapping"))));
        tx.commit().await.unwrap();
        // Somebody's socket still holds the bot as it was a moment ago.
        let (late, _) = desk.lead(&bot, "Late", "refund_request").await;
        assert_eq!(desk.status(&late).await, "new");
        carried_out(desk, &bot).await;
        let mut conn = desk.app.db.read().await.unwrap();
        let counts = list::counts(&mut conn, &bot.id).await.unwrap();
        assert_eq!((counts.total, counts.by_status.get("begun").copied()), (1_204, Some(1_204)));
        assert_eq!(counts.by_status.get("new").copied().unwrap_or(0), 0);
        let done = task::by_id(&mut conn, &id).await.unwrap().unwrap();
        assert_eq!((done.done, done.total), (1_204, 1_203));
        assert!(lead::by_id(&mut conn, &late).await.unwrap().unwrap().category == Category::Open);
    }

    async fn a_reason_is_kept_while_the_lead_is_lost_and_reasons_are_counted(desk) {
        let (bot, mut person) = begin(desk).await;
        let csrf = person.csrf.clone();
        for (name, reason) in [("Ann", "Too dear"), ("Bea", "too  dear "), ("Cy", "Moved away"), ("Di", "Too dear")] {
            let (lead, _) = desk.lead(&bot, name, "refund_request").await;
            let fields = [("csrf", csrf.as_str()), ("from", "new"), ("status", "lost"), ("reason", reason)];
            assert_eq!(person.post(&format!("/leads/{lead}/status"), &fields).await.status, 303);
            if name == "Di" {
                assert_eq!(person.move_lead(&lead, "lost", "contacted").await.status, 303, "she came back");
            }
        }
        let mut conn = desk.app.db.read().await.unwrap();
        let (from, until) = (Timestamp::from_millis(0), desk.app.clock.now().plus(std::time::Duration::from_secs(1)));
        let told = reason::reasons(&mut conn, &bot.id, from, until).await.unwrap();
        let told: Vec<_> = told.into_iter().map(|reason| (text(&reason.text), reason.n)).collect();
        assert_eq!(told, [("too dear".to_owned(), 2), ("moved away".to_owned(), 1)]);
        assert!(reason::reasons(&mut conn, &bot.id, from, from).await.unwrap().is_empty());
    }

    async fn an_enquiry_begins_where_the_conversation_says(desk) {
        let (bot, mut person) = begin(desk).await;
        let page = person.get(PAGE).await;
        let page = press(&mut person, &page, "preset.enquiries").await;
        assert_eq!(press(&mut person, &page, "save").await.status, 303, "there is no lead yet to be asked about");
        let bot = bot_now(desk, &bot).await;
        for (tag, status) in [("refund_request", "potential_customer"), ("order_resolved", "info_only")] {
            let (lead, _) = desk.lead(&bot, "Ann", tag).await;
            assert_eq!(desk.status(&lead).await, status, "{tag}");
        }
    }
}

fn text(reason: &str) -> String {
    reason.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn bot_now(desk: &Desk, bot: &Bot) -> Bot {
    bot::by_id(&mut desk.app.db.read().await.unwrap(), &bot.id).await.unwrap().unwrap()
}

/// Copies of one lead, written straight into the table: the triggers count them.
async fn many(desk: &Desk, bot: &Bot, n: i64) {
    let (lead, _) = desk.lead(bot, "Ann", "refund_request").await;
    let mut tx = desk.app.tx().await.unwrap();
    for copy in 1..n {
        let id: frontdesk::id::LeadId = tx.id();
        tx.exec(
            "INSERT INTO lead (id, bot_id, contact_id, is_current, tag, status, category, origin, first_channel, last_channel,
               submissions, is_new, folded, captured_at, updated_at)
             SELECT $1, bot_id, contact_id, FALSE, tag, status, category, origin, first_channel, last_channel, submissions, is_new,
               folded, captured_at - $3, updated_at FROM lead WHERE id = $2",
            vec![
                frontdesk::db::Value::Text(Some(id.to_string())),
                frontdesk::db::Value::Text(Some(lead.to_string())),
                // Many share a moment, as in a storm.
                frontdesk::db::Value::Int(Some(copy / 7)),
            ],
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
}
