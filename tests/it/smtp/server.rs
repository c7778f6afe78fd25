//! The mail server of these stories, and the certificates it shows.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use base64::Engine;
use frontdesk::notify::mail::{MailConfig, Transport};
use serde_json::Value;

/// The server's process; it ends with the test.
pub(crate) struct Server {
    child: Child,
    lines: BufReader<ChildStdout>,
    pub(crate) port: u16,
}

impl Server {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let python = crate::support::tools::python();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/support/smtp_server.py");
        let mut child = Command::new(&python)
            .arg(script)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the Python that make setup installs starts");
        let lines = BufReader::new(child.stdout.take().unwrap());
        let mut server = Self { child, lines, port: 0 };
        server.port = server.next()["port"].as_u64().unwrap().try_into().unwrap();
        server
    }

    /// What the server says next: a message it has taken.
    pub(crate) fn next(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line)
            .unwrap_or_else(|_| panic!("the mail server ended: is aiosmtpd there (FRONTDESK_PYTHON)?"))
    }

    pub(crate) fn transport(&self, url: &str) -> Transport {
        open(&config(&url.replace("PORT", &self.port.to_string())))
    }

    pub(crate) fn plain(&self) -> Transport {
        self.transport("smtp://127.0.0.1:PORT?security=plain")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ended already is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn config(url: &str) -> MailConfig {
    MailConfig {
        url: Some(url.into()),
        from: "Loam & Lantern desk <desk@loam.example>".into(),
        timeout_seconds: 20,
        ..MailConfig::default()
    }
}

pub(crate) fn open(config: &MailConfig) -> Transport {
    Transport::open(config).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A certificate authority of our own and a certificate for this machine, in a directory of the test.
pub(crate) struct Certificates {
    dir: tempfile::TempDir,
}

impl Certificates {
    pub(crate) fn make() -> Self {
        let made = Self { dir: tempfile::tempdir().unwrap() };
        std::fs::write(
            made.path("leaf.ext"),
            "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n",
        )
        .unwrap();
        made.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=Test");
        made.openssl(
            "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr -subj /CN=localhost",
        );
        made.openssl(
            "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile leaf.ext -out leaf.pem",
        );
        made
    }

    fn openssl(&self, arguments: &str) {
        let output = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(self.dir.path())
            .output()
            .expect("openssl is needed to make the test's certificates");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Who vouches for it.
    pub(crate) fn authority(&self) -> PathBuf {
        self.path("ca.pem")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn server(&self, mode: &str) -> Server {
        let (certificate, key) = (self.path("leaf.pem"), self.path("leaf.key"));
        Server::start(&[
            "--mode",
            mode,
            "--login",
            "desk:p@ss word",
            "--certificate",
            certificate.to_str().unwrap(),
            "--key",
            key.to_str().unwrap(),
        ])
    }

    pub(crate) fn config(&self, url: &str, server: &Server) -> MailConfig {
        MailConfig { ca_file: Some(self.path("ca.pem")), ..config(&url.replace("PORT", &server.port.to_string())) }
    }
}

/// A message as the server took it, from what it says of it.
pub(crate) fn content(taken: &Value) -> Vec<u8> {
    base64::engine::general_purpose::STANDARD.decode(taken["content"].as_str().unwrap()).unwrap()
}
