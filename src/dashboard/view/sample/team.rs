//! Hours, canned replies, the team, a profile and the page where somebody joins, with hostile words in each.

use super::super::canned::{CannedPage, Editor as Reply, Row as Kept, Text};
use super::super::hours::{Allowed, Day, HoursPage, Number, Preview, Said, Special, Times};
use super::super::layout::Place;
use super::super::part::badge::Initials;
use super::super::part::field::Field;
use super::super::pipeline::{Choice, Preset};
use super::super::profile::{Hue, Occasion, ProfilePage};
use super::super::team::{Editor, Invited, JoinPage, Presence, Row, TeamPage};
use super::{at, desk, draw, frame};

const HOSTILE: &str = "<img src=x>Una";

fn wrong(value: &str) -> Field {
    Field { value: value.to_owned(), error: Some("Enter something else".to_owned()) }
}

fn preset(name: &str, is_chosen: bool) -> Preset {
    Preset {
        key: name.to_lowercase(),
        name: name.to_owned(),
        note: "What it is".to_owned(),
        is_chosen,
        is_saved: false,
    }
}

fn said(language: &str) -> Said {
    let text = format!("The {HOSTILE} is closed until Monday at 9:00.");
    Said { language: language.to_owned(), text, replies: vec!["Leave a message".to_owned()] }
}

fn special(kind: &str, at: usize, is_wrong: bool) -> Special {
    Special {
        key: format!("{kind}.{at}"),
        number: at + 1,
        name: HOSTILE.to_owned(),
        first: "2026-12-24".to_owned(),
        last: String::new(),
        yearly: at == 0,
        times: Times::default(),
        error: is_wrong.then(|| "Enter the first day".to_owned()),
    }
}

fn hours() -> HoursPage {
    let day = |(at, name): (usize, &str)| Day {
        key: name[..3].to_lowercase(),
        name: name.to_owned(),
        is_closed: at > 4,
        times: vec![Times { from: "09:00".to_owned(), to: "17:30".to_owned() }, Times::default()],
        error: (at == 1).then(|| "Two of these times overlap".to_owned()),
    };
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    HoursPage {
        frame: frame("Hours & handoff"),
        desk: desk(Place::Hours),
        csrf: "token".to_owned(),
        bot: "loam".to_owned(),
        bot_name: HOSTILE.to_owned(),
        seen: "seen".to_owned(),
        discard_href: "/settings/hours".to_owned(),
        is_changed: true,
        is_wrong: true,
        error: Some("Somebody has saved other hours".to_owned()),
        is_always: false,
        zone: wrong("Mars"),
        zones: vec!["Europe/London".to_owned()],
        days: days.into_iter().enumerate().map(day).collect(),
        closures: vec![special("closure", 0, false), special("closure", 1, true)],
        openings: vec![special("opening", 0, false)],
        handoff: true,
        assignments: vec![preset("First to take it", true), preset("In turn", false)],
        numbers: vec![
            Number {
                key: "capacity".to_owned(),
                label: "Conversations".to_owned(),
                unit: String::new(),
                hint: "In turn only".to_owned(),
                field: wrong("many"),
            },
            Number {
                key: "wait_limit_minutes".to_owned(),
                label: "Tell the visitor".to_owned(),
                unit: "minutes".to_owned(),
                hint: "They may go on waiting".to_owned(),
                field: Field::of("3"),
            },
        ],
        escalate_to: wrong(HOSTILE),
        escalate_sms: Field::of("+442079460018"),
        ask_csat: true,
        mail_transcript: false,
        typed_ahead: false,
        files: true,
        file_groups: vec![
            Allowed { key: "picture".to_owned(), name: "Pictures".to_owned(), is_chosen: true },
            Allowed { key: "media".to_owned(), name: HOSTILE.to_owned(), is_chosen: false },
        ],
        file_groups_wrong: Some("Choose at least one kind of file".to_owned()),
        file_megabytes: wrong("900"),
        preview: Preview {
            state: "Open now, until 17:30".to_owned(),
            note: "A visitor reads:".to_owned(),
            said: Some(said("en")),
            elsewhere: Some(("In New York".to_owned(), said("en"))),
            others: vec![said("de"), said("fr")],
        },
    }
}

fn canned(editor: Option<Reply>, is_empty: bool) -> CannedPage {
    let row = Kept {
        shortcut: "hello".to_owned(),
        title: HOSTILE.to_owned(),
        text: "Hello {{first_name}}".to_owned(),
        languages: "English, Deutsch".to_owned(),
        of: "All bots".to_owned(),
        edit_href: Some("/settings/canned?edit=can_1".to_owned()),
    };
    CannedPage {
        frame: frame("Canned replies"),
        desk: desk(Place::Canned),
        csrf: "token".to_owned(),
        bot: "loam".to_owned(),
        new_href: "/settings/canned?edit=new".to_owned(),
        close_href: "/settings/canned".to_owned(),
        rows: if is_empty { Vec::new() } else { vec![row.clone(), Kept { edit_href: None, ..row }] },
        editor,
    }
}

fn reply() -> Reply {
    let choice = |key: &str, name: &str| Choice { key: key.to_owned(), name: name.to_owned(), is_chosen: key == "all" };
    let text = |key: &str, field: Field| Text {
        key: key.to_owned(),
        language: "English".to_owned(),
        filled: format!("Hello {HOSTILE}"),
        field,
    };
    Reply {
        title: "Edit /hello".to_owned(),
        id: "can_1".to_owned(),
        shortcut: wrong("two words"),
        name: wrong(HOSTILE),
        owners: vec![choice("all", "All bots"), choice("bot", HOSTILE)],
        texts: vec![text("en", wrong(HOSTILE)), text("de", Field::of("Hallo"))],
        others: vec![choice("fr", "Français")],
        variables: vec!["{{name}}".to_owned()],
    }
}

fn team(editor: Option<Editor>) -> TeamPage {
    let row = |is_you: bool| Row {
        initials: Initials::with("Una Pell", Some("teal")),
        name: HOSTILE.to_owned(),
        email: "una@loam.example".to_owned(),
        is_you,
        role: "Agent".to_owned(),
        limits: vec!["Leads, Inbox".to_owned(), HOSTILE.to_owned()],
        presence: if is_you { Presence::Away } else { Presence::Offline },
        seen: is_you.then(|| at("2 min ago")),
        edit_href: (!is_you).then(|| "/team?edit=mem_1".to_owned()),
    };
    let asked = |id: &str, is_trouble: bool| Invited {
        id: id.to_owned(),
        email: "mirela@loam.example".to_owned(),
        role: "Viewer".to_owned(),
        limits: Vec::new(),
        state: if is_trouble { format!("Not delivered: {HOSTILE}") } else { "Emailed Today 10:31".to_owned() },
        is_trouble,
        until: "The link works until Fri 27 Nov, 10:31".to_owned(),
        link: (!is_trouble).then(|| "https://desk.example/join/inv_1?key=abc".to_owned()),
        may_change: !is_trouble,
    };
    TeamPage {
        frame: frame("Team"),
        desk: desk(Place::Team),
        csrf: "token".to_owned(),
        members: vec![row(true), row(false)],
        invited: vec![asked("inv_1", false), asked("inv_2", true)],
        editor,
        error: Some("They are the only owner".to_owned()),
        trouble: Some("No email leaves this server yet.".to_owned()),
    }
}

fn editor(member: Option<&str>) -> Editor {
    Editor {
        title: HOSTILE.to_owned(),
        member: member.map(str::to_owned),
        email: wrong("una"),
        roles: vec![preset("Agent", true), preset("Viewer", false)],
        modules: vec![preset("Leads", true), preset("Inbox", false)],
        bots: vec![preset("Loam", true), preset("Pell", false)],
        bots_error: Some("Choose one bot at least".to_owned()),
        may_remove: member.is_some(),
    }
}

fn profile() -> ProfilePage {
    let hue = |key: &str| Hue {
        key: key.to_owned(),
        name: "Teal".to_owned(),
        initials: Initials::with("Una", Some(key)),
        is_chosen: key == "teal",
    };
    let occasion = Occasion {
        key: "waiting".to_owned(),
        name: "A visitor waits".to_owned(),
        note: "Any that you may take".to_owned(),
        desktop: true,
        sound: false,
        email: true,
    };
    ProfilePage {
        frame: frame("Your profile"),
        desk: desk(Place::Profile),
        csrf: "token".to_owned(),
        email: "una@loam.example".to_owned(),
        role: "Agent".to_owned(),
        name: wrong(HOSTILE),
        own: Initials::of("Una Pell"),
        is_own: false,
        hues: vec![hue("plum"), hue("teal")],
        is_away: true,
        occasions: vec![occasion],
        has_mail: false,
        keys_on: true,
        current_error: Some("That is not your password".to_owned()),
        password_error: Some("Use at least 8 characters".to_owned()),
    }
}

fn join() -> JoinPage {
    JoinPage {
        frame: frame("Join"),
        host: "desk.example".to_owned(),
        action: "/join/inv_1".to_owned(),
        key: "abc".to_owned(),
        home: HOSTILE.to_owned(),
        email: "una@loam.example".to_owned(),
        role: "agent".to_owned(),
        name: wrong(HOSTILE),
        password_error: Some("Use at least 8 characters".to_owned()),
    }
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    vec![
        draw("hours", &hours()),
        draw("canned", &canned(Some(reply()), false)),
        draw("canned-none", &canned(None, true)),
        draw("team", &team(None)),
        draw("team-edit", &team(Some(editor(Some("mem_1"))))),
        draw("team-invite", &team(Some(editor(None)))),
        draw("profile", &profile()),
        draw("join", &join()),
    ]
}
