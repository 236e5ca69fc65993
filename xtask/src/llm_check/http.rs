//! Asks a server over plain HTTP/1.1, and keeps the pieces of its answer apart as they came in.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// How long a server may say nothing.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a server has answered.
pub struct Reply {
    /// The status, such as 200.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body as it came in, without the framing of chunks.
    pub pieces: Vec<Vec<u8>>,
    /// Whether the body came to its end.
    pub whole: bool,
}

impl Reply {
    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.pieces.concat()).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// It is none; its beginning is told.
    pub fn json(&self) -> Result<Value> {
        let text = self.text();
        let start: String = text.chars().take(200).collect();
        serde_json::from_str(&text).with_context(|| format!("no JSON but {start:?}"))
    }

    /// What the events of a stream carry, without the last, `[DONE]`; and whether that came.
    ///
    /// # Errors
    /// One is no JSON.
    pub fn events(&self) -> Result<(Vec<Value>, bool)> {
        let text = self.text();
        let data = text.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim);
        let (mut events, mut done) = (Vec::new(), false);
        for data in data {
            if data == "[DONE]" {
                done = true;
            } else {
                events.push(serde_json::from_str(data).with_context(|| format!("{data:?}"))?);
            }
        }
        Ok((events, done))
    }
}

/// The text that the events of a stream add up to.
pub fn answer(events: &[Value]) -> String {
    events.iter().filter_map(|event| event["choices"][0]["delta"]["content"].as_str()).collect()
}

/// Sends a request to an address `http://…` and waits for the whole answer, or for what comes of it.
///
/// # Errors
/// Nobody listens, the server says nothing, or what it says is no HTTP.
pub fn ask(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Result<Reply> {
    let address = url.strip_prefix("http://").with_context(|| format!("{url} is not http://…"))?;
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let mut stream =
        TcpStream::connect(host).with_context(|| format!("nobody listens at {host}"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut request = format!(
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{request}\r\n{body}").as_bytes())?;
    receive(&mut stream).with_context(|| format!("{method} {url}"))
}

fn receive(stream: &mut TcpStream) -> Result<Reply> {
    let mut seen = Vec::new();
    let head = loop {
        if let Some(end) = find(&seen, b"\r\n\r\n") {
            break end;
        }
        if read(stream, &mut seen)? == 0 {
            bail!("the connection ended before an answer");
        }
    };
    let text = String::from_utf8_lossy(&seen[..head]).into_owned();
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.with_context(|| format!("no HTTP: {first:?}"))?;
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut reply = Reply { status, headers, pieces: Vec::new(), whole: false };
    let mut rest = seen.split_off(head + 4);
    if reply.header("transfer-encoding") == "chunked" {
        while let Some(piece) = chunk(stream, &mut rest)? {
            if piece.is_empty() {
                reply.whole = true;
                break;
            }
            reply.pieces.push(piece);
        }
    } else {
        while read(stream, &mut rest)? > 0 {}
        let length = reply.header("content-length").parse().unwrap_or(rest.len());
        reply.whole = rest.len() == length;
        reply.pieces.push(rest);
    }
    Ok(reply)
}

/// The next chunk, an empty one at the end, or `None` where the connection breaks before it.
fn chunk(stream: &mut TcpStream, rest: &mut Vec<u8>) -> Result<Option<Vec<u8>>> {
    loop {
        if let Some(line) = find(rest, b"\r\n") {
            let size = String::from_utf8_lossy(&rest[..line]).into_owned();
            let size = usize::from_str_radix(size.trim(), 16)
                .with_context(|| format!("a chunk of {size:?} bytes"))?;
            let (start, end) = (line + 2, line + 2 + size);
            if rest.len() >= end + 2 {
                let piece = rest[start..end].to_vec();
                rest.drain(..end + 2);
                return Ok(Some(piece));
            }
        }
        if read(stream, rest)? == 0 {
            return Ok(None);
        }
    }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Appends what has come in; 0 at the end, be it broken off or in order.
fn read(stream: &mut TcpStream, seen: &mut Vec<u8>) -> Result<usize> {
    let mut buffer = [0; 4096];
    match stream.read(&mut buffer) {
        Ok(length) => {
            seen.extend(&buffer[..length]);
            Ok(length)
        }
        Err(error) if error.kind() == ErrorKind::ConnectionReset => Ok(0),
        Err(error) => Err(error).with_context(|| format!("nothing for {} s", PATIENCE.as_secs())),
    }
}
