//! A node stands still while it holds leases, for longer than they last: a suspended machine, a stalled disk. It wakes,
//! believes itself in the middle of the work, and does none of it again.

use serde_json::json;
use sqlx::Connection as _;

use super::{Fleet, OWED, says};
use crate::support::until;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_slept_over_its_leases_wakes_and_does_nothing_twice() {
    let (fleet, _bell) = Fleet::with_bell().await;
    let (mut one, silent) = fleet.node_that_cannot_end_an_email("one");
    says(&one.address, 200, r#""bus":"ok""#).await;
    let mut ada = fleet.visitor(&one).await;
    let form = ada.request_form(Some("refund_request")).await;
    let values = json!({"order_number": "LL-1", "email": "ada@example.org", "name": "Ada"});
    assert_eq!(ada.submit(&form, &values).await["type"], "ack");
    ada.words().await;
    let leased = |n: i64| {
        let sql = "SELECT count(*) FROM job WHERE leased_until IS NOT NULL";
        let fleet = &fleet;
        until("leases", move || async move { (fleet.count(sql).await == n).then_some(()) })
    };
    // The e-mail is on its way for ever.
    leased(1).await;
    // And an answer, which is held up before it has read what it needs.
    let mut lock = fleet.pool.acquire().await.unwrap();
    let mut held = lock.begin().await.unwrap();
    sqlx::raw_sql("LOCK TABLE tag IN ACCESS EXCLUSIVE MODE").execute(&mut *held).await.unwrap();
    let asked = ada.say("How long does delivery take?").await["seq"].as_i64().unwrap();
    leased(2).await;
    // Not amidst a transaction, in which it would hold rows: that is another story.
    until("a moment to stand still", || async {
        one.freeze();
        let amidst = "SELECT count(*) FROM pg_stat_activity
                      WHERE datname = current_database() AND state LIKE 'idle in transaction%' AND query NOT LIKE 'LOCK TABLE%'";
        let is_amidst = fleet.count(amidst).await > 0;
        if is_amidst {
            one.thaw();
        }
        (!is_amidst).then_some(())
    })
    .await;
    held.rollback().await.unwrap();

    let two = fleet.node("two");
    says(&two.address, 200, r#""bus":"ok""#).await;
    assert!(fleet.mails().is_empty());
    fleet.let_leases_end().await;
    until("the e-mail", || async { (!fleet.mails().is_empty()).then_some(()) }).await;
    fleet.rest().await;
    let attempts = "SELECT count(*) FROM message WHERE author = 'bot'";
    let answers = fleet.count(attempts).await;

    one.thaw();
    one.hear("another node has taken a job over");
    // The mail server hangs up on the call that the sleeper still holds: what comes of that is no longer its to tell.
    drop(silent);
    one.hear("another node has taken a job over");
    // Who sits at it hears what the other node answered meanwhile, and it goes on working.
    ada.hear_up_to(asked + 1).await;
    assert_eq!(ada.say("What are the candles made of?").await["seq"], asked + 2);
    ada.hear_up_to(asked + 3).await;
    fleet.rest().await;
    assert_eq!(fleet.count(attempts).await, answers + 1, "each was answered once");
    assert!(ada.log.keys().copied().eq(1..=asked + 3), "no number is missing");
    assert_eq!(fleet.mails().len(), 1);
    assert_eq!(fleet.count("SELECT count(*) FROM notification WHERE state = 'sent'").await, 1);
    assert_eq!(fleet.count(OWED).await, 0, "nothing was given up");
    for node in [one, two] {
        let said = node.stop();
        let faults: Vec<_> = said.iter().filter(|line| line.contains(" ERROR ") || line.contains("panicked")).collect();
        assert!(faults.is_empty(), "{faults:#?}");
        // The statement that the story held up is told as a slow one.
        let warnings: Vec<_> = said.iter().filter(|line| line.contains(" WARN ") && !line.contains("slow")).collect();
        assert!(warnings.is_empty(), "{warnings:#?}");
    }
}
