//! Serves a folder on this machine only.

use std::path::{Component, Path, PathBuf};

use anyhow::{Result, anyhow};
use tiny_http::{Header, Method, Request, Response};

/// A server that has its port.
pub struct Server {
    http: tiny_http::Server,
    port: u16,
}

impl Server {
    /// Takes a port of the loopback address; 0 takes any free one.
    ///
    /// # Errors
    /// The port is busy.
    pub fn bind(port: u16) -> Result<Self> {
        let http = tiny_http::Server::http(("127.0.0.1", port)).map_err(|error| {
            anyhow!("port {port} cannot be used ({error}); choose another with --port")
        })?;
        let port = http.server_addr().to_ip().map_or(port, |address| address.port());
        Ok(Server { http, port })
    }

    /// The address of the page.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Answers requests with the files of `folder`, for ever.
    ///
    /// # Errors
    /// The connection to the network breaks.
    pub fn run(&self, folder: &Path) -> Result<()> {
        loop {
            let request = self.http.recv()?;
            // A visitor who hangs up is no failure of the server.
            let _ = answer(request, folder);
        }
    }
}

fn answer(request: Request, folder: &Path) -> std::io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(Response::empty(405));
    }
    let file = find(request.url(), folder);
    let Some((path, bytes)) = file.and_then(|path| Some((path.clone(), std::fs::read(path).ok()?)))
    else {
        return request.respond(Response::from_string("not found").with_status_code(404));
    };
    let mut response = Response::from_data(bytes);
    for (name, value) in [("Content-Type", content_type(&path)), ("Cache-Control", "no-cache")] {
        if let Ok(header) = Header::from_bytes(name, value) {
            response.add_header(header);
        }
    }
    request.respond(response)
}

/// The file that a URL names; only files inside the folder can be named.
fn find(url: &str, folder: &Path) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let relative = Path::new(if path.is_empty() { "index.html" } else { path });
    let inside = relative.components().all(|part| matches!(part, Component::Normal(_)));
    inside.then(|| folder.join(relative))
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
