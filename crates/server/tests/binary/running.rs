//! Running the built binary: to its end, or as a server until told to stop.
#![expect(clippy::unwrap_used, reason = "a story whose binary cannot be run must fail at once")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

/// The binary with these arguments, in a folder and without the environment's settings.
pub(crate) fn vestibule(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    command.args(arguments).current_dir(folder).env_clear().env("TMPDIR", folder);
    command
}

/// Runs to the end.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    vestibule(folder, arguments).output().unwrap()
}

/// What was said on standard output.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What was said on standard error.
pub(crate) fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A server that runs; killed when dropped.
pub(crate) struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    /// What it said up to its readiness.
    pub(crate) said: String,
    /// The port it listens on.
    pub(crate) port: u16,
}

impl Running {
    /// Starts and waits until it listens.
    pub(crate) fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = vestibule(folder, arguments).stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let mut running = Self { child, out, said: String::new(), port: 0 };
        while running.port == 0 {
            let mut line = String::new();
            let read = running.out.read_line(&mut line).unwrap();
            assert_ne!(read, 0, "it ended before it listened: {}", running.said);
            if let Some(rest) = line.strip_prefix("listening on http://") {
                let digits = rest.split_once(':').unwrap().1.chars().take_while(char::is_ascii_digit);
                running.port = digits.collect::<String>().parse().unwrap();
            }
            running.said.push_str(&line);
        }
        running
    }

    /// Asks for a page: its status and body.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        self.ask(&format!("GET {path} HTTP/1.1"), "", "")
    }

    /// Sends JSON: the status and body of the answer.
    pub(crate) fn post(&self, path: &str, body: &str) -> (u16, String) {
        let about = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
        self.ask(&format!("POST {path} HTTP/1.1"), &about, body)
    }

    fn ask(&self, first: &str, about: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let host = format!("localhost:{}", self.port);
        write!(stream, "{first}\r\nHost: {host}\r\nConnection: close\r\n{about}\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        (status, answer.split_once("\r\n\r\n").unwrap().1.to_owned())
    }

    /// Tells it to end and says how it ended.
    pub(crate) fn terminate(mut self) -> std::process::ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        self.child.wait().unwrap()
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already in most stories.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}
