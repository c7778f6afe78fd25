//! A new installation: the link that the terminal shows, the owner, and the empty Leads page.

use tempfile::TempDir;

use crate::support::binary::Server;
use crate::support::browser::story;

#[tokio::test]
async fn the_printed_link_makes_the_owner_once_and_shows_the_snippet() {
    let data = TempDir::new().unwrap();
    let server = Server::start(data.path(), &[]);
    let link = server.said.iter().find_map(|line| line.split_once("/setup?token=")).expect("a set-up link");
    let token = link.1.trim().to_owned();
    story("first_start", &format!("http://{}", server.address), &[("TOKEN", &token)]).await;
}
