//! What is kept of leads beside their rows is true, whatever happens to them: counts, tags, words.

use frontdesk::bot::Bot;
use frontdesk::db::Value;
use frontdesk::lead::list::{self, Filter, Look};
use sqlx::AssertSqlSafe;

use crate::desk_list::crowd_of;
use crate::support::house::House;
use crate::support::stories;

/// A number that looks like chance, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// What may happen to some leads, each as one statement; `$1` and `$2` are the first and the last of them.
const CHANGES: &[&str] = &[
    "UPDATE lead SET status = 'lost', category = 'out' WHERE id BETWEEN $1 AND $2",
    "UPDATE lead SET status = 'new', is_new = TRUE WHERE id BETWEEN $1 AND $2",
    "UPDATE lead SET is_new = FALSE, updated_at = updated_at + 1 WHERE id BETWEEN $1 AND $2",
    "UPDATE lead SET score = 100, temperature = 'hot' WHERE id BETWEEN $1 AND $2",
    "UPDATE lead SET score = NULL, temperature = NULL WHERE id BETWEEN $1 AND $2",
    "UPDATE lead SET score = coalesce(score, 0) + 1 WHERE id BETWEEN $1 AND $2 AND coalesce(score, 0) < 100",
    "UPDATE lead SET last_channel = 'sms' WHERE id BETWEEN $1 AND $2",
    "UPDATE lead SET assignee_id = NULL WHERE id BETWEEN $1 AND $2",
    "UPDATE lead SET assignee_id = (SELECT min(id) FROM member) WHERE id BETWEEN $1 AND $2",
    "UPDATE lead SET merged_into = $1 WHERE id > $1 AND id <= $2",
    "UPDATE lead SET merged_into = NULL WHERE id BETWEEN $1 AND $2",
    "UPDATE lead SET folded = folded || ' qx' || substr(id, 24) WHERE id BETWEEN $1 AND $2",
    "UPDATE submission SET tag = 'order_question' WHERE lead_id BETWEEN $1 AND $2",
    "UPDATE submission SET tag = '' WHERE lead_id BETWEEN $1 AND $2 AND number = 0",
    "UPDATE submission SET lead_id = $1,
       number = number + 1 + (SELECT coalesce(max(o.number), 0) FROM submission o WHERE o.lead_id = $1)
     WHERE lead_id = $2 AND lead_id <> $1",
    "DELETE FROM submission WHERE lead_id BETWEEN $1 AND $2 AND number > 0",
];

async fn change(house: &House, chance: &mut Chance) {
    let mut tx = house.app.tx().await.unwrap();
    let rows = tx.all("SELECT id FROM lead ORDER BY id", Vec::new()).await.unwrap();
    let all: Vec<String> = rows.iter().map(|row| row.get("id").unwrap()).collect();
    let first = usize::try_from(chance.below(all.len() as u64)).unwrap();
    let last = (first + usize::try_from(chance.below(12)).unwrap()).min(all.len() - 1);
    let text = |id: &String| Value::Text(Some(id.clone()));
    let which = usize::try_from(chance.below(CHANGES.len() as u64 + 1)).unwrap();
    if let Some(what) = CHANGES.get(which) {
        tx.exec(*what, vec![text(&all[first]), text(&all[last])]).await.unwrap();
    } else {
        // The lead is gone, with all that names it.
        let one = vec![text(&all[first])];
        tx.exec("UPDATE lead SET merged_into = NULL WHERE merged_into = $1", one.clone()).await.unwrap();
        for table in ["submission", "lead_change", "lead_tag"] {
            let gone = format!("DELETE FROM {table} WHERE lead_id = $1");
            tx.exec(AssertSqlSafe(gone), one.clone()).await.unwrap();
        }
        tx.exec("DELETE FROM lead WHERE id = $1", one).await.unwrap();
    }
    // Some of it never happened.
    if chance.below(8) > 0 {
        tx.commit().await.unwrap();
    }
}

async fn is_true(house: &House, bot: &Bot, after: usize) {
    let mut conn = house.app.db.read().await.unwrap();
    let (kept, counted) =
        (list::counts(&mut conn, &bot.id).await.unwrap(), list::recount(&mut conn, &bot.id).await.unwrap());
    assert_eq!(kept, counted, "after {after} changes");
    assert_eq!(list::wrong_tags(&mut conn, &bot.id).await.unwrap(), 0, "after {after} changes");
}

stories! {
    async fn counts_tags_and_words_stay_true_whatever_happens(house) {
        let bot = crowd_of(house, 120).await;
        let mut chance = Chance(42);
        is_true(house, &bot, 0).await;
        for after in 1..=150 {
            change(house, &mut chance).await;
            is_true(house, &bot, after).await;
        }
        // The words: each lead that has one of these is found by it, and nobody else.
        let mut conn = house.app.db.read().await.unwrap();
        let words = "SELECT id, folded FROM lead WHERE folded LIKE '% qx%' AND merged_into IS NULL";
        let rows = conn.all(words, Vec::new()).await.unwrap();
        assert!(!rows.is_empty(), "some got a word");
        for row in rows {
            let (id, folded): (String, String) = (row.get("id").unwrap(), row.get("folded").unwrap());
            let word = folded.split(' ').find(|word| word.starts_with("qx")).unwrap().to_owned();
            let look = Look { filter: Filter { search: Some(word), ..Filter::default() }, ..Look::default() };
            let lines = list::page(&mut conn, &bot.id, &look).await.unwrap().lines;
            assert_eq!(lines.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), [id.as_str()]);
        }
        house.untold = house.number("SELECT COUNT(*) AS n FROM submission").await;
    }

    async fn a_count_that_is_wrong_is_seen(house) {
        let bot = crowd_of(house, 20).await;
        for (spoil, mend) in [
            ("UPDATE lead_tally SET n = n + 1 WHERE facet = 'status' AND value = 'lost'", "UPDATE lead_tally SET n = n - 1 WHERE facet = 'status' AND value = 'lost'"),
            ("UPDATE lead_tag SET captured_at = captured_at + 1", "UPDATE lead_tag SET captured_at = captured_at - 1"),
        ] {
            let mut tx = house.app.tx().await.unwrap();
            assert!(tx.exec(spoil, Vec::new()).await.unwrap() > 0);
            tx.commit().await.unwrap();
            let mut conn = house.app.db.read().await.unwrap();
            let is_same = list::counts(&mut conn, &bot.id).await.unwrap() == list::recount(&mut conn, &bot.id).await.unwrap();
            let wrong = list::wrong_tags(&mut conn, &bot.id).await.unwrap();
            assert!(!is_same || wrong > 0, "{spoil}");
            drop(conn);
            let mut tx = house.app.tx().await.unwrap();
            tx.exec(mend, Vec::new()).await.unwrap();
            tx.commit().await.unwrap();
        }
    }

    async fn a_crowd_is_the_same_by_its_seed_and_stays_out_of_other_houses(house) {
        house.stop_the_clock().await;
        let (first, second) = (house.bot(|_| {}).await, house.bot(|_| {}).await);
        for (bot, seed) in [(&first, 5), (&second, 6)] {
            let asked = frontdesk::demo::crowd::Asked { leads: 40, seed };
            let mut told = Vec::new();
            frontdesk::demo::crowd::fill(&house.app, bot, asked, &mut |progress| told.push(progress.done)).await.unwrap();
            assert_eq!(told, [40]);
        }
        house.untold = house.number("SELECT COUNT(*) AS n FROM submission").await;
        let mut conn = house.app.db.read().await.unwrap();
        let names = |page: &list::Page| page.lines.iter().map(|line| line.name.clone()).collect::<Vec<_>>();
        let (one, other) = (
            list::page(&mut conn, &first.id, &Look::default()).await.unwrap(),
            list::page(&mut conn, &second.id, &Look::default()).await.unwrap(),
        );
        assert_ne!(names(&one), names(&other));
        // What seed 5 makes at this moment on this engine and on the other.
        assert_eq!(one.lines[0].name.as_deref(), Some("Kwame Adeyemi"), "{:?}", one.lines[0]);
        let messages = "SELECT COUNT(*) AS n FROM message";
        drop(conn);
        assert_eq!(house.number(messages).await, 400, "five each");
        let mut conn = house.app.db.read().await.unwrap();
        let taken = frontdesk::demo::crowd::place(&mut conn, Some(&first.key)).await;
        assert!(taken.is_err_and(|error| error.to_string().contains("no demo")), "it is no demo, and has leads");
        assert!(frontdesk::demo::crowd::place(&mut conn, Some("nobody")).await.is_err());
    }
}
