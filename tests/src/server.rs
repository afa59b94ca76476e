//! A server in a process of its own.

use crate::binary::command;
use crate::client::Client;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// The longest that a server may take from its start until it prints its address.
const START_MAX: Duration = Duration::from_mins(2);

/// A running server. Dropped, it is killed.
pub struct Server {
    child: Child,
    address: String,
    output: Arc<Mutex<String>>,
}

/// What [`Server::try_start`] comes to.
pub enum Started {
    /// It listens.
    Listening(Server),
    /// It ended without listening: exit code and all it printed.
    Ended(Option<i32>, String),
}

impl Server {
    /// Starts a server over a data folder, on a free port of 127.0.0.1 and without inference unless told otherwise, with
    /// further arguments of `serve`, and waits until it says its address.
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        match Self::try_start(folder, arguments) {
            Started::Listening(server) => server,
            Started::Ended(code, output) => panic!("the server ended with {code:?} and said:\n{output}"),
        }
    }

    /// The same for a start that may fail.
    pub fn try_start(folder: &Path, arguments: &[&str]) -> Started {
        let mut child = command()
            .args(["serve", "--data"])
            .arg(folder)
            .args(if arguments.contains(&"--bind") {
                &[][..]
            } else {
                &["--bind", "127.0.0.1:0"]
            })
            .args(if arguments.contains(&"--inference") {
                &[][..]
            } else {
                &["--inference", "off"]
            })
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary can be started");
        let output = Arc::new(Mutex::new(String::new()));
        let (found, address) = channel();
        let pipes: [Option<Box<dyn Read + Send>>; 2] = [
            child.stdout.take().map(|pipe| Box::new(pipe) as _),
            child.stderr.take().map(|pipe| Box::new(pipe) as _),
        ];
        for pipe in pipes.into_iter().flatten() {
            let (output, found) = (Arc::clone(&output), found.clone());
            thread::spawn(move || listen(pipe, &output, &found));
        }
        drop(found);
        Self::settled(child, output, &address)
    }

    fn settled(mut child: Child, output: Arc<Mutex<String>>, address: &Receiver<String>) -> Started {
        if let Ok(address) = address.recv_timeout(START_MAX) {
            return Started::Listening(Self {
                child,
                address,
                output,
            });
        }
        let _ = child.kill();
        let status = child.wait().expect("a child that was started");
        let output = output.lock().expect("a reader that did not panic").clone();
        Started::Ended(status.code(), output)
    }

    /// The server's address without a path: `http://127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The number of the server's process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// A client without a token.
    pub fn client(&self) -> Client {
        Client::new(&self.address, None)
    }

    /// A client with a token.
    pub fn client_with(&self, token: &str) -> Client {
        Client::new(&self.address, Some(token))
    }

    /// What it printed so far, both streams as they came.
    pub fn output(&self) -> String {
        self.output.lock().expect("a reader that did not panic").clone()
    }

    /// Ends it at once, as a power cut would end the process (SIGKILL).
    pub fn kill(mut self) {
        self.child.kill().expect("a running server");
        self.child.wait().expect("a child that was started");
    }

    /// Asks it to end (SIGTERM) and waits; returns its exit code.
    pub fn stop(mut self) -> Option<i32> {
        let asked = std::process::Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(asked.expect("`kill` is there").success());
        self.child.wait().expect("a child that was started").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Keeps what a pipe brings, and finds the address in it.
fn listen(pipe: impl Read, output: &Mutex<String>, found: &Sender<String>) {
    for line in BufReader::new(pipe).lines() {
        let Ok(line) = line else { return };
        if let Some(address) = address_in(&line) {
            // Only the first one is waited for.
            let _ = found.send(address);
        }
        let mut output = output.lock().expect("a reader that did not panic");
        output.push_str(&line);
        output.push('\n');
    }
}

/// The first `http://127.0.0.1:PORT` of a line.
fn address_in(line: &str) -> Option<String> {
    const START: &str = "http://127.0.0.1:";
    let rest = &line[line.find(START)? + START.len()..];
    let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
    (!port.is_empty()).then(|| format!("{START}{port}"))
}
