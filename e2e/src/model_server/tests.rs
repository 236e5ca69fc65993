//! The server keeps to the protocol, and breaks it only where it says so.

use serde_json::{Value, json};
use xtask::llm_check::http::{Reply, answer as said, ask};

use super::{KEY, MODELS, Mode, ModelServer, not_running, protocol::answer};

const PAGE: (&str, &str) = ("Origin", "http://127.0.0.1:8737");
const JSON: (&str, &str) = ("Content-Type", "application/json");

fn body(stream: bool) -> Value {
    let message = json!({ "role": "user", "content": "Say 안녕 to 👩‍🔬." });
    json!({ "model": MODELS[0], "stream": stream, "messages": [message] })
}

fn post(url: &str, body: &str, more: &[(&str, &str)]) -> Reply {
    let headers = [&[PAGE, JSON], more].concat();
    ask("POST", &format!("{url}/chat/completions"), &headers, body).expect("an answer")
}

fn chat(url: &str) -> Reply {
    post(url, &body(true).to_string(), &[])
}

#[test]
fn streams_in_pieces_that_cut_characters_and_lines() {
    let server = ModelServer::start().expect("a port");
    let reply = chat(&server.url(Mode::Good));
    assert_eq!((reply.status, reply.header("content-type")), (200, "text/event-stream"));
    assert_eq!(reply.header("access-control-allow-origin"), PAGE.1);
    let (events, done) = reply.events().expect("JSON");
    assert!(done && reply.whole);
    assert_eq!(said(&events), answer("Say 안녕 to 👩‍🔬."));
    let torn = |piece: &&Vec<u8>| std::str::from_utf8(piece).is_err();
    assert!(reply.pieces.iter().filter(torn).count() >= 4, "no character is cut");
    let ends = |piece: &Vec<u8>, with: &[u8]| piece.ends_with(with);
    assert!(reply.pieces.iter().any(|piece| ends(piece, b"}\r")), "no line's end is cut");
    let finished = events.iter().filter(|event| event["choices"][0]["finish_reason"] == "stop");
    assert_eq!(finished.count(), 1);
}

#[test]
fn answers_whole_and_lists_models() {
    let server = ModelServer::start().expect("a port");
    for mode in [Mode::Good, Mode::Plain] {
        let asked = body(mode == Mode::Plain).to_string();
        let reply = post(&server.url(mode), &asked, &[]).json().expect("JSON");
        let text = &reply["choices"][0]["message"]["content"];
        assert_eq!(*text, answer("Say 안녕 to 👩‍🔬.").as_str());
    }
    let list = ask("GET", &format!("{}/models", server.url(Mode::Good)), &[PAGE], "");
    let list = list.expect("an answer").json().expect("JSON");
    assert_eq!(list["data"][1]["id"], MODELS[1]);
}

#[test]
fn lets_pages_ask() {
    let server = ModelServer::start().expect("a port");
    for origin in [PAGE.1, "null"] {
        let headers = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization,content-type"),
            ("Access-Control-Request-Private-Network", "true"),
        ];
        let ask = |mode| {
            let url = format!("{}/chat/completions", server.url(mode));
            ask("OPTIONS", &url, &headers, "").expect("an answer")
        };
        let good = ask(Mode::Good);
        assert_eq!((good.status, good.header("access-control-allow-origin")), (204, origin));
        assert_eq!(good.header("access-control-allow-headers"), "Authorization, Content-Type");
        assert_eq!(good.header("access-control-allow-private-network"), "true");
        let none = ask(Mode::NoCors);
        assert_eq!((none.status, none.header("access-control-allow-origin")), (405, ""));
    }
}

#[test]
fn refuses_what_real_servers_refuse() {
    let server = ModelServer::start().expect("a port");
    let url = server.url(Mode::Good);
    let with = |field: &str, value: Value| {
        let mut body = body(true);
        body[field] = value;
        body.to_string()
    };
    let robot = json!([{ "role": "robot", "content": "Hi" }]);
    for (status, body, message) in [
        (400, "{\"model\":".to_owned(), "could not parse"),
        (400, "[]".to_owned(), "could not parse"),
        (404, with("model", json!("llama99")), "model 'llama99' not found"),
        (400, with("model", json!(null)), "provide a model"),
        (400, with("messages", json!([])), "messages is empty"),
        (400, with("messages", robot), "messages[0].role"),
        (400, with("messages", json!([{ "role": "user" }])), "messages[0].content"),
        (400, with("stream", json!("yes")), "stream is \"yes\""),
        (400, with("temperature", json!(3)), "temperature"),
        (400, with("max_tokens", json!(0)), "max_tokens"),
        (400, with("task", json!("poem")), "Unrecognized request argument supplied: task"),
    ] {
        let reply = post(&url, &body, &[]);
        assert_eq!(reply.status, status, "{body}");
        assert_eq!(reply.header("access-control-allow-origin"), PAGE.1);
        let error = reply.json().expect("JSON")["error"]["message"].to_string().replace('\\', "");
        assert!(error.contains(message), "{body} is answered with {error}");
    }
    let plain = ask("POST", &format!("{url}/chat/completions"), &[PAGE], &body(true).to_string());
    assert_eq!(plain.expect("an answer").status, 400);
    let got = ask("GET", &format!("{url}/chat/completions"), &[PAGE], "");
    assert_eq!(got.expect("an answer").status, 405);
}

#[test]
fn looks_at_the_key_and_keeps_a_log() {
    let server = ModelServer::start().expect("a port");
    let right = format!("Bearer {KEY}");
    for (mode, key, status) in [
        (Mode::Good, None, 200),
        (Mode::Good, Some(right.as_str()), 200),
        (Mode::Good, Some("Bearer sk-other"), 401),
        (Mode::Locked, None, 401),
        (Mode::Locked, Some(right.as_str()), 200),
    ] {
        let key: Vec<_> = key.map(|key| ("Authorization", key)).into_iter().collect();
        let reply = post(&server.url(mode), &body(false).to_string(), &key);
        assert_eq!(reply.status, status, "{mode:?} with {key:?}");
    }
    let log = server.requests();
    assert_eq!(log.len(), 5);
    assert_eq!(
        (log[1].method.as_str(), log[1].path.as_str()),
        ("POST", "/good/v1/chat/completions")
    );
    assert_eq!(
        (log[0].header("authorization"), log[1].header("authorization")),
        (None, Some(right.as_str()))
    );
    assert_eq!(log[4].body, body(false).to_string());
}

#[test]
fn breaks_off_and_lies_as_it_says() {
    let server = ModelServer::start().expect("a port");
    let broken = chat(&server.url(Mode::Break));
    assert!(!broken.whole && broken.text().contains("Recipe "));
    let half = chat(&server.url(Mode::Half));
    assert!(half.whole && half.events().is_err() && !half.text().contains("[DONE]"));
    assert!(chat(&server.url(Mode::Lies)).events().is_err());
    let page = chat(&server.url(Mode::Html));
    assert_eq!((page.status, page.header("content-type")), (200, "text/html"));
    let error = chat(&server.url(Mode::ErrorInStream));
    assert_eq!(error.status, 200);
    assert!(error.text().contains("\"error\":{"));
    let (events, done) = chat(&server.url(Mode::Empty)).events().expect("JSON");
    assert!(done && said(&events).is_empty());
    let (events, _) = chat(&server.url(Mode::HtmlTags)).events().expect("JSON");
    assert!(said(&events).contains("<script>"));
    let (events, _) = chat(&server.url(Mode::Reasoning)).events().expect("JSON");
    assert!(said(&events).starts_with("<think>\n"));
    assert!(
        events.iter().any(|event| event["choices"][0]["delta"]["reasoning_content"].is_string())
    );
    for (mode, status) in
        [(Mode::Error, 500), (Mode::ErrorJson, 500), (Mode::NotFound, 404), (Mode::Loading, 503)]
    {
        assert_eq!(chat(&server.url(mode)).status, status);
        let list = ask("GET", &format!("{}/models", server.url(mode)), &[PAGE], "");
        assert_eq!(list.expect("an answer").status, status);
        let late = server.late_url(mode);
        assert_eq!(chat(&late).status, status);
        assert_eq!(
            ask("GET", &format!("{late}/models"), &[PAGE], "").expect("an answer").status,
            200
        );
    }
    let busy = chat(&server.url(Mode::Busy));
    assert_eq!((busy.status, busy.header("retry-after")), (429, "2"));
    let moved = chat(&server.url(Mode::Redirect));
    assert_eq!((moved.status, moved.header("location")), (307, "/good/v1/chat/completions"));
}

#[test]
fn changes_while_it_runs_and_ends() {
    let server = ModelServer::start().expect("a port");
    let url = server.now_url();
    assert_eq!(chat(&url).status, 200);
    server.turn(Mode::Error);
    assert_eq!(chat(&url).status, 500);
    // A stream that stands still ends with the server.
    let stalled = server.url(Mode::Stall);
    let waiting = std::thread::spawn(move || chat(&stalled));
    while server.requests().len() < 3 {
        std::thread::yield_now();
    }
    drop(server);
    assert!(!waiting.join().expect("an answer").whole);
    let nobody = ask("GET", &not_running().expect("a port"), &[], "");
    assert!(nobody.err().expect("an error").to_string().starts_with("nobody listens"));
}

#[test]
fn notices_who_leaves() {
    use std::{io::Write, net::TcpStream, time::Duration};
    let server = ModelServer::start().expect("a port");
    for mode in [Mode::Silent, Mode::Stall, Mode::Endless, Mode::LongLine] {
        let url = server.url(mode);
        let path = url.strip_prefix("http://").expect("an address");
        let (host, path) = path.split_once('/').expect("a path");
        let text = body(true).to_string();
        let mut stream = TcpStream::connect(host).expect("a connection");
        let head =
            format!("POST /{path}/chat/completions HTTP/1.1\r\nContent-Type: application/json\r\n");
        write!(stream, "{head}Content-Length: {}\r\n\r\n{text}", text.len()).expect("sent");
        std::thread::sleep(Duration::from_millis(150));
        assert!(!server.requests().last().expect("a request").left, "{mode:?}");
        drop(stream);
        std::thread::sleep(Duration::from_millis(150));
        assert!(server.requests().last().expect("a request").left, "{mode:?}");
    }
}
