//! What `/metrics` says, read strictly by the text format (Prometheus, exposition formats, 0.0.4): every family with one
//! HELP and one TYPE before its samples, histograms whose buckets only grow.

use std::collections::BTreeMap;

/// A family: its kind, what it says of itself, its samples.
#[derive(Debug)]
pub struct Family {
    pub kind: String,
    pub help: String,
    pub samples: Vec<Sample>,
}

#[derive(Debug)]
pub struct Sample {
    pub name: String,
    pub labels: BTreeMap<String, String>,
    pub value: f64,
}

/// All that a server tells, by name.
pub struct Told(pub BTreeMap<String, Family>);

impl Told {
    /// The sum of the samples of this name that have these labels; the story ends where there is none.
    pub fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let has = |sample: &&Sample| {
            sample.name == name
                && labels.iter().all(|(key, value)| sample.labels.get(*key).is_some_and(|is| is == value))
        };
        let found: Vec<f64> =
            self.0.values().flat_map(|family| &family.samples).filter(has).map(|sample| sample.value).collect();
        assert!(!found.is_empty(), "{name} {labels:?} is not told");
        found.iter().sum()
    }
}

/// Reads the text; ends the story where it breaks a rule.
pub fn parse(text: &str) -> Told {
    assert!(text.ends_with('\n'), "the last line ends");
    let mut told: BTreeMap<String, Family> = BTreeMap::new();
    let (mut helped, mut current) = (None, String::new());
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').unwrap_or_else(|| panic!("{line}"));
            assert!(helped.replace((name.to_owned(), help.to_owned())).is_none(), "HELP without TYPE before {line}");
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap_or_else(|| panic!("{line}"));
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            let (of, help) = helped.take().unwrap_or_else(|| panic!("no HELP before {line}"));
            assert_eq!(of, name, "HELP and TYPE of one family");
            name.clone_into(&mut current);
            let family = Family { kind: kind.to_owned(), help, samples: Vec::new() };
            assert!(told.insert(current.clone(), family).is_none(), "{name} twice");
        } else {
            assert!(!line.starts_with('#') && helped.is_none(), "{line}");
            let sample = sample(line);
            let family = told.get_mut(&current).unwrap_or_else(|| panic!("a sample before its TYPE: {line}"));
            let end = sample.name.strip_prefix(&current).unwrap_or_else(|| panic!("{line} under {current}"));
            let ends: &[&str] = if family.kind == "histogram" { &["_bucket", "_sum", "_count"] } else { &[""] };
            assert!(ends.contains(&end), "{line} under {current}");
            let is_twice = |other: &Sample| other.name == sample.name && other.labels == sample.labels;
            assert!(!family.samples.iter().any(is_twice), "twice: {line}");
            family.samples.push(sample);
        }
    }
    told.iter().filter(|(_, family)| family.kind == "histogram").for_each(|(name, family)| buckets(name, family));
    Told(told)
}

/// `name{key="value",…} 1.5`
fn sample(line: &str) -> Sample {
    let (head, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
    let value = value.parse().unwrap_or_else(|_| panic!("no number: {line}"));
    let (name, labels) = match head.split_once('{') {
        Some((name, rest)) => (name, rest.strip_suffix('}').unwrap_or_else(|| panic!("{line}"))),
        None => (head, ""),
    };
    let is_name = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    assert!(is_name(name), "{line}");
    let mut found = BTreeMap::new();
    // No label of ours holds a comma, a quote or a backslash.
    for pair in labels.split(',').filter(|pair| !pair.is_empty()) {
        let (key, quoted) = pair.split_once('=').unwrap_or_else(|| panic!("{line}"));
        let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let inner = inner.filter(|text| !text.contains(['"', '\\'])).unwrap_or_else(|| panic!("{line}"));
        assert!(is_name(key) && found.insert(key.to_owned(), inner.to_owned()).is_none(), "{line}");
    }
    Sample { name: name.to_owned(), labels: found, value }
}

/// Buckets grow, and the last is the count.
fn buckets(name: &str, family: &Family) {
    let mut series: BTreeMap<Vec<(String, String)>, Vec<&Sample>> = BTreeMap::new();
    for sample in &family.samples {
        let labels = sample.labels.iter().filter(|(key, _)| *key != "le");
        series.entry(labels.map(|(key, value)| (key.clone(), value.clone())).collect()).or_default().push(sample);
    }
    for (labels, samples) in series {
        let of = |end: &str| samples.iter().filter(|s| s.name == format!("{name}{end}")).collect::<Vec<_>>();
        let (buckets, sums, counts) = (of("_bucket"), of("_sum"), of("_count"));
        assert!(sums.len() == 1 && counts.len() == 1 && buckets.len() > 1, "{name} {labels:?}: {samples:#?}");
        let bounds: Vec<f64> = buckets.iter().map(|bucket| bucket.labels["le"].parse().unwrap()).collect();
        assert!(bounds.is_sorted() && bounds.last() == Some(&f64::INFINITY), "{name} {labels:?}: {bounds:?}");
        let values: Vec<f64> = buckets.iter().map(|bucket| bucket.value).collect();
        assert!(values.is_sorted() && values.last() == Some(&counts[0].value), "{name} {labels:?}: {values:?}");
    }
}
