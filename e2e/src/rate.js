// Runs in the page: keys as letters, and what the session comes to with each of them.
async (keys) => {
  const text = document.getElementById("output-text");
  const until = async (what, holds) => {
    for (const start = performance.now(); !holds(); await new Promise((resolve) => setTimeout(resolve, 4))) {
      if (performance.now() - start > 20000) throw new Error(`${what} never came`);
    }
  };
  const state = () => ({
    hash: document.documentElement.dataset.hash,
    ratings: lobule.ratings.length,
    output: text.textContent.trim(),
    serial: text.dataset.outputId,
  });
  await until("the end of a replay", () => !lobule.busy);
  const states = [state()];
  for (const key of keys) {
    const before = text.dataset.outputId;
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await until(`what ${key} shows`, () => text.dataset.outputId !== before && !lobule.busy);
    states.push(state());
  }
  return states;
}
