//! The main job, end to end: surroundings up, cases through, trace judged, reports written, verdict told.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use url::Url;

use crate::app::BrowserChoice;
use crate::candidate::Profile;
use crate::plan::Plan;
use crate::report::{self, Colour};
use crate::run::{self, AfterFailure, Interrupt, Listed, Options, Selection, Threads, World};
use crate::spec::Engine;
use crate::suite::Library;
use crate::trace::{FORMAT, Recorder, Redactor, RunEnd, RunHeader, Trace, TraceError, What};
use crate::{check, verdict};

use super::exit::Exit;
use super::{fail, runtime, signal};

/// What `demo` and `run` have in common.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct Common {
    /// Folder of the report.
    #[arg(long, value_name = "DIR")]
    pub(super) report: Option<PathBuf>,
    /// Stop after the first case that is not green.
    #[arg(long)]
    pub(super) fail_fast: bool,
    /// Only the cases of a section, by the beginning of its id, such as `screens` or `sequence.paid`; `coverage` lists
    /// them. May be given several times.
    #[arg(long, value_name = "SECTION")]
    pub(super) only: Vec<String>,
    #[command(flatten)]
    pub(super) browser: BrowserArguments,
    #[command(flatten)]
    pub(super) libtest: Libtest,
}

/// Which browser judges.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct BrowserArguments {
    /// The browser's engine. Chromium decides; a run in another one shows what customers see there, and certifies nothing.
    #[arg(long, value_enum, default_value_t, value_name = "ENGINE")]
    pub(super) browser: EngineName,
    /// The browser's program; without it Debian's chromium-headless-shell or chromium, or firefox-esr.
    #[arg(long, value_name = "PATH")]
    pub(super) browser_binary: Option<PathBuf>,
    /// A WebDriver that runs elsewhere, such as a Selenium Grid.
    #[arg(long, value_name = "URL")]
    pub(super) webdriver: Option<Url>,
}

/// Engines by their names on the command line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum EngineName {
    #[default]
    Chromium,
    Webkit,
    Firefox,
}

impl From<EngineName> for Engine {
    fn from(name: EngineName) -> Self {
        match name {
            EngineName::Chromium => Self::Chromium,
            EngineName::Webkit => Self::Webkit,
            EngineName::Firefox => Self::Firefox,
        }
    }
}

impl BrowserArguments {
    pub(super) fn choice(&self) -> BrowserChoice {
        BrowserChoice {
            engine: self.browser.into(),
            binary: self.browser_binary.clone(),
            webdriver: self.webdriver.clone(),
        }
    }
}

/// Flags that `cargo test` and `cargo nextest` pass to every test program.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Options as of cargo test")]
pub(super) struct Libtest {
    /// List the cases and run nothing.
    #[arg(long)]
    pub(super) list: bool,
    /// Filters must equal the id of a case.
    #[arg(long)]
    pub(super) exact: bool,
    /// Skip cases whose id contains FILTER; may be given several times.
    #[arg(long, value_name = "FILTER")]
    pub(super) skip: Vec<String>,
    /// How many cases may be under way at once. Cases that buy take turns whatever stands here.
    #[arg(long, value_name = "N")]
    pub(super) test_threads: Option<usize>,
    /// How cases are listed while they run.
    #[arg(long, value_enum)]
    pub(super) format: Option<Format>,
    /// The same as --format terse.
    #[arg(short, long, conflicts_with = "format")]
    pub(super) quiet: bool,
    /// Only cases that are ignored: none ever is, but `cargo nextest` asks.
    #[arg(long, hide = true)]
    pub(super) ignored: bool,
    #[arg(long, hide = true)]
    pub(super) include_ignored: bool,
    #[arg(long, hide = true)]
    pub(super) nocapture: bool,
    #[arg(long, hide = true)]
    pub(super) no_capture: bool,
    #[arg(long, hide = true)]
    pub(super) show_output: bool,
    #[arg(long, hide = true, value_name = "WHEN")]
    pub(super) color: Option<String>,
    #[arg(short = 'Z', hide = true, value_name = "FLAG")]
    pub(super) unstable: Vec<String>,
}

/// Formats of libtest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Pretty,
    Terse,
    Json,
}

impl Common {
    pub(super) fn options(&self) -> Options {
        let listed = match self.libtest.format {
            _ if self.libtest.quiet => Listed::Terse,
            Some(Format::Terse) => Listed::Terse,
            Some(Format::Json) => Listed::Json,
            Some(Format::Pretty) | None => Listed::Pretty,
        };
        Options {
            threads: self.libtest.test_threads.map_or_else(Threads::default, Threads),
            listed,
            after_failure: if self.fail_fast { AfterFailure::Stop } else { AfterFailure::GoOn },
        }
    }

    pub(super) fn selection(&self, filters: Vec<String>) -> Selection {
        Selection { filters, exact: self.libtest.exact, only: self.only.clone(), skip: self.libtest.skip.clone() }
    }
}

/// A certification that is to be done.
pub(super) struct Job<'a> {
    pub(super) profile: Profile,
    /// Folder of candidate.yaml, where its commands run.
    pub(super) folder: PathBuf,
    pub(super) library: Library,
    pub(super) filters: Vec<String>,
    /// Where the report goes unless `--report` says otherwise.
    pub(super) report: PathBuf,
    pub(super) common: &'a Common,
    pub(super) unmatched: Unmatched,
}

/// What a filter means that matches no case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unmatched {
    /// Somebody meant a case of ours.
    Error,
    /// `cargo test FILTER` hands its filter to every test program; most of them have nothing that matches.
    Fine,
}

impl Job<'_> {
    /// Does it, tells it, and answers the exit code.
    pub(super) fn execute(self) -> Exit {
        let browser = self.common.browser.choice();
        if let Err(error) = browser.check() {
            return fail(Exit::Usage, error);
        }
        let plan = Plan::new(&self.profile, self.library.catalogue, &self.library.suites, browser.engine);
        let options = self.common.options();
        let selection = self.common.selection(self.filters);
        let selected = match self.unmatched {
            Unmatched::Fine => run::matching(&plan, &selection),
            Unmatched::Error => match run::select(&plan, &selection) {
                Ok(selected) => selected,
                Err(error) => return fail(Exit::Usage, error),
            },
        };
        if self.common.libtest.list || selected.is_empty() {
            // `--ignored --list` is how nextest asks for ignored cases; there are none.
            let listed = if self.common.libtest.ignored { &[][..] } else { &selected[..] };
            run::list(&plan, listed, options);
            return Exit::Good;
        }
        let root = self.common.report.clone().unwrap_or(self.report);
        let recorder = match Recorder::create(&root, Redactor::new()) {
            Ok(recorder) => recorder,
            Err(error @ (TraceError::InUse { .. } | TraceError::Foreign { .. })) => return fail(Exit::Usage, error),
            Err(error) => return fail(Exit::Inconclusive, error),
        };
        recorder.record(None, What::RunStarted(Box::new(header(&plan, &self.profile, &selected))));
        let runtime = match runtime() {
            Ok(runtime) => runtime,
            Err(exit) => return exit,
        };
        let interrupt = Interrupt::default();
        let world = runtime.block_on(async {
            signal::interrupt_on_signal(interrupt.clone());
            // A browser that no case will need is not started.
            let browsers = Threads(options.threads.0.min(selected.len()));
            World::start(self.profile, &self.folder, &browser, browsers, recorder.clone(), interrupt.clone()).await
        });
        let mut end = RunEnd::Completed;
        match world {
            Ok(world) => {
                let world = Arc::new(world);
                if run::run_cases(&world, &Arc::new(plan), &selected, options, runtime.handle()) {
                    end = RunEnd::FailedFast;
                }
                // All cases are through, so this is the last one who holds it.
                if let Some(world) = Arc::into_inner(world) {
                    runtime.block_on(world.stop());
                }
            }
            Err(error) => eprintln!("error: {error}"),
        }
        if interrupt.happened() {
            end = RunEnd::Interrupted;
        }
        recorder.record(None, What::RunEnded(end));
        // Drivers and servers end with their handles; nothing is waited for that hangs.
        runtime.shutdown_timeout(std::time::Duration::from_secs(2));
        match recorder.finish() {
            Ok(()) => judge_stored(&root),
            Err(error) => fail(Exit::Inconclusive, error),
        }
    }
}

fn header(plan: &Plan, profile: &Profile, selected: &[String]) -> RunHeader {
    RunHeader {
        format: FORMAT,
        harness: env!("CARGO_PKG_VERSION").to_owned(),
        started: jiff::Timestamp::now().round(jiff::Unit::Second).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string(),
        endpoint: profile.backend.listen.clone(),
        selected: selected.to_vec(),
        plan: plan.clone(),
    }
}

/// Judges the trace in a report folder, writes the reports beside it and tells the verdict. A run judges itself this way
/// too, from what is on disk, so that judging it again cannot come out otherwise.
pub(super) fn judge_stored(root: &Path) -> Exit {
    let judged = Trace::read(root).map(|trace| (check::judge(&trace), trace));
    let (judgement, trace): (verdict::RunJudgement, Trace) = match judged {
        Ok(judged) => judged,
        Err(error @ TraceError::Read { .. }) => return fail(Exit::Usage, error),
        Err(error) => return fail(Exit::Inconclusive, error),
    };
    if let Err(error) = report::write_all(root, &judgement, &trace) {
        return fail(Exit::Inconclusive, error);
    }
    let colour = if std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        Colour::Always
    } else {
        Colour::Never
    };
    say!("{}", report::console::summary(&judgement, &trace, root, colour));
    Exit::from_code(judgement.exit_code)
}
