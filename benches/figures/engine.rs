//! Everything that depends on the engine: on this machine's disk and on a slower one, with two nodes, with a million
//! leads.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::crowd::{Crowd, Door};
use crate::desk::{Desk, Serving};
use crate::disk::{self, Disk};
use crate::floor::{self, Floor};
use crate::load::Load;
use crate::postgres::Cluster;
use crate::table::{Table, at, kib, mib, ms, rate, times};
use crate::{capture, export, handoff, idle, layer, leads, load, nodes, paced, process, round_trip, start, storm};

/// How long the smaller loads are measured.
const SPAN: Duration = Duration::from_secs(3);

/// How many visitors are many; and how many write alone, one after another, and how much each.
const MANY: usize = 256;
const ALONE: usize = 4;
const EACH: usize = 200;

/// Parts that can be measured alone, by their name as an argument.
pub const HERE: &str = "here";
pub const STORM: &str = "storm";
pub const PARTS: [&str; 5] = [HERE, "million", STORM, "handoff", "slower"];

/// One engine's measurement.
pub struct Bench<'a> {
    /// The client's.
    pub runtime: &'a Runtime,
    /// Its name.
    pub engine: &'static str,
    /// Where folders are made.
    pub home: &'a Path,
    /// What it is compared with.
    pub floor: &'a Floor,
    /// Where the figures go.
    pub table: &'a mut Table,
}

/// How often messages and captures follow each other where they alone are measured.
const TURNS: usize = 3;

/// Messages and captures alone, in turns, for whoever works on them.
pub fn captures(runtime: &Runtime, engine: &'static str, home: &Path, table: &mut Table) -> Result<()> {
    // The engines' names stand in their order.
    let cluster = (engine == crate::table::ENGINES[1]).then(|| Cluster::start(home, false)).transpose()?;
    let floor = Floor::default();
    let mut bench = Bench { runtime, engine, home, floor: &floor, table };
    for turn in 0..TURNS {
        let folder = bench.folder()?;
        let url =
            cluster.as_ref().map(|cluster| runtime.block_on(cluster.create(&format!("turn{turn}")))).transpose()?;
        let desk = Desk::furnish(folder.path(), url, &[])?;
        let serving = desk.start(true)?;
        let many = bench.load(&serving, &desk, &format!("{turn}: messages, 256 sending"))?;
        bench.captured(&serving, &desk, &format!("{turn}: leads captured"), many.rate)?;
        serving.stop();
    }
    Ok(())
}

impl Bench<'_> {
    fn is_postgres(&self) -> bool {
        self.engine == crate::table::ENGINES[1]
    }

    fn folder(&self) -> Result<TempDir> {
        Ok(tempfile::Builder::new().prefix("figures-").tempdir_in(self.home)?)
    }

    /// Measures everything, or one part.
    pub fn run(&mut self, part: Option<&str>) -> Result<()> {
        let asked = |name| part.is_none_or(|part| part == name);
        if part != Some("slower") {
            let cluster = self.is_postgres().then(|| Cluster::start(self.home, false)).transpose()?;
            if asked(HERE) {
                self.here(cluster.as_ref())?;
            }
            if asked("million") {
                self.million(cluster.as_ref())?;
            }
            if asked(STORM) {
                self.storm(cluster.as_ref())?;
            }
            if asked("handoff") {
                self.handoff(cluster.as_ref())?;
            }
        }
        if asked("slower") { self.slower() } else { Ok(()) }
    }

    /// All lose the server, and come back.
    fn storm(&mut self, cluster: Option<&Cluster>) -> Result<()> {
        let folder = self.folder()?;
        let url = cluster.map(|cluster| self.runtime.block_on(cluster.create("storm"))).transpose()?;
        let desk = Desk::furnish(folder.path(), url.clone(), &[])?;
        storm::against_desk(self.runtime, &desk, url)?.tell(self.table, self.engine);
        Ok(())
    }

    /// Many wait for a person, and a few agents take them.
    fn handoff(&mut self, cluster: Option<&Cluster>) -> Result<()> {
        let folder = self.folder()?;
        let url = cluster.map(|cluster| self.runtime.block_on(cluster.create("handoff"))).transpose()?;
        let desk = Desk::furnish(folder.path(), url, &[])?;
        let serving = desk.start(true)?;
        self.runtime.block_on(handoff::measure(&desk, &serving))?.tell(self.table, self.engine);
        serving.stop();
        Ok(())
    }

    /// Measures the durable round trip alone.
    pub fn brief(&mut self) -> Result<()> {
        let cluster = self.is_postgres().then(|| Cluster::start(self.home, false)).transpose()?;
        let folder = self.folder()?;
        let desk = Desk::furnish(folder.path(), cluster.as_ref().map(Cluster::url), &[])?;
        let serving = desk.start(true)?;
        self.great_round_trip(&serving, &desk)?;
        serving.stop();
        Ok(())
    }

    fn tell(&mut self, row: &str, figure: String) {
        self.table.tell(row, self.engine, figure);
    }

    /// On this machine's disk.
    fn here(&mut self, cluster: Option<&Cluster>) -> Result<()> {
        let folder = self.folder()?;
        let place = cluster.map_or(folder.path(), Cluster::folder).to_owned();
        let disk = self.disk(&place, &[], cluster, "this disk")?;
        let desk = Desk::furnish(folder.path(), cluster.map(Cluster::url), &[])?;
        let serving = desk.start(true)?;
        let many = self.messages(&serving, &desk, disk, "this disk")?;
        self.great_round_trip(&serving, &desk)?;
        let mut with_answers = 0.0;
        for (sockets, echo) in round_trip::SOCKETS.into_iter().zip(&self.floor.round_trips) {
            let run = round_trip::against_desk(self.runtime, &serving, &desk.bot, sockets)?;
            run.tell(self.table, self.engine, echo);
            with_answers = run.rate;
        }
        let captured = self.captured(&serving, &desk, "leads captured", many.rate)?;
        self.tell("… leads captured: in messages with their answers", format!("{:.2}", captured / with_answers));
        serving.stop();
        if cluster.is_some()
            && let Some(nodes) = nodes::measure(self.runtime, &desk, folder.path())?
        {
            let (same, other) = (at(&nodes.same, 0.5), at(&nodes.other, 0.5));
            self.tell("**to a tab on another node, through NATS**, p50", ms(other));
            self.tell("… to a tab on the same node, p50", ms(same));
            self.tell("… one over the other", format!("{:.2} times", times(other, same)));
            self.table.bar("… one over the other", "at most 2 times");
        }
        Ok(())
    }

    /// Captures, beside the rate of messages; gives their own.
    fn captured(&mut self, serving: &Serving, desk: &Desk, row: &str, messages: f64) -> Result<f64> {
        let asked = self.runtime.block_on(capture::ask_all(serving.address, &desk.bot))?;
        let before = process::processor(serving.pid())?;
        let captured = self.runtime.block_on(capture::send_all(asked))?;
        let took = process::processor(serving.pid())?.saturating_sub(before);
        self.tell(&format!("**{row}, 256 sending**"), rate(captured.rate));
        self.tell(&format!("… {row}: acknowledged, p50 / p99"), crate::table::spread(&captured.waits));
        let count = u32::try_from(captured.waits.len())?.max(1);
        let each = (took / count).as_secs_f64() * 1e6;
        self.tell(&format!("… {row}: processor of the server for each"), format!("{each:.0} µs"));
        if messages.is_finite() {
            let of_messages = format!("… {row}: in messages, 256 sending, taken");
            self.tell(&of_messages, format!("{:.2}", captured.rate / messages));
            self.table.bar(&of_messages, "at least 0.4");
        }
        Ok(captured.rate)
    }

    /// On a disk whose flush takes longer.
    fn slower(&mut self) -> Result<()> {
        let folder = self.folder()?;
        let name = format!("{} ms disk", layer::FLUSH_MS);
        let cluster = self.is_postgres().then(|| Cluster::start(self.home, true)).transpose()?;
        let place = cluster.as_ref().map_or(folder.path(), Cluster::folder).to_owned();
        let settings = layer::settings(folder.path())?;
        let disk = self.disk(&place, &settings, cluster.as_ref(), &name)?;
        let desk = Desk::furnish(folder.path(), cluster.as_ref().map(Cluster::url), &settings)?;
        if let Some(cluster) = &cluster {
            self.runtime.block_on(cluster.age())?;
        }
        let serving = desk.start(true)?;
        self.messages(&serving, &desk, disk, &name)?;
        serving.stop();
        Ok(())
    }

    fn disk(
        &mut self,
        place: &Path,
        settings: &[(String, String)],
        cluster: Option<&Cluster>,
        name: &str,
    ) -> Result<Disk> {
        let mut disk = disk::measure(place, settings)?;
        self.tell(
            &format!("{name}: flush of 4 KiB, median"),
            format!("{} ({})", ms(disk.flush), disk::file_system(place)),
        );
        if let Some(cluster) = cluster {
            disk.commits = self.runtime.block_on(disk::commits_of_postgres(&cluster.url()))?;
        }
        self.tell(&format!("{name}: one commit each"), rate(disk.commits));
        Ok(disk)
    }

    /// Messages alone, in conversations that an agent has: many at once, at half of that rate, and one at rest.
    fn messages(&mut self, serving: &Serving, desk: &Desk, disk: Disk, name: &str) -> Result<Load> {
        let many = self.load(serving, desk, &format!("{name}: messages, 256 sending"))?;
        let row = format!("… {name}: over one commit each");
        self.tell(&row, format!("{:.1} times", many.rate / disk.commits));
        if name != "this disk" {
            self.table.bar(&row, "at least 30 times on SQLite");
        }
        let crowd = self.crowd(serving, desk, "paced", MANY)?;
        let waits = self.runtime.block_on(paced::run(crowd, many.rate / 2.0, SPAN))?;
        self.tell(&format!("**{name}: at half of that**, p50 / p99"), crate::table::spread(&waits));
        let row = format!("… {name}: p99 in flushes");
        self.tell(&row, format!("{:.1}", times(at(&waits, 0.99), disk.flush)));
        self.table.bar(&row, "at most 5");
        let crowd = self.crowd(serving, desk, "alone", ALONE)?;
        let alone = self.runtime.block_on(load::in_turn(crowd, EACH))?;
        self.tell(&format!("**{name}: one message at rest**, p50 / p99"), crate::table::spread(&alone));
        let row = format!("… {name}: p50 in flushes");
        self.tell(&row, format!("{:.2}", times(at(&alone, 0.5), disk.flush)));
        self.table.bar(&row, "at most 1.3");
        Ok(many)
    }

    fn crowd(&self, serving: &Serving, desk: &Desk, run: &str, size: usize) -> Result<Crowd> {
        let cookie = serving.sign_in()?;
        let door = Door { server: serving.address, bot: &desk.bot, cookie: &cookie };
        let crowd = self.runtime.block_on(Crowd::gather(&door, run, size))?;
        serving.rest()?;
        Ok(crowd)
    }

    fn load(&mut self, serving: &Serving, desk: &Desk, row: &str) -> Result<Load> {
        let mut crowd = self.crowd(serving, desk, "taken", MANY)?;
        crowd.agents.clear();
        let before = process::processor(serving.pid())?;
        let load = self.runtime.block_on(load::run(crowd, SPAN, false))?;
        load.tell(self.table, row, self.engine, process::processor(serving.pid())?.saturating_sub(before));
        Ok(load)
    }

    /// From a thousand visitors to agents who watch.
    fn great_round_trip(&mut self, serving: &Serving, desk: &Desk) -> Result<()> {
        let crowd = self.crowd(serving, desk, "many", floor::CROWD)?;
        let before = process::processor(serving.pid())?;
        let load = self.runtime.block_on(load::run(crowd, floor::SPAN, true))?;
        let row = "durable round trip, 1,000 sending";
        load.tell(self.table, row, self.engine, process::processor(serving.pid())?.saturating_sub(before));
        let row = "… of the same without storage";
        self.tell(row, format!("{:.2}", load.rate / self.floor.bare.rate));
        self.table.bar(row, "at least 0.6");
        Ok(())
    }

    /// With a million leads: starting, resting, listing; and ten thousand idle sockets.
    fn million(&mut self, cluster: Option<&Cluster>) -> Result<()> {
        let folder = self.folder()?;
        let url = cluster.map(|cluster| self.runtime.block_on(cluster.create("million"))).transpose()?;
        let desk = Desk::furnish(folder.path(), url.clone(), &[])?;
        let filled = self.runtime.block_on(leads::fill(&desk, leads::MANY))?;
        self.tell("invented leads with five messages each", rate(filled));
        let (took, serving) = start::measure(&desk)?;
        self.tell("start to ready with 1,000,000 leads, median of 5", ms(took));
        self.table.bar("start to ready with 1,000,000 leads, median of 5", "300 ms");
        self.tell("memory at rest", mib(process::resident(serving.pid())?));
        self.table.bar("memory at rest", "40 MB");
        let idle = idle::measure(self.runtime, serving.pid(), serving.address, &desk.bot)?;
        self.tell("idle socket", format!("{} each of {}", kib(idle.each), idle.sockets));
        self.table.bar("idle socket", "at most 10 kB");
        let some = self.runtime.block_on(leads::some(&desk))?;
        let [list, search, panel] = leads::over_http(&serving, &desk.bot, &some)?;
        for (row, took) in
            [("the leads page over HTTP", list), ("… with a search", search), ("a lead's panel over HTTP", panel)]
        {
            self.tell(&format!("{row}, 1,000,000 leads, p95"), ms(took));
            self.table.bar(&format!("{row}, 1,000,000 leads, p95"), "50 ms");
        }
        let mut lists = leads::Lists { engine: self.engine, table: &mut *self.table };
        self.runtime.block_on(lists.measure(&desk))?;
        self.grown(&serving, &desk, cluster)?;
        let exported = export::run(&serving, &desk.bot)?;
        self.tell("1,000,000 leads as CSV: lines a second", rate(exported.rate));
        self.table.bar("1,000,000 leads as CSV: lines a second", "at least 100,000 on SQLite");
        self.tell("… memory above that at rest", mib(exported.grew));
        serving.stop();
        Ok(())
    }

    /// What capturing a lead takes with a million present, over what it takes with a thousand.
    fn grown(&mut self, serving: &Serving, desk: &Desk, cluster: Option<&Cluster>) -> Result<()> {
        let many = self.captured(serving, desk, "leads captured with 1,000,000", f64::NAN)?;
        let folder = self.folder()?;
        let url = cluster.map(|cluster| self.runtime.block_on(cluster.create("thousand"))).transpose()?;
        let small = Desk::furnish(folder.path(), url, &[])?;
        self.runtime.block_on(leads::fill(&small, 1_000))?;
        let serving = small.start(false)?;
        let few = self.captured(&serving, &small, "leads captured with 1,000", f64::NAN)?;
        serving.stop();
        let row = "… with a million over with a thousand, time for each";
        self.tell(row, format!("{:.2} times", few / many));
        self.table.bar(row, "at most 1.2 times");
        Ok(())
    }
}
