//! CPU for each message, as instructions counted by callgrind: kept in tests/it/instructions.toml, and not to grow.
//!
//! Time depends on the machine and on who else uses it; instructions do not. Each kind is run twice, with few and with
//! more, and the difference is taken, so that starting falls out. It is the test profile that is counted (a release
//! build would take minutes): the figure says whether the work has grown, not what a release build spends.

mod scenario;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::support::tools;

const FEW: u64 = 5;
/// Set to 1, the figures are written anew.
const KEEP: &str = "FRONTDESK_KEEP_INSTRUCTIONS";

/// tests/it/instructions.toml.
#[derive(Deserialize)]
struct Kept {
    #[expect(dead_code, reason = "for who reads the file")]
    date: String,
    /// Another compiler makes another program: its figures are its own.
    rustc: String,
    instructions: BTreeMap<String, u64>,
}

#[test]
fn a_message_costs_no_more_instructions_than_it_did() {
    let room = Path::new(env!("CARGO_TARGET_TMPDIR")).join("instructions");
    let counted: BTreeMap<String, u64> =
        scenario::KINDS.iter().map(|(kind, more)| ((*kind).to_owned(), each(kind, *more, &room))).collect();
    let place = tools::repository().join("tests/it/instructions.toml");
    if std::env::var_os(KEEP).is_some_and(|set| set == "1") {
        fs::write(&place, written(&counted)).unwrap();
        return;
    }
    let kept: Kept = toml::from_str(&fs::read_to_string(&place).unwrap()).unwrap();
    let faults = faults(&kept, &counted);
    assert!(
        faults.is_empty(),
        "{}\nWhere they go: callgrind_annotate {}/*.out. The new figures are kept, with the reason in the commit, by\n\
         {KEEP}=1 cargo nextest run -E 'test(instructions)'\nKept with {}, counted with {}.",
        faults.join("\n"),
        room.display(),
        kept.rustc,
        rustc()
    );
}

/// What is not as it was, by more than a tenth. Fewer are a fault too: kept high, the figure would hide the next growth.
fn faults(kept: &Kept, counted: &BTreeMap<String, u64>) -> Vec<String> {
    let mut faults = Vec::new();
    for (kind, now) in counted {
        match kept.instructions.get(kind) {
            None => faults.push(format!("{kind}: {now} instructions, and none kept")),
            Some(was) if *now * 10 > *was * 11 => {
                faults.push(format!(
                    "{kind}: {now} instructions, more than {was} and a tenth: make it cheaper, or keep the figure"
                ));
            }
            Some(was) if *now * 10 < *was * 9 => {
                faults.push(format!(
                    "{kind}: {now} instructions, fewer than {was} less a tenth: well done, keep the figure"
                ));
            }
            Some(_) => {}
        }
    }
    faults
}

fn written(counted: &BTreeMap<String, u64>) -> String {
    let mut text = format!(
        "# Instructions for each message and lead, by callgrind, test profile; a tenth more or less fails the tests.\n\
         # Written anew by: {KEEP}=1 cargo nextest run -E 'test(instructions)'\n\
         # What is counted: tests/it/instructions/scenario.rs.\n\
         date = \"{}\"\nrustc = \"{}\"\n\n[instructions]\n",
        frontdesk::time::Clock::System.now().in_zone("UTC").date(),
        rustc()
    );
    for (kind, count) in counted {
        writeln!(text, "{kind} = {count}").unwrap();
    }
    text
}

fn rustc() -> String {
    let output = Command::new("rustc").arg("--version").output().expect("rustc");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Instructions for one of a kind.
fn each(kind: &str, number: u64, room: &Path) -> u64 {
    let (few, more) = (total(kind, FEW, room), total(kind, number, room));
    (more - few) / (number - FEW)
}

/// Instructions for so many of a kind, and for starting, over all threads.
fn total(kind: &str, number: u64, room: &Path) -> u64 {
    let data = room.join("data");
    if data.exists() {
        fs::remove_dir_all(&data).unwrap();
    }
    fs::create_dir_all(&data).unwrap();
    scenario::prepare(&data);
    let out = room.join(format!("{kind}-{number}.out"));
    let mut command = Command::new(tools::valgrind());
    command.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", out.display()));
    command.arg(std::env::current_exe().unwrap());
    command.args(["--exact", "instructions::scenario::what_is_counted_is_done", "--nocapture", "--test-threads=1"]);
    command.env(scenario::TOLD, format!("{kind} {number} {}", data.display())).stdin(Stdio::null());
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stdout));
    let collected = told.lines().find_map(|line| line.split_once("Collected :")).map(|(_, count)| count.trim().parse());
    collected.expect("callgrind tells").unwrap()
}

#[test]
fn more_and_fewer_instructions_by_a_tenth_are_told() {
    let figures = |count| BTreeMap::from([("message_stored".to_owned(), count)]);
    let kept = Kept { date: String::new(), rustc: String::new(), instructions: figures(1_000) };
    for (count, told) in [(1_101, Some("cheaper")), (1_100, None), (900, None), (899, Some("well done"))] {
        let faults = faults(&kept, &figures(count));
        assert_eq!(faults.len(), usize::from(told.is_some()), "{count}: {faults:?}");
        assert!(told.is_none_or(|word| faults[0].contains(word)), "{faults:?}");
    }
}
