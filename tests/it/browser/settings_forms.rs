//! The page of a bot's forms on the demo: by keyboard, by hand, in both themes, on a phone, from right to left, and without a
//! script.

#[tokio::test]
async fn an_owner_arranges_a_form_by_keyboard_and_sees_it_as_they_type() {
    super::on_the_demo("settings_forms").await;
}
