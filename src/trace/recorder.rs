//! The only way into a trace. Everything is redacted and on disk before `record` returns, so that a run that is cut
//! off keeps what it saw. A [`Batch`] lets several records share a write; they are on disk before anybody sees them.

use std::collections::VecDeque;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::artifact::{Artifact, slug};
use super::batch::Batch;
use super::event::{Blame, Event, What};
use super::outbox::Outbox;
use super::pack::Pack;
use super::reader::of_case;
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
    trace: Outbox,
    /// Sequence number of the last event.
    last: u64,
    /// The newest events; all of them, unless [`Recorder::keep_at_most`] says otherwise.
    events: VecDeque<Arc<Event>>,
    keep: usize,
    artifacts: u64,
    /// The file of messages that was written to last.
    pack: Option<Pack>,
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
        let trace = Outbox::new(path, file);
        let log =
            Log { trace, last: 0, events: VecDeque::new(), keep: usize::MAX, artifacts: 0, pack: None, broken: None };
        let (root, began, log) = (root.to_owned(), Instant::now(), Mutex::new(log));
        Ok(Self { shared: Arc::new(Shared { root, began, redactor, log }) })
    }

    /// From now on only the newest `events` stay in memory; on disk are all of them. For a backend that serves for days.
    pub fn keep_at_most(&self, events: usize) {
        self.log().keep = events;
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
        super::milliseconds(self.shared.began.elapsed())
    }

    /// Appends an event and answers its sequence number.
    pub fn record(&self, case: Option<&str>, what: What) -> u64 {
        self.batch().record(case, what)
    }

    /// Records from now on that are written to disk together.
    pub const fn batch(&self) -> Batch<'_> {
        Batch::new(self)
    }

    /// Appends an event, which is on disk after the next flush.
    pub(super) fn take(&self, case: Option<&str>, what: What) -> u64 {
        let mut log = self.log();
        log.last += 1;
        // The clock is read under the lock, so that times never run backwards along the trace.
        let event = Event { seq: log.last, at_ms: self.elapsed_ms(), case: case.map(str::to_owned), what };
        let event = log.append(event, &self.shared.redactor);
        while log.events.len() >= log.keep.max(1) {
            log.events.pop_front();
        }
        log.events.push_back(Arc::new(event));
        log.last
    }

    /// Hands everything to the operating system.
    pub(super) fn flush(&self) {
        self.log().flush();
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

    /// Stores a message beside the trace, in one file per case: a file for each would cost more time than the exchange
    /// itself. `None` when it could not be written, which ends the run as a fault of its surroundings.
    pub fn message(&self, case: Option<&str>, name: &str, text: &str) -> Option<Artifact> {
        self.batch().message(case, name, text)
    }

    /// As [`Self::message`], but on disk after the next flush only.
    pub(super) fn take_message(&self, case: Option<&str>, name: &str, text: &str) -> Option<Artifact> {
        let text = self.shared.redactor.clean(text);
        let path = case.map_or_else(
            || "artifacts/run/messages.txt".to_owned(),
            |case| format!("artifacts/{}/messages.txt", slug(case)),
        );
        let mut log = self.log();
        log.artifacts += 1;
        let number = log.artifacts;
        if log.pack.as_ref().is_none_or(|pack| !pack.is_at(&path)) {
            log.flush_pack();
            match Pack::open(&self.shared.root, path) {
                Ok(pack) => log.pack = Some(pack),
                Err(error) => {
                    log.broken.get_or_insert(error);
                    return None;
                }
            }
        }
        let pack = log.pack.as_mut()?;
        let artifact = pack.append(number, name, &text);
        if pack.is_full() {
            log.flush();
        }
        Some(artifact)
    }

    /// The events of one case so far.
    #[must_use]
    pub fn case_events(&self, case: &str) -> Vec<Event> {
        let log = self.settled();
        let of_case = log.events.iter().filter(|event| event.case.as_deref() == Some(case));
        of_case.map(|event| Event::clone(event)).collect()
    }

    /// What a case is judged by so far, as [`of_case`].
    #[must_use]
    pub fn record_of(&self, case: &str) -> Vec<Event> {
        let log = self.settled();
        of_case(log.events.iter().map(AsRef::as_ref), case).into_iter().cloned().collect()
    }

    /// All events so far that are in memory.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.settled().events.iter().map(|event| Event::clone(event)).collect()
    }

    /// The events after the one with this sequence number, as far as they are in memory.
    #[must_use]
    pub fn events_after(&self, seq: u64) -> Vec<Arc<Event>> {
        let log = self.settled();
        let newer = usize::try_from(log.last.saturating_sub(seq)).unwrap_or(usize::MAX);
        log.events.iter().skip(log.events.len().saturating_sub(newer)).cloned().collect()
    }

    /// Takes the first write error, if there was one.
    ///
    /// # Errors
    /// That error.
    pub fn finish(&self) -> Result<(), TraceError> {
        self.settled().broken.take().map_or(Ok(()), Err)
    }

    /// The log with everything in it on disk, to look at.
    fn settled(&self) -> MutexGuard<'_, Log> {
        let mut log = self.log();
        log.flush();
        log
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        // A panic elsewhere must not lose the trace.
        self.shared.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log {
    /// Puts an event among what is pending, and answers it as it may be shown.
    fn append(&mut self, event: Event, redactor: &Redactor) -> Event {
        let begin = self.trace.pending().len();
        self.append_line(&event);
        // Nearly always there is nothing to hide, which is seen at once.
        let clean = !redactor.touches_json(&self.trace.pending()[begin..]);
        let event = if clean {
            event
        } else {
            self.trace.pending().truncate(begin);
            let event = Event { what: redacted(event.what, redactor), ..event };
            self.append_line(&event);
            event
        };
        if self.trace.is_full() {
            self.flush();
        }
        event
    }

    fn append_line(&mut self, event: &Event) {
        if let Err(error) = serde_json::to_writer(&mut *self.trace.pending(), event) {
            let path = self.trace.path().to_owned();
            self.broken.get_or_insert(TraceError::Write { path, source: error.into() });
        }
        self.trace.pending().push(b'\n');
    }

    /// Messages first: an event refers to them.
    fn flush(&mut self) {
        self.flush_pack();
        if let Err(error) = self.trace.flush() {
            self.broken.get_or_insert(error);
        }
    }

    fn flush_pack(&mut self) {
        if let Some(Err(error)) = self.pack.as_mut().map(Pack::flush) {
            self.pack = None;
            self.broken.get_or_insert(error);
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.flush();
    }
}

/// What happened, as it may be stored.
fn redacted(what: What, redactor: &Redactor) -> What {
    let Ok(mut value) = serde_json::to_value(&what) else { return what };
    redactor.value(&mut value);
    serde_json::from_value(value).unwrap_or_else(|_| What::Trouble {
        // A secret that is a word of the trace format itself: better a lost event than a stored secret.
        kind: Blame::Environment,
        message: "something that was seen could not be stored without a password in it; choose passwords that are no \
                  words of the protocol"
            .to_owned(),
    })
}
