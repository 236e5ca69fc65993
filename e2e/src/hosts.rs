//! Hosts that answer in their own ways: with redirects, with the page at other addresses, with a sandbox.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Result;

/// What a host answers to a path.
pub enum Answer {
    /// A file of its folder.
    File(String),
    /// Look there instead.
    Redirect(&'static str),
    /// Nothing is there.
    Nothing,
}

/// Serves a folder on a free port, for as long as this program runs; `headers` go with every answer.
pub fn host(folder: &Path, headers: &'static str, route: fn(&str) -> Answer) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    let folder: Arc<PathBuf> = Arc::new(folder.to_owned());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            // A browser that hangs up has what it wants.
            std::thread::spawn(move || drop(answer(stream, &folder, headers, route)));
        }
    });
    Ok(url)
}

fn answer(
    mut stream: TcpStream,
    folder: &Path,
    headers: &str,
    route: fn(&str) -> Answer,
) -> Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = request.split([' ', '?']).nth(1).unwrap_or("/");
    let (status, more, body) = match route(path) {
        Answer::Redirect(to) => ("302 Found", format!("Location: {to}\r\n"), Vec::new()),
        Answer::File(name) => match fs::read(folder.join(name.trim_start_matches('/'))) {
            Ok(body) => ("200 OK", format!("Content-Type: {}\r\n", kind(&name)), body),
            Err(_) => nothing(),
        },
        Answer::Nothing => nothing(),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{more}{headers}Cache-Control: no-cache\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    Ok(stream.write_all(&body)?)
}

fn nothing() -> (&'static str, String, Vec<u8>) {
    ("404 Not Found", "Content-Type: text/html\r\n".to_owned(), b"Nothing.".to_vec())
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
