//! One connection: a request in, and an answer out byte by byte, where the bytes shall be cut.

use std::{
    io::{self, BufRead, BufReader, ErrorKind, Read, Write},
    net::{Shutdown, TcpStream},
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::Duration,
};

/// How long a client may take to send its request.
const PATIENCE: Duration = Duration::from_secs(10);
/// What a head and a body may take, in bytes.
const LONGEST: u64 = 4 << 20;

/// A request as it was heard.
pub struct Heard {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// The connection. Every error means that the client has left, or that the server ends.
pub struct Wire<'a> {
    stream: TcpStream,
    over: &'a AtomicBool,
    headers: String,
}

impl<'a> Wire<'a> {
    pub fn new(stream: TcpStream, over: &'a AtomicBool) -> io::Result<Self> {
        // What is sent apart shall arrive apart.
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Wire { stream, over, headers: String::new() })
    }

    /// The request, or `None` where none comes: browsers open connections to have them.
    pub fn hear(&mut self) -> io::Result<Option<Heard>> {
        let mut reader = BufReader::new(&self.stream).take(LONGEST);
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split(' ').map(str::to_owned);
        let (Some(method), Some(path)) = (words.next(), words.next()) else { return Ok(None) };
        let mut headers = Vec::new();
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim().split_once(':') else { break };
            let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
            if name == "content-length" {
                length = value.parse().unwrap_or(0);
            }
            headers.push((name, value));
        }
        let mut body = Vec::new();
        reader.take(length).read_to_end(&mut body)?;
        let body = String::from_utf8_lossy(&body).into_owned();
        Ok(Some(Heard { method, path, headers, body }))
    }

    /// Adds a header to the answer.
    pub fn header(&mut self, name: &str, value: &str) {
        self.headers += &format!("{name}: {value}\r\n");
    }

    /// Lets a page of this origin read the answer.
    pub fn allow(&mut self, origin: Option<&str>) {
        if let Some(origin) = origin {
            self.header("Access-Control-Allow-Origin", origin);
            self.header("Access-Control-Expose-Headers", "Retry-After");
        }
        self.header("Vary", "Origin");
    }

    fn head(&mut self, status: u16, kind: &str, framing: &str) -> io::Result<()> {
        // Servers on HTTP/2 send no reason beside the status, so nobody may need one.
        let mut head = format!("HTTP/1.1 {status} \r\nConnection: close\r\n");
        if !kind.is_empty() {
            head += &format!("Content-Type: {kind}\r\n");
        }
        head += &format!("{framing}{}\r\n", std::mem::take(&mut self.headers));
        self.stream.write_all(head.as_bytes())
    }

    /// A whole answer; 204 has no body.
    pub fn text(&mut self, status: u16, kind: &str, body: &str) -> io::Result<()> {
        let length = format!("Content-Length: {}\r\n", body.len());
        self.head(status, kind, if status == 204 { "" } else { &length })?;
        self.stream.write_all(body.as_bytes())
    }

    /// The head of an answer that comes in pieces.
    pub fn begin(&mut self, kind: &str) -> io::Result<()> {
        self.head(200, kind, "Transfer-Encoding: chunked\r\n")
    }

    /// The next piece, in a chunk and a segment of its own.
    pub fn send(&mut self, piece: &[u8]) -> io::Result<()> {
        let chunk = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
        self.stream.write_all(&chunk)
    }

    /// The end of an answer in pieces.
    pub fn end(&mut self) -> io::Result<()> {
        self.stream.write_all(b"0\r\n\r\n")
    }

    /// Breaks the connection off.
    pub fn cut(&mut self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Both)
    }

    /// Does nothing for a while; fails as soon as the client hangs up.
    pub fn pause(&mut self, time: Duration) -> io::Result<()> {
        if self.over.load(Relaxed) {
            return Err(ErrorKind::Interrupted.into());
        }
        self.stream.set_read_timeout(Some(time))?;
        match self.stream.read(&mut [0; 64]) {
            Ok(0) => Err(ErrorKind::ConnectionAborted.into()),
            Err(error) if !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Err(error)
            }
            _ => Ok(()),
        }
    }

    /// Does nothing until the client hangs up.
    pub fn wait(&mut self) -> io::Result<()> {
        loop {
            self.pause(Duration::from_millis(20))?;
        }
    }
}
