//! The pipeline's page on the demo: by keyboard, by hand, in both themes, on a phone, and without a script.

#[tokio::test]
async fn an_owner_writes_a_pipeline_by_keyboard_and_changes_the_preset() {
    super::on_the_demo("pipeline").await;
}
