//! A PostgreSQL of one story's own, which can be stopped and started under the product.

use std::path::PathBuf;
use std::process::{Child, Stdio};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use super::binary::signal;
use super::neighbour::free_port;
use super::postgres::{Runner, answers, new_cluster, programs, server_command};
use super::until;

/// It ends with this value, and its files go.
pub struct Cluster {
    home: PathBuf,
    port: u16,
    server: Option<Child>,
}

impl Cluster {
    /// A new one, with an empty database.
    pub async fn start() -> Self {
        let home = new_cluster(&programs(), &Runner::choose());
        let port = free_port();
        let mut cluster = Self { home, port, server: None };
        cluster.go_on().await;
        let mut admin = PgConnection::connect(&cluster.url("postgres")).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe("CREATE DATABASE desk")).execute(&mut admin).await.unwrap();
        cluster
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Stops it as an upgrade of its package does: every connection is cut.
    pub fn stop(&mut self) {
        let mut server = self.server.take().expect("it runs");
        signal(&server, "INT");
        server.wait().unwrap();
    }

    /// Starts it, for the first time or again, and waits until it answers.
    pub async fn go_on(&mut self) {
        let arguments = server_command(&programs(), &self.home, self.port);
        let mut command = Runner::choose().command(&PathBuf::from(&arguments[0]), &self.home);
        command.args(&arguments[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.server = Some(command.spawn().expect("PostgreSQL starts"));
        let url = self.url("postgres");
        let url = url.trim_end_matches("/postgres");
        until("PostgreSQL", || async { answers(url).await.then_some(()) }).await;
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            signal(server, "QUIT");
            let _ = server.wait();
        }
        let _ = std::fs::remove_dir_all(&self.home);
    }
}
