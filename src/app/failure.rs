//! Why a request failed, in one engine's words for all.

/// Firefox's names of failures, and Chromium's for the same.
const NAMES: [(&str, &str); 10] = [
    ("NS_ERROR_CONNECTION_REFUSED", "net::ERR_CONNECTION_REFUSED"),
    ("NS_ERROR_UNKNOWN_HOST", "net::ERR_NAME_NOT_RESOLVED"),
    ("NS_ERROR_NET_TIMEOUT", "net::ERR_CONNECTION_TIMED_OUT"),
    ("NS_ERROR_NET_RESET", "net::ERR_CONNECTION_RESET"),
    ("NS_ERROR_NET_INTERRUPT", "net::ERR_CONNECTION_CLOSED"),
    ("NS_ERROR_NET_PARTIAL_TRANSFER", "net::ERR_CONNECTION_CLOSED"),
    ("NS_ERROR_NET_EMPTY_RESPONSE", "net::ERR_EMPTY_RESPONSE"),
    ("NS_ERROR_REDIRECT_LOOP", "net::ERR_TOO_MANY_REDIRECTS"),
    ("NS_ERROR_ABORT", "net::ERR_ABORTED"),
    ("NS_BINDING_ABORTED", "net::ERR_ABORTED"),
];

/// What the browser said, with Chromium's name for it where another engine said it.
pub(super) fn chromium_name(told: String) -> String {
    NAMES.iter().find(|(name, _)| told.contains(name)).map_or(told, |(_, chromium)| (*chromium).to_owned())
}
