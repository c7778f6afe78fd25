//! Files both ways, each side in a browser of its own.

#[tokio::test]
async fn a_picture_goes_to_the_inbox_and_a_text_comes_back() {
    super::on_the_demo("attach").await;
}
