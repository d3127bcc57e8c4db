//! The reference merchant, against a throwaway SEQR that answers canned envelopes.

mod merchant {
    mod config;
    mod defects;
    mod messages;
    mod orders;
    mod pages;
    mod seqr;
    mod shop;
}
