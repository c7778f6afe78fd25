//! An upgrade: nodes of two versions side by side, on a database that the newer one has changed already.

use super::Fleet;
use crate::support::{stories, until};

stories! {
    async fn work_of_a_newer_version_is_left_to_it(house) {
        let insert = r#"INSERT INTO job (id, lane, work, state, attempts, run_at, created_at)
                        VALUES ('job_1', 'new', '{"work":"of_a_newer_version","x":1}', 'ready', 0, 0, 9000000000000)"#;
        let mut tx = house.app.tx().await.unwrap();
        tx.exec(insert, Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        house.app.wake.notify_one();
        let left = "SELECT COUNT(*) AS n FROM job
                    WHERE state = 'ready' AND attempts = 0 AND leased_until IS NULL AND last_error LIKE '%newer%'";
        until("it is put back", || async { (house.number(left).await == 1).then_some(()) }).await;
        // It hopes for that version for a day.
        let mut tx = house.app.tx().await.unwrap();
        tx.exec("UPDATE job SET created_at = 0", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        let dead = "SELECT COUNT(*) AS n FROM job WHERE id = 'job_1' AND state = 'dead'";
        until("it is put aside", || async { (house.number(dead).await == 1).then_some(()) }).await;
        // Others go on beside it.
        let bot = house.bot(|_| {}).await;
        let mut ada = house.visitor(&bot).await;
        ada.say("When are you open?").await;
        ada.words().await;
        assert_eq!(house.number(dead).await, 1);
        let mut tx = house.app.tx().await.unwrap();
        tx.exec("DELETE FROM job WHERE id = 'job_1'", Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// What a newer version may do to tables that an older one uses: `migrations/README.md`, "Changing a table".
const NEWER: &str = "
ALTER TABLE conversation ADD COLUMN mood TEXT;
ALTER TABLE message ADD COLUMN tone TEXT NOT NULL DEFAULT 'plain';
ALTER TABLE job ADD COLUMN urgency BIGINT NOT NULL DEFAULT 0;
ALTER TABLE bot ADD COLUMN motto TEXT;
CREATE INDEX message_tone ON message (tone);
INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'newer', TRUE, '\\x00', 0);";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_node_goes_on_when_a_newer_one_has_migrated() {
    let fleet = Fleet::start().await;
    let older = fleet.node("older");
    let mut ada = fleet.visitor(&older).await;
    // Its statements are prepared before the tables change.
    ada.say("When are you open?").await;
    ada.words().await;
    sqlx::raw_sql(NEWER).execute(&fleet.pool).await.unwrap();
    assert_eq!(ada.say("How long does delivery take?").await["type"], "ack");
    ada.words().await;
    let mut ben = fleet.visitor(&older).await;
    let form = ben.request_form(Some("refund_request")).await;
    let values = serde_json::json!({"order_number": "LL-1", "email": "ben@example.org", "name": "Ben"});
    assert_eq!(ben.submit(&form, &values).await["type"], "ack");
    fleet.rest().await;
    assert_eq!(fleet.mails().len(), 1);
    older.stop();
}
