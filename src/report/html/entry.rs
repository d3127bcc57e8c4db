//! One event of a timeline: its title, and what unfolds below it.

use crate::trace::{
    Artifact, Event, Fields, Notified, PageOpened, Scanned, SoapCall, StepFailure, SuspectKind, Swept, Tapped,
    TriggerFired, View, What, range_of_widths,
};

use crate::verdict::Verdict;

use super::super::describe::{self, Lane};
use super::super::text::{count, cut, duration, line, shown};
use super::marks::{Mark, Marks};
use super::picture::{Picture, Shown, picture};
use super::shelf::Shelf;

/// An event in its lane.
pub(super) struct Entry {
    pub seq: u64,
    /// Further events that this entry stands for.
    pub also: Vec<u64>,
    /// Since the journey began.
    pub at: String,
    /// `app`, `page`, `seqr`, `run`, or `step` for the heading of a step.
    pub lane: &'static str,
    /// The lane's heading, for those who do not see it; empty outside of the three.
    pub side: &'static str,
    /// `good` or `bad` where the event itself tells.
    pub tone: &'static str,
    /// Where an arrow is drawn: `from-left`, `from-right`, `to-left`, `to-right`.
    pub arrow: &'static str,
    pub flow: Option<&'static str>,
    pub title: String,
    /// What stands below the title, for all to see.
    pub note: Option<String>,
    pub details: Vec<(String, String)>,
    pub folds: Vec<Fold>,
    pub picture: Option<Picture>,
    pub marks: Vec<Mark>,
    /// The worst of the findings' verdicts; empty without any.
    pub mark: &'static str,
}

/// Something long that is folded away.
pub(super) struct Fold {
    pub title: String,
    pub rows: Vec<(String, String)>,
    pub text: Option<String>,
}

/// Most rows and characters that one fold shows.
const MOST_ROWS: usize = 200;
const MOST_TEXT: usize = 6000;

/// The entry of an event in a timeline that began at `began_ms`.
pub(super) fn entry(event: &Event, began_ms: u64, marks: &Marks<'_>, shelf: &mut Shelf<'_>) -> Entry {
    let mut entry = Entry {
        seq: event.seq,
        also: Vec::new(),
        at: format!("+{}", duration(event.at_ms.saturating_sub(began_ms))),
        lane: match (&event.what, describe::lane(&event.what)) {
            (What::StepStarted { .. }, _) => "step",
            (_, Lane::App) => "app",
            (_, Lane::Page) => "page",
            (_, Lane::Seqr) => "seqr",
            (_, Lane::Run) => "run",
        },
        side: match describe::lane(&event.what) {
            Lane::App => "Customer and app",
            Lane::Page => "Service page",
            Lane::Seqr => "SEQR backend",
            Lane::Run => "",
        },
        tone: tone(&event.what),
        arrow: arrow(&event.what),
        flow: describe::flow(&event.what),
        title: describe::title(&event.what),
        note: None,
        details: Vec::new(),
        folds: Vec::new(),
        picture: None,
        marks: marks.at(event.seq),
        mark: marks.at(event.seq).iter().map(|mark| mark.verdict).max().map_or("", Verdict::name),
    };
    fill(&mut entry, &event.what, shelf);
    entry
}

const fn arrow(what: &What) -> &'static str {
    match what {
        What::Tapped(_) | What::TappedAgain(_) => "to-right",
        What::PageOpened(_) | What::Soap(_) | What::ConnectionFailed { .. } => "from-left",
        What::TriggerFired(fired) if !fired.destination.is_noticed() => "",
        What::TriggerFired(_) | What::Notified(_) => "to-left",
        _ => "",
    }
}

fn tone(what: &What) -> &'static str {
    match what {
        What::Soap(call) if call.result_code == Some(0) => "good",
        What::PageOpened(opened) if opened.problem.is_some() => "bad",
        What::Notified(notified) if notified.status.is_none() => "bad",
        What::CaseEnded { cut_off: Some(_) }
        | What::StepEnded { failure: Some(_), .. }
        | What::CandidateExited { .. }
        | What::RequestFailed { .. }
        | What::Soap(_)
        | What::ConnectionFailed { .. }
        | What::Reversed { .. }
        | What::Awaited { happened: false, .. }
        | What::Trouble { .. } => "bad",
        What::Action(action) if !action.succeeded => "bad",
        What::Console { level, .. } if level == "error" => "bad",
        What::Acknowledged { .. } => "good",
        _ => "",
    }
}

fn fill(entry: &mut Entry, what: &What, shelf: &mut Shelf<'_>) {
    match what {
        What::Scanned(scanned) => fill_scanned(entry, scanned),
        What::PageOpened(opened) => fill_page(entry, opened, shelf),
        What::Tapped(tapped) => fill_tapped(entry, tapped),
        What::TriggerFired(fired) => fill_trigger(entry, fired),
        What::View(view) => fill_view(entry, view, shelf),
        What::Swept(swept) => fill_swept(entry, swept),
        What::Soap(call) => fill_soap(entry, call, shelf),
        What::Notified(notified) => fill_notified(entry, notified),
        What::InvoiceChanged(changed) => entry.detail("Version", &changed.version.to_string()),
        What::Decided { invoice_reference, .. } => entry.detail("Invoice", invoice_reference),
        What::Console { source: Some(source), .. } => entry.detail("Source", source),
        What::Browser(browser) => {
            entry.detail("Driver", &browser.driver);
            entry.detail("Program", browser.binary.as_deref().unwrap_or_default());
        }
        What::CandidateExited { output, .. } => entry.fold_text("What it printed last", output),
        What::CandidatePrinted { text } => entry.fold_text("What it printed", text),
        What::CandidateOutput { artifact } => entry.fold_artifact("Output", artifact, shelf),
        What::Action(action) => {
            entry.detail("Did", &action.what);
            entry.detail("Outcome", &action.outcome);
        }
        What::CaseEnded { cut_off: Some(StepFailure { blame, .. }) }
        | What::StepEnded { failure: Some(StepFailure { blame, .. }), .. }
        | What::Trouble { kind: blame, .. } => {
            entry.detail("Whose doing", &format!("{blame:?}").to_lowercase());
        }
        What::RunStarted(header) => entry.detail("Simulated SEQR backend", &header.endpoint),
        _ => {}
    }
}

fn fill_scanned(entry: &mut Entry, scanned: &Scanned) {
    entry.detail("QR code", &scanned.qr_text);
    if scanned.qr_read_back.as_deref() != Some(scanned.qr_text.as_str()) {
        entry.detail("Read back as", scanned.qr_read_back.as_deref().unwrap_or("nothing"));
    }
    for (name, value) in &scanned.parameters {
        entry.detail(name, value);
    }
}

fn fill_page(entry: &mut Entry, opened: &PageOpened, shelf: &mut Shelf<'_>) {
    entry.note = Some(line(&opened.requested));
    if opened.final_url != opened.requested {
        entry.detail("Ended at", &opened.final_url);
    }
    for redirect in &opened.redirects {
        let to = redirect.location.as_deref().unwrap_or("nowhere");
        entry.detail("Redirect", &format!("{} {} → {to}", redirect.status, redirect.url));
    }
    entry.detail("Title", &opened.title);
    entry.detail("Screen", &opened.screen);
    let rest = match (opened.settled, opened.nothing_due) {
        (true, true) => "came to rest with nothing due",
        (true, false) => "came to rest",
        (false, _) => "never came to rest",
    };
    if let Some(lost) = opened.lost_ms {
        let told = format!("the browser got nothing for {} that others got at once", duration(lost));
        entry.detail("Opened again", &told);
    }
    entry.detail("Loaded in", &format!("{}, {rest}", duration(opened.load_ms)));
    entry.fold_text("What it says", &opened.text);
    entry.fold_rows("Headers", opened.headers.iter().map(|(name, value)| (name.as_str(), Some(value.as_str()))));
    entry.detail_path("Document", opened.dom.as_ref());
    entry.picture = screenshot(opened.screenshot.as_ref(), &opened.screen, &entry.title, shelf);
}

fn fill_tapped(entry: &mut Entry, tapped: &Tapped) {
    let last = if tapped.last { ", the last" } else { "" };
    entry.note = Some(format!("{} {}{last}", line(&tapped.list), tapped.index + 1));
}

fn fill_trigger(entry: &mut Entry, fired: &TriggerFired) {
    entry.note = fired.by.as_ref().map(|by| format!("by {}", line(by)));
    if fired.as_written.as_ref().is_some_and(|written| *written != fired.url) {
        entry.detail("The browser says", &fired.url);
    }
    if let Some(ms) = fired.since_tap_ms {
        entry.detail("After the last tap", &duration(ms));
    }
}

fn fill_view(entry: &mut Entry, view: &View, shelf: &mut Shelf<'_>) {
    entry.note = Some(line(&view.screen));
    if let Some(layout) = &view.layout {
        let size = |width: f64, height: f64| format!("{width:.0}×{height:.0}");
        entry.detail("Screen", &size(layout.screen_width, layout.screen_height));
        entry.detail("Content", &size(layout.content_width, layout.content_height));
        entry.detail("Viewport meta", layout.viewport_meta.as_deref().unwrap_or("none"));
        let out = layout.sticking_out.iter().map(|element| (element.selector.as_str(), Some(element.text.as_str())));
        entry.fold_rows("Sticks out", out);
    }
    let yes_no = |yes: bool| if yes { "yes" } else { "no" };
    if let Some(visible) = view.back_visible {
        entry.detail("Way back visible", yes_no(visible));
    }
    if view.last_before_payment {
        entry.detail("Last before payment", "yes");
    }
    entry.detail("URL", &view.url);
    entry.fold_text("What it says", &view.text);
    entry.picture = screenshot(view.screenshot.as_ref(), &view.screen, &entry.title, shelf);
}

fn fill_swept(entry: &mut Entry, swept: &Swept) {
    entry.note = Some(match swept.suspects.len() {
        0 => "Nothing looked wrong.".to_owned(),
        number => format!("{} to look at on a fresh load.", count(number, "place")),
    });
    entry.detail("Moment", &swept.moment);
    entry.detail("Widths at which boxes were compared", &swept.measured.to_string());
    entry.detail("Of these measured closely", &swept.closely.to_string());
    let suspects: Vec<(String, String)> = swept
        .suspects
        .iter()
        .map(|suspect| {
            let selector = suspect.selector.as_deref().unwrap_or("the page");
            let by = suspect.by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
            let what = match suspect.kind {
                SuspectKind::Wide => "wider than the screen",
                SuspectKind::OutOfReach => "out of reach",
                SuspectKind::Covered => "covered",
                SuspectKind::Cut => "cut",
                SuspectKind::Overlap => "overlapped",
            };
            (range_of_widths(suspect.from, suspect.to), format!("{selector}: {what}{by}"))
        })
        .collect();
    entry.fold_rows("Suspects", suspects.iter().map(|(widths, what)| (widths.as_str(), Some(what.as_str()))));
}

fn fill_soap(entry: &mut Entry, call: &SoapCall, shelf: &mut Shelf<'_>) {
    entry.note = call.unreadable.as_deref().map(shown);
    if call.result_code != Some(0) {
        entry.detail("Description", call.result_description.as_deref().unwrap_or_default());
    }
    for (name, value) in [
        ("Invoice", &call.invoice_reference),
        ("Order", &call.client_invoice_id),
        ("TOKEN", &call.token),
        ("Payment", &call.ers_reference),
    ] {
        entry.detail(name, value.as_deref().unwrap_or_default());
    }
    if let Some(asked) = call.asked_version {
        let answered = call.version.map_or_else(String::new, |version| format!(", answered {version}"));
        entry.detail("Version", &format!("asked {asked}{answered}"));
    }
    entry.detail("Took", &format!("{}, HTTP {}", duration(call.took_ms), call.http_status));
    entry.fold_rows("Fields of the message", leaves(&call.request));
    entry.fold_rows("Fields of the answer", leaves(&call.response));
    entry.detail("Path", &call.path);
    entry.detail("Content type", call.content_type.as_deref().unwrap_or_default());
    entry.detail("SOAPAction", call.soap_action.as_deref().unwrap_or_default());
    match (&call.request_body, &call.unreadable) {
        // What could not be taken apart is shown as it came.
        (Some(body), Some(_)) => entry.fold_artifact("The message as it came", body, shelf),
        (body, _) => entry.detail_path("Message", body.as_ref()),
    }
    entry.detail_path("Answer", call.response_body.as_ref());
}

fn leaves(fields: &Fields) -> impl Iterator<Item = (&str, Option<&str>)> {
    fields.iter().map(|field| (field.path, field.value))
}

fn fill_notified(entry: &mut Entry, notified: &Notified) {
    entry.note = Some(format!("POST {}", line(&notified.url)));
    entry.detail("Body", &format!("invoiceReference={}", notified.invoice_reference));
    entry.detail("Took", &duration(notified.took_ms));
}

fn screenshot(artifact: Option<&Artifact>, screen: &str, title: &str, shelf: &mut Shelf<'_>) -> Option<Picture> {
    artifact.map(|artifact| picture(shelf, artifact, screen, format!("Screenshot: {title}"), Shown::Small))
}

/// Where an artifact is, for an editor.
fn place(artifact: &Artifact) -> String {
    let at = artifact.at.map(|at| format!(", from byte {at}"));
    format!("{}{}", artifact.path, at.unwrap_or_default())
}

impl Entry {
    /// Nothing, when there is nothing to say.
    fn detail(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.details.push((line(name), shown(value)));
        }
    }

    /// The path of a stored file, as text: what the candidate wrote is for an editor, not for a browser, which would
    /// run its scripts.
    fn detail_path(&mut self, name: &str, artifact: Option<&Artifact>) {
        if let Some(artifact) = artifact {
            self.detail(name, &place(artifact));
        }
    }

    fn fold_text(&mut self, title: &str, text: &str) {
        if !text.trim().is_empty() {
            let text = Some(cut(&super::super::text::visible(text), MOST_TEXT));
            self.folds.push(Fold { title: title.to_owned(), rows: Vec::new(), text });
        }
    }

    fn fold_rows<'r>(&mut self, title: &str, rows: impl Iterator<Item = (&'r str, Option<&'r str>)>) {
        let mut rows: Vec<(String, String)> =
            rows.map(|(name, value)| (line(name), value.map_or_else(|| "nil".to_owned(), shown))).collect();
        let number = rows.len();
        if number > MOST_ROWS {
            rows.truncate(MOST_ROWS);
            rows.push(("…".to_owned(), format!("{} more in the trace", number - MOST_ROWS)));
        }
        if number > 0 {
            self.folds.push(Fold { title: format!("{title} ({number})"), rows, text: None });
        }
    }

    fn fold_artifact(&mut self, title: &str, artifact: &Artifact, shelf: &mut Shelf<'_>) {
        match shelf.read(artifact) {
            Ok(content) => self.fold_text(title, &String::from_utf8_lossy(&content)),
            Err(wrong) => self.detail(title, &format!("{} {wrong}", artifact.path)),
        }
        self.detail("File", &place(artifact));
    }
}
