//! Where a visitor seems to be: words from the owner's file, once, as their conversation begins; the address is nowhere.

use std::path::{Path, PathBuf};

use frontdesk::organisation::role::Role;
use serde_json::json;

use crate::support::binary;
use crate::support::house::{House, http};
use crate::support::{mmdb, stories};

/// This machine is in Wexcombe, the documentation's networks are elsewhere (RFC 5737, RFC 3849).
const PLACES: [(&str, &str, &str); 4] = [
    ("127.0.0.0/8", "Wexcombe", "United Kingdom"),
    ("203.0.113.0/24", "Gdańsk", "Poland"),
    ("198.51.100.0/24", "", "Portugal"),
    ("2001:db8::/32", "東京", "Japan"),
];

/// Saturday, 21 November 2026.
const MADE: u64 = 1_795_219_200;

fn file(folder: &Path) -> PathBuf {
    let file = folder.join("places.mmdb");
    mmdb::write(&file, MADE, &PLACES);
    file
}

/// The house opens again with a file of places, behind one proxy where `proxies` says so.
async fn given(house: &mut House, proxies: &str) {
    let file = file(house.data.path()).display().to_string();
    house.settings.push(("FRONTDESK_GEO__DATABASE".into(), file));
    house.settings.push(("FRONTDESK_SERVER__TRUSTED_PROXIES".into(), proxies.into()));
    house.restart().await;
}

stories! {
    async fn places_are_told_on_the_panel_and_the_address_is_not_kept(house) {
        given(house, "0").await;
        let bot = house.bot(|_| {}).await;
        let mut visitor = house.visitor(&bot).await;
        let form = visitor.request_form(Some("agent_request")).await;
        let values = json!({"name": "Ann Bell", "email": "ann@mail.example", "consent": true});
        assert_eq!(visitor.submit(&form, &values).await["type"], "ack");
        let conversation = visitor.conversation.clone().unwrap();
        let lead = house.leads(&bot).await.remove(0).lead.id;
        let agent = house.agent(Role::Agent).await;
        let page = http().get(house.url(&format!("/leads/{lead}"))).header("cookie", &agent.cookie).send().await.unwrap().text().await.unwrap();
        assert!(page.contains("<dt>Location</dt>") && page.contains("Wexcombe, United Kingdom"), "{page}");
        let whole = house.transcript(&conversation).await;
        assert!(!format!("{whole:?}").contains("127.0.0.1"), "the address is in no message");
        let kept = "SELECT COUNT(*) AS n FROM conversation WHERE place = 'Wexcombe, United Kingdom'";
        assert_eq!(house.number(kept).await, 1);
    }

    async fn places_behind_a_proxy_are_those_of_whom_it_names(house) {
        given(house, "1").await;
        let bot = house.bot(|_| {}).await;
        for (number, (from, place)) in [
            ("6.6.6.6, 203.0.113.9", "Gdańsk, Poland"),
            ("198.51.100.7", "Portugal"),
            ("2001:db8::7", "東京, Japan"),
            ("::ffff:203.0.113.9", "Gdańsk, Poland"),
            ("192.0.2.1", ""),
            ("nonsense", "Wexcombe, United Kingdom"),
        ].into_iter().enumerate() {
            let body = json!({"visitor": format!("{number}").repeat(43), "frames": [{"type": "message.send", "id": "m1", "text": "Hello"}]});
            let url = house.url(&format!("/frames?bot={}", bot.key));
            let answer = http().post(url).header("x-forwarded-for", from).body(body.to_string()).send().await.unwrap();
            let (status, answer) = (answer.status().as_u16(), answer.text().await.unwrap());
            assert!(status == 200 && answer.contains("\"ack\""), "{from}: {answer}");
            let conn = &mut house.app.db.read().await.unwrap();
            let newest = frontdesk::conversation::newest(conn, &bot.id, None, 1).await.unwrap().remove(0);
            assert_eq!(newest.conversation.place.unwrap_or_default(), place, "{from}");
        }
    }
}

#[test]
fn a_file_of_places_that_cannot_be_read_ends_the_start_and_the_doctor_says_so() {
    let data = tempfile::tempdir().unwrap();
    let bad = data.path().join("bad.mmdb");
    std::fs::write(&bad, "this is a shopping list").unwrap();
    let (good, bad) = (file(data.path()), bad.display().to_string());
    let with = |file: &str| vec![("FRONTDESK_GEO__DATABASE".to_owned(), file.to_owned())];
    let output = binary::run(data.path(), &with(&bad), &["serve", "--listen", "127.0.0.1:0"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("geo.database") && said.contains("bad.mmdb"), "{said}");
    let doctor = |file: &str| {
        let output = binary::run(data.path(), &with(file), &["doctor"]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.lines().find(|line| line.contains(" places ")).unwrap_or_else(|| panic!("{said}")).to_owned()
    };
    assert!(doctor(&bad).starts_with("problem"));
    let found = doctor(&good.display().to_string());
    assert!(found.contains("Story-City of 2026-11-21"), "{found}");
    assert!(doctor("").starts_with("ok"));
}
