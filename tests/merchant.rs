//! The reference merchant, against a throwaway SEQR that answers canned envelopes.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a helper of a test fails the test")]

mod merchant {
    mod config;
    mod defects;
    mod messages;
    mod orders;
    mod pages;
    mod seqr;
    mod shop;
    mod variants;
}
