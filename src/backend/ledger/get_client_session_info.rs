//! getClientSessionInfo: the customer behind a TOKEN, and the parameters of the QR code.

use crate::soap::{Answer, GetClientSessionInfo, Payload, SessionInfo};
use crate::spec::{Operation, ResultCode};

use super::Ledger;
use super::state::Outcome;

impl Ledger {
    pub(super) fn get_client_session_info(&self, request: &GetClientSessionInfo) -> Outcome {
        let Some(session) = request.key.as_deref().and_then(|token| self.session(token)) else {
            let why = match &request.key {
                Some(token) => format!("there is no session `{}`", token.chars().take(60).collect::<String>()),
                None => "key is missing".to_owned(),
            };
            return Err((ResultCode::InvalidAuthorizationReference, why));
        };
        let customer = [("msisdn", &session.msisdn), ("subscriberKey", &session.subscriber_key)];
        let customer = customer.into_iter().map(|(key, value)| (key.to_owned(), value.clone()));
        let parameters = session.parameters.iter().map(|(key, value)| (key.clone(), value.clone()));
        let info = SessionInfo { entries: customer.chain(parameters).collect() };
        Ok(Answer::success(Operation::GetClientSessionInfo, Payload::SessionInfo(info)))
    }
}
