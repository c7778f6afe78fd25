//! An owner at a terminal: makes a bot, looks at it, changes it, teaches it.

use std::path::Path;
use std::process::Output;

use crate::support::binary;

fn run(data: &Path, arguments: &[&str]) -> Output {
    binary::run(data, &[("FRONTDESK_PASSWORD".into(), "long enough".into())], arguments)
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn an_owner_makes_a_bot_changes_it_and_teaches_it() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let without_owner = run(&data, &["bot", "add", "--name", "Loam"]);
    assert!(!without_owner.status.success() && told(&without_owner).contains("frontdesk member add"));
    assert!(run(&data, &["member", "add", "--email", "o@shop.example", "--name", "Olive"]).status.success());
    let twice = run(&data, &["member", "add", "--email", "O@shop.example", "--name", "Olive"]);
    assert!(!twice.status.success() && told(&twice).contains("signs in with this e-mail already"));
    let made = run(&data, &["bot", "add", "--name", "Loam", "--recipient", "orders@shop.example"]);
    assert!(made.status.success(), "{}", told(&made));
    let snippet = told(&made);
    let key = snippet.split("data-bot=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();

    let shown = String::from_utf8(run(&data, &["bot", "show", key]).stdout).unwrap();
    assert!(shown.contains("orders@shop.example"), "{shown}");
    let settings = dir.path().join("bot.toml");
    std::fs::write(&settings, shown.replace("team = \"team\"", "team = \"workshop\"")).unwrap();
    assert!(run(&data, &["bot", "set", key, settings.to_str().unwrap()]).status.success());
    assert!(told(&run(&data, &["bot", "show", key])).contains("team = \"workshop\""));

    let lesson = dir.path().join("faq.toml");
    std::fs::write(&lesson, "[[entry]]\nquestion = \"Do you deliver?\"\nanswer = \"Yes, everywhere.\"\n").unwrap();
    let learnt = run(&data, &["bot", "learn", key, lesson.to_str().unwrap()]);
    assert!(told(&learnt).contains("1 entries learnt"), "{}", told(&learnt));
    std::fs::write(&lesson, "[[entry]]\nquestion = \"Do you deliver?\"\nanwser = \"Yes\"\n").unwrap();
    let wrong = run(&data, &["bot", "learn", key, lesson.to_str().unwrap()]);
    assert!(!wrong.status.success() && told(&wrong).contains("anwser"), "{}", told(&wrong));
    let nobody = run(&data, &["bot", "show", "nobody"]);
    assert!(!nobody.status.success() && told(&nobody).contains("frontdesk bot list"));
}
