//! The back rooms of several nodes race for the same work, and die over it.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Fleet, OWED};
use crate::support::{stories, until};

/// Notes every taking of a job, and every end.
const AUDIT: &str = "
CREATE TABLE taken (job TEXT NOT NULL, attempts BIGINT NOT NULL);
CREATE TABLE ended (job TEXT NOT NULL);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'DELETE' THEN INSERT INTO ended VALUES (OLD.id); RETURN OLD; END IF;
  IF NEW.attempts > OLD.attempts THEN INSERT INTO taken VALUES (NEW.id, NEW.attempts); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit AFTER UPDATE OR DELETE ON job FOR EACH ROW EXECUTE FUNCTION audit();";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_race_and_each_job_is_done_once() {
    let (fleet, _bell) = Fleet::with_bell().await;
    sqlx::raw_sql(AUDIT).execute(&fleet.pool).await.unwrap();
    let nodes = [fleet.node("one"), fleet.node("two"), fleet.node("three")];
    // Work in 300 lanes, each with a second behind it, which no node has seen being written.
    sqlx::raw_sql(
        r#"INSERT INTO job (id, lane, work, state, attempts, run_at, created_at)
           SELECT 'job_' || lpad(n::text, 26, '0'), 'mail/' || n % 300, '{"work":"mail","notification":"ntf_0"}', 'ready', 0, 0, 0
           FROM generate_series(1, 600) AS n"#,
    )
    .execute(&fleet.pool)
    .await
    .unwrap();
    // And people, whose forms each end in one e-mail, and whose questions each in one answer.
    let mut visitors = Vec::new();
    for n in 0..6 {
        let mut visitor = fleet.visitor(&nodes[n % 3]).await;
        visitor.say("When are you open?").await;
        visitor.words().await;
        let form = visitor.request_form(Some("refund_request")).await;
        let values = json!({"order_number": format!("LL-{n}"), "email": format!("v{n}@example.org"), "name": "Ada"});
        assert_eq!(visitor.submit(&form, &values).await["type"], "ack");
        visitors.push(visitor);
    }
    fleet.rest().await;
    assert_eq!(fleet.count(OWED).await, 0, "nothing was given up");
    let twice = "SELECT count(*) FROM (SELECT job FROM taken GROUP BY job HAVING count(*) > 1) AS t";
    assert_eq!(fleet.count(twice).await, 0, "each was taken once");
    let jobs = fleet.count("SELECT count(*) FROM taken").await;
    assert_eq!(fleet.count("SELECT count(*) FROM ended").await, jobs);
    assert!(jobs >= 600 + 6 * 2, "{jobs}");
    let mails = fleet.mails();
    assert_eq!((mails.len(), mails.iter().collect::<BTreeSet<_>>().len()), (6, 6), "one e-mail a request: {mails:#?}");
    let answers = "SELECT count(*) FROM message m WHERE m.author = 'bot' AND m.seq = 2";
    assert_eq!(fleet.count(answers).await, 6);
    let unequal = "SELECT count(*) FROM (SELECT count(*) AS n FROM message GROUP BY conversation_id) AS t WHERE n <>
                   (SELECT count(*) FROM message) / 6";
    assert_eq!(fleet.count(unequal).await, 0, "everybody was told as much as everybody else");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_dies_holding_a_lease_and_another_does_the_work_once() {
    let fleet = Fleet::start().await;
    let (stuck, _silent) = fleet.node_that_cannot_end_an_email("one");
    let mut ada = fleet.visitor(&stuck).await;
    let form = ada.request_form(Some("refund_request")).await;
    let values = json!({"order_number": "LL-1", "email": "ada@example.org", "name": "Ada"});
    assert_eq!(ada.submit(&form, &values).await["type"], "ack");
    let lease = || async {
        let sql = "SELECT leased_until FROM job WHERE lane LIKE 'mail/%' AND leased_until IS NOT NULL";
        sqlx::query_scalar::<_, i64>(sql).fetch_optional(&fleet.pool).await.unwrap()
    };
    let first = until("a lease", lease).await;
    // While its node lives, it is made longer.
    until("a longer lease", || async { lease().await.filter(|until| *until > first) }).await;
    stuck.kill();
    let _other = fleet.node("two");
    assert!(fleet.mails().is_empty());
    fleet.let_leases_end().await;
    until("the e-mail", || async { (!fleet.mails().is_empty()).then_some(()) }).await;
    fleet.rest().await;
    assert_eq!(fleet.mails().len(), 1);
    assert_eq!(fleet.count("SELECT count(*) FROM notification WHERE state = 'sent'").await, 1);
}

stories! {
    async fn who_lost_a_lease_can_end_nothing(house) {
        let insert = "INSERT INTO job (id, lane, work, state, attempts, run_at, leased_until, created_at)
                      VALUES ('job_1', 'test', '{}', 'ready', 2, 0, 9000000000000, 0)";
        let mut tx = house.app.tx().await.unwrap();
        tx.exec(insert, Vec::new()).await.unwrap();
        tx.commit().await.unwrap();
        let job = |attempts| {
            let id = frontdesk::id::Id::from_text("job_1".to_owned());
            frontdesk::job::Job { id, work: "{}".to_owned(), attempts }
        };
        let mut tx = house.app.tx().await.unwrap();
        assert!(!frontdesk::job::remove(&mut tx, &job(1)).await.unwrap(), "it is the second attempt's");
        assert!(frontdesk::job::remove(&mut tx, &job(2)).await.unwrap());
        assert!(!frontdesk::job::remove(&mut tx, &job(2)).await.unwrap(), "it has gone");
        tx.commit().await.unwrap();
    }
}
