//! The page in a browser: keys, clicks, questions, and what the console says.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use headless_chrome::{
    Browser, LaunchOptions, Tab,
    browser::tab::ModifierKey,
    protocol::cdp::{Emulation, Page as PageProtocol, types::Event},
};
use serde_json::Value;
use xtask::run::{apt_install, exists};

/// Long enough for a loaded machine; only a failure waits this long.
const PATIENCE: Duration = Duration::from_secs(30);

/// The size of the window, in CSS pixels.
#[derive(Clone, Copy)]
pub struct Screen {
    width: u32,
    height: u32,
}

impl Screen {
    /// A laptop.
    pub const DESKTOP: Screen = Screen { width: 1280, height: 900 };
    /// A small phone.
    pub const PHONE: Screen = Screen { width: 360, height: 780 };
}

/// How the page is visited.
#[derive(Clone, Copy)]
pub struct Visit<'a> {
    /// Where it is.
    pub url: &'a str,
    /// On which screen.
    pub screen: Screen,
    /// `light` or `dark`.
    pub scheme: &'a str,
    /// Whether the person wants less motion.
    pub less_motion: bool,
    /// What the browser asks for, such as `ko`.
    pub language: &'a str,
    /// Runs in each document before its own scripts.
    pub before: &'a str,
    /// How many times slower the processor is made.
    pub slower: f64,
}

impl<'a> Visit<'a> {
    /// In English, in the light, at full speed.
    pub fn new(url: &'a str, screen: Screen) -> Self {
        Visit {
            url,
            screen,
            scheme: "light",
            less_motion: false,
            language: "en",
            before: "",
            slower: 1.0,
        }
    }

    /// Starts a browser with an empty profile and waits for the first output.
    pub fn open(&self) -> Result<Page> {
        let page = self.open_any()?;
        page.wait_for(READY)?;
        Ok(page)
    }

    /// The same where the page is not expected to come up.
    pub fn open_any(&self) -> Result<Page> {
        let args =
            ["--disable-quic", "--disable-gpu", "--disable-component-update"].map(OsStr::new);
        let options = LaunchOptions::default_builder()
            .path(Some(chromium()?))
            .sandbox(false)
            .window_size(Some((self.screen.width, self.screen.height)))
            // Counted from the last tab that came or went: what is done in one is no sign of life.
            .idle_browser_timeout(20 * PATIENCE)
            .args(args.to_vec())
            .build()
            .context("the browser's options")?;
        self.tab(Arc::new(Browser::new(options)?))
    }

    /// Goes there in a new tab of a browser.
    fn tab(&self, browser: Arc<Browser>) -> Result<Page> {
        let tab = browser.new_tab()?;
        self.fill(tab, browser)
    }

    /// Goes there in a tab.
    fn fill(&self, tab: Arc<Tab>, browser: Arc<Browser>) -> Result<Page> {
        tab.set_default_timeout(PATIENCE);
        let complaints = Arc::new(Mutex::new(Vec::new()));
        let heard = complaints.clone();
        tab.enable_log()?.enable_runtime()?;
        tab.add_event_listener(Arc::new(move |event: &Event| {
            if let (Some(complaint), Ok(mut heard)) = (complaint(event), heard.lock()) {
                heard.push(complaint);
            }
        }))?;
        let page = Page { tab, complaints, browser };
        page.resize(self.screen)?;
        page.prefer(self.scheme, self.less_motion)?;
        page.tab.set_user_agent(&page.user_agent()?, Some(self.language), None)?;
        if !self.before.is_empty() {
            page.tab.call_method(PageProtocol::AddScriptToEvaluateOnNewDocument {
                source: self.before.into(),
                world_name: None,
                include_command_line_api: None,
                run_immediately: None,
            })?;
        }
        page.slow_down(self.slower)?;
        page.tab.navigate_to(self.url)?.wait_until_navigated()?;
        Ok(page)
    }
}

/// Holds when the first output is there.
const READY: &str = "document.documentElement?.dataset.ready === 'true'";

/// What a session has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Of the policy.
    pub hash: String,
    /// How many there are.
    pub ratings: usize,
    /// The text twin of what is on the stage.
    pub output: String,
    /// Its number on the page.
    pub serial: String,
}

impl State {
    /// Holds it to one that was reached in another way.
    pub fn is_that_of(&self, other: &State) -> Result<()> {
        let of = |state: &State| (state.hash.clone(), state.ratings, state.output.clone());
        ensure!(of(self) == of(other), "{self:?} is not {other:?}");
        Ok(())
    }
}

/// The open page.
pub struct Page {
    tab: Arc<Tab>,
    complaints: Arc<Mutex<Vec<String>>>,
    // The browser ends with its last page.
    browser: Arc<Browser>,
}

impl Page {
    /// Starts a browser with an empty profile and waits for the first output.
    pub fn open(url: &str, screen: Screen) -> Result<Self> {
        Visit::new(url, screen).open()
    }

    /// Goes somewhere in another tab of the same browser and waits for the first output.
    pub fn another(&self, visit: &Visit) -> Result<Self> {
        let page = visit.tab(self.browser.clone())?;
        page.wait_for(READY)?;
        Ok(page)
    }

    /// The same with an empty profile, as on another computer.
    pub fn elsewhere(&self, visit: &Visit) -> Result<Self> {
        let tab = self.browser.new_context()?.new_tab()?;
        let page = visit.fill(tab, self.browser.clone())?;
        page.wait_for(READY)?;
        Ok(page)
    }

    /// Brings the tab before the others: one behind them has few frames and slow keys.
    pub fn to_front(&self) -> Result<()> {
        self.tab.bring_to_front()?;
        Ok(())
    }

    /// Loads the page again and waits for the first output.
    pub fn reload(&self) -> Result<()> {
        // The mark goes with the old document.
        self.evaluate("document.documentElement.dataset.ready = 'false'")?;
        self.tab.reload(false, None)?;
        self.wait_for(READY)
    }

    /// Makes the processor so many times slower.
    pub fn slow_down(&self, times: f64) -> Result<()> {
        self.tab.call_method(Emulation::SetCPUThrottlingRate { rate: times })?;
        Ok(())
    }

    /// Loads the page again with scripting switched off.
    pub fn without_scripts(&self) -> Result<()> {
        self.tab.call_method(Emulation::SetScriptExecutionDisabled { value: true })?;
        self.tab.reload(false, None)?.wait_until_navigated()?;
        Ok(())
    }

    /// Closes this tab only.
    pub fn close_tab(self) -> Result<()> {
        self.tab.close(true)?;
        self.silent()
    }

    /// Takes back complaints of the console that hold some words, where they are what was asked for.
    pub fn forgive(&self, words: &str) -> Result<()> {
        let mut complaints = self.complaints.lock().map_err(|_| anyhow!("the console is lost"))?;
        complaints.retain(|complaint| !complaint.contains(words));
        Ok(())
    }

    fn user_agent(&self) -> Result<String> {
        Ok(self.browser.get_version()?.user_agent)
    }

    /// The value of a JavaScript expression (of what it promises).
    pub fn evaluate(&self, expression: &str) -> Result<Value> {
        let code = format!("(async () => JSON.stringify((await ({expression})) ?? null))()");
        let result = self.tab.evaluate(&code, true)?;
        let text = result.value.as_ref().and_then(Value::as_str);
        Ok(serde_json::from_str(text.with_context(|| format!("{expression}: {result:?}"))?)?)
    }

    /// Waits until a JavaScript condition holds.
    pub fn wait_for(&self, condition: &str) -> Result<()> {
        let start = Instant::now();
        let holds = || match self.evaluate(&format!("Boolean({condition})")) {
            // While the page is loaded anew there is nobody to ask.
            Err(error) if format!("{error:#}").contains("navigated or closed") => anyhow::Ok(false),
            asked => Ok(asked?.as_bool() == Some(true)),
        };
        while !holds()? {
            if start.elapsed() > PATIENCE {
                let page = self.evaluate("document.documentElement.outerHTML.slice(0, 300)")?;
                bail!(
                    "{condition} never held; the console says {:?}; the page begins {page}",
                    self.complaints.lock()
                );
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// The text twin of the output.
    pub fn output(&self) -> Result<String> {
        let text = self.evaluate("document.getElementById('output-text').textContent")?;
        Ok(text.as_str().context("an output without a text")?.trim().to_owned())
    }

    /// What an element says.
    pub fn text(&self, selector: &str) -> Result<String> {
        let text = self.evaluate(&format!("document.querySelector({selector:?})?.textContent"))?;
        Ok(text.as_str().with_context(|| format!("there is no {selector}"))?.to_owned())
    }

    /// The number of the output on show.
    pub fn output_id(&self) -> Result<String> {
        let id = self.evaluate("document.getElementById('output-text').dataset.outputId")?;
        Ok(id.as_str().context("an output without a number")?.to_owned())
    }

    /// Presses and releases a key.
    pub fn press(&self, key: &str) -> Result<()> {
        self.tab.press_key(key)?;
        Ok(())
    }

    /// The same while other keys are held.
    pub fn press_with(&self, held: &[ModifierKey], key: &str) -> Result<()> {
        self.tab.press_key_with_modifiers(key, Some(held))?;
        Ok(())
    }

    /// Types into whatever has the focus.
    pub fn type_text(&self, text: &str) -> Result<()> {
        self.tab.type_str(text)?;
        Ok(())
    }

    /// The session on show, once nothing is being played again.
    pub fn state(&self) -> Result<State> {
        self.rate("")
    }

    /// Does what a key for each letter does, and waits each time for what that shows. They are events of
    /// the document: real keys take a tenth of a second each.
    pub fn rate(&self, keys: &str) -> Result<State> {
        self.steps(keys)?.pop().context("a state")
    }

    /// The same; what the session was before the first of them and after each.
    pub fn steps(&self, keys: &str) -> Result<Vec<State>> {
        let code = format!("({})({keys:?})", include_str!("rate.js").trim_end());
        let states = self.evaluate(&code).context(keys.to_owned())?;
        let state = |state: &Value| {
            let text = |name: &str| state[name].as_str().unwrap_or_default().to_owned();
            let [hash, output, serial] = ["hash", "output", "serial"].map(text);
            let ratings = state["ratings"].as_u64().context("the number of ratings")?;
            Ok(State { hash, ratings: ratings.try_into()?, output, serial })
        };
        states.as_array().context("a list")?.iter().map(state).collect()
    }

    /// Changes to a deck by its button.
    pub fn choose_deck(&self, id: &str) -> Result<()> {
        self.evaluate(&format!("document.querySelector('[data-deck={id}]').click()"))?;
        self.wait_for(&format!(
            "!lobule.busy && document.querySelector('[data-deck={id}]').ariaPressed === 'true'"
        ))
    }

    /// Clicks with the mouse in the middle of an element.
    pub fn click(&self, selector: &str) -> Result<()> {
        let element = self.tab.wait_for_element(selector);
        element
            .and_then(|element| element.click().map(drop))
            .context(format!("clicking {selector}"))
    }

    /// Lets the page save files into a folder.
    pub fn download_to(&self, folder: &Path) -> Result<()> {
        self.tab.call_method(PageProtocol::SetDownloadBehavior {
            behavior: PageProtocol::SetDownloadBehaviorBehaviorOption::Allow,
            download_path: Some(folder.display().to_string()),
        })?;
        Ok(())
    }

    /// Picks a file in a field for one.
    pub fn choose_file(&self, selector: &str, file: &Path) -> Result<()> {
        self.tab.wait_for_element(selector)?.set_input_files(&[&file.display().to_string()])?;
        Ok(())
    }

    /// Types a seed and presses Enter.
    pub fn enter_seed(&self, seed: &str) -> Result<()> {
        self.evaluate(
            "(() => { const field = [...document.querySelectorAll('input')]\
             .find(i => /seed/i.test(i.labels?.[0]?.textContent ?? '')); field.focus(); field.select(); })()",
        )?;
        self.tab.type_str(seed)?;
        self.press("Enter")
    }

    /// Puts the page on another screen.
    pub fn resize(&self, Screen { width, height }: Screen) -> Result<()> {
        self.tab.call_method(Emulation::SetDeviceMetricsOverride {
            width,
            height,
            device_scale_factor: 1.0,
            mobile: false,
            scale: None,
            screen_width: None,
            screen_height: None,
            position_x: None,
            position_y: None,
            dont_set_visible_size: None,
            screen_orientation: None,
            viewport: None,
            display_feature: None,
            device_posture: None,
        })?;
        Ok(())
    }

    /// `light` or `dark`, and whether less motion is wanted.
    pub fn prefer(&self, scheme: &str, less_motion: bool) -> Result<()> {
        let motion = if less_motion { "reduce" } else { "no-preference" };
        let features = [("prefers-color-scheme", scheme), ("prefers-reduced-motion", motion)].map(
            |(name, value)| Emulation::MediaFeature { name: name.into(), value: value.into() },
        );
        self.tab.call_method(Emulation::SetEmulatedMedia {
            media: None,
            features: Some(features.to_vec()),
        })?;
        Ok(())
    }

    /// Saves the whole page as it looks.
    pub fn picture(&self, file: &Path) -> Result<()> {
        std::thread::sleep(Duration::from_millis(700));
        let format = PageProtocol::CaptureScreenshotFormatOption::Png;
        let side = |name: &str| -> Result<u32> {
            let pixels = self.evaluate(&format!("document.documentElement.{name}"))?;
            Ok(pixels.as_u64().context("the page has no size")?.try_into()?)
        };
        let whole = Screen { width: side("clientWidth")?, height: side("scrollHeight")? };
        self.resize(whole)?;
        let png = self.tab.capture_screenshot(format, None, None, true)?;
        std::fs::write(file, png).with_context(|| format!("{}", file.display()))
    }

    /// Ends the visit; the console must have been silent.
    pub fn close(self) -> Result<()> {
        self.silent()
    }

    /// Presses a key again and again, as in a hurry: each press waits a fifth of a second for its answer.
    pub fn press_often(&self, key: &str, times: u64) -> Result<()> {
        const AT_ONCE: u64 = 8;
        std::thread::scope(|scope| {
            let hands = (0..AT_ONCE).map(|hand| {
                let times = (times + hand) / AT_ONCE;
                scope.spawn(move || (0..times).try_for_each(|_| self.press(key)))
            });
            let hands: Vec<_> = hands.collect();
            hands.into_iter().try_for_each(|hand| hand.join().map_err(|_| anyhow!("a hand"))?)
        })
    }

    /// Holds a list that the page comes to, of what is wrong, to being empty.
    pub fn nothing_wrong(&self, question: &str) -> Result<()> {
        let list = self.evaluate(question)?;
        let lines = list.as_array().with_context(|| format!("{question} gives {list}"))?;
        let lines: Vec<_> = lines.iter().map(|line| line.as_str().unwrap_or("?")).collect();
        ensure!(lines.is_empty(), "{question}: {}\n  {}", lines.len(), lines.join("\n  "));
        Ok(())
    }

    fn silent(&self) -> Result<()> {
        let complaints = self.complaints.lock().map(|heard| heard.clone()).unwrap_or_default();
        ensure!(complaints.is_empty(), "the console says {complaints:#?}");
        Ok(())
    }
}

/// Errors and warnings, whoever reports them.
fn complaint(event: &Event) -> Option<String> {
    match event {
        Event::LogEntryAdded(event) => {
            let entry = &event.params.entry;
            let level = format!("{:?}", entry.level);
            matches!(level.as_str(), "Error" | "Warning").then(|| {
                format!("{level}: {} {}", entry.text, entry.url.as_deref().unwrap_or_default())
            })
        }
        Event::RuntimeExceptionThrown(event) => {
            Some(format!("{:?}", event.params.exception_details))
        }
        Event::RuntimeConsoleAPICalled(event) => {
            let kind = format!("{:?}", event.params.Type);
            matches!(kind.as_str(), "Error" | "Warning" | "Assert")
                .then(|| format!("{kind}: {:?}", event.params.args))
        }
        _ => None,
    }
}

/// The browser, installed if it is missing.
fn chromium() -> Result<PathBuf> {
    const NAMES: [&str; 4] =
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let find = || NAMES.iter().find(|name| exists(name)).map(|name| which(name));
    if let Some(path) = find() {
        return path;
    }
    apt_install(&["chromium"], "the end-to-end test")?;
    find().context("chromium was installed but is not found")?
}

fn which(program: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").context("no PATH")?;
    let found =
        std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    found.with_context(|| format!("{program} is not on the PATH"))
}
