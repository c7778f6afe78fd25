//! Erasing a lead of the demo, with scripts and without, and the pages beside it.

#[tokio::test]
async fn a_lead_is_erased_by_its_dialog_or_its_page_and_the_log_tells_of_it() {
    super::on_the_demo("erase").await;
}
