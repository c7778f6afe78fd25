//! The main job on the demo, from the shop's page to the thread of e-mails.

#[tokio::test]
async fn a_refund_and_then_a_person_from_the_shops_page_to_the_mailbox() {
    super::on_the_demo("main_path").await;
}
