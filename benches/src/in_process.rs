//! Questions that are answered in a process of its own which has the data open: names of questions on its standard
//! input, a line for each answer on its standard output. The time is measured there, and the answer serialised into
//! memory.

use crate::answer::Answer;
use crate::engine::Engine;
use crate::question::{Answering, LIMIT, QUESTIONS, Question, Run};
use crate::stores::Stores;
use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How long the data may take to be opened.
const OPEN_MAX: Duration = Duration::from_mins(10);

/// The process, seen from the one that asks.
pub(crate) struct InProcess {
    engine: Engine,
    folder: PathBuf,
    running: Option<Running>,
}

struct Running {
    child: Child,
    questions: ChildStdin,
    lines: Receiver<String>,
}

impl InProcess {
    pub(crate) fn new(engine: Engine, stores: &Stores) -> Self {
        Self {
            engine,
            folder: stores.folder(engine),
            running: None,
        }
    }

    fn start(&self) -> Result<Running> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["answer", "--with", self.engine.name(), "--folder"])
            .arg(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take());
        let (Some(questions), Some(answers)) = pipes else {
            bail!("the process has no pipes");
        };
        let (found, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(answers).lines().map_while(Result::ok) {
                // Nobody waits any more once the limit has passed.
                let _ = found.send(line);
            }
        });
        let running = Running {
            child,
            questions,
            lines,
        };
        let opened = running.lines.recv_timeout(OPEN_MAX);
        opened.with_context(|| format!("{} did not open its data", self.engine.name()))?;
        Ok(running)
    }
}

impl Answering for InProcess {
    fn run(&mut self, question: &Question) -> Result<Option<Run>> {
        let mut running = match self.running.take() {
            Some(running) => running,
            None => self.start()?,
        };
        writeln!(running.questions, "{}", question.name)?;
        let line = match running.lines.recv_timeout(LIMIT) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => return Ok(None),
            Err(RecvTimeoutError::Disconnected) => {
                bail!("{} ended at `{}`", self.engine.name(), question.name)
            }
        };
        self.running = Some(running);
        read(&line).map(Some)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(line: &str) -> Result<Run> {
    let mut words = line.split(' ');
    let mut number = || words.next().context("a line is too short");
    Ok(Run {
        answer: Answer {
            rows: number()?.parse()?,
            digest: number()?.parse()?,
        },
        took: Duration::from_nanos(number()?.parse()?),
    })
}

/// Says how an execution went.
pub(crate) fn write(run: &Run) {
    let Run { answer, took } = run;
    println!("{} {} {}", answer.rows, answer.digest, took.as_nanos());
}

/// The question of a name.
pub(crate) fn named(name: &str) -> Result<&'static Question> {
    let found = QUESTIONS.iter().find(|question| question.name == name);
    found.with_context(|| format!("no question is called `{name}`"))
}
