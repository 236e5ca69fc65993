//! Answers that come in, ahead of the person who rates them.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::{act, complete, completions, connect, forgive, form, look, open, rest, wait_until};
use crate::{
    figures,
    model_server::{MODELS, Mode, ModelServer, mode::TAGS, protocol::answer},
    page::{Page, Screen, Visit},
};

const TASK: &str = "Why do cats purr?";

/// Outputs whose answers are there or on their way: the shown one, and two that come next.
const AHEAD: usize = 3;

/// Within this a rating shows the next answer, which has been fetched: what any next output may take, and as much
/// again for a machine that is also the server.
const SOON_MS: f64 = 100.0;

/// Presses a key, and tells how long it took and what the page shows at once.
const RATE: &str = "(() => {
    const began = performance.now();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '4', bubbles: true }));
    const [text, status] = ['answer-text', 'answer-status'].map((id) => document.getElementById(id).textContent);
    return { ms: performance.now() - began, text, status };
})()";

/// Notes how the shown answer grows.
const WATCH: &str = "(() => {
    const place = document.getElementById('answer-text');
    window.lengths = [];
    new MutationObserver(() => lengths.push(place.textContent.length)).observe(place, { childList: true });
})()";

/// Whether all that was requested is the page itself.
const OWN: &str = "performance.getEntriesByType('resource').every(({ name }) => \
    name.startsWith(location.origin) || name.startsWith('data:'))";

/// Nothing is asked before Connect; then the next answers are fetched while the first is read.
pub fn come_ahead(site: &str) -> Result<()> {
    let server = ModelServer::start()?;
    let page = open(&Visit::new(site, Screen::DESKTOP))?;
    for deck in ["melody", "own", "lights", "prompt"] {
        page.choose_deck(deck)?;
    }
    page.evaluate("document.getElementById('task-text').select()")?;
    page.type_text(TASK)?;
    page.click("#task-use")?;
    page.rate("35")?;
    let fields =
        form(&server.now_url(), &[("key", "sk-typed"), ("temperature", "0.5"), ("tokens", "90")]);
    act(&page, "fill", &fields)?;
    rest(300);
    ensure!(server.requests().is_empty(), "before Connect: {:?}", server.requests());
    ensure!(page.evaluate(OWN)? == true, "the page has requested something else than itself");

    page.evaluate(WATCH)?;
    act(&page, "fill", &form(&server.now_url(), &[("key", "")]))?;
    page.click("#model-connect")?;
    let shown = complete(&page)?;
    let names = "[...document.getElementById('model-names').options].map(({ value }) => value)";
    let names = page.evaluate(names)?;
    ensure!(names == json!(MODELS), "the models listed are {names}");
    let prompt = shown.says("prompt");
    ensure!(prompt.ends_with(&format!("Task: {TASK}")), "the prompt is {prompt:?}");
    ensure!(shown.says("answer") == answer(prompt), "the answer is another one: {shown:?}");
    let lengths: Vec<u64> = serde_json::from_value(page.evaluate("lengths")?)?;
    let grows = lengths.is_sorted() && lengths.first() < lengths.last();
    ensure!(grows && lengths.len() >= 5, "the answer has grown so: {lengths:?}");

    wait_until("the answers ahead are asked for", || Ok(completions(&server)?.len() >= AHEAD))?;
    // The last of them has begun, and is there by then; no other may follow.
    rest(1200);
    let asked = completions(&server)?;
    let prompts: Vec<&str> = asked.iter().map(|(_, prompt)| prompt.as_str()).collect();
    ensure!(prompts.len() == AHEAD && prompts[0] == prompt, "asked for were {prompts:#?}");
    ensure!(prompts[1] != prompts[0] && prompts[2] != prompts[1], "asked twice: {prompts:#?}");
    for (request, _) in &asked {
        let body: Value = serde_json::from_str(&request.body)?;
        let wanted = (&body["model"], &body["stream"], &body["temperature"], &body["max_tokens"]);
        ensure!(
            wanted == (&json!(MODELS[0]), &json!(true), &json!(0.5), &json!(90)),
            "a request is {body}"
        );
        ensure!(!request.left, "a request was left before its end: {body}");
    }
    let next = page.evaluate(RATE)?;
    let ms = next["ms"].as_f64().context("no time")?;
    println!(
        "a rating shows the next answer after {ms:.0} ms; the first came in {} steps",
        lengths.len()
    );
    ensure!(
        next["text"] == answer(prompts[1]) && next["status"] != "",
        "the next answer is not there: {next}"
    );
    figures::tell("from a rating to the next answer", &[ms], SOON_MS)?;
    let rated = look(&page)?.rated();
    ensure!(rated == 1, "{rated} answers are counted after one rating");
    wait_until("one more answer is asked for", || Ok(completions(&server)?.len() == AHEAD + 1))?;
    stay_text(&page, &server)?;
    goes_without(&page, &server)?;
    page.close()
}

/// Whatever a model says is text, thoughts are none of it, and a whole answer is as good as a stream.
fn stay_text(page: &Page, server: &ModelServer) -> Result<()> {
    let title = page.evaluate("document.title")?;
    let modes =
        [Mode::HtmlTags, Mode::Reasoning, Mode::Plain, Mode::WrongType, Mode::Lies, Mode::Pauses];
    for mode in modes {
        server.turn(mode);
        let seen = act(page, "again", &Value::Null).with_context(|| mode.name())?;
        let whole = answer(seen.says("prompt"));
        let wanted = match mode {
            Mode::HtmlTags => TAGS.to_owned(),
            Mode::Lies => whole.split_inclusive(' ').take(3).collect(),
            _ => whole,
        };
        let text = seen.says("answer");
        ensure!(text == wanted, "{}: the page shows {text:?}, not {wanted:?}", mode.name());
        let parts = page.evaluate("document.getElementById('answer-text').children.length")?;
        ensure!(parts == 0, "{}: {parts} elements were made of the answer", mode.name());
        thoughts_are_folded(page, mode == Mode::Reasoning).with_context(|| mode.name())?;
    }
    let made = "document.querySelectorAll('img, main a, main style, main script').length";
    ensure!(page.evaluate(made)? == 0, "an answer has become elements");
    ensure!(page.evaluate("document.title")? == title, "an answer was executed");
    server.turn(Mode::Good);
    Ok(())
}

/// The fold of what a model has thought: whether it is there, open, and what is in it.
const FOLD: &str = "(() => {
    const fold = document.getElementById('answer-fold');
    return [!fold.hidden, fold.open, document.getElementById('answer-thoughts').textContent];
})()";

/// Thoughts are there to be unfolded, where there are any.
fn thoughts_are_folded(page: &Page, thinks: bool) -> Result<()> {
    let folded = page.evaluate(FOLD)?;
    ensure!(folded == json!([thinks, false, ""]), "the thoughts are {folded}");
    if thinks {
        page.click("#answer-fold summary")?;
        page.wait_for("document.getElementById('answer-thoughts').textContent")?;
        let all = "The user wants a short answer.It is in parts, too.\n\nStill thinking.";
        let unfolded = page.evaluate(FOLD)?;
        ensure!(unfolded == json!([true, true, all]), "unfolded, the thoughts are {unfolded}");
        page.click("#answer-fold summary")?;
    }
    Ok(())
}

/// What a server says that it does not take is not sent again.
fn goes_without(page: &Page, server: &ModelServer) -> Result<()> {
    server.turn(Mode::Fussy);
    let before = completions(server)?.len();
    act(page, "again", &Value::Null)?;
    let seen = act(page, "task", &json!("Why do dogs bark?"))?;
    ensure!(
        seen.says("state").contains("does not take temperature; it is asked without"),
        "after a refusal it says {:?}",
        seen.says("state")
    );
    complete(page)?;
    let mut sent = Vec::new();
    for (request, _) in &completions(server)?[before..] {
        let body: Value = serde_json::from_str(&request.body)?;
        let tokens = (body["max_tokens"].clone(), body["max_completion_tokens"].clone());
        sent.push((tokens.0, tokens.1, body["temperature"].clone()));
    }
    let ninety = json!(90);
    let wanted = [
        (ninety.clone(), Value::Null, json!(0.5)),
        (Value::Null, ninety.clone(), json!(0.5)),
        (Value::Null, ninety, Value::Null),
    ];
    ensure!(sent.len() > 3 && sent[..3] == wanted, "the requests had {sent:?}");
    ensure!(sent[3..].iter().all(|one| *one == wanted[2]), "later requests had {sent:?}");
    server.turn(Mode::Good);
    forgive(page)
}

const RATINGS: &str = "Number(document.documentElement.dataset.ratings)";

/// The auto-rater would flood a model: it stops when one is connected, and rests as long as it is.
pub fn rest_of_the_auto_rater(site: &str) -> Result<()> {
    let server = ModelServer::start()?;
    let page = open(&Visit::new(site, Screen::PHONE))?;
    page.evaluate("document.querySelector(\"#speeds [value='turbo']\").click()")?;
    page.click("#auto")?;
    page.wait_for(&format!("{RATINGS} > 20"))?;
    connect(&page, &server.url(Mode::Good), &[])?;
    let on = || page.evaluate("document.getElementById('auto').checked");
    ensure!(on()? == false, "the switch stays on");
    let rests = "While a model is connected the auto-rater rests";
    let note = page.text("#auto-note")?;
    ensure!(note.contains(rests), "beside the switch: {note:?}");
    let before = page.evaluate(RATINGS)?;
    for control in ["#auto", "#watch"] {
        page.click(control)?;
        rest(300);
        ensure!(
            page.evaluate(RATINGS)? == before && on()? == false,
            "{control} starts the auto-rater"
        );
        let given = page.text("#given")?;
        ensure!(given.contains(rests), "{control}: {given:?}");
    }
    let asked = completions(&server)?.len();
    ensure!(asked <= AHEAD, "{asked} answers were asked for");
    act(&page, "leave", &Value::Null)?;
    page.click("#watch")?;
    page.wait_for(&format!("{RATINGS} > {before}"))?;
    ensure!(completions(&server)?.len() == asked, "the model was asked after it was left");
    page.close()
}

/// Connecting, an answer and a failure in Korean.
pub fn in_korean(site: &str) -> Result<()> {
    let server = ModelServer::start()?;
    let page = open(&Visit { language: "ko", ..Visit::new(site, Screen::PHONE) })?;
    connect(&page, &server.now_url(), &[])?;
    let seen = complete(&page)?;
    let state = seen.says("state");
    ensure!(state.starts_with("tiny 모델에 연결됐어요."), "connected: {state:?}");
    let prompt = seen.says("prompt");
    ensure!(
        prompt.starts_with("당신은 ") && prompt.contains("\n과제: "),
        "the prompt is {prompt:?}"
    );
    ensure!(seen.says("note") == "다 왔어요.", "the answer is there: {:?}", seen.says("note"));
    server.turn(Mode::NoCors);
    act(&page, "task", &json!("고양이는 왜 가르랑거리나요?"))?;
    let error = act(&page, "failure", &Value::Null)?;
    let error = error.says("error");
    let origin = page.evaluate("location.origin")?;
    let wanted = format!("OLLAMA_ORIGINS={} 설정으로 다시 켜세요", origin.as_str().unwrap_or("?"));
    ensure!(
        error.contains("이 페이지를 허용하지 않아요(CORS)") && error.contains(&wanted),
        "it says {error:?}"
    );
    let error = act(&page, "pause", &Value::Null)?;
    ensure!(
        error.says("error").contains("‘다시 묻기’를 누르세요"),
        "it says {:?}",
        error.says("error")
    );
    forgive(&page)?;
    page.close()
}
