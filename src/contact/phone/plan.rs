//! Numbering plans: which digits make a number in which country.
//!
//! The tables are those of the `phonenumber` crate. Its parser is asked for one thing only (the rules by which some
//! countries rewrite what is dialled), since version 0.3.10 drops a leading digit that equals the trunk prefix even when
//! the number needs it (+7 800 555 35 35), and strips by the default country what was written for another.

use phonenumber::Metadata;
use phonenumber::metadata::{DATABASE, Descriptor};

/// The E.164 form of digits that begin with a country's code.
pub(super) fn international(digits: &str) -> Option<String> {
    // No code is the beginning of another (ITU-T E.164), so at most one length fits.
    let (code, national) =
        (1..=3.min(digits.len())).map(|length| digits.split_at(length)).find(|(code, _)| is_code(code))?;
    let countries = countries(code);
    // "+44 020…": a trunk zero that no one dials after the country's code.
    let without_trunk = countries
        .iter()
        .filter_map(|country| country.national_prefix())
        .find_map(|trunk| national.strip_prefix(trunk))
        .unwrap_or(national);
    [national, without_trunk]
        .into_iter()
        .find(|national| countries.iter().any(|country| country.descriptors().general().is_match(national)))
        .into_iter()
        .chain([without_trunk])
        .find(|national| countries.iter().any(|country| is_possible(country, national)))
        .and_then(|national| e164(code, national))
}

/// What follows the prefix that a country dials to reach others (00, 011), if the digits begin with it.
pub(super) fn dialled_abroad<'d>(home: &Metadata, digits: &'d str) -> Option<&'d str> {
    let prefix = home.international_prefix()?.find(digits).filter(|found| found.start() == 0)?;
    digits.get(prefix.end()..).filter(|rest| international(rest).is_some())
}

/// The E.164 form of digits as they are dialled inside a country.
pub(super) fn national(home: &Metadata, digits: &str) -> Option<String> {
    let code = home.country_code().to_string();
    let rewritten = home
        .id()
        .parse()
        .ok()
        .and_then(|home| phonenumber::parse(Some(home), digits).ok())
        .filter(|number| number.code().value() == home.country_code())
        .map(|number| number.national().to_string());
    let without_trunk = home.national_prefix().and_then(|trunk| digits.strip_prefix(trunk));
    let readings: Vec<&str> = rewritten.as_deref().into_iter().chain(without_trunk).chain([digits]).collect();
    readings
        .iter()
        .find(|national| home.descriptors().general().is_match(national) && is_possible(home, national))
        // A number no pattern knows may still be new; one that begins with the trunk prefix is not a number yet.
        .or_else(|| {
            readings
                .iter()
                .find(|reading| is_possible(home, reading) && (without_trunk.is_none() || **reading != digits))
        })
        .and_then(|national| e164(&code, national))
}

fn e164(code: &str, national: &str) -> Option<String> {
    // E.164 allows 15 digits in all.
    (code.len() + national.len() <= 15).then(|| format!("+{code}{national}"))
}

fn is_code(code: &str) -> bool {
    !countries(code).is_empty()
}

fn countries(code: &str) -> Vec<&'static Metadata> {
    if code.starts_with('0') {
        return Vec::new();
    }
    code.parse().ok().and_then(|code: u16| DATABASE.by_code(&code)).unwrap_or_default()
}

/// Whether the country has any kind of number of this length.
fn is_possible(country: &Metadata, national: &str) -> bool {
    let kinds = country.descriptors();
    let dialled: [Option<&Descriptor>; 9] = [
        kinds.fixed_line(),
        kinds.mobile(),
        kinds.toll_free(),
        kinds.premium_rate(),
        kinds.shared_cost(),
        kinds.personal_number(),
        kinds.voip(),
        kinds.pager(),
        kinds.uan(),
    ];
    dialled
        .into_iter()
        .flatten()
        .any(|kind| kind.possible_length().iter().any(|length| usize::from(*length) == national.len()))
}
