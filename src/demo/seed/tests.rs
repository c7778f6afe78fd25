//! The whole seed on a real database file.

use super::*;
use crate::app::Parts;
use crate::bot::{self, Bot};
use crate::config::{Config, Overrides};
use crate::contact::identity::Sender;
use crate::conversation::{self, Body, NewMessage, Whereabouts, message};
use crate::db::{Db, migrate};
use crate::demo::content::DemoLead;
use crate::event::Author;
use crate::form::session;
use crate::id::{self, Ids};
use crate::lead::list::{self, At, Line, Look, Sort};
use crate::lead::notification::{self, State};
use crate::lead::submission::Sending;
use crate::lead::{self, history, note, submission};
use crate::time::Clock;
use crate::trigger::react::{self, House};
use crate::trigger::thought::Thoughts;
use crate::{contact, form, job, knowledge, tag};

async fn app(folder: &tempfile::TempDir) -> App {
    let path = folder.path().join("demo.db");
    let db = Db::open(&format!("sqlite:{}", path.display())).await.unwrap();
    migrate::run(&db, None, Clock::System.now()).await.unwrap();
    let config = Config::load(None, std::iter::empty(), Overrides::default()).unwrap();
    App::new(Parts { config, db, clock: Clock::System, ids: Ids::System, mail: None, sms: None, geo: None })
}

async fn bots(app: &App) -> Vec<Bot> {
    let mut conn = app.db.read().await.unwrap();
    let home = organisation::first(&mut conn).await.unwrap().unwrap();
    bot::list(&mut conn, &home.id).await.unwrap()
}

/// Every lead of a bot, newest first.
async fn lines(app: &App, bot: &Bot) -> Vec<Line> {
    let mut conn = app.db.read().await.unwrap();
    let mut lines: Vec<Line> = Vec::new();
    loop {
        let at = lines.last().map_or(At::Start, |line| At::After(line.place(Sort::default()), 0));
        let page = list::page(&mut conn, &bot.id, &Look { at, ..Look::default() }).await.unwrap();
        let has_older = page.has_after;
        lines.extend(page.lines);
        if !has_older {
            return lines;
        }
    }
}

fn same_person(line: &Line, lead: &DemoLead) -> bool {
    line.name == lead.name && line.email == lead.email
}

#[tokio::test]
async fn seeding_twice_gives_one_demo_and_leaves_no_work() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let first = seed(&app).await.unwrap();
    let second = seed(&app).await.unwrap();
    assert_eq!(first, second);
    let demo = content::load().unwrap();
    let bots = bots(&app).await;
    assert_eq!(bots.len(), demo.bots.len());
    for (bot, content) in bots.iter().zip(&demo.bots) {
        assert_eq!(lines(&app, bot).await.len(), content.leads.len());
    }
    let mut conn = app.db.read().await.unwrap();
    assert_eq!(job::depth(&mut conn, Clock::System.now()).await.unwrap(), (0, 0));
    let owner = member::by_email(&mut conn, &first.email).await.unwrap().unwrap();
    assert_eq!(owner.role, Role::Owner);
    assert!(password::is_right(&first.password, Some(&owner.password_hash)));
}

#[tokio::test]
async fn an_installation_of_its_own_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    let mut tx = app.tx().await.unwrap();
    organisation::create(&mut tx, "Someone's").await.unwrap();
    tx.commit().await.unwrap();
    assert!(seed(&app).await.is_err());
    assert_eq!(bots(&app).await.len(), 0);
}

#[tokio::test]
async fn every_lead_of_the_content_is_there_with_its_story() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    seed(&app).await.unwrap();
    let now = app.clock.now();
    let demo = content::load().unwrap();
    for (bot, content) in bots(&app).await.iter().zip(&demo.bots) {
        let lines = lines(&app, bot).await;
        for (line, told) in lines.iter().zip(&content.leads) {
            let who = format!("{:?} {:?}", told.name, told.email);
            assert!(same_person(line, told), "{who}: {line:?}");
            let mut conn = app.db.read().await.unwrap();
            let lead = lead::find(&mut conn, &bot.id, &line.id).await.unwrap();
            let newest_tag = told.follow_ups.last().map_or(&told.tag, |later| &later.tag);
            assert_eq!((&lead.status, &lead.tag), (&told.status, newest_tag), "{who}");
            assert_eq!(usize::try_from(lead.submissions).unwrap(), told.follow_ups.len() + 1, "{who}");
            assert_eq!((lead.score, lead.is_new), (Some(i64::from(told.score)), told.is_new), "{who}");
            assert_eq!(lead.intent.as_deref(), Some(told.intent.as_str()), "{who}");
            assert_eq!(lead.order_number, told.order_number, "{who}");
            assert_eq!(lead.first_channel.as_str(), told.source, "{who}");
            assert_eq!(lead.last_channel.as_str(), told.source, "{who}");
            let captured = now.since(lead.captured_at).as_secs() / 60;
            assert!(captured.abs_diff(u64::from(told.minutes_ago)) <= 6, "{who}: {captured}");
            assert!(lead.updated_at <= now, "{who}");
            let contact = contact::by_id(&mut conn, &lead.contact_id).await.unwrap().unwrap();
            assert_eq!(
                (contact.company.as_ref(), contact.phone.is_some()),
                (told.company.as_ref(), told.phone.is_some())
            );
            let notes = note::of(&mut conn, &lead.id).await.unwrap();
            assert_eq!(notes.len(), usize::from(told.note.is_some()), "{who}");
            let submissions = submission::of(&mut conn, &lead.id).await.unwrap();
            let talks = conversation::of_contact(&mut conn, &lead.contact_id).await.unwrap();
            assert!(submissions.iter().all(|one| one.conversation_id.as_ref() == Some(&talks[0].id)), "{who}");
            assert_eq!(talks[0].answered_seq, talks[0].last_seq, "{who}");
            let written = told.turns.iter().filter(|turn| turn.author == "visitor").count();
            assert_eq!(
                usize::try_from(talks[0].visitor_messages).unwrap(),
                written,
                "a sent form is no message: {who}"
            );
            let mails = notification::of(&mut conn, &lead.id).await.unwrap();
            assert_eq!(mails.len(), submissions.len(), "{who}");
            let state = if told.mail_refused.is_some() { State::Failed } else { State::Sent };
            assert!(mails.iter().all(|mail| mail.state == state), "{who}");
            let moves = history::of(&mut conn, &lead.id).await.unwrap();
            let last = moves.iter().find(|entry| entry.kind == history::Kind::Status);
            assert_eq!(
                last.and_then(|entry| entry.became.as_deref()),
                (told.status != "new").then_some(told.status.as_str())
            );
        }
    }
}

#[tokio::test]
async fn every_bot_has_its_forms_and_knows_its_answers() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    seed(&app).await.unwrap();
    let demo = content::load().unwrap();
    let asked = [("do you deliver on Sunday?", "Saturday delivery"), ("what does sole agency mean", "Sole agency")];
    for ((bot, content), (question, title)) in bots(&app).await.iter().zip(&demo.bots).zip(asked) {
        let mut conn = app.db.read().await.unwrap();
        let forms = form::list(&mut conn, &bot.id).await.unwrap();
        assert_eq!(forms.len(), content.forms.len());
        assert!(forms.iter().all(|form| !form.definition.0.submit.is_empty() && !form.definition.0.fields.is_empty()));
        assert_eq!(tag::list(&mut conn, &bot.id).await.unwrap().len(), content.tags.len());
        let found = knowledge::search(&mut conn, &bot.id, question).await.unwrap();
        assert_eq!(found.first().map(|entry| entry.title.as_str()), Some(title), "{question}");
    }
}

/// The last thing that was said after a new visitor of the agency sent the form for a person with this e-mail.
async fn told_to_stranger(app: &App, email: &str) -> String {
    let bot = bots(app).await.remove(1);
    let mut tx = app.tx().await.unwrap();
    let tags = tag::list(&mut tx, &bot.id).await.unwrap();
    let model = app.model(&bot.id, &tags, &[]);
    let sender = Sender::visitor(&id::token_hash(&id::token().unwrap()));
    let (talk, _) = conversation::begin(&mut tx, &bot, &sender, &Whereabouts::default()).await.unwrap();
    let tag = Some("agent_request");
    let (form, _) = session::offer(
        &mut tx,
        &bot,
        &talk,
        tag,
        session::Cause::Asked,
        &crate::form::definition::Known::default(),
        None,
    )
    .await
    .unwrap();
    let values = serde_json::json!({ "name": "Sam Doe", "email": email, "consent": true });
    let values = values.as_object().unwrap();
    let sending = Sending { bot: &bot, to: &talk, form: &form.id, values, client_id: None };
    submission::submit(&mut tx, sending, app.host()).await.unwrap();
    let house = House { bot: &bot, tags: &tags, model: &model, host: app.host(), now: app.clock.now() };
    react::react(&mut tx, &house, &talk.id, Thoughts::new()).await.unwrap();
    let (said, _) = message::after(&mut tx, &talk.id, 0, 1).await.unwrap();
    said[0].body.line()
}

#[tokio::test]
async fn a_stranger_who_types_a_leads_email_hears_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    seed(&app).await.unwrap();
    let known = told_to_stranger(&app, "amara.osei@mail.example").await;
    let unknown = told_to_stranger(&app, "nobody.yet@mail.example").await;
    assert!(known.contains("Sam"), "{known}");
    assert_eq!(known, unknown);
}

/// What was said to each of these text messages from a new number.
async fn told_by_text(app: &App, texts: &[&str]) -> Vec<Vec<String>> {
    let bot = bots(app).await.remove(0);
    let mut tx = app.tx().await.unwrap();
    let tags = tag::list(&mut tx, &bot.id).await.unwrap();
    let model = app.model(&bot.id, &tags, &[]);
    let house = House { bot: &bot, tags: &tags, model: &model, host: app.host(), now: app.clock.now() };
    let sender = Sender::sms("+447700900777");
    let (talk, _) = conversation::begin(&mut tx, &bot, &sender, &Whereabouts::default()).await.unwrap();
    let mut told = Vec::new();
    for text in texts {
        let message = NewMessage::visitor(None, Body::text(*text));
        let seq = conversation::say(&mut tx, &talk, message).await.unwrap().seq;
        react::react(&mut tx, &house, &talk.id, Thoughts::new()).await.unwrap();
        let said = message::between(&mut tx, &talk.id, seq, i64::MAX).await.unwrap();
        told.push(said.iter().filter(|one| one.author == Author::Bot).map(|one| one.body.line()).collect());
    }
    told
}

#[tokio::test]
async fn a_form_asked_by_text_is_thanked_for_once_and_asks_for_a_yes_not_for_a_tick() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(&folder).await;
    seed(&app).await.unwrap();
    let texts =
        ["I want a refund", "Ann Lee", "ann at", "ann@mail.example", "LL-20999", "1", "skip", "no", "yes", "thanks"];
    let told = told_by_text(&app, &texts).await;
    assert_eq!(told[2], ["Enter a full email address, like name@example.com"]);
    assert_eq!(told[7], told[6], "asked again, with how to answer");
    assert!(told[7][0].ends_with("Reply YES or NO."));
    assert_eq!(told[8], ["Thank you, Ann. The workshop has your details and will reply by email."]);
    assert_eq!(told[9], ["You are welcome. Is there anything else?"]);
}
