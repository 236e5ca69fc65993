//! A language-model server of the tests' own: it speaks the OpenAI protocol word for word, checks requests as
//! strictly as the real ones do, and misbehaves on demand. Each way to do so has an address of its own,
//! `http://127.0.0.1:PORT/NAME/v1`, with a name from [`Mode::ALL`].

pub mod mode;
pub mod protocol;
mod wire;

use std::{
    io::{self, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use anyhow::{Context, Result};

pub use mode::Mode;
pub use protocol::{KEY, MODELS};
use wire::{Heard, Wire};

/// Before a mode's name: the list of models is in order, and only the answers are not.
const LATE: &str = "late-";
/// The name whose mode can change while the server runs.
const NOW: &str = "now";

/// A request that has come in.
#[derive(Clone, Debug)]
pub struct Request {
    /// Such as `POST`.
    pub method: String,
    /// Such as `/good/v1/chat/completions`.
    pub path: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// As it came in.
    pub body: String,
    /// Whether the client hung up before the answer was complete.
    pub left: bool,
}

impl Request {
    /// A header's value, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The server; it ends with this, and so do the connections it holds.
pub struct ModelServer {
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    log: Mutex<Vec<Request>>,
    now: Mutex<Mode>,
    over: AtomicBool,
}

impl ModelServer {
    /// Listens on a free port of the loopback address.
    ///
    /// # Errors
    /// There is no port.
    pub fn start() -> Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port for a model")?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            log: Mutex::default(),
            now: Mutex::new(Mode::Good),
            over: AtomicBool::new(false),
        });
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(io::Result::ok) {
                if shared.over.load(Relaxed) {
                    break;
                }
                let state = shared.clone();
                std::thread::spawn(move || state.serve(stream));
            }
        });
        Ok(ModelServer { address, state })
    }

    /// The address of a mode, as a person would enter it.
    pub fn url(&self, mode: Mode) -> String {
        format!("http://{}/{}/v1", self.address, mode.name())
    }

    /// The same for a server that goes wrong only after its models were listed.
    pub fn late_url(&self, mode: Mode) -> String {
        format!("http://{}/{LATE}{}/v1", self.address, mode.name())
    }

    /// The address whose mode is what [`ModelServer::turn`] was last given, at first [`Mode::Good`].
    pub fn now_url(&self) -> String {
        format!("http://{}/{NOW}/v1", self.address)
    }

    /// Changes what [`ModelServer::now_url`] does from its next request on.
    pub fn turn(&self, mode: Mode) {
        *locked(&self.state.now) = mode;
    }

    /// Every request so far, in the order in which they came.
    pub fn requests(&self) -> Vec<Request> {
        locked(&self.state.log).clone()
    }
}

impl Drop for ModelServer {
    fn drop(&mut self) {
        self.state.over.store(true, Relaxed);
        // Wakes the thread that listens, so that it sees the end.
        let _ = TcpStream::connect(self.address);
    }
}

/// The address of a server that does not run.
///
/// # Errors
/// There is no port.
pub fn not_running() -> Result<String> {
    // The port is free again when this returns, and the system is slow to give it to another.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok(format!("http://{}/v1", listener.local_addr()?))
}

impl State {
    /// Reads one request, answers it, and notes whether the client stayed.
    fn serve(&self, stream: TcpStream) {
        let Ok(mut wire) = Wire::new(stream, &self.over) else { return };
        let Ok(Some(Heard { method, path, headers, body })) = wire.hear() else { return };
        let request = Request { method, path, headers, body, left: false };
        let number = {
            let mut log = locked(&self.log);
            log.push(request.clone());
            log.len() - 1
        };
        if self.respond(&request, &mut wire).is_err() && !self.over.load(Relaxed) {
            locked(&self.log)[number].left = true;
        }
    }

    fn respond(&self, request: &Request, wire: &mut Wire) -> io::Result<()> {
        let path = request.path.trim_start_matches('/');
        let (name, rest) = path.split_once('/').unwrap_or((path, ""));
        let late = name.strip_prefix(LATE);
        let name = late.unwrap_or(name);
        let mode = if name == NOW { Some(*locked(&self.now)) } else { Mode::named(name) };
        let Some(mode) = mode else {
            return wire.text(404, "text/plain", &format!("no mode is called {name:?}"));
        };
        let listing = rest == "v1/models";
        let mode = if late.is_some() && listing { Mode::Good } else { mode };
        if mode != Mode::NoCors {
            wire.allow(request.header("origin"));
        }
        if request.method == "OPTIONS" {
            return preflight(request, mode, wire);
        }
        if !mode.speaks_http(wire, rest)? {
            return Ok(());
        }
        let key = mode == Mode::Locked;
        let asked = match rest {
            _ if !protocol::key_fits(request, key) => Err(protocol::wrong_key(request)),
            "v1/models" if request.method == "GET" => {
                return wire.text(200, "application/json", &protocol::models());
            }
            "v1/chat/completions" if request.method == "POST" => {
                protocol::check(request).and_then(|asked| match protocol::fuss(request) {
                    Some(refusal) if mode == Mode::Fussy => Err(refusal),
                    _ => Ok(asked),
                })
            }
            "v1/models" | "v1/chat/completions" => Err(protocol::wrong_method(request)),
            _ => return wire.text(404, "text/plain", "404 page not found"),
        };
        match asked {
            Ok(asked) => mode.answer(&asked, wire),
            Err(refusal) => wire.text(refusal.status, "application/json", &refusal.body()),
        }
    }
}

/// Tells a browser what a page may send.
fn preflight(request: &Request, mode: Mode, wire: &mut Wire) -> io::Result<()> {
    if mode == Mode::NoCors {
        return wire.text(405, "text/plain", "method not allowed");
    }
    if mode == Mode::Silent {
        return wire.wait();
    }
    wire.header("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
    wire.header("Access-Control-Allow-Headers", "Authorization, Content-Type");
    for network in ["private", "local"] {
        if request.header(&format!("access-control-request-{network}-network")).is_some() {
            wire.header(&format!("Access-Control-Allow-{network}-Network"), "true");
        }
    }
    wire.text(204, "", "")
}

/// For trying the page by hand, and for tests that are no part of this program: tells the addresses, prints the
/// requests and which of them were left, and turns `now` to what is typed.
///
/// # Errors
/// There is no port, or nowhere to print.
pub fn by_hand() -> Result<()> {
    let server = ModelServer::start()?;
    let mut out = io::stdout();
    for mode in Mode::ALL {
        writeln!(out, "{:<48} {}", server.url(mode), mode.does())?;
    }
    let late = server.late_url(Mode::Error);
    writeln!(out, "{late:<48} any of these after {LATE:?}: only the answers go wrong")?;
    writeln!(out, "{:<48} what you type here, such as {:?}", server.now_url(), Mode::Stall.name())?;
    writeln!(out, "{:<48} nobody listens", not_running()?)?;
    writeln!(
        out,
        "Models: {}. Key, where one is asked for: {KEY}. Ctrl-C ends it.",
        MODELS.join(", ")
    )?;
    std::thread::scope(|scope| -> Result<()> {
        scope.spawn(|| {
            for line in io::stdin().lines().map_while(io::Result::ok) {
                match Mode::named(line.trim()) {
                    Some(mode) => {
                        server.turn(mode);
                        println!("{NOW} is {} from here on", mode.name());
                    }
                    None => eprintln!("no mode is called {:?}", line.trim()),
                }
            }
        });
        // Whether each is known to have been left.
        let mut told: Vec<bool> = Vec::new();
        loop {
            for (n, request) in server.requests().iter().enumerate() {
                let Request { method, path, body, left, .. } = request;
                if n == told.len() {
                    let key = request.header("authorization").map_or("", |_| ", with a key");
                    writeln!(out, "{method} {path}{key} {body}")?;
                    told.push(false);
                }
                if *left && !told[n] {
                    writeln!(out, "left before the end: {method} {path} {body}")?;
                    told[n] = true;
                }
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    })
}

/// A thread that failed has left a log that is as good as before.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
