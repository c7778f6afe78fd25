//! A visitor and an agent, each in a browser of their own.

#[tokio::test]
async fn a_visitor_and_an_agent_walk_a_handoff_from_the_bell_to_the_rating() {
    super::on_the_demo("handoff").await;
}
