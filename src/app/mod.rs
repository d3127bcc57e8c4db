//! The simulated SEQR app: a phone with a web view, played by a browser through WebDriver.
//!
//! This room acts and records. It drives the browser (fantoccini), listens to it (WebDriver BiDi) and measures pages; what
//! any of it means is for `check`.

mod attached;
mod blank;
mod browser;
mod capabilities;
mod command;
mod connection;
mod console;
mod dark;
mod devtools;
mod driver;
mod emulation;
mod failure;
mod heard;
mod http;
mod letters;
mod load;
mod measure;
mod observer;
mod page;
mod pool;
mod qr;
mod refusal;
mod rest;
mod session;
mod survey;
mod sweep;
mod tap;
mod webkit;

pub use browser::{BrowserChoice, BrowserError};
pub use driver::Driver;
pub use http::client as http_client;
pub use letters::{LETTERS, Letters};
pub use page::{Keep, Opened};
pub use pool::Pool;
pub use qr::{picture, read_back};
pub use session::{AppError, Phone, Session};
pub use survey::{Depth, Look, Whole};
