//! The score with its reasons, and a person's word over it.

use std::time::Duration;

use frontdesk::bot::bands::Bands;
use frontdesk::bot::{self, ScorePreset};
use frontdesk::error::Error;
use frontdesk::lead::detail::{self, Reason, Signal, SignalKind};
use frontdesk::lead::history::{self, Kind};
use frontdesk::lead::score::{self, Scored, Temperature};
use frontdesk::lead::{self, list, temperature};

use super::{OWNER, Room, VIEWER, told};

fn reason(name: &str, points: i64, seq: Option<i64>, talk: &frontdesk::conversation::Conversation) -> Reason {
    Reason {
        name: name.to_owned(),
        evidence: "<b>said so</b>".to_owned(),
        points,
        conversation: seq.map(|_| talk.id.clone()),
        seq,
    }
}

async fn score(room: &Room, id: &frontdesk::id::LeadId, scored: &Scored) -> Result<(), Error> {
    let mut tx = room.desk.app.tx().await.unwrap();
    let lead = lead::find(&mut tx, &room.bot.id, id).await.unwrap();
    score::set(&mut tx, &room.bot, &lead, scored).await?;
    tx.commit().await.unwrap();
    Ok(())
}

fn of(score: u8) -> Scored {
    Scored { score, ..Scored::default() }
}

async fn warm(room: &Room) -> Vec<(String, i64)> {
    let mut conn = room.desk.app.db.read().await.unwrap();
    list::counts(&mut conn, &room.bot.id).await.unwrap().by_temperature.into_iter().collect()
}

async fn say(room: &Room, id: &frontdesk::id::LeadId, to: Option<Temperature>) -> Result<(), Error> {
    let mut tx = room.desk.app.tx().await.unwrap();
    temperature::set(&mut tx, &room.bot, id, to, &room.owner).await?;
    tx.commit().await.unwrap();
    Ok(())
}

told! {
    async fn desk_reasons_add_up_and_lead_to_their_messages(room) {
        let (id, talk) = room.visitor(1, room.now()).await;
        let reasons = vec![reason("Budget", 60, Some(1), &talk), reason("Slow", -5, None, &talk)];
        let wrong = Scored { score: 70, reasons: reasons.clone(), signals: Vec::new() };
        assert!(matches!(score(room, &id, &wrong).await, Err(Error::Invalid(_))), "55 is not 70");
        let right = Scored { score: 55, reasons, signals: Vec::new() };
        score(room, &id, &right).await.unwrap();
        let lead = room.lead(&id).await;
        assert_eq!((lead.score, lead.temperature.as_deref()), (Some(55), Some("warm")));
        let mut person = room.desk.signed_in(OWNER).await;
        let page = person.get(&format!("/leads/{id}")).await.body;
        let anchor = format!("m-{}-1", talk.id);
        assert!(page.contains(&format!("href=\"#{anchor}\"")) && page.contains(&format!("id=\"{anchor}\"")), "{page}");
        assert!(page.contains("+60") && page.contains("\u{2212}5") && page.contains("&#60;b&#62;said so"));
        assert!(!page.contains("UK signals"), "a shop has none");
        score(room, &id, &of(80)).await.unwrap();
        let page = person.get(&format!("/leads/{id}")).await.body;
        assert!(page.contains("Score 55 to 80") && page.contains("No reasons are known"), "{page}");
    }

    async fn desk_a_persons_word_holds_until_the_next_conversation(room) {
        let began = room.now().minus(Duration::from_secs(3600));
        let (id, talk) = room.visitor(1, began).await;
        score(room, &id, &of(20)).await.unwrap();
        assert_eq!(warm(room).await, [("cold".to_owned(), 1)]);
        say(room, &id, Some(Temperature::Hot)).await.unwrap();
        assert_eq!(warm(room).await, [("hot".to_owned(), 1)]);
        // Scored again, and followed up in the same conversation, the word stays.
        score(room, &id, &of(30)).await.unwrap();
        room.visitor(1, room.now()).await;
        let lead = room.lead(&id).await;
        assert_eq!((lead.score, lead.temperature.as_deref(), lead.submissions), (Some(30), Some("hot"), 2));
        room.close(&talk).await;
        let later = room.now().plus(Duration::from_secs(60));
        room.visitor(1, later).await;
        let lead = room.lead(&id).await;
        assert_eq!((lead.temperature.as_deref(), lead.submissions), (Some("cold"), 3));
        let mut conn = room.desk.app.db.read().await.unwrap();
        assert!(temperature::of(&mut conn, &id).await.unwrap().is_none());
        let entries = history::of(&mut conn, &id).await.unwrap();
        let warmed: Vec<_> = entries
            .iter()
            .filter(|entry| entry.kind == Kind::Temperature)
            .map(|entry| (entry.was.as_deref(), entry.became.as_deref(), entry.reason.as_deref(), entry.by.as_deref()))
            .collect();
        let ended = (Some("hot"), Some("cold"), Some("conversation"), None);
        assert_eq!(warmed, [ended, (Some("cold"), Some("hot"), None, Some("Priya Raman"))]);
        drop(conn);
        assert_eq!(warm(room).await, [("cold".to_owned(), 1)]);
    }

    async fn desk_a_score_after_a_newer_conversation_decides_again(room) {
        let (id, _) = room.visitor(1, room.now().minus(Duration::from_secs(60))).await;
        score(room, &id, &of(20)).await.unwrap();
        say(room, &id, Some(Temperature::Warm)).await.unwrap();
        score(room, &id, &of(10)).await.unwrap();
        assert_eq!(room.lead(&id).await.temperature.as_deref(), Some("warm"));
        // The same person begins another conversation, and leaves nothing in it.
        let mut tx = room.desk.app.tx().await.unwrap();
        let lead = lead::find(&mut tx, &room.bot.id, &id).await.unwrap();
        let talks = frontdesk::conversation::of_contact(&mut tx, &lead.contact_id).await.unwrap();
        frontdesk::conversation::set_status(&mut tx, &talks[0], frontdesk::conversation::Status::Closed).await.unwrap();
        tx.as_history(room.now().plus(Duration::from_secs(60)));
        let sender = frontdesk::contact::identity::Sender::visitor(&format!("{:064x}", 1));
        let whereabouts = frontdesk::conversation::Whereabouts::default();
        frontdesk::conversation::begin(&mut tx, &room.bot, &sender, &whereabouts).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(room.lead(&id).await.temperature.as_deref(), Some("warm"), "only a score or a follow-up ends it");
        score(room, &id, &of(95)).await.unwrap();
        assert_eq!(room.lead(&id).await.temperature.as_deref(), Some("hot"));
        let mut conn = room.desk.app.db.read().await.unwrap();
        assert!(temperature::of(&mut conn, &id).await.unwrap().is_none());
    }

    async fn desk_a_temperature_is_set_by_a_form_and_let_go_by_another(room) {
        let (id, _) = room.visitor(1, room.now()).await;
        score(room, &id, &of(20)).await.unwrap();
        let mut person = room.desk.signed_in(OWNER).await;
        let (csrf, path) = (person.csrf.clone(), format!("/leads/{id}/temperature"));
        let set = person.post(&path, &[("csrf", &csrf), ("temperature", "hot"), ("next", &format!("/leads/{id}"))]).await;
        assert_eq!((set.status, set.header("location")), (303, format!("/leads/{id}").as_str()));
        let page = person.get(&format!("/leads/{id}")).await.body;
        assert!(page.contains("Set to Hot by Priya Raman, Today"), "{page}");
        assert!(page.contains("until their next conversation") && page.contains("Temperature saved"));
        assert!(page.contains("Let the score decide"));
        for wrong in ["boiling", "", "HOT", "<b>"] {
            assert_eq!(person.post(&path, &[("csrf", &csrf), ("temperature", wrong)]).await.status, 422, "{wrong}");
        }
        person.post(&path, &[("csrf", &csrf), ("temperature", "score")]).await;
        let page = person.get(&format!("/leads/{id}")).await.body;
        assert!(page.contains("Set by the score.") && !page.contains("Let the score decide"), "{page}");
        assert_eq!(room.lead(&id).await.temperature.as_deref(), Some("cold"));
        let trail = room.trail().await;
        assert_eq!(trail.iter().filter(|(what, _)| what == "temperature_set").count(), 2, "{trail:?}");
        let mut viewer = room.desk.signed_in(VIEWER).await;
        let csrf = viewer.csrf.clone();
        assert_eq!(viewer.post(&path, &[("csrf", &csrf), ("temperature", "hot")]).await.status, 403);
        let page = viewer.get(&format!("/leads/{id}")).await.body;
        assert!(!page.contains("/temperature\"") && !page.contains("/contact\"") && !page.contains("/join\""));
    }

    async fn desk_a_property_bots_lead_shows_its_four_signals(room) {
        let mut conn = room.desk.app.db.read().await.unwrap();
        let bot = bot::by_id(&mut conn, &room.bot.id).await.unwrap().unwrap();
        drop(conn);
        let mut settings = bot.settings().clone();
        settings.score_preset = ScorePreset::UkProperty;
        settings.bands = Bands { warm_from: 10, hot_from: 20, ..Bands::default() };
        let mut tx = room.desk.app.tx().await.unwrap();
        bot::set_settings(&mut tx, &bot.id, &settings).await.unwrap();
        settings.bands.hot_from = 5;
        let crooked = bot::set_settings(&mut tx, &bot.id, &settings).await;
        assert!(matches!(crooked, Err(Error::Invalid(_))), "{crooked:?}");
        tx.commit().await.unwrap();
        let (id, talk) = room.visitor(1, room.now()).await;
        let mut tx = room.desk.app.tx().await.unwrap();
        let bot = bot::by_id(&mut tx, &bot.id).await.unwrap().unwrap();
        let lead = lead::find(&mut tx, &bot.id, &id).await.unwrap();
        let signal = |kind, value: &str| Signal {
            kind,
            value: value.to_owned(),
            conversation: Some(talk.id.clone()),
            seq: Some(1),
            evidence: "cash".to_owned(),
        };
        let found = |signals| Scored { score: 20, reasons: Vec::new(), signals };
        let right = found(vec![signal(SignalKind::Mortgage, "Cash (proven)"), signal(SignalKind::Chain, "Chain-free")]);
        score::set(&mut tx, &bot, &lead, &right).await.unwrap();
        let strange = score::set(&mut tx, &bot, &lead, &found(vec![signal(SignalKind::Sdlt, "Rich")])).await;
        assert!(matches!(strange, Err(Error::Invalid(_))));
        tx.commit().await.unwrap();
        assert_eq!(room.lead(&id).await.temperature.as_deref(), Some("hot"), "by the bot's own bands");
        let page = room.desk.signed_in(OWNER).await.get(&format!("/leads/{id}")).await.body;
        assert!(page.contains("UK signals") && page.contains("Cash (proven)") && page.contains("Chain-free"));
        assert_eq!(page.matches("Not mentioned").count(), 2, "scheme and SDLT");
        let mut conn = room.desk.app.db.read().await.unwrap();
        let all = detail::of_all(&mut conn, &[&id]).await.unwrap();
        assert_eq!(all[&id].signal(SignalKind::Chain).unwrap().value, "Chain-free");
        assert!(detail::of_all(&mut conn, &[]).await.unwrap().is_empty());
    }
}
