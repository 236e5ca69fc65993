//! The OpenAI protocol as the real servers hold it: what a request must be, and what answers look like.

use serde_json::{Map, Value, json};

use super::Request;

/// The models that there are.
pub const MODELS: [&str; 2] = ["tiny", "tiny-instruct"];
/// The one right key.
pub const KEY: &str = "sk-lobule-0123456789abcdef";

/// What hosted servers know; most refuse anything else.
const FIELDS: [&str; 16] = [
    "model",
    "messages",
    "stream",
    "stream_options",
    "temperature",
    "top_p",
    "max_tokens",
    "max_completion_tokens",
    "n",
    "stop",
    "seed",
    "presence_penalty",
    "frequency_penalty",
    "response_format",
    "reasoning_effort",
    "user",
];
const ROLES: [&str; 4] = ["system", "developer", "user", "assistant"];

/// A request that is in order.
pub struct Asked {
    /// One of [`MODELS`].
    pub model: String,
    /// What the messages say, one a line.
    pub prompt: String,
    /// Whether the answer shall come in pieces.
    pub stream: bool,
    /// Whether the stream shall tell what it took.
    pub usage: bool,
}

/// Why there is no answer.
pub struct Refusal {
    /// Such as 400.
    pub status: u16,
    message: String,
    kind: &'static str,
}

impl Refusal {
    fn new(status: u16, kind: &'static str, message: impl Into<String>) -> Self {
        Refusal { status, message: message.into(), kind }
    }

    /// As JSON.
    pub fn body(&self) -> String {
        error(&self.message, self.kind)
    }
}

/// An error as JSON.
pub fn error(message: &str, kind: &str) -> String {
    let error = json!({ "message": message, "type": kind, "param": null, "code": kind });
    json!({ "error": error }).to_string()
}

/// What the server answers to a prompt: another prompt, another answer.
pub fn answer(prompt: &str) -> String {
    // FNV-1a
    let mark = prompt
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let words = prompt.split_whitespace().count();
    format!(
        "Recipe {mark:08x}, {words} words. 안녕하세요 👩‍🔬, a naïve café ☕ opens — 천천히.\n\nOne idea, one example, one step."
    )
}

/// The list of models.
pub fn models() -> String {
    let models = MODELS.map(
        |id| json!({ "id": id, "object": "model", "created": 1_700_000_000, "owned_by": "lobule" }),
    );
    json!({ "object": "list", "data": models }).to_string()
}

/// Whether the key is right, or there is none where none is needed.
pub fn key_fits(request: &Request, needed: bool) -> bool {
    match request.header("authorization") {
        Some(value) => value.strip_prefix("Bearer ") == Some(KEY),
        None => !needed,
    }
}

/// Refuses a wrong key, and one that is missing.
pub fn wrong_key(request: &Request) -> Refusal {
    let message = match request.header("authorization") {
        Some(_) => "Incorrect API key provided. You can find your API key in your account.",
        None => {
            "You didn't provide an API key. Provide it in an Authorization header using Bearer auth."
        }
    };
    Refusal::new(401, "invalid_api_key", message)
}

/// Refuses a method.
pub fn wrong_method(request: &Request) -> Refusal {
    let Request { method, path, .. } = request;
    Refusal::new(405, "invalid_request_error", format!("Invalid method for URL ({method} {path})"))
}

/// Takes a request for an answer apart.
pub fn check(request: &Request) -> Result<Asked, Refusal> {
    let wrong = |message: String| Refusal::new(400, "invalid_request_error", message);
    let kind = request.header("content-type").unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some("application/json") {
        return Err(wrong(format!("the Content-Type is {kind:?}, not application/json")));
    }
    let body: Map<String, Value> = serde_json::from_str(&request.body).map_err(|error| {
        wrong(format!("We could not parse the JSON body of your request: {error}"))
    })?;
    if let Some(field) = body.keys().find(|field| !FIELDS.contains(&field.as_str())) {
        return Err(wrong(format!("Unrecognized request argument supplied: {field}")));
    }
    let model = body.get("model").and_then(Value::as_str);
    let model = model.ok_or_else(|| wrong("you must provide a model parameter".to_owned()))?;
    if !MODELS.contains(&model) {
        let message = format!("model '{model}' not found, try pulling it first");
        return Err(Refusal::new(404, "not_found_error", message));
    }
    let flag = |value: Option<&Value>, name: &str| match value {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(other) => Err(wrong(format!("{name} is {other}, not a boolean"))),
    };
    let stream = flag(body.get("stream"), "stream")?;
    let options = body.get("stream_options");
    if options.is_some() && !stream {
        return Err(wrong("stream_options is only allowed when stream is true".to_owned()));
    }
    let usage = flag(options.and_then(|options| options.get("include_usage")), "include_usage")?;
    let given = |name: &str| body.get(name).filter(|value| !value.is_null());
    for (name, most) in [("temperature", 2.0), ("top_p", 1.0)] {
        let number = given(name).map(|value| value.as_f64().unwrap_or(f64::NAN));
        if number.is_some_and(|number| !(0.0..=most).contains(&number)) {
            return Err(wrong(format!("{name} is not a number between 0 and {most}")));
        }
    }
    for name in ["max_tokens", "max_completion_tokens", "n"] {
        if given(name).is_some_and(|value| value.as_u64().unwrap_or(0) == 0) {
            return Err(wrong(format!("{name} is not a whole number above 0")));
        }
    }
    let prompt = prompt(body.get("messages")).map_err(wrong)?;
    Ok(Asked { model: model.to_owned(), prompt, stream, usage })
}

/// Refuses what models refuse that think: first the one, then the other.
pub fn fuss(request: &Request) -> Option<Refusal> {
    let body: Value = serde_json::from_str(&request.body).ok()?;
    let message = if body["max_tokens"].is_u64() {
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    } else if body["temperature"].is_number() {
        "Unsupported value: 'temperature' does not support this value with this model. Only the default (1) value is supported."
    } else {
        return None;
    };
    Some(Refusal::new(400, "invalid_request_error", message))
}

/// What the messages say.
fn prompt(messages: Option<&Value>) -> Result<String, String> {
    let messages = messages.and_then(Value::as_array).ok_or("messages is not an array")?;
    if messages.is_empty() {
        return Err("messages is empty".to_owned());
    }
    let mut said = Vec::new();
    for (n, message) in messages.iter().enumerate() {
        let role = message["role"].as_str().unwrap_or_default();
        if !ROLES.contains(&role) {
            return Err(format!("messages[{n}].role is {}, not one of {ROLES:?}", message["role"]));
        }
        let content = message["content"].as_str();
        said.push(content.ok_or_else(|| format!("messages[{n}].content is not a string"))?);
    }
    Ok(said.join("\n"))
}

/// A whole answer.
pub fn completion(model: &str, text: &str) -> String {
    let message = json!({ "role": "assistant", "content": text });
    let choice = json!({ "index": 0, "message": message, "finish_reason": "stop" });
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": model,
        "choices": [choice],
        "usage": usage(),
    })
    .to_string()
}

/// A piece of a stream with these choices.
pub fn chunk(model: &str, choices: Value) -> Value {
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": model,
        "choices": choices,
    })
}

/// A piece that adds something.
pub fn delta(model: &str, delta: Value) -> Value {
    chunk(model, json!([{ "index": 0, "delta": delta, "finish_reason": null }]))
}

/// The last piece of an answer.
pub fn finish(model: &str) -> Value {
    chunk(model, json!([{ "index": 0, "delta": {}, "finish_reason": "stop" }]))
}

/// The piece that tells what a stream took: it has no choices.
pub fn took(model: &str) -> Value {
    let mut chunk = chunk(model, json!([]));
    chunk["usage"] = usage();
    chunk
}

fn usage() -> Value {
    json!({ "prompt_tokens": 20, "completion_tokens": 22, "total_tokens": 42 })
}
