//! Opening a page, and looking at it once it has come to rest.

use serde::Deserialize;
use serde_json::json;

use crate::spec::Page;
use crate::trace::{Blame, PageOpened, Swept, View, What};

use super::load::Loaded;
use super::observer::Document;
use super::session::{AppError, Session};
use super::survey::{Look, Seen};

/// A page that was opened: what the runner needs to know at once.
#[derive(Debug)]
pub struct Opened<T = View> {
    /// Why it did not load, and whose doing that is.
    pub problem: Option<(Blame, String)>,
    /// What was seen of it, where it loaded; or why it could not be looked at.
    pub seen: Option<Result<T, AppError>>,
}

impl<T> Opened<T> {
    /// The same with something else in place of what was seen.
    pub fn map<U>(self, of: impl FnOnce(T) -> U) -> Opened<U> {
        Opened { problem: self.problem, seen: self.seen.map(|seen| seen.map(of)) }
    }
}

/// A page in its own words.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Told {
    pub(super) url: String,
    pub(super) title: String,
    pub(super) text: String,
    /// Empty where it was not asked for.
    pub(super) html: String,
    /// Places of elements that came out of hostile markup.
    pub(super) injected: Vec<String>,
    /// Whether controls that were asked about can be touched; in their order.
    pub(super) usable: Vec<Option<bool>>,
}

/// Characters of a document that are kept.
const DOM_LIMIT: usize = 1_000_000;

/// How much of a page is kept beside its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The document and a picture.
    DocumentAndPicture,
    /// Neither: a view with its own picture follows.
    Nothing,
}

impl Session {
    /// Opens a page by its full URL, records what came of it, and looks at it when it is at rest or the limit has passed.
    ///
    /// # Errors
    /// When the browser does not answer. A page that does not load is no error here: it is recorded. Nor is one that cannot
    /// be looked at: the answer says so.
    pub async fn open_and_look(&self, url: &str, keep: Keep, look: Look<'_>) -> Result<Opened, AppError> {
        let page = look.page;
        let Loaded { load_ms, lost_ms, problem } = self.load(url).await?;
        let mut record = PageOpened { load_ms, lost_ms, ..self.opened(page, url) };
        if let Some(problem) = problem {
            return Ok(self.unopened(record, problem).await);
        }
        let (seen, rest) = self.at_rest(|| self.see(&look, keep)).await?;
        rest.tell(&mut record);
        let (mut seen, failure) = match seen {
            Ok(seen) => (seen, None),
            // That it cannot be measured or photographed is no reason to forget what it says; that it cannot be read is no
            // reason to take it for empty.
            Err(failure) => match self.told(Keep::Nothing, &[]).await {
                Ok(told) => (Seen::of_words(told), Some(failure)),
                Err(_) => return Err(failure),
            },
        };
        if keep == Keep::DocumentAndPicture {
            let keep = |name: String, bytes: &[u8]| self.recorder.artifact(Some(&self.phone.case), &name, bytes);
            record.screenshot = seen.screenshot.take().and_then(|picture| keep(format!("{page}.png"), &picture));
            record.dom =
                record.screenshot.as_ref().and_then(|_| keep(format!("{page}.html"), seen.told.html.as_bytes()));
        }
        self.describe(&mut record, &seen.told);
        self.recorder.record(Some(&self.phone.case), What::PageOpened(Box::new(record)));
        let seen = match failure {
            Some(failure) => Err(failure),
            None => self.finish(look, seen).await,
        };
        Ok(Opened { problem: None, seen: Some(seen) })
    }

    /// Opens a page, and measures it at every width while it comes to rest. Otherwise as [`Session::open_and_look`].
    ///
    /// # Errors
    /// As [`Session::open_and_look`]. That the page cannot be measured is no error here: the answer says so.
    pub async fn open_and_sweep(&self, page: Page, url: &str, number: usize) -> Result<Opened<Swept>, AppError> {
        let Loaded { load_ms, lost_ms, problem } = self.load(url).await?;
        let mut record = PageOpened { load_ms, lost_ms, ..self.opened(page, url) };
        if let Some(problem) = problem {
            return Ok(self.unopened(record, problem).await);
        }
        let (marked, rest) = self.at_rest(|| self.mark()).await?;
        rest.tell(&mut record);
        self.describe(&mut record, &self.told(Keep::Nothing, &[]).await.unwrap_or_default());
        self.recorder.record(Some(&self.phone.case), What::PageOpened(Box::new(record)));
        let seen = match marked {
            Ok(marked) => self.look_closely(marked, page, number, "opened").await,
            Err(failure) => Err(failure),
        };
        Ok(Opened { problem: None, seen: Some(seen) })
    }

    /// Records a page that did not load; what cannot be had of it is recorded as missing.
    async fn unopened<T>(&self, mut record: PageOpened, problem: (Blame, String)) -> Opened<T> {
        self.describe(&mut record, &self.told(Keep::Nothing, &[]).await.unwrap_or_default());
        record.problem = Some(problem.1.clone());
        self.recorder.record(Some(&self.phone.case), What::PageOpened(Box::new(record)));
        Opened { problem: Some(problem), seen: None }
    }

    /// What the page says of itself, its document where that is kept, and whether the controls can be touched.
    pub(super) async fn told(&self, keep: Keep, controls: &[Option<&str>]) -> Result<Told, AppError> {
        let document_limit = if keep == Keep::DocumentAndPicture { DOM_LIMIT } else { 0 };
        let told = self.probe_now("page", json!({ "document_limit": document_limit, "controls": controls })).await?;
        // A page can replace the functions of its own browser; what makes no sense counts as nothing told.
        Ok(serde_json::from_value(told).unwrap_or_default())
    }

    /// What is known of a page before it is asked.
    fn opened(&self, page: Page, url: &str) -> PageOpened {
        PageOpened {
            page,
            token: self.phone.token.clone(),
            screen: self.screen().label(),
            requested: url.to_owned(),
            final_url: String::new(),
            status: None,
            headers: Vec::new(),
            redirects: Vec::new(),
            sent_on_from: None,
            lost_ms: None,
            load_ms: 0,
            settled: false,
            nothing_due: false,
            title: String::new(),
            text: String::new(),
            dom: None,
            screenshot: None,
            problem: None,
        }
    }

    /// Where the page came from, and what it says.
    fn describe(&self, record: &mut PageOpened, told: &Told) {
        let (documents, _) = self.observer.navigation();
        let last = documents.last();
        // Neither the empty page nor the browser's own page about an error is where the customer ended.
        let stands = !["", "about:blank"].contains(&told.url.as_str()) && !told.url.starts_with("chrome-error:");
        record.final_url = match last {
            Some(document) if !stands => document.url.clone(),
            _ => told.url.clone(),
        };
        record.status = last.map(|document| document.status);
        record.headers = last.map(|document| document.headers.clone()).unwrap_or_default();
        record.redirects = documents.iter().filter_map(Document::redirect).collect();
        let mut pages = documents.iter().skip_while(|document| document.redirect().is_some());
        let (itself, next) = (pages.next(), pages.next());
        record.sent_on_from = itself.filter(|_| next.is_some()).map(|document| document.status);
        record.title.clone_from(&told.title);
        record.text.clone_from(&told.text);
    }
}
