// Questions about speed, to be asked of the page.
(() => {
  const find = (selector) => document.querySelector(selector);
  const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  const frame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });
  /** When what a frame has drawn is on its way to the screen. */
  const after = () => new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage('');
  });
  const ratings = () => Number(document.documentElement.dataset.ratings);
  const key = (name) => document.body.dispatchEvent(
    new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
  const middle = (times) => [...times].sort((a, b) => a - b)[times.length >> 1];
  async function until(holds) {
    while (!holds()) await wait(5);
  }

  /** Milliseconds between frames while something is done. */
  async function frames(ms) {
    const gaps = [];
    let before = await frame();
    for (const begin = before; before - begin < ms;) {
      const now = await frame();
      gaps.push(now - before);
      before = now;
    }
    return gaps;
  }

  return {
    /** The most milliseconds from a key to the next output's text, or to the frame that shows it, in 60 ratings. */
    async answers(what) {
      const times = [];
      for (let n = 0; n < 60; n += 1) {
        await wait(25);
        const before = find('#output-text').dataset.outputId;
        const begin = performance.now();
        key(String(1 + (n * 7) % 5));
        if (find('#output-text').dataset.outputId === before) throw new Error('no next output');
        if (what === 'shown') {
          await frame();
          await after();
        }
        times.push(performance.now() - begin);
      }
      return Math.max(...times);
    },

    /** The middle gap between frames in showings of a deck while the machine moves. */
    async frames(deck) {
      find(`[data-deck=${deck}]`).click();
      await until(() => find(`[data-deck=${deck}]`).ariaPressed === 'true');
      await wait(500);
      const gaps = [];
      for (const stars of '513') {
        key(stars);
        gaps.push(...await frames(1000));
      }
      return middle(gaps);
    },

    /** The longest task while something is done, or 0 where none took more than 50 ms. */
    async longest(what) {
      const lengths = [0];
      const observer = new PerformanceObserver((list) => lengths.push(...list.getEntries().map(({ duration }) => duration)));
      observer.observe({ type: 'longtask' });
      await this[what]();
      await wait(300);
      lengths.push(...observer.takeRecords().map(({ duration }) => duration));
      observer.disconnect();
      return Math.max(...lengths);
    },

    async rate() {
      for (let n = 0; n < 20; n += 1) {
        key(String(1 + (n * 3) % 5));
        await wait(60);
      }
    },
    /** Milliseconds that the auto-rater takes for 300 ratings. */
    async turbo() {
      find('#speeds [value=turbo]').click();
      const before = ratings();
      const begin = performance.now();
      find('#auto').click();
      await until(() => ratings() >= before + 300);
      const time = performance.now() - begin;
      find('#auto').click();
      return time;
    },
    async travel() {
      const slider = find('#travel-slider');
      for (const place of [0, 0.5, 0.2, 0.9, 0.1, 1]) {
        slider.value = Math.round(place * slider.max);
        slider.dispatchEvent(new Event('input'));
        await wait(120);
        await until(() => !lobule.busy);
      }
    },
    async decks() {
      for (const deck of ['melody', 'prompt', 'own', 'lights']) {
        find(`[data-deck=${deck}]`).click();
        await until(() => find(`[data-deck=${deck}]`).ariaPressed === 'true' && !lobule.busy);
        await wait(200);
      }
    },

    /** Ratings that the auto-rater gives while the tab is hidden, and afterwards. */
    async hidden() {
      let hidden = false;
      Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });
      const hide = (is) => {
        hidden = is;
        document.dispatchEvent(new Event('visibilitychange'));
      };
      find('#speeds [value=turbo]').click();
      find('#auto').click();
      const begin = ratings();
      await until(() => ratings() > begin + 5);
      hide(true);
      const before = ratings();
      await wait(700);
      const during = ratings() - before;
      hide(false);
      await wait(700);
      find('#auto').click();
      return [during, ratings() - before - during];
    },
  };
})()
