//! Back office actions: the candidate is made to close its period or to refund, as its profile says.

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use serde_json::Value;

use crate::candidate::{Action, ActionName, HttpAction, Method, Variables, substitute};
use crate::process::{ProcessGroup, Spawn};
use crate::trace::{ActionDone, Blame, StepFailure};

use super::candidate::{environment, root_cause};
use super::world::World;
use crate::app::http_client;

/// Characters of an answer that are kept.
const KEPT: usize = 400;

/// Carries an action out. The outcome is told, not judged.
pub(super) async fn act(world: &World, name: ActionName, variables: &Variables) -> Result<ActionDone, StepFailure> {
    let label = name.name();
    let Some(action) = world.profile.actions.get(name) else {
        return Err(harness(format!("the profile declares no `actions.{label}`; the case should not have been run")));
    };
    carry_out(world, label, action, variables).await
}

/// Asks the back office how often an order was fulfilled; `None` where the profile does not say how to.
pub(super) async fn ask_fulfilments(world: &World, variables: &Variables) -> Result<Option<ActionDone>, StepFailure> {
    match &world.profile.actions.fulfilments {
        Some(action) => carry_out(world, "fulfilments", action, variables).await.map(Some),
        None => Ok(None),
    }
}

async fn carry_out(
    world: &World,
    label: &str,
    action: &Action,
    variables: &Variables,
) -> Result<ActionDone, StepFailure> {
    let limit = world.profile.limits.call.duration();
    match action {
        Action::Http(request) => call(label, request, variables, limit).await,
        Action::Command(command) => {
            let command = command.iter().map(|word| value(word, variables)).collect::<Result<Vec<_>, _>>()?;
            run_command(label, &command, world, limit).await
        }
    }
}

async fn call(
    label: &str,
    request: &HttpAction,
    variables: &Variables,
    limit: Duration,
) -> Result<ActionDone, StepFailure> {
    let url = value(&request.url, &variables.in_url())?;
    let client = http_client(limit, Policy::none()).map_err(|error| harness(error.to_string()))?;
    let (method, mut sent) = match request.method {
        Method::Get => ("GET", client.get(&url)),
        Method::Post => ("POST", client.post(&url)),
    };
    if !request.form.is_empty() {
        let form = request
            .form
            .iter()
            .map(|(name, text)| Ok((name.clone(), value(text, variables)?)))
            .collect::<Result<Vec<_>, StepFailure>>()?;
        sent = sent.form(&form);
    }
    if let Some(document) = &request.json {
        sent = sent.json(&filled(document, variables)?);
    }
    let mut headers = HeaderMap::new();
    for (name, text) in &request.headers {
        let text = value(text, variables)?;
        let header = HeaderName::try_from(name.as_str()).ok().zip(HeaderValue::try_from(text).ok());
        let (name, text) = header.ok_or_else(|| candidate(format!("HTTP cannot carry the header `{name}`")))?;
        headers.insert(name, text);
    }
    sent = sent.headers(headers);
    let (succeeded, outcome, answer) = match sent.send().await {
        Ok(mut answer) => {
            let status = answer.status();
            let text = beginning(&mut answer).await;
            (status.is_success() || status.is_redirection(), format!("{status}: {text}"), Some(text))
        }
        Err(error) => (false, root_cause(&error), None),
    };
    let what = format!("{method} {url}");
    Ok(ActionDone { name: label.to_owned(), what, succeeded, outcome, answer, invoice_reference: None })
}

/// The first characters of an answer; the rest may be endless and is left unread.
async fn beginning(answer: &mut reqwest::Response) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < KEPT * 4
        && let Ok(Some(chunk)) = answer.chunk().await
    {
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8_lossy(&bytes).chars().take(KEPT).collect()
}

async fn run_command(
    label: &str,
    command: &[String],
    world: &World,
    limit: Duration,
) -> Result<ActionDone, StepFailure> {
    let what = command.join(" ");
    let done = |succeeded, outcome| ActionDone {
        name: label.to_owned(),
        what: what.clone(),
        succeeded,
        outcome,
        answer: None,
        invoice_reference: None,
    };
    let (program, arguments) =
        command.split_first().ok_or_else(|| candidate(format!("`actions.{label}.command` is empty")))?;
    let started = ProcessGroup::start(&Spawn {
        program: program.into(),
        arguments: arguments.iter().map(Into::into).collect(),
        environment: environment(&world.profile, &world.backend),
        folder: Some(world.folder.clone()),
    });
    let mut process = match started {
        Ok(process) => process,
        Err(error) => return Ok(done(false, error.to_string())),
    };
    Ok(match tokio::time::timeout(limit, process.wait()).await {
        Ok(Some(status)) => {
            let said = process.output().tail(5);
            ActionDone { answer: Some(said.clone()), ..done(status.success(), format!("{status}: {said}")) }
        }
        Ok(None) => done(false, "its status is unknown".to_owned()),
        Err(_) => done(false, format!("it did not end within {} s (`limits.call`) and was stopped", limit.as_secs())),
    })
}

/// The document with the journey's variables in all of its texts.
fn filled(document: &Value, variables: &Variables) -> Result<Value, StepFailure> {
    Ok(match document {
        Value::String(text) => Value::String(value(text, variables)?),
        Value::Array(items) => items.iter().map(|item| filled(item, variables)).collect::<Result<_, _>>()?,
        Value::Object(fields) => {
            let filled = fields.iter().map(|(name, field)| Ok((name.clone(), filled(field, variables)?)));
            Value::Object(filled.collect::<Result<_, StepFailure>>()?)
        }
        other => other.clone(),
    })
}

/// A value of the profile with the journey's variables in it.
fn value(text: &str, variables: &Variables) -> Result<String, StepFailure> {
    substitute(text, variables)
        .map_err(|missing| candidate(format!("{missing}: nothing in this journey gave it a value")))
}

fn candidate(message: String) -> StepFailure {
    StepFailure { blame: Blame::Candidate, message }
}

fn harness(message: String) -> StepFailure {
    StepFailure { blame: Blame::Harness, message }
}
