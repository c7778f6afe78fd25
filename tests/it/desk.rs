//! What the desk reads and writes about leads, conversations and members, the same on both engines; its pages have
//! stories of their own.

use std::time::Duration;

use frontdesk::bot::{self, Bot};
use frontdesk::conversation;
use frontdesk::error::Error;
use frontdesk::event::Channel;
use frontdesk::form;
use frontdesk::job::{self, NewJob};
use frontdesk::lead::list::{self, At, Filter, Look, Sort};
use frontdesk::lead::{self, history, note};
use frontdesk::organisation::member::{self, Member};
use frontdesk::organisation::{self, session};
use serde_json::json;

use crate::support::house::{DESK_NUMBER, House, OWNER};
use crate::support::{stories, until};

/// A lead of this name.
async fn capture(house: &House, bot: &Bot, tag: &str, name: &str, email: &str) {
    let mut visitor = house.visitor(bot).await;
    let form = visitor.request_form(Some(tag)).await;
    let values = json!({"order_number": format!("LL-{name}"), "email": email, "name": name});
    assert_eq!(visitor.submit(&form, &values).await["type"], "ack");
    visitor.words().await;
}

async fn mirela(house: &House) -> Member {
    member::by_email(&mut house.app.db.read().await.unwrap(), OWNER).await.unwrap().unwrap()
}

async fn found(house: &House, bot: &Bot, search: &str) -> Vec<String> {
    let filter = Filter { search: Some(search.to_owned()), ..Filter::default() };
    let mut conn = house.app.db.read().await.unwrap();
    let query = Look { filter, ..Look::default() };
    let page = list::page(&mut conn, &bot.id, &query).await.unwrap();
    let counts = list::counts(&mut conn, &bot.id).await.unwrap();
    let found = list::found(&mut conn, &bot.id, &query.filter, &counts).await.unwrap();
    assert_eq!((found.n, found.is_exact), (i64::try_from(page.lines.len()).unwrap(), true));
    page.lines.into_iter().filter_map(|line| line.name).collect()
}

stories! {
    async fn leads_are_found_by_any_part_of_what_is_known(house) {
        let bot = house.bot(|_| {}).await;
        capture(house, &bot, "order_question", "Jürgen Größe", "juergen@example.org").await;
        capture(house, &bot, "refund_request", "Ada Grove", "ada_1@example.org").await;
        for (search, expected) in [
            ("grosse", vec!["Jürgen Größe"]),
            ("JURGEN", vec!["Jürgen Größe"]),
            ("ada grove", vec!["Ada Grove"]),
            ("ll-ada", vec!["Ada Grove"]),
            ("ada_1@", vec!["Ada Grove"]),
            ("a%a", vec![]),
            ("example.org", vec!["Ada Grove", "Jürgen Größe"]),
            ("' OR 1=1 --", vec![]),
            ("  ", vec!["Ada Grove", "Jürgen Größe"]),
        ] {
            assert_eq!(found(house, &bot, search).await, expected, "{search:?}");
        }
        let other = house.bot(|_| {}).await;
        assert!(found(house, &other, "ada").await.is_empty(), "another bot's are not there");
        let by_tag = Filter { tag: Some("refund_request".into()), status: Some("new".into()), ..Filter::default() };
        let mut conn = house.app.db.read().await.unwrap();
        let counts = list::counts(&mut conn, &bot.id).await.unwrap();
        assert_eq!(list::found(&mut conn, &bot.id, &by_tag, &counts).await.unwrap().n, 1);
        assert_eq!((counts.total, counts.unseen, counts.by_status.get("new")), (2, 2, Some(&2)));
    }

    async fn the_list_is_turned_page_by_page_and_back(house) {
        house.settings.push(("FRONTDESK_LIMITS__SOCKET_BURST".into(), "1000".into()));
        house.restart().await;
        let bot = house.bot(|_| {}).await;
        for n in 0..28 {
            capture(house, &bot, "order_question", &format!("N{n:02}"), &format!("n{n}@example.org")).await;
        }
        let asked = |at: At| Look { at, ..Look::default() };
        let mut conn = house.app.db.read().await.unwrap();
        let first = list::page(&mut conn, &bot.id, &asked(At::Start)).await.unwrap();
        assert_eq!((first.lines.len(), first.has_before, first.has_after), (25, false, true));
        let edge = first.lines.last().unwrap().place(Sort::default());
        let second = list::page(&mut conn, &bot.id, &asked(At::After(edge, 0))).await.unwrap();
        assert_eq!((second.lines.len(), second.has_before, second.has_after), (3, true, false));
        let names: Vec<_> = first.lines.iter().chain(&second.lines).filter_map(|line| line.name.clone()).collect();
        assert_eq!(names, (0..28).rev().map(|n| format!("N{n:02}")).collect::<Vec<_>>());
        let top = second.lines[0].place(Sort::default());
        let back = list::page(&mut conn, &bot.id, &asked(At::Before(top, 0))).await.unwrap();
        assert_eq!((back.lines.len(), &back.lines[0].id, back.has_before), (25, &first.lines[0].id, false));
    }

    async fn a_move_is_written_down_and_the_second_mover_is_told(house) {
        let bot = house.bot(|_| {}).await;
        capture(house, &bot, "order_question", "Ada", "ada@example.org").await;
        let mirela = mirela(house).await;
        let id = house.leads(&bot).await[0].lead.id.clone();
        let mut tx = house.app.tx().await.unwrap();
        let lead = lead::find(&mut tx, &bot.id, &id).await.unwrap();
        lead::mark_seen(&mut tx, &lead).await.unwrap();
        lead::move_to(&mut tx, &bot, &id, "new", "qualified", None, &mirela.id).await.unwrap();
        let late = lead::move_to(&mut tx, &bot, &id, "new", "contacted", None, &mirela.id).await;
        assert!(matches!(late, Err(Error::Conflict("moved"))), "{late:?}");
        let no_reason = lead::move_to(&mut tx, &bot, &id, "qualified", "lost", Some(" "), &mirela.id).await;
        assert!(matches!(no_reason, Err(Error::Invalid(_))), "{no_reason:?}");
        note::add(&mut tx, &id, &mirela.id, " Rang on Monday ").await.unwrap();
        assert!(note::add(&mut tx, &id, &mirela.id, " ").await.is_err());
        tx.commit().await.unwrap();
        let mut conn = house.app.db.read().await.unwrap();
        let notes = note::of(&mut conn, &id).await.unwrap();
        assert_eq!((notes[0].text.as_str(), notes[0].author.as_str()), ("Rang on Monday", "Mirela Oakes"));
        let entries = history::of(&mut conn, &id).await.unwrap();
        let moved = entries.iter().find(|entry| entry.kind == history::Kind::Status).unwrap();
        assert_eq!((moved.was.as_deref(), moved.became.as_deref(), moved.by.as_deref()), (Some("new"), Some("qualified"), Some("Mirela Oakes")));
        drop(conn);
        let lead = house.leads(&bot).await.remove(0).lead;
        assert_eq!((lead.is_new, lead.status.as_str()), (false, "qualified"));
        let stranger = house.bot(|_| {}).await;
        let foreign = lead::find(&mut house.app.db.read().await.unwrap(), &stranger.id, &id).await;
        assert!(matches!(foreign, Err(Error::NotFound(_))), "another bot's lead is absent");
    }

    async fn conversations_are_listed_newest_first(house) {
        let bot = house.bot(|_| {}).await;
        house.give_number(&bot).await;
        for text in ["When are you open?", "What are the candles made of?"] {
            let mut visitor = house.visitor(&bot).await;
            visitor.say(text).await;
            visitor.words().await;
            house.rest().await;
        }
        let mut conn = house.app.db.read().await.unwrap();
        let lines = conversation::newest(&mut conn, &bot.id, None, 10).await.unwrap();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].last.contains("rapeseed"), "{lines:?}");
        let (at, id) = (lines[0].conversation.updated_at, lines[0].conversation.id.clone());
        let older = conversation::newest(&mut conn, &bot.id, Some((at, id.as_str())), 10).await.unwrap();
        assert_eq!(older.len(), 1);
        let contact = &lines[0].conversation.contact_id;
        assert_eq!(conversation::of_contact(&mut conn, contact).await.unwrap().len(), 1);
        assert_eq!(bot::list(&mut conn, &bot.organisation_id).await.unwrap().len(), 1);
        assert_eq!(bot::by_address(&mut conn, Channel::Sms, DESK_NUMBER).await.unwrap().map(|found| found.id), Some(bot.id.clone()));
        assert_eq!(form::list(&mut conn, &bot.id).await.unwrap().len(), 6, "the default form, and one for each request");
        assert_eq!(job::oldest(&mut conn, house.clock.now()).await.unwrap(), None);
    }

    async fn work_that_only_a_newer_version_knows_waits_a_day_for_it_and_is_put_aside(house) {
        house.stop_the_clock().await;
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("When are you open?").await;
        ada.words().await;
        house.rest().await;
        let mut tx = house.app.tx().await.unwrap();
        let lane = format!("reply/{}", ada.conversation.as_ref().unwrap());
        let strange = NewJob { lane, work: r#"{"work":"teleport"}"#.into(), run_at: tx.now };
        job::enqueue(&mut tx, &[strange]).await.unwrap();
        tx.commit().await.unwrap();
        ada.say("What are the candles made of?").await;
        let left = "SELECT COUNT(*) AS n FROM job WHERE state = 'ready' AND last_error IS NOT NULL";
        until("it is left", || async { (house.number(left).await == 1).then_some(()) }).await;
        house.advance(Duration::from_secs(25 * 3600)).await;
        assert!(ada.words().await.contains("rapeseed"), "the lane goes on");
        house.dead = 1;
    }

    async fn a_member_comes_and_goes(house) {
        house.stop_the_clock().await;
        house.bot(|_| {}).await;
        let mirela = mirela(house).await;
        let mut tx = house.app.tx().await.unwrap();
        let (kept, ended) = (session::open(&mut tx, &mirela.id).await.unwrap(), session::open(&mut tx, &mirela.id).await.unwrap());
        session::close(&mut tx, &ended).await.unwrap();
        member::set_theme(&mut tx, &mirela.id, "dark").await.unwrap();
        organisation::set_setting(&mut tx, "a", Some("1")).await.unwrap();
        organisation::set_setting(&mut tx, "a", Some("2")).await.unwrap();
        tx.commit().await.unwrap();
        let mut conn = house.app.db.read().await.unwrap();
        let now = house.clock.now();
        assert_eq!(session::find(&mut conn, &kept, now).await.unwrap().unwrap().member.theme, "dark");
        assert!(session::find(&mut conn, &ended, now).await.unwrap().is_none());
        assert!(session::find(&mut conn, &kept, now.plus(session::LASTS)).await.unwrap().is_none(), "it ends by itself");
        assert_eq!(organisation::setting(&mut conn, "a").await.unwrap().as_deref(), Some("2"));
        drop(conn);
        let mut tx = house.app.tx().await.unwrap();
        organisation::set_setting(&mut tx, "a", None).await.unwrap();
        assert_eq!(organisation::setting(&mut tx, "a").await.unwrap(), None);
        tx.commit().await.unwrap();
        let mut tx = house.app.tx().await.unwrap();
        member::set_password(&mut tx, &mirela.id, "another").await.unwrap();
        assert!(session::find(&mut tx, &kept, now).await.unwrap().is_none(), "a new password ends every session");
        tx.commit().await.unwrap();
    }
}
