//! A visitor and an agent, each in a browser of their own.

#[tokio::test]
async fn a_visitor_and_an_agent_walk_a_handoff_from_the_bell_to_the_rating() {
    super::on_the_demo("handoff").await;
}

#[tokio::test]
async fn an_agent_reads_along_finds_answers_and_opens_the_links_of_a_mail() {
    super::on_the_demo("live").await;
}

#[tokio::test]
async fn the_pages_of_tags_and_score_are_sound_in_light_dark_and_on_a_phone() {
    super::on_the_demo("settings_looks").await;
}
