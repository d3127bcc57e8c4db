//! getClientSessionInfo: the customer behind a TOKEN, and the parameters of the QR code.

use crate::soap::{Answer, GetClientSessionInfo, Payload, SessionInfo};
use crate::spec::{Operation, ResultCode};
use crate::suite::SessionFault;

use super::Ledger;
use super::access::shown;
use super::state::Outcome;

impl Ledger {
    pub(super) fn get_client_session_info(&self, request: &GetClientSessionInfo) -> Outcome {
        let Some(token) = request.key.as_deref() else {
            return Err((ResultCode::InvalidAuthorizationReference, "key is missing".to_owned()));
        };
        let Some(session) = self.session(token) else {
            return Err((ResultCode::InvalidAuthorizationReference, unknown(token)));
        };
        if let Some(denied) = session.denied {
            let why = match denied {
                SessionFault::Expired => "the session is too old".to_owned(),
                SessionFault::Cancelled => "the customer ended the session".to_owned(),
                SessionFault::InProgress => "the customer is still logging in".to_owned(),
                SessionFault::Unknown => unknown(token),
            };
            return Err((denied.code(), why));
        }
        let customer = [("msisdn", &session.msisdn), ("subscriberKey", &session.subscriber_key)];
        let customer = customer.into_iter().map(|(key, value)| (key.to_owned(), value.clone()));
        let parameters = session.parameters.iter().map(|(key, value)| (key.clone(), value.clone()));
        let info = SessionInfo { entries: customer.chain(parameters).collect() };
        Ok(Answer::success(Operation::GetClientSessionInfo, Payload::SessionInfo(info)))
    }
}

fn unknown(token: &str) -> String {
    format!("there is no session {}", shown(Some(token)))
}
