//! `frontdesk selftest`: what may be asked of it. It takes no setting of the installation and never touches its data.

use clap::Args;

use crate::selftest::{self, Plan};

/// Prove that nothing is lost, doubled or reordered: visitors write to a throw-away server and lose their lines, the
/// server is killed and started again, round after round; then every log is compared with what was acknowledged.
#[derive(Debug, Args)]
pub struct Selftest {
    /// A PostgreSQL server, like <postgres://user:password@host/name>, whose user may create databases. The test makes
    /// one of its own and drops it. Without: SQLite in a throw-away folder (TMPDIR says where).
    #[arg(long)]
    database: Option<String>,
    /// How often the server is killed and started again.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rounds: u32,
    /// After so many seconds no new round begins. Coming to rest and judging take some seconds more.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
    /// How many visitors write at once.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    senders: u32,
    /// The random choices of an earlier run; its timing is not repeated.
    #[arg(long)]
    seed: Option<u64>,
    /// How many servers work on the database; two need --database.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=2))]
    nodes: u32,
}

impl Selftest {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        anyhow::ensure!(self.nodes == 1 || self.database.is_some(), "--nodes 2 needs --database");
        let seed = match self.seed {
            Some(seed) => seed,
            // Short enough to be typed again.
            None => u64::from(getrandom::u32()?),
        };
        let plan = Plan {
            database: self.database,
            rounds: self.rounds,
            seconds: self.seconds,
            senders: self.senders,
            seed,
            nodes: self.nodes,
        };
        selftest::run(&plan).await
    }
}
