//! Files: what they become, and what is refused in words.

use std::fmt::Write as _;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::pdf::{bomb, page_of};
use super::{HERE, OWNER, act, home, number, say, told, upload};
use crate::dashboard::stories;

const PASSAGES: &str = "SELECT COUNT(*) AS n FROM knowledge_entry WHERE source_id IS NOT NULL";

stories! {
    async fn knowledge_a_file_answers_with_its_passage_and_its_name(desk) {
        let bot = home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        let mut long = String::from("# Care guide\n\nWelcome.\n\n## Washing porcelain\n\n");
        for n in 0..12 {
            let _ = write!(long, "Sentence number {n} tells of the glaze and how it was made. ");
        }
        long.push_str("Never put porcelain into the dishwasher. Dry it at once. ");
        for n in 12..24 {
            let _ = write!(long, "Sentence number {n} tells of the kiln and how it was built. ");
        }
        assert_eq!(upload(&mut owner, "care.md", long.as_bytes()).await.status, 303);
        let page = owner.get(HERE).await;
        assert!(page.body.contains("care.md") && page.body.contains("Markdown") && page.body.contains("passages"), "{}", page.body);
        let (_, log) = say(desk, &bot, 1, "Can porcelain go into the dishwasher?").await;
        let (text, sources) = told(&log);
        assert!(text.contains("Never put porcelain into the dishwasher. Dry it at once."), "{text}");
        assert!(text.chars().count() <= 480 && text.ends_with('.'), "{text}");
        assert_eq!(sources[0].title, "Care guide");
        let (_, log) = say(desk, &bot, 2, "Do you sell elephants in Antarctica?").await;
        assert_eq!(told(&log).0, "I do not know that one. Shall I ask the team?");
        let before = number(desk, PASSAGES).await;
        assert_eq!(upload(&mut owner, "care.md", b"# Care\n\nPorcelain is safe in every dishwasher now.").await.status, 303);
        assert!(number(desk, PASSAGES).await < before, "the file of the same name is gone");
        let (_, log) = say(desk, &bot, 3, "Can porcelain go into the dishwasher?").await;
        assert_eq!(told(&log).0, "Porcelain is safe in every dishwasher now.");
        let id = owner.get(HERE).await.body.split("name=\"source\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(act(&mut owner, "remove", &[("source", &id)]).await.status, 303);
        assert_eq!((number(desk, PASSAGES).await, number(desk, "SELECT COUNT(*) AS n FROM knowledge_source").await), (0, 0));
    }

    async fn knowledge_files_of_every_kind_are_read(desk) {
        let bot = home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        let page = "<html><head><title>Parking</title><script>alert('wicked')</script></head><body><nav>Home</nav>\
            <h1>Parking</h1><p>Cars park behind the windmill.<img src=x onerror=alert(1)></p></body></html>";
        let latin = b"Wo ist die T\xf6pferei?\nIn der M\xfchlgasse neben der B\xe4ckerei.";
        let pdf = page_of("Kiln tokens are valid for seven years.");
        let files: [(&str, &[u8]); 3] = [("parking.html", page.as_bytes()), ("wo.txt", latin), ("tokens.pdf", &pdf)];
        for (name, file) in files {
            let sent = upload(&mut owner, name, file).await;
            assert_eq!(sent.status, 303, "{name}: {}", sent.body);
        }
        for (visitor, asked, answer) in [
            (1, "Where can cars park?", "Cars park behind the windmill."),
            (2, "Wo ist die Töpferei?", "In der Mühlgasse neben der Bäckerei."),
            (3, "For how many years are kiln tokens valid?", "Kiln tokens are valid for seven years."),
        ] {
            let (_, log) = say(desk, &bot, visitor, asked).await;
            assert_eq!(told(&log).0, answer);
        }
        for kind in ["HTML", "Text", "PDF"] {
            assert!(owner.get(HERE).await.body.contains(&format!("<small>{kind}</small>")), "{kind}");
        }
    }

    async fn knowledge_what_cannot_be_read_is_refused_in_words(desk) {
        home(desk).await;
        let mut owner = desk.signed_in(OWNER).await;
        let large = vec![b'a'; 11 * 1024 * 1024];
        let bombs = [bomb(false), bomb(true)];
        let cases: [(&str, &[u8], &str); 9] = [
            ("a.txt", b"", "This file is empty"),
            ("a.txt", b" \n ", "This file is empty"),
            ("a.docx", b"PK\x03\x04\x14\0\x06\0", "save it as PDF"),
            ("a.png", b"\x89PNG\r\n\x1a\n", "holds no text"),
            ("a.html", b"<html><script>alert(1)</script></html>", "This file is empty"),
            ("a.pdf", b"%PDF-1.7\nnonsense", "could not be read"),
            ("a.txt", &large, "up to 10 MB"),
            ("a.pdf", &bombs[0], "This PDF"),
            ("a.pdf", &bombs[1], "This PDF"),
        ];
        for (name, file, words) in cases {
            let page = upload(&mut owner, name, file).await;
            assert!(page.status == 422 && page.body.contains(words), "{name}, {words}: {} {}", page.status, page.body);
            assert_eq!(number(desk, "SELECT COUNT(*) AS n FROM knowledge_source").await, 0, "{words}");
        }
        let wrong = act(&mut owner, "site", &[("site", "javascript:alert(1)")]).await;
        assert!(wrong.status == 422 && wrong.body.contains("Enter a whole address"), "{}", wrong.body);
    }

    async fn knowledge_a_hundred_megabytes_are_refused_long_before_they_are_read(desk) {
        home(desk).await;
        let owner = desk.signed_in(OWNER).await;
        let cookies: Vec<String> = owner.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut line = tokio::net::TcpStream::connect(desk.address()).await.unwrap();
        let head = format!("POST /settings/knowledge/files HTTP/1.1\r\nHost: desk\r\nAccept: text/html\r\nCookie: {}\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: 104857600\r\n\r\n", cookies.join("; "));
        let part = |name: &str, value: &str| format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}");
        let begin = format!("{head}{}\r\n{}\r\n--edge\r\n", part("csrf", &owner.csrf), part("bot", ""));
        line.write_all(begin.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let mut some = [0; 4096];
        while !String::from_utf8_lossy(&answer).contains("up to 10 MB. Split it") {
            let n = line.read(&mut some).await.unwrap();
            assert!(n > 0, "the line ended before the answer: {}", String::from_utf8_lossy(&answer));
            answer.extend_from_slice(&some[..n]);
        }
        assert!(answer.starts_with(b"HTTP/1.1 422"), "{}", String::from_utf8_lossy(&answer));
    }
}
