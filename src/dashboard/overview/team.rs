//! How the team answered, as the Overview's table says it.

use super::words;
use crate::dashboard::view::overview::{Agent, Team};
use crate::report::team::{self as report, Answered, Asked};

/// The table; without rows where nobody took anything.
pub(super) fn drawn(team: &report::Team) -> Team {
    Team {
        asked: asked(team.asked),
        note: team.is_cut.then(|| format!("The newest {} are counted.", words::number(report::TAKEN))),
        rows: team.each.iter().map(row).collect(),
        total: (team.all.taken > 0).then(|| row(&team.all)),
    }
}

/// What became of who asked, in a sentence.
fn asked(asked: Asked) -> String {
    if asked.all == 0 {
        return "Nobody asked for a person.".to_owned();
    }
    let one_or_many = |n: i64| if n == 1 { "was" } else { "were" };
    let people =
        if asked.all == 1 { "1 person asked".to_owned() } else { format!("{} people asked", words::number(asked.all)) };
    let parts = [
        (asked.taken, format!("{} taken", one_or_many(asked.taken))),
        (asked.promised, format!("{} told when an answer will come instead", one_or_many(asked.promised))),
        (asked.waiting, format!("still {}", if asked.waiting == 1 { "waits" } else { "wait" })),
        (asked.left(), "left before".to_owned()),
    ];
    let told: Vec<String> =
        parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{} {words}", words::number(n))).collect();
    format!("{people} for a person: {}.", told.join(", "))
}

fn row(of: &Answered) -> Agent {
    let time = |millis: Option<i64>| millis.map_or_else(|| "–".to_owned(), words::wait);
    let (sum, n) = of.rated;
    // One digit behind the point, rounded.
    let tenths = (n > 0).then(|| (sum * 10 + n / 2) / n);
    Agent {
        name: of.name.clone().unwrap_or_else(|| "Everybody".to_owned()),
        taken: words::number(of.taken),
        wait: time(of.wait),
        reply: time(of.reply),
        since_asked: time(of.since_asked),
        rating: tenths.map(|tenths| (format!("{}.{}", tenths / 10, tenths % 10), format!("({})", words::number(n)))),
        closed: words::number(of.closed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_not_taken_is_told_beside_who_was() {
        let some = Asked { all: 9, taken: 5, promised: 2, waiting: 1 };
        assert_eq!(
            asked(some),
            "9 people asked for a person: 5 were taken, 2 were told when an answer will come instead, 1 still waits, 1 left before."
        );
        assert_eq!(asked(Asked { all: 1, taken: 1, ..Asked::default() }), "1 person asked for a person: 1 was taken.");
        assert_eq!(asked(Asked::default()), "Nobody asked for a person.");
    }

    #[test]
    fn a_rating_is_rounded_and_says_of_how_many() {
        let rated = |rated| row(&Answered { rated, ..Answered::default() }).rating;
        assert_eq!(rated((14, 3)), Some(("4.7".to_owned(), "(3)".to_owned())));
        assert_eq!(rated((5, 1)).unwrap().0, "5.0");
        assert_eq!(rated((0, 0)), None);
    }
}
