//! The pages before the desk, and the demo's sites.

use super::{draw, frame};
use crate::dashboard::view::answer::{AnswerPage, Way};
use crate::dashboard::view::error::{Action, ErrorPage};
use crate::dashboard::view::login::{DemoLogin, LoginPage, NO_MATCH};
use crate::dashboard::view::part::field::Field;
use crate::dashboard::view::setup::{Gap, SetupPage};
use crate::dashboard::view::site::{AgencyPage, Demo, ShopPage};

fn login() -> LoginPage {
    LoginPage {
        frame: frame("Sign in"),
        host: "desk.pellharrow.example".to_owned(),
        email: String::new(),
        next: "/leads".to_owned(),
        csrf: "token".to_owned(),
        error: None,
        run_by: Some("Pell & Harrow".to_owned()),
        demo: None,
    }
}

fn demo_login() -> DemoLogin {
    DemoLogin { email: "owner@demo.example".to_owned(), password: "quiet-bell-42".to_owned() }
}

fn setup() -> SetupPage {
    let gap = |icon: &str, what: &str, until: &str, setting: &str| Gap {
        icon: icon.to_owned(),
        what: what.to_owned(),
        until: until.to_owned(),
        setting: setting.to_owned(),
    };
    SetupPage {
        frame: frame("Set up"),
        host: "desk.pellharrow.example".to_owned(),
        token: "once".to_owned(),
        csrf: "token".to_owned(),
        organisation: Field::default(),
        name: Field::default(),
        email: Field::default(),
        password: Field::default(),
        password_hint: "At least 10 characters.".to_owned(),
        error: None,
        gaps: vec![
            gap(
                "mail",
                "Email is not set up",
                "Leads are saved, and nobody is told. What is waiting leaves once a mail server is named.",
                "FRONTDESK_SMTP_URL",
            ),
            gap(
                "smartphone",
                "SMS is not set up",
                "The widget works. Text messages are not received or answered.",
                "FRONTDESK_TWILIO_ACCOUNT_SID",
            ),
        ],
    }
}

fn error(what: &str, why: &str, action: (&str, &str), reference: Option<&str>) -> ErrorPage {
    ErrorPage {
        frame: frame(what),
        what: what.to_owned(),
        why: why.to_owned(),
        action: Action { text: action.0.to_owned(), href: action.1.to_owned() },
        reference: reference.map(str::to_owned),
    }
}

fn answer() -> AnswerPage {
    AnswerPage {
        frame: frame("Take the conversation"),
        title: "Take the conversation?".to_owned(),
        bot: "Pell & Harrow".to_owned(),
        who: "Amara Osei <img src=x>".to_owned(),
        what: "The assistant falls silent there, and the visitor sees that you are in.".to_owned(),
        button: Some("Take it".to_owned()),
        csrf: "token".to_owned(),
        way: None,
    }
}

pub(super) fn pages() -> Vec<(&'static str, String)> {
    let wrong = |value: &str, words: &str| Field { value: value.to_owned(), error: Some(words.to_owned()) };
    let demo = || Demo { assets: "assets", key: "demo".to_owned(), login: demo_login() };
    vec![
        draw("login", &login()),
        draw(
            "login-refused",
            &LoginPage {
                email: "priya@pellharrow.example".to_owned(),
                error: Some(NO_MATCH.to_owned()),
                demo: Some(demo_login()),
                ..login()
            },
        ),
        draw("answer", &answer()),
        draw(
            "answer-done",
            &AnswerPage {
                title: "The conversation is yours".to_owned(),
                button: None,
                way: Some(Way { text: "Open it in the Inbox".to_owned(), href: "/inbox/cnv_1".to_owned() }),
                ..answer()
            },
        ),
        draw("setup", &setup()),
        draw(
            "setup-refused",
            &SetupPage {
                organisation: Field::of("Pell & Harrow"),
                name: wrong("", "Enter your name"),
                email: wrong("priya@", "Enter a full email address, like name@example.com"),
                password: wrong("", "Use at least 10 characters"),
                error: Some("Nothing was saved. Three fields need a change.".to_owned()),
                ..setup()
            },
        ),
        draw(
            "error-404",
            &error(
                "This page is not here",
                "The lead may have been erased, or the link is cut short.",
                ("Go to Leads", "/leads"),
                None,
            ),
        ),
        draw(
            "error-500",
            &error(
                "Something went wrong here",
                "The fault is ours, and it is in the log. Your data is safe. Try again in a minute.",
                ("Try again", "/leads"),
                Some("7f3c-21"),
            ),
        ),
        draw("shop", &ShopPage { demo: demo() }),
        draw("agency", &AgencyPage { demo: demo() }),
    ]
}
