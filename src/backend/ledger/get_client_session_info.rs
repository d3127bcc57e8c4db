//! getClientSessionInfo: the customer behind a TOKEN, and the parameters of the QR code.

use crate::soap::{Answer, GetClientSessionInfo, Payload, SessionInfo};
use crate::spec::{Operation, ResultCode};

use super::access::shown;
use super::state::Outcome;
use super::{Ledger, SessionState};

impl Ledger {
    pub(super) fn get_client_session_info(&self, request: &GetClientSessionInfo) -> Outcome {
        let Some(token) = request.key.as_deref() else {
            return Err((ResultCode::InvalidAuthorizationReference, "key is missing".to_owned()));
        };
        let Some(session) = self.session(token) else {
            let why = format!("there is no session {}", shown(Some(token)));
            return Err((ResultCode::InvalidAuthorizationReference, why));
        };
        let refused = |code: ResultCode, why: &str| Err((code, why.to_owned()));
        match session.state {
            SessionState::Open => {}
            SessionState::Expired => return refused(ResultCode::AuthorizationExpired, "the session is too old"),
            SessionState::Cancelled => {
                return refused(ResultCode::AuthorizationCancelled, "the customer ended the session");
            }
            SessionState::InProgress => {
                return refused(ResultCode::AuthorizationInProgress, "the customer is still logging in");
            }
        }
        let customer = [("msisdn", &session.msisdn), ("subscriberKey", &session.subscriber_key)];
        let customer = customer.into_iter().map(|(key, value)| (key.to_owned(), value.clone()));
        let parameters = session.parameters.iter().map(|(key, value)| (key.clone(), value.clone()));
        let info = SessionInfo { entries: customer.chain(parameters).collect() };
        Ok(Answer::success(Operation::GetClientSessionInfo, Payload::SessionInfo(info)))
    }
}
