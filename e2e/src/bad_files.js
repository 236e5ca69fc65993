// Runs in the page: picks files that are not good, one after another. Each is to be refused in words, and nothing
// else is to change. Takes `[name, content in base64, words]`, returns what does not hold.
async (files) => {
  const failures = [];
  const picker = document.getElementById("open-snapshot");
  const [error, done] = ["file-error", "file-done"].map((id) => document.getElementById(id));
  const state = () => JSON.stringify([lobule.session.hash, lobule.record(), document.getElementById("output-text").textContent]);
  const before = state();
  for (const [name, content, words] of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name));
    picker.files = data.files;
    picker.dispatchEvent(new Event("change", { bubbles: true }));
    for (const start = performance.now(); !(error.textContent + done.textContent).includes(name) || lobule.busy; ) {
      if (performance.now() - start > 5000) break;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const said = error.textContent;
    const holds = said.includes(words) && said.endsWith("Nothing has changed.") && said.length < 600 && !/undefined|\[object|NaN|stack/.test(said);
    if (!holds) failures.push(`${name}: the page says ${said.slice(0, 600)}, expected ${words}`);
    if (state() !== before) failures.push(`${name} changes the session`);
  }
  return failures;
}
