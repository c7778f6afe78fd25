//! The judge: holds what visitors remember, and what the books say, against the promises. Pure: it looks at nothing
//! itself, so that it can be shown to find what it should.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::finding::{Finding, Kind};
use super::record::{Record, What, client_id, fingerprint, place, words};

/// One message of a conversation's log, as the front door gives it.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// Its number.
    pub seq: i64,
    /// The client's id, where it has one.
    pub client_id: Option<String>,
    /// Who wrote it.
    pub author: String,
    /// What it is: `text`, `form`, `receipt` …
    pub kind: String,
    /// Its words.
    pub text: Option<String>,
    /// Its form.
    pub form: Option<String>,
    /// Its submission.
    pub submission: Option<String>,
    /// Its fingerprint.
    pub print: u64,
}

impl Kept {
    /// Reads a message.
    pub(super) fn of(message: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let body = &message["body"];
        let kind = if body["edited"] == true { Some("edit".to_owned()) } else { text(&body["kind"]) };
        Self {
            seq: message["seq"].as_i64().unwrap_or(0),
            client_id: text(&message["client_id"]),
            author: text(&message["author"]).unwrap_or_default(),
            kind: kind.unwrap_or_default(),
            text: text(&body["text"]),
            form: text(&body["form"]),
            submission: text(&body["submission"]),
            print: fingerprint(message),
        }
    }
}

/// Judges one visitor's memory by the whole log of their conversation.
pub(super) fn log(record: &Record, log: &[Kept]) -> Vec<Finding> {
    let mut found = Found { name: &record.name, findings: record.findings.clone() };
    found.numbers(log);
    found.entries(record, log);
    found.order(record, log);
    found.seen(record, log);
    found.answers(log);
    found.findings
}

struct Found<'a> {
    name: &'a str,
    findings: Vec<Finding>,
}

impl Found<'_> {
    fn add(&mut self, kind: Kind, what: &str) {
        self.findings.push(Finding::new(kind, format!("{}: {what}", self.name)));
    }

    /// The log counts from one, without a gap.
    fn numbers(&mut self, log: &[Kept]) {
        for (kept, expected) in log.iter().zip(1_i64..) {
            if kept.seq != expected {
                let kind = if kept.seq > expected { Kind::Lost } else { Kind::Duplicated };
                return self.add(kind, &format!("number {expected} of the log is {}", kept.seq));
            }
        }
    }

    /// Everything sent is there once, as it was sent, in the place that was acknowledged; and nothing else is.
    fn entries(&mut self, record: &Record, log: &[Kept]) {
        let mut places: Vec<Vec<&Kept>> = vec![Vec::new(); record.entries.len()];
        for kept in log {
            match kept.client_id.as_deref().map(place) {
                None if kept.author == "visitor" => {
                    self.add(Kind::Changed, &format!("nobody sent what stands at {}", kept.seq));
                }
                None => {}
                Some(at) => match at.and_then(|at| places.get_mut(at)) {
                    Some(place) => place.push(kept),
                    None => self.add(Kind::Changed, &format!("nobody sent what stands at {}", kept.seq)),
                },
            }
        }
        for (at, (entry, places)) in record.entries.iter().zip(&places).enumerate() {
            let id = client_id(at);
            match (places.as_slice(), entry.acked) {
                ([], Some(seq)) => self.add(Kind::Lost, &format!("{id}, acknowledged as {seq}, is not in the log")),
                ([], None) => self.add(Kind::Lost, &format!("{id} was never taken, nor acknowledged")),
                ([kept], Some(seq)) if kept.seq != seq => {
                    self.add(Kind::Reordered, &format!("{id}, acknowledged as {seq}, stands at {}", kept.seq));
                }
                ([_], _) => {}
                (more, _) => {
                    let seqs: Vec<_> = more.iter().map(|kept| kept.seq).collect();
                    self.add(Kind::Duplicated, &format!("{id} stands at {seqs:?}"));
                }
            }
            for kept in places.iter().filter(|kept| !is_what_was_sent(record, at, kept)) {
                self.add(Kind::Changed, &format!("{id} at {} is not what was sent", kept.seq));
            }
        }
    }

    /// What was sent first stands first. Where the server once refused a thing, its place was not promised.
    fn order(&mut self, record: &Record, log: &[Kept]) {
        let promised = |at: &usize| record.entries.get(*at).is_some_and(|entry| !entry.is_refused);
        let mut latest = None;
        for kept in log {
            let Some(at) = kept.client_id.as_deref().and_then(place).filter(promised) else { continue };
            match latest {
                Some(before) if at < before => {
                    self.add(
                        Kind::Reordered,
                        &format!("{} at {} stands behind {}", client_id(at), kept.seq, client_id(before)),
                    );
                }
                _ => latest = Some(at),
            }
        }
    }

    /// What was shown is what is kept.
    fn seen(&mut self, record: &Record, log: &[Kept]) {
        let kept: BTreeMap<i64, u64> = log.iter().map(|kept| (kept.seq, kept.print)).collect();
        for (seq, print) in &record.seen {
            match kept.get(seq) {
                None => self.add(Kind::Lost, &format!("message {seq} was shown and is not in the log")),
                Some(kept) if kept != print => {
                    self.add(Kind::Changed, &format!("message {seq} was shown otherwise than it is kept"));
                }
                Some(_) => {}
            }
        }
    }

    /// Each question and each form sent is answered once.
    fn answers(&mut self, log: &[Kept]) {
        let count = |author: &str, kinds: &[&str]| {
            log.iter().filter(|kept| kept.author == author && kinds.contains(&kept.kind.as_str())).count()
        };
        let (asked, answered) = (count("visitor", &["text", "receipt"]), count("bot", &["text"]));
        if asked != answered {
            let kind = if asked > answered { Kind::Lost } else { Kind::Duplicated };
            self.add(kind, &format!("{asked} messages and forms have {answered} answers"));
        }
    }
}

fn is_what_was_sent(record: &Record, at: usize, kept: &Kept) -> bool {
    match record.entries.get(at).map(|entry| &entry.what) {
        Some(What::Text) => kept.author == "visitor" && kept.text.as_deref() == Some(words(&record.name, at).as_str()),
        Some(What::Ask(form)) => kept.kind == "form" && (form.is_none() || *form == kept.form),
        Some(What::Submit(ask)) => kept.kind == "receipt" && kept.form.as_deref() == record.form(*ask),
        None => false,
    }
}

/// What the books say when all is at rest.
#[derive(Debug, Default)]
pub(super) struct Books {
    /// The form and the id of every submission.
    pub submissions: Vec<(String, String)>,
    /// The submission, Message-ID and state of every notification.
    pub notifications: Vec<(String, String, String)>,
    /// The Message-ID of every e-mail that left.
    pub mails: Vec<String>,
    /// How many leads there are.
    pub leads: i64,
    /// Jobs that wait still, and those given up.
    pub jobs: (i64, i64),
    /// Conversations in which something is not dealt with.
    pub unanswered: i64,
}

/// Judges the books by the receipts (form and submission) in all logs, which `people` visitors got.
pub(super) fn books(receipts: &[(String, String)], people: usize, books: &Books) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |kind, what: String| findings.push(Finding::new(kind, what));
    let told: BTreeSet<&(String, String)> = receipts.iter().collect();
    let made = grouped(books.submissions.iter().map(|(form, _)| (form.as_str(), ())));
    let owed = grouped(books.notifications.iter().map(|(of, id, state)| (of.as_str(), (id.as_str(), state.as_str()))));
    let mails = grouped(books.mails.iter().map(|id| (id.as_str(), ())));
    for (form, submission) in &told {
        match made.get(form.as_str()).map_or(0, Vec::len) {
            0 => add(Kind::Lost, format!("{form} was sent and acknowledged, and {submission} is not there")),
            1 => {}
            n => add(Kind::Duplicated, format!("{form} made {n} submissions")),
        }
    }
    for pair @ (form, submission) in &books.submissions {
        if !told.contains(pair) {
            add(Kind::Duplicated, format!("{submission} of {form} has no receipt in its conversation"));
        }
        match owed.get(submission.as_str()).map(Vec::as_slice) {
            None | Some([]) => add(Kind::Lost, format!("nobody was told of {submission}")),
            Some([(id, state)]) => match (mails.get(id).map(Vec::len), *state) {
                (Some(1), "sent") => {}
                (None, _) => add(Kind::Lost, format!("the e-mail about {submission} did not leave")),
                (Some(1), state) => {
                    add(Kind::Lost, format!("the e-mail about {submission} left, and is kept as {state}"));
                }
                (Some(n), _) => add(Kind::Duplicated, format!("{n} e-mails about {submission} left")),
            },
            Some(more) => add(Kind::Duplicated, format!("{} e-mails are owed about {submission}", more.len())),
        }
    }
    let known: BTreeSet<&str> = books.notifications.iter().map(|(_, id, _)| id.as_str()).collect();
    for id in mails.keys().filter(|id| !known.contains(**id)) {
        add(Kind::Duplicated, format!("the e-mail {id} left, and nobody owed it"));
    }
    let leads = usize::try_from(books.leads).unwrap_or(0);
    if leads != people {
        let kind = if leads > people { Kind::Duplicated } else { Kind::Lost };
        add(kind, format!("{people} people sent forms, and there are {leads} leads"));
    }
    let (waiting, dead) = books.jobs;
    let left = [
        (waiting, "jobs wait still"),
        (dead, "jobs were given up"),
        (books.unanswered, "conversations wait for an answer"),
    ];
    for (n, what) in left.into_iter().filter(|(n, _)| *n > 0) {
        add(Kind::Lost, format!("{n} {what}"));
    }
    findings
}

fn grouped<'a, T>(pairs: impl Iterator<Item = (&'a str, T)>) -> BTreeMap<&'a str, Vec<T>> {
    let mut groups: BTreeMap<&str, Vec<T>> = BTreeMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}

#[cfg(test)]
mod tests;
