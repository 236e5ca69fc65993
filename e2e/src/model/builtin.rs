//! The language model that some browsers have built in, played by a stub.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::{act, complete, open};
use crate::page::{Page, Screen, Visit};

const ABSENT: &str = "delete globalThis.LanguageModel";

/// Has to be loaded first, streams, and fails when a prompt speaks of failing.
const STUB: &str = r#"
globalThis.built = [];
globalThis.LanguageModel = class {
  static availability() { return Promise.resolve(globalThis.unavailable ? 'unavailable' : 'downloadable'); }
  static async create({ monitor, signal }) {
    const loading = new EventTarget();
    monitor(loading);
    for (const loaded of [0, 0.25, 1]) {
      loading.dispatchEvent(Object.assign(new Event('downloadprogress'), { loaded, total: 1 }));
      await new Promise((resolve) => setTimeout(resolve, 150));
      signal?.throwIfAborted();
    }
    return new LanguageModel();
  }
  async clone() { return new LanguageModel(); }
  destroy() {}
  promptStreaming(prompt, { signal }) {
    globalThis.built.push(prompt);
    const words = ['Built ', 'in: ', String(prompt.length), ' <b>letters</b>.'];
    return new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        if (signal?.aborted) return controller.error(signal.reason);
        if (prompt.includes('fail')) return controller.error(new Error('the device ran out of memory'));
        if (words.length === 0) controller.close();
        else controller.enqueue(words.shift());
      },
    });
  }
};
"#;

const OFFERED: &str = "document.querySelector(\"[name='model-kind'][value='builtin']\") !== null";

/// Offered where the browser has one, and there alone; loaded, asked, and explained where it fails.
pub fn is_used(site: &str) -> Result<()> {
    let desktop = Visit::new(site, Screen::DESKTOP);
    let page = open(&Visit { before: ABSENT, ..desktop })?;
    ensure!(page.evaluate(OFFERED)? == false, "a built-in model is offered where there is none");
    let other = page.another(&Visit { before: STUB, ..desktop })?;
    other.choose_deck("prompt")?;
    works(&other)?;
    other.close_tab()?;
    page.close()
}

fn works(page: &Page) -> Result<()> {
    ensure!(page.evaluate(OFFERED)? == true, "the built-in model is not offered");
    page.evaluate(
        "(() => { window.states = []; const state = document.getElementById('model-state'); \
         new MutationObserver(() => states.push(state.textContent)).observe(state, { childList: true }); })()",
    )?;
    page.click("[name='model-kind'][value='builtin']")?;
    ensure!(page.evaluate("built.length")? == 0, "the model was asked before Connect");
    page.click("#model-connect")?;
    let seen = complete(page)?;
    let states = page.evaluate("states")?;
    let told = |words: &str| {
        states.as_array().is_some_and(|all| {
            all.iter().any(|state| state.as_str().is_some_and(|state| state.contains(words)))
        })
    };
    ensure!(told("loading its model: 25%"), "the progress was not told: {states}");
    ensure!(
        seen.says("state").contains("nothing leaves this page"),
        "connected: {:?}",
        seen.says("state")
    );
    let letters = seen.says("prompt").encode_utf16().count();
    let wanted = format!("Built in: {letters} <b>letters</b>.");
    ensure!(
        seen.says("answer") == wanted,
        "the answer is {:?}, not {wanted:?}",
        seen.says("answer")
    );
    page.wait_for("built.length === 3")?;
    page.rate("5")?;
    let seen = complete(page)?;
    ensure!(seen.rated() == 1, "{} of its answers are counted after one rating", seen.rated());

    act(page, "task", &json!("Do fail."))?;
    let seen = act(page, "pause", &Value::Null)?;
    let error = seen.says("error");
    let remedy = "a server’s model works anywhere";
    ensure!(
        error.contains("the device ran out of memory") && error.contains(remedy),
        "it says {error:?}"
    );
    ensure!(
        page.evaluate("built.length")? == 7,
        "it was asked too often: {}",
        page.evaluate("built")?
    );
    act(page, "leave", &Value::Null)?;
    page.evaluate("unavailable = true")?;
    page.click("#model-connect")?;
    page.wait_for(
        "document.getElementById('model-error').textContent.includes('does not run here')",
    )
}
