//! The command line: `serve`, `demo`, and what an owner does at a terminal.

mod classify;
pub mod commands;
mod crowd;
mod diagnose;
mod eval;
mod extract;
mod files;
mod keep;
mod lines;
mod people;
mod read_pdf;
mod relocate;
mod score;
mod selftest;
pub(crate) mod start;
mod tend;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::assistant::Model;
use crate::config::{Config, Overrides};
use crate::organisation::Plan;
use crate::organisation::role::{Module, Role};

/// The chat-widget backend with built-in lead capture that you run yourself.
#[derive(Debug, Parser)]
#[command(name = "frontdesk", version)]
pub struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// A file with settings; `frontdesk config` prints them all with their meaning.
    #[arg(long, global = true, env = "FRONTDESK_CONFIG")]
    config: Option<PathBuf>,
    /// The folder for the database, secrets, and the demo's e-mails.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// Where to listen, like 127.0.0.1:8080.
    #[arg(long, global = true)]
    listen: Option<String>,
}

impl Common {
    /// The settings, checked.
    fn settings(&self) -> anyhow::Result<Config> {
        let overrides = Overrides { data: self.data.clone(), listen: self.listen.clone() };
        Ok(Config::load(self.config.as_deref(), std::env::vars(), overrides)?)
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve. The first start prints a link to make the owner.
    Serve,
    /// Serve a demo shop and a demo estate agency; e-mails go into files.
    Demo {
        /// Instead of serving, add so many invented leads to a bot of the demo, or to one that has none yet.
        #[arg(long, value_name = "N")]
        leads: Option<u64>,
        /// Another one makes other people.
        #[arg(long, default_value_t = 1, requires = "leads")]
        seed: u64,
        /// The key of the bot they are added to; without it, the first.
        #[arg(long, value_name = "KEY", requires = "leads")]
        bot: Option<String>,
    },
    /// Bring the database up to this version, or move it from SQLite to PostgreSQL.
    Migrate {
        /// An empty PostgreSQL to move everything to, like `postgres://user@host/name`. A password may stand in it, or in
        /// PGPASSWORD, where other users of this machine cannot read it.
        #[arg(long)]
        to: Option<String>,
    },
    /// Copy the database into a file, while the server runs.
    Backup {
        /// A file that is not there yet; without it, one in the data folder's `backups`.
        file: Option<PathBuf>,
    },
    /// Put a backup in the place of the database; what was there is kept.
    Restore {
        /// What `frontdesk backup` wrote.
        file: PathBuf,
    },
    /// Look whether everything this installation needs is in order, and say what to do where it is not.
    Doctor {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print a bot's leads as CSV, or everything about one lead's contact as JSON.
    Export {
        /// The bot's key.
        #[arg(long, required_unless_present = "contact_of")]
        bot: Option<String>,
        /// Begin with a byte order mark, for Excel.
        #[arg(long)]
        bom: bool,
        /// A lead's id: its contact's whole data, as JSON.
        #[arg(long, conflicts_with_all = ["bot", "bom"])]
        contact_of: Option<String>,
    },
    /// Import leads from a CSV file, its columns as they are guessed; the server does it.
    Import {
        /// The bot's key.
        #[arg(long)]
        bot: String,
        /// Who imports them: the e-mail they sign in with.
        #[arg(long = "as")]
        by: String,
        /// The file.
        file: PathBuf,
    },
    /// Draw contact details out of messages: JSON Lines in (`id`, `text`, `region`, `prompt`), JSON Lines out.
    Extract {
        /// The key of the bot whose country and addresses count; without it, those of a new bot, and no database.
        #[arg(long, value_name = "KEY")]
        bot: Option<String>,
        /// The messages; without it, standard input.
        file: Option<PathBuf>,
    },
    /// Tell what messages ask for: JSON Lines with `id` and `text` in, with `id`, `intent`, `confidence`, `form` out.
    Classify {
        /// The key of a bot whose own tags count too; without it, no database is needed.
        #[arg(long, value_name = "KEY")]
        bot: Option<String>,
        /// The messages; without it, standard input.
        file: Option<PathBuf>,
    },
    /// Measure how well visitors are understood, on JSON Lines whose answer is known.
    ///
    /// What is measured follows from a line's keys. `text`, `lang`, `intent`, and `accept` where more is right: macro-F1, forms
    /// opened and offered on messages that ask for nothing, requests missed, by language and label. `text`, `region`,
    /// `prompt`, `expect` by detail: rows wholly right, nothing invented, F1 by detail. `preset`, `turns`, `expect` with
    /// `band` and `signals`: bands right, hot and cold turned over, signals right. A file may hold all three.
    Eval {
        /// The file.
        file: PathBuf,
    },
    /// Score conversations: JSON Lines in (`id`, `preset`, `turns` of `role` and `text`), JSON Lines out.
    Score {
        /// The key of the bot whose preset, bands and country count; without it, those of a new bot, and no database.
        #[arg(long, value_name = "KEY")]
        bot: Option<String>,
        /// The conversations; without it, standard input.
        file: Option<PathBuf>,
    },
    /// Print every setting with its meaning, then what is in force, secrets hidden.
    Config,
    /// Prove that nothing is lost: a throw-away server, killed and started again under load, judged at the end.
    Selftest(selftest::Selftest),
    /// Read a PDF from standard input; the server starts this itself.
    #[command(hide = true)]
    ReadPdf,
    /// The people who sign in.
    #[command(subcommand)]
    Member(Member),
    /// What runs this: its plan.
    #[command(subcommand)]
    Organisation(Organisation),
    /// The assistants.
    #[command(subcommand)]
    Bot(Bot),
}

#[derive(Debug, Subcommand)]
enum Member {
    /// Add a person; asks for nothing, prints a password when none is given in `FRONTDESK_PASSWORD`.
    Add {
        /// What they sign in with.
        #[arg(long)]
        email: String,
        /// What they are called.
        #[arg(long)]
        name: String,
        /// owner, admin, agent or viewer.
        #[arg(long, default_value = "owner", value_parser = role)]
        role: Role,
        /// The organisation's name, when this is the first person.
        #[arg(long, default_value = "My organisation")]
        organisation: String,
    },
    /// Change what a person may do and see; what is left out stays as it is.
    Set {
        /// What they sign in with.
        email: String,
        /// owner, admin, agent or viewer.
        #[arg(long, value_parser = role)]
        role: Option<Role>,
        /// The modules they have, like `leads,inbox`, of leads, inbox, settings and team; or `all`.
        #[arg(long, value_parser = people::modules)]
        modules: Option<people::Limit<Module>>,
        /// The keys of the bots they may see, like `a1b2,c3d4`; or `all`.
        #[arg(long, value_parser = people::bots)]
        bots: Option<people::Limit<String>>,
    },
    /// List the people with what they may do and see.
    List,
}

#[derive(Debug, Subcommand)]
enum Organisation {
    /// Put it on a plan: free, starter, advanced or boost.
    Plan {
        /// The plan.
        #[arg(value_parser = plan)]
        plan: Plan,
    },
}

#[derive(Debug, Subcommand)]
enum Bot {
    /// Add a bot, and print the line for its site.
    Add {
        /// What visitors read.
        #[arg(long)]
        name: String,
        /// Who is e-mailed about its leads; may be given several times.
        #[arg(long)]
        recipient: Vec<String>,
        /// The phone number its text messages come to, in E.164.
        #[arg(long)]
        sms: Option<String>,
        /// A site that may show it, like `https://shop.example`; may be given several times, none means any.
        #[arg(long)]
        site: Vec<String>,
    },
    /// List the bots with their keys.
    List,
    /// Print a bot's settings as TOML, to be changed and given to `bot set`.
    Show {
        /// The bot's key.
        key: String,
    },
    /// Change a bot's settings; what the file leaves out goes back to its default.
    Set {
        /// The bot's key.
        key: String,
        /// A file with settings, as `bot show` prints them.
        file: PathBuf,
    },
    /// Give a bot its questions and answers, in place of those it had; its files and sites stay.
    Learn {
        /// The bot's key.
        key: String,
        /// A TOML file of `[[entry]]` tables, each with question, answer, and where you like title and url.
        file: PathBuf,
    },
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| "owner, admin, agent or viewer".to_owned())
}

fn plan(text: &str) -> Result<Plan, String> {
    Plan::parse(text).ok_or_else(|| "free, starter, advanced or boost".to_owned())
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// Words for the terminal: what happened, why, what to do.
    pub async fn run(self) -> anyhow::Result<()> {
        if let Command::Doctor { json } = self.command {
            return diagnose::doctor(self.common.settings(), json).await;
        }
        if let Command::ReadPdf = self.command {
            // Without settings, which are none of its business.
            return read_pdf::run();
        }
        if let Command::Selftest(asked) = self.command {
            // It has nothing to do with this installation, whose settings may be wrong.
            return asked.run().await;
        }
        // Neither have these, as long as no bot is named.
        match &self.command {
            Command::Classify { bot: None, file } => return classify::classify(&Model::builtin(), file.as_deref()),
            Command::Eval { file } => return eval::eval(file),
            _ => {}
        }
        let config = self.common.settings()?;
        match self.command {
            Command::Serve => start::serve(config).await,
            Command::Demo { leads: None, .. } => start::demo(config).await,
            Command::Demo { leads: Some(leads), seed, bot } => crowd::add(config, leads, seed, bot.as_deref()).await,
            Command::Migrate { to: None } => commands::migrate(&config).await,
            Command::Migrate { to: Some(url) } => relocate::relocate(&config, &url).await,
            Command::Backup { file } => keep::backup(&config, file).await,
            Command::Restore { file } => keep::restore(&config, &file).await,
            // Done above, also where the settings are wrong.
            Command::Doctor { .. }
            | Command::Selftest(_)
            | Command::ReadPdf
            | Command::Eval { .. }
            | Command::Classify { bot: None, .. } => Ok(()),
            Command::Classify { bot: Some(key), file } => {
                classify::classify(&*classify::model_of(&config, &key).await?, file.as_deref())
            }
            Command::Export { contact_of: Some(lead), .. } => files::contact(&config, &lead).await,
            Command::Export { bot, bom, .. } => files::export(&config, &bot.unwrap_or_default(), bom).await,
            Command::Import { bot, by, file } => files::import(&config, &bot, &by, &file).await,
            Command::Extract { bot, file } => extract::extract(&config, bot.as_deref(), file.as_deref()).await,
            Command::Score { bot, file } => score::score(&config, bot.as_deref(), file.as_deref()).await,
            Command::Config => {
                commands::print_config(&config);
                Ok(())
            }
            Command::Member(Member::Add { email, name, role, organisation }) => {
                commands::add_member(&config, &email, &name, role, &organisation).await
            }
            Command::Member(Member::Set { email, role, modules, bots }) => {
                people::set_member(&config, &email, people::Change { role, modules, bots }).await
            }
            Command::Member(Member::List) => people::list_members(&config).await,
            Command::Organisation(Organisation::Plan { plan }) => people::set_plan(&config, plan).await,
            Command::Bot(Bot::Add { name, recipient, sms, site }) => {
                commands::add_bot(&config, &name, recipient, sms, site).await
            }
            Command::Bot(Bot::List) => commands::list_bots(&config).await,
            Command::Bot(Bot::Show { key }) => tend::show(&config, &key).await,
            Command::Bot(Bot::Set { key, file }) => tend::set(&config, &key, &file).await,
            Command::Bot(Bot::Learn { key, file }) => tend::learn(&config, &key, &file).await,
        }
    }
}
