//! Hours, canned replies, the team and a profile on the demo: worked with and without a script, and sound in light, dark, on a
//! phone and at 400 %.

#[tokio::test]
async fn a_team_sets_its_hours_asks_somebody_to_join_and_keeps_replies_ready() {
    super::on_the_demo("team").await;
}
