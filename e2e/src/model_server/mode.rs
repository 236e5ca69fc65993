//! What the server can do instead of answering well.

use std::{io, time::Duration};

use serde_json::{Value, json};

use super::{
    protocol::{Asked, answer, chunk, completion, delta, error, finish, took},
    wire::Wire,
};

/// Between two words: slow enough to be seen coming.
const PACE: Duration = Duration::from_millis(25);
/// A pause after which some would take an answer for complete.
const REST: Duration = Duration::from_millis(2500);
/// Between the two halves of what is cut, so that they arrive apart.
const SEAM: Duration = Duration::from_millis(4);
/// What a mode without end sends at most; no client should take so much.
const MOST: usize = 20_000;

/// An answer that must stay text.
pub const TAGS: &str = "<img src=x onerror=\"document.title='owned'\"> <script>document.title='owned'</script> \
    <a href=\"javascript:document.title='owned'\">**link**</a> <style>body{display:none}</style> &lt;b&gt; done";

/// Half of an event, as a stream ends that was cut.
const TORN: &str = "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"del";

/// Pieces of a stream that are none.
const LIES: [&[u8]; 14] = [
    b"data: {\"choices\":[{\"delta\":{\"content\":\"torn\n\n",
    b"data: 42\n\n",
    b"data: null\n\n",
    b"data: []\n\n",
    b"data: \"content\"\n\n",
    b"data: {\"object\":\"chat.completion.chunk\"}\n\n",
    b"data: {\"choices\":\"many\"}\n\n",
    b"data: {\"choices\":[null]}\n\n",
    b"data: {\"choices\":[{\"delta\":\"text\"}]}\n\n",
    b"data: {\"choices\":[{\"delta\":{\"content\":7}}]}\n\n",
    b"data: {\"choices\":[{\"delta\":{\"content\":{\"html\":\"<b>\"}}}]}\n\n",
    b"event: ping\nretry: soon\ndata: {\"type\":\"ping\"}\n\n",
    b"words that are no event\n\n",
    b"data: \xff\xfe\xf0\x28\n\n",
];

/// A way to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Good,
    Plain,
    Locked,
    Reasoning,
    Pauses,
    Fussy,
    HtmlTags,
    Redirect,
    Stall,
    Silent,
    Break,
    Half,
    Empty,
    Endless,
    LongLine,
    Lies,
    PlainLies,
    WrongType,
    ErrorInStream,
    Html,
    Error,
    ErrorJson,
    NotFound,
    Busy,
    Loading,
    NoCors,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Mode; 26] = [
        Mode::Good,
        Mode::Plain,
        Mode::Locked,
        Mode::Reasoning,
        Mode::Pauses,
        Mode::Fussy,
        Mode::HtmlTags,
        Mode::Redirect,
        Mode::Stall,
        Mode::Silent,
        Mode::Break,
        Mode::Half,
        Mode::Empty,
        Mode::Endless,
        Mode::LongLine,
        Mode::Lies,
        Mode::PlainLies,
        Mode::WrongType,
        Mode::ErrorInStream,
        Mode::Html,
        Mode::Error,
        Mode::ErrorJson,
        Mode::NotFound,
        Mode::Busy,
        Mode::Loading,
        Mode::NoCors,
    ];

    /// Its name in the address, and what it does.
    fn told(self) -> (&'static str, &'static str) {
        match self {
            Mode::Good => ("good", "streams words, cut in the middle of characters and lines"),
            Mode::Plain => ("plain", "never streams, but answers"),
            Mode::Locked => ("locked", "answers with the right key alone"),
            Mode::Reasoning => ("reasoning", "thinks aloud in three ways, then streams"),
            Mode::Pauses => ("pauses", "says stop in every piece, and pauses after three words"),
            Mode::Fussy => ("fussy", "takes neither a temperature nor max_tokens, and says so"),
            Mode::HtmlTags => ("html-tags", "streams an answer that is full of HTML"),
            Mode::Redirect => ("redirect", "sends everybody to the good one"),
            Mode::Stall => ("stall", "streams three words, then nothing"),
            Mode::Silent => ("silent", "takes the request and says nothing"),
            Mode::Break => ("break", "breaks the connection off after three words"),
            Mode::Half => ("half", "ends in the middle of an event after three words"),
            Mode::Empty => ("empty", "streams an answer without a word"),
            Mode::Endless => ("endless", "never stops streaming"),
            Mode::LongLine => ("long-line", "streams one line that never ends"),
            Mode::Lies => ("lies", "mixes three words with events that are none"),
            Mode::PlainLies => ("plain-lies", "answers JSON of other types"),
            Mode::WrongType => ("wrong-type", "streams, and calls it text/plain"),
            Mode::ErrorInStream => ("error-in-stream", "streams three words, then an error"),
            Mode::Html => ("html", "answers every request with a web page"),
            Mode::Error => ("500", "fails, in plain text"),
            Mode::ErrorJson => ("500-json", "fails, and says why"),
            Mode::NotFound => ("404", "knows no address"),
            Mode::Busy => ("429", "asks to come back in two seconds"),
            Mode::Loading => ("503", "is always loading its model"),
            Mode::NoCors => ("nocors", "answers, but lets no page read it"),
        }
    }

    /// Its name in the address.
    pub fn name(self) -> &'static str {
        self.told().0
    }

    /// What it does.
    pub fn does(self) -> &'static str {
        self.told().1
    }

    /// The mode of this name.
    pub fn named(name: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// Answers any request to the path `rest` if the mode does that alike for all, and tells whether it is
    /// left to be answered.
    pub(super) fn speaks_http(self, wire: &mut Wire, rest: &str) -> io::Result<bool> {
        match self {
            Mode::Silent => wire.wait(),
            Mode::Html => {
                let page = "<!doctype html><title>Sign in</title><h1>Welcome to the router</h1>";
                wire.text(200, "text/html", page)
            }
            Mode::Error => wire.text(500, "text/plain", "Internal Server Error"),
            Mode::ErrorJson => {
                let body = error("CUDA error: out of memory", "server_error");
                wire.text(500, "application/json", &body)
            }
            Mode::NotFound => wire.text(404, "text/plain", "404 page not found"),
            Mode::Busy => {
                wire.header("Retry-After", "2");
                let body = error("Rate limit reached for requests", "rate_limit_exceeded");
                wire.text(429, "application/json", &body)
            }
            Mode::Loading => {
                let body = error("Loading model", "unavailable_error");
                wire.text(503, "application/json", &body)
            }
            Mode::Redirect => {
                wire.header("Location", &format!("/{}/{rest}", Mode::Good.name()));
                wire.text(307, "text/plain", "")
            }
            _ => return Ok(true),
        }?;
        Ok(false)
    }

    /// Answers what was asked.
    pub(super) fn answer(self, asked: &Asked, wire: &mut Wire) -> io::Result<()> {
        let text = match self {
            Mode::HtmlTags => TAGS.to_owned(),
            Mode::Empty => String::new(),
            _ => answer(&asked.prompt),
        };
        if self == Mode::PlainLies {
            return wire.text(200, "application/json", r#"{"choices":{"message":["text"]}}"#);
        }
        if self == Mode::Plain || !asked.stream {
            return wire.text(200, "application/json", &completion(&asked.model, &text));
        }
        let mut stream = Stream { wire, asked, sent: 0 };
        let kind = if self == Mode::WrongType { "text/plain" } else { "text/event-stream" };
        stream.wire.begin(kind)?;
        stream.open()?;
        let words = || text.split_inclusive(' ');
        match self {
            Mode::Stall => {
                stream.words(words().take(3))?;
                stream.wire.wait()
            }
            Mode::Break => {
                stream.words(words().take(3))?;
                stream.wire.send(TORN.as_bytes())?;
                stream.wire.cut()
            }
            Mode::Half => {
                stream.words(words().take(3))?;
                stream.wire.send(TORN.as_bytes())?;
                stream.wire.end()
            }
            Mode::ErrorInStream => {
                stream.words(words().take(3))?;
                let body = error("the model has run out of context", "server_error");
                stream.wire.send(format!("data: {body}\n\n").as_bytes())?;
                stream.wire.end()
            }
            Mode::Lies => {
                for (lie, word) in LIES.chunks(5).zip(words()) {
                    for lie in lie {
                        stream.wire.send(lie)?;
                    }
                    stream.words([word])?;
                }
                stream.close()
            }
            Mode::Endless => {
                for word in words().cycle().take(MOST) {
                    stream.wire.pause(Duration::from_millis(2))?;
                    stream.add("content", word)?;
                }
                stream.close()
            }
            Mode::LongLine => {
                stream.wire.send(b"data: {\"choices\":[{\"delta\":{\"content\":\"")?;
                for _ in 0..MOST {
                    stream.wire.pause(Duration::from_millis(1))?;
                    stream.wire.send(&[b'a'; 1024])?;
                }
                stream.wire.end()
            }
            Mode::Reasoning => {
                for word in ["The user ", "wants ", "a short ", "answer."] {
                    stream.add("reasoning_content", word)?;
                }
                let part = json!([{ "type": "thinking", "thinking": "It is in parts, too." }]);
                stream.event(&delta(&asked.model, json!({ "content": part })))?;
                stream.words(["<th", "ink>\nStill ", "thinking.\n", "</thi", "nk>\n\n"])?;
                stream.words(words())?;
                stream.close()
            }
            Mode::Pauses => {
                for (n, word) in words().enumerate() {
                    stream.wire.pause(if n == 3 { REST } else { PACE })?;
                    let mut piece = delta(&asked.model, json!({ "content": word }));
                    piece["choices"][0]["finish_reason"] = "stop".into();
                    stream.event(&piece)?;
                }
                stream.close()
            }
            _ => {
                stream.words(words())?;
                stream.close()
            }
        }
    }
}

/// An answer that comes in pieces.
struct Stream<'a, 'b> {
    wire: &'a mut Wire<'b>,
    asked: &'a Asked,
    sent: usize,
}

impl Stream<'_, '_> {
    /// What comes before the first word: a comment, as from a server that is busy, an event without choices,
    /// and one with the role alone.
    fn open(&mut self) -> io::Result<()> {
        self.wire.send(b": still reading the prompt\r\n\r\n")?;
        self.event(&chunk(&self.asked.model, json!([])))?;
        let role = json!({ "role": "assistant", "content": null });
        self.event(&delta(&self.asked.model, role))
    }

    fn words<'w>(&mut self, words: impl IntoIterator<Item = &'w str>) -> io::Result<()> {
        for word in words {
            self.wire.pause(PACE)?;
            self.add("content", word)?;
        }
        Ok(())
    }

    fn add(&mut self, field: &str, text: &str) -> io::Result<()> {
        self.event(&delta(&self.asked.model, json!({ field: text })))
    }

    fn close(&mut self) -> io::Result<()> {
        self.event(&finish(&self.asked.model))?;
        if self.asked.usage {
            self.event(&took(&self.asked.model))?;
        }
        self.wire.send(b"data: [DONE]\n\n")?;
        self.wire.end()
    }

    /// Sends an event, every second one in two halves; lines end in all ways that are allowed.
    fn event(&mut self, value: &Value) -> io::Result<()> {
        let event = match self.sent % 4 {
            0 => format!("data: {value}\n\n"),
            1 => format!("data:{value}\r\n\r\n"),
            2 => format!("data: {value}\r\n\r\n"),
            _ => format!("data: {value}\n: a comment\n\n"),
        };
        self.sent += 1;
        let event = event.as_bytes();
        // In the middle of a character if there is one of several bytes, else between a line's end and its
        // second half, else anywhere.
        let wide = event.iter().position(|byte| !byte.is_ascii());
        let line = event.iter().position(|&byte| byte == b'\r');
        let (first, second) = event.split_at(wide.or(line).unwrap_or(event.len() / 2) + 1);
        self.wire.send(first)?;
        self.wire.pause(SEAM)?;
        self.wire.send(second)
    }
}
