//! The dashboard on the demo: in both themes, on a phone, by keyboard, and without a script.

#[tokio::test]
async fn the_dashboard_finds_shows_and_moves_leads() {
    super::on_the_demo("dashboard").await;
}

#[tokio::test]
async fn every_page_of_the_dashboard_is_sound_in_light_and_dark_and_on_a_phone() {
    super::on_the_demo("dashboard_looks").await;
}

#[tokio::test]
async fn the_list_of_leads_is_live_searched_as_one_types_and_moved_by_keyboard_and_drag() {
    super::on_the_demo("leads_page").await;
}

#[tokio::test]
async fn the_list_of_leads_is_sound_in_each_of_its_states() {
    super::on_the_demo("leads_looks").await;
}

#[tokio::test]
async fn desk_panel_a_lead_is_edited_joined_and_parted_in_the_browser() {
    super::on_the_demo("lead_panel").await;
}

#[tokio::test]
async fn files_an_import_is_looked_at_done_and_undone() {
    super::on_the_demo("import").await;
}

#[tokio::test]
async fn every_page_holds_from_right_to_left_and_at_400_percent() {
    super::on_the_demo("pages_looks").await;
}

#[tokio::test]
async fn a_lead_a_list_and_the_overview_are_printed_without_the_desk() {
    super::on_the_demo("print").await;
}
