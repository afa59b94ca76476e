//! Questions that are answered by a server.

use crate::client::Client;
use crate::engine::{Engine, Programs};
use crate::question::{Answering, Question, Run};
use crate::read_copy;
use crate::server::Server;
use crate::stores::Stores;
use anyhow::Result;

/// A server and a client of it. A question that takes too long goes on in the server; it is therefore started anew.
pub(crate) struct Served<'a> {
    engine: Engine,
    programs: &'a Programs,
    stores: &'a Stores,
    running: Option<(Server, Client)>,
}

impl<'a> Served<'a> {
    pub(crate) fn new(engine: Engine, programs: &'a Programs, stores: &'a Stores) -> Self {
        Self {
            engine,
            programs,
            stores,
            running: None,
        }
    }

    /// Starts a server over an engine's folder and waits for its first answer, and for ours' read copy.
    pub(crate) fn start(engine: Engine, programs: &Programs, stores: &Stores) -> Result<Server> {
        let mut server = Server::start(engine.query_path(), |bind| {
            programs.serve(engine, &stores.folder(engine), bind)
        })?;
        server.first_answer()?;
        if engine == Engine::Mutuelle {
            read_copy::wait(&server)?;
        }
        Ok(server)
    }
}

impl Answering for Served<'_> {
    fn run(&mut self, question: &Question) -> Result<Option<Run>> {
        let running = match self.running.take() {
            Some(running) => running,
            None => (
                Self::start(self.engine, self.programs, self.stores)?,
                Client::new(),
            ),
        };
        let run = running.1.ask(&running.0.query_url(), question)?;
        if run.is_some() {
            self.running = Some(running);
        }
        Ok(run)
    }
}
