//! The only way into a trace. Everything is redacted and on disk before `record` returns, so that a run that is cut
//! off keeps what it saw.

use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::artifact::{Artifact, slug};
use super::event::{Blame, Event, What};
use super::redact::Redactor;
use super::{TRACE_FILE, TraceError};

/// Writes a trace. Clones write to the same one.
#[derive(Clone, Debug)]
pub struct Recorder {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    root: PathBuf,
    began: Instant,
    redactor: Redactor,
    log: Mutex<Log>,
}

#[derive(Debug)]
struct Log {
    file: File,
    events: Vec<Event>,
    artifacts: u64,
    /// First write that failed. Recording goes on in memory, and the run ends as a fault of its surroundings.
    broken: Option<TraceError>,
}

impl Recorder {
    /// Begins a trace in `root`, which is made if it is missing. An older trace there is replaced.
    ///
    /// # Errors
    /// When folder or file cannot be made, another run is writing there, or the folder holds something else than a report.
    pub fn create(root: &Path, redactor: Redactor) -> Result<Self, TraceError> {
        let path = root.join(TRACE_FILE);
        if !path.exists() && fs::read_dir(root).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(TraceError::Foreign { root: root.to_owned() });
        }
        let artifacts = root.join("artifacts");
        let make = || {
            fs::create_dir_all(root)?;
            // Opened without cutting it: until the lock is ours the content may be another run's.
            let file = File::options().write(true).create(true).truncate(false).open(&path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                Err(TryLockError::Error(error)) => return Err(error),
            }
            file.set_len(0)?;
            if artifacts.exists() {
                fs::remove_dir_all(&artifacts)?;
            }
            fs::create_dir_all(&artifacts)?;
            Ok(Some(file))
        };
        let file = make()
            .map_err(|source| TraceError::Write { path: path.clone(), source })?
            .ok_or_else(|| TraceError::InUse { root: root.to_owned() })?;
        let log = Mutex::new(Log { file, events: Vec::new(), artifacts: 0, broken: None });
        Ok(Self { shared: Arc::new(Shared { root: root.to_owned(), began: Instant::now(), redactor, log }) })
    }

    /// What keeps secrets out; whoever makes up a secret adds it here first.
    #[must_use]
    pub fn redactor(&self) -> &Redactor {
        &self.shared.redactor
    }

    /// The report folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.shared.root
    }

    /// Milliseconds since the run began.
    #[must_use]
    pub fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.shared.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Appends an event and answers its sequence number.
    pub fn record(&self, case: Option<&str>, what: What) -> u64 {
        let what = self.redacted(what);
        let mut log = self.log();
        // The clock is read under the lock, so that times never run backwards along the trace.
        let event =
            Event { seq: log.events.len() as u64 + 1, at_ms: self.elapsed_ms(), case: case.map(str::to_owned), what };
        let seq = event.seq;
        if let Err(source) = append(&mut log.file, &event) {
            let path = self.shared.root.join(TRACE_FILE);
            log.broken.get_or_insert(TraceError::Write { path, source });
        }
        log.events.push(event);
        seq
    }

    /// Stores a file beside the trace. `name` ends in its extension; a number in front keeps names apart. `None` when it
    /// could not be written, which ends the run as a fault of its surroundings.
    pub fn artifact(&self, case: Option<&str>, name: &str, content: &[u8]) -> Option<Artifact> {
        let content = self.shared.redactor.bytes(content);
        let number = {
            let mut log = self.log();
            log.artifacts += 1;
            log.artifacts
        };
        let folder = slug(case.unwrap_or("run"));
        let stored =
            Artifact::store(&self.shared.root, format!("artifacts/{folder}/{number:04}-{}", slug(name)), &content);
        match stored {
            Ok(artifact) => Some(artifact),
            Err(error) => {
                self.log().broken.get_or_insert(error);
                None
            }
        }
    }

    /// The events of one case so far.
    #[must_use]
    pub fn case_events(&self, case: &str) -> Vec<Event> {
        self.log().events.iter().filter(|event| event.case.as_deref() == Some(case)).cloned().collect()
    }

    /// All events so far.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.log().events.clone()
    }

    /// The events with a sequence number greater than `seq`: what is new for somebody who has seen those up to it.
    #[must_use]
    pub fn events_after(&self, seq: u64) -> Vec<Event> {
        let seen = usize::try_from(seq).unwrap_or(usize::MAX);
        self.log().events.get(seen..).map(<[Event]>::to_vec).unwrap_or_default()
    }

    /// Takes the first write error, if there was one.
    ///
    /// # Errors
    /// That error.
    pub fn finish(&self) -> Result<(), TraceError> {
        self.log().broken.take().map_or(Ok(()), Err)
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        // A panic elsewhere must not lose the trace.
        self.shared.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn redacted(&self, what: What) -> What {
        let Ok(mut value) = serde_json::to_value(&what) else { return what };
        self.shared.redactor.value(&mut value);
        serde_json::from_value(value).unwrap_or_else(|_| What::Trouble {
            // A secret that is a word of the trace format itself: better a lost event than a stored secret.
            kind: Blame::Environment,
            message:
                "something that was seen could not be stored without a password in it; choose passwords that are no \
                      words of the protocol"
                    .to_owned(),
        })
    }
}

fn append(file: &mut File, event: &Event) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(event)?;
    line.push(b'\n');
    file.write_all(&line)
}
