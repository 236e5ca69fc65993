// Questions about access, to be asked of the page. Most come to a list of what is wrong.
(() => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('noscript');
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const name = (element) => {
    const words = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
    return `${element.localName}#${element.id} “${words.trim().replace(/\s+/g, ' ').slice(0, 40)}”`;
  };
  const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  /** Long enough for every text that is shown at a pace. */
  const settled = () => wait(500);
  const find = (selector) => document.querySelector(selector);
  /** What the document hears of a key; real ones take a fifth of a second each. */
  const key = (name, code = '') => document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { key: name, code, bubbles: true, cancelable: true }));
  const state = () => [document.documentElement.dataset.ratings, find('#output-text').dataset.outputId].join();
  /** Latin letters that belong into Korean sentences: names, keys, hashes, and what files and answers call things. */
  const LATIN = /\b(Lobule|PPO|KL|LLaMA 3(?: \d+B)?|OpenAI|(?<=%)p|p(?= [=<≈] )|(?<=\()(?:R|temperature)(?=\))|JSONL?|KTO|prompt, completion, label|(?<=부터 )true|rating(?=\()|(?<=“)incomplete|WebAssembly|approx_kl|entropy|Enter|Tab|Ctrl|(?<=Ctrl-)Z|S, R, Z(?=는)|[0-9a-f]{16})\b/g;
  const CONTROLS = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
  /** Of radios that belong together one is on the way of the Tab key. */
  const one = (control) => (control.type === 'radio' ? control.name : control);
  const controls = () => all(CONTROLS).filter((control) => !control.disabled && !control.closest('dialog:not([open])'));
  let wanted;
  let reached;
  let unseen;

  return {
    async axe() {
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const { violations } = await axe.run(document, {
        runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'],
      });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) =>
        `${id}: ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ').slice(0, 300)}`));
    },

    /** Presses keys, of one character each. */
    async keys(names) {
      for (const name of names) key(name);
      await settled();
    },

    /** Changes to a deck, gives some ratings and opens whatever can be opened. */
    async choose(deck) {
      find(`[data-deck=${deck}]`).click();
      while (find(`[data-deck=${deck}]`).ariaPressed !== 'true') await wait(10);
      await settled();
    },
    async open() {
      for (const name of '425134') key(name);
      for (const details of document.querySelectorAll('details')) details.open = true;
      if (find('#reveal').ariaExpanded !== 'true') find('#reveal').click();
      for (const button of ['#pin', '#make-link', '#model:not([hidden]) [value=endpoint]', '#forget-all']) {
        find(button)?.click();
      }
      await settled();
    },
    /** Drags the time slider to the left. */
    async travel() {
      find('#travel-slider').value = 2;
      find('#travel-slider').dispatchEvent(new Event('input'));
      while (document.documentElement.dataset.ratings !== '2') await wait(10);
      await settled();
    },

    /** Puts the focus on the first control and follows it; how many there are. */
    begin() {
      const found = controls();
      [wanted, reached, unseen] = [new Set(found.map(one)), new Set([found[0]]), []];
      found[0].focus();
      document.addEventListener('focusin', ({ target }) => {
        reached.add(one(target));
        const rings = [target, target.closest('label')].filter(Boolean).map((element) => getComputedStyle(element));
        const ring = rings.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
        if (!ring) unseen.push(`${name(target)} has no ring`);
        requestAnimationFrame(() => {
          const { top, bottom } = (target.closest('.picker') ?? target).getBoundingClientRect();
          if (document.activeElement === target && (bottom <= 0 || top >= innerHeight)) unseen.push(`${name(target)} is out of view`);
        });
      });
      return wanted.size;
    },
    /** Where the focus has not been, or was without being seen. */
    missed: () => [...unseen, ...[...wanted].filter((control) => !reached.has(control))
      .map((control) => `${control instanceof Element ? name(control) : control} is never reached`)],

    /** Presses one thing after the other; what loses the focus, or brings it where it should not be. */
    async loses() {
      const wrong = [];
      async function press(from, act, to = from) {
        const start = find(from);
        if (!start || !seen(start)) return wrong.push(`${from} is not there`);
        start.focus();
        if (act === 'click') start.click();
        else key(act);
        await settled();
        while (lobule.busy) await wait(10);
        if (document.activeElement !== find(to)) wrong.push(`${act} on ${from} brings the focus to ${name(document.activeElement)}`);
      }
      const star = '#rating input';
      await press('#rating [value="3"]', 'Enter');
      await press('#rating [value="2"]', '4');
      await press('#skip', 'click');
      await press('#skip', 's');
      await press('#undo', 'click');
      await press('#undo', 'z');
      await press('#pin', 'click');
      await press('#pins li button:last-child', 'click', '#pin');
      await press('#show-best', 'click');
      await press('#guest button', 'click', star);
      await press('#show-best', 'Escape');
      await press('#correct', 'click', star);
      await press('#rating [value="1"]', 'Enter');
      await press('#correct', '3');
      await press('#make-link', 'click');
      await press('#language', 'click');
      await press('#language', 'click');
      await press('#luck-start', 'click', star);
      await press('#luck-stop', 'click', star);
      await press('#forget-all', 'click', '#forget-no');
      await press('#forget-no', 'click', '#forget-all');
      await press('#watch', 'click');
      await press('#watch', 'click');
      for (const deck of ['melody', 'prompt', 'own', 'lights']) await press(`[data-deck=${deck}]`, 'click');
      await press('[data-deck=prompt]', 'click');
      await press('.kinds button:last-of-type, .kinds button:last-child', 'click');
      await press('#task-use', 'click');
      await press('[data-deck=lights]', 'click');
      for (const stars of '4253') key(stars);
      find('#luck-start').click();
      for (let n = 0; n < 19; n += 1) key('4');
      await press('#rating [value="3"]', 'Enter', '#luck-result');
      await this.travel();
      await press('#travel .actions button:nth-child(3)', 'click', '#travel-slider');
      while (lobule.ratings?.length > 0 || document.documentElement.dataset.ratings !== '0') await press('#undo', 'click');
      await press('#undo', 'click');
      return wrong;
    },

    /** What a blind test gives away, moves, or does not bring back. */
    async blindly() {
      const wrong = [];
      const hints = ['#favourite', '#best', '#machine', '#machine-twin', '#network', '#pins', '#update-panel > div', '#taste', '.take', '.prompt'];
      const shown = (selector) => { const found = find(selector); return Boolean(found && seen(found)) && getComputedStyle(found).visibility === 'visible'; };
      const before = hints.filter(shown);
      const places = () => [...document.querySelectorAll('main > section, .controls')].filter((element) => element.getClientRects().length > 0).map((element) => Math.round(element.getBoundingClientRect().top - find('main').getBoundingClientRect().top));
      const look = (when) => {
        for (const hint of hints.filter(shown)) wrong.push(`${when} ${hint} is to be seen`);
        if (getComputedStyle(find('#output-text')).clipPath === 'none') wrong.push(`${when} the caption is to be seen`);
        if (!find('#output-text').textContent) wrong.push(`${when} a screen reader finds no output`);
      };
      const tops = places();
      find('#luck-start').click();
      await settled();
      // Another text may be longer.
      const isText = find('#stage').dataset.renderer === 'prompt';
      if (!isText && String(places()) !== String(tops)) wrong.push(`${tops} moved to ${places()}`);
      look('at once');
      for (const name of '45z') key(name);
      await settled();
      if (!find('#guest').textContent.includes('2 of 20')) wrong.push(`an undo leads to ${find('#guest').textContent}`);
      look('after an undo');
      find('#language').click();
      await settled();
      look('in Korean');
      find('#language').click();
      await settled();
      for (let n = 0; n < 19; n += 1) key('4');
      await settled();
      for (const hint of before.filter((one) => !shown(one))) wrong.push(`${hint} does not come back`);
      if (find('#luck-start').textContent !== 'Test again') wrong.push('a finished test is not told');
      find('[data-deck=own]').click();
      await settled();
      find('#own-use').click();
      await settled();
      if (find('#luck-start').textContent === 'Test again') wrong.push('another deck has been tested');
      return wrong;
    },

    /** Labels of a deck with long names that are not to be had in full. */
    async cutLabels() {
      const wrong = [];
      const long = 'a label that is far too long for its place';
      find('#own-text').value = JSON.stringify({ name: 'Long', slots: [1, 2].map((n) => ({ name: `${long} ${n}`, cards: [3, 4, 5].map((m) => ({ label: `${long} ${n}${m}` })) })) });
      find('#own-use').click();
      for (const name of '425134') key(name);
      find('#pin').click();
      await settled();
      const box = find('#full');
      for (const place of ['#machine', '#network canvas', '#clip-picture']) {
        find(place).focus({ focusVisible: true });
        if (box.hidden || !box.textContent.includes(`${long} 1`)) wrong.push(`${place} with the focus says ${box.textContent}`);
        document.activeElement.blur();
        if (!box.hidden) wrong.push(`${place} without the focus says ${box.textContent}`);
      }
      for (const label of ['#machine .node', '#network .spot', '.pinned button']) {
        find(label).dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
        if (box.hidden || !box.textContent.includes(long)) wrong.push(`${label} under the pointer says ${box.textContent}`);
        document.body.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
        if (!box.hidden) wrong.push(`${label} still says ${box.textContent}`);
      }
      return wrong;
    },

    /** What single keys do wrong, of Korean, French and Arabic keyboards as well. */
    async shortcuts() {
      const wrong = [];
      const shown = (selector) => [...document.querySelectorAll(`${selector} kbd`)].map(({ textContent }) => textContent).join('');
      for (const [selector, keys] of [['#skip', 'S'], ['#replay', 'R'], ['#undo', 'Z'], ['#help', '?'], ['.stars', '12345']]) {
        if (shown(selector) !== keys) wrong.push(`${selector} shows ${shown(selector)} for ${keys}`);
      }
      const count = () => document.documentElement.dataset.ratings;
      for (const [name, code, ratings, acts = true] of [
        ['1', 'Digit1', '1'], ['s', 'KeyS', '1'], ['&', 'Digit1', '2'], ['à', 'Digit0', '2', false], ['٣', 'Numpad3', '3'],
        ['ㅋ', 'KeyZ', '3', false], ['w', 'KeyZ', '3', false], ['à', 'KeyZ', '3', false], ['z', 'KeyW', '2'],
      ]) {
        const before = state();
        key(name, code);
        while (lobule.busy) await wait(5);
        if (count() !== ratings || acts === (state() === before)) wrong.push(`${name} (${code}) leaves ${count()} ratings`);
      }
      return wrong;
    },
    /** Fields where typing acts. */
    async acting(fields) {
      const wrong = [];
      for (const field of fields) {
        const before = state();
        find(field).focus();
        if (document.activeElement !== find(field)) wrong.push(`${field} takes no focus`);
        for (const name of '5srz?') key(name);
        await wait(50);
        if (state() !== before || find('dialog').open) wrong.push(`typing into ${field} acts`);
      }
      return wrong;
    },
    /** Whether a key does anything. */
    async acts(name) {
      document.activeElement.blur();
      const before = state();
      key(name);
      await wait(50);
      return state() !== before;
    },
    switchKeys() {
      find('#help').click();
      find('#keys-on').click();
      find('dialog').close();
    },

    /** What a finger could miss. */
    small: () => controls().flatMap((control) => {
      const places = [control, control.closest('label')].filter(Boolean).map((one) => one.getBoundingClientRect());
      const least = control.name === 'rating' ? 44 : 24;
      const fits = places.some(({ width, height }) => Math.min(width, height) >= least);
      return fits ? [] : [`${name(control)} has ${places.map(({ width, height }) => `${width} × ${height}`)}`];
    }),

    /** What sticks out on the right. */
    wide() {
      const { clientWidth, scrollWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return [];
      return all('body *').filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
        .map((element) => `${name(element)} ends at ${element.getBoundingClientRect().right}`).slice(0, 5);
    },

    /** Does what the page has to refuse, in one way after the other. */
    async refusals() {
      const said = [];
      const hear = async (what, selector) => {
        await settled();
        // Names of files and what stands in them are no words.
        const text = find(selector).textContent.replace(
          /\w+\.lobule|lobule-session\/\d|"other\/1"|#s=|0x\w+|\$schema|\b(name|slots|cards|contexts|first|x|format|events|rate)\b/g, ' ');
        if (!text) said.push(`${what}: nothing is said`);
        else said.push(...this.foreign([text]).map((line) => `${what}: ${line}`));
      };
      const drop = async (what, ...parts) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(parts, `${what}.lobule`));
        dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
        await hear(what, '#file-error');
      };
      find('#seed').value = '-1';
      find('#restart button').click();
      await hear('seed', '#seed-error');
      for (const text of ['{', '{"name": 5}', '{"name": "a", "contexts": [], "slots": [{}], "x": 1}', '[1,]', '"']) {
        find('#own-text').value = text;
        find('#own-use').click();
        await hear(text, '#own-error');
      }
      const good = lobule.session.save();
      const changed = (place) => good.map((byte, n) => (n === place ? byte ^ 8 : byte));
      await drop('cut', good.slice(0, 100));
      await drop('damaged', changed(500));
      await drop('version', changed(4));
      await drop('empty');
      await drop('text', 'no JSON');
      await drop('format', '{"format": "other/1", "events": []}');
      await drop('events', '{"format": "lobule-session/2", "deck": "lights", "seed": 1, "events": [{"rate": [7, 9]}]}');
      location.hash = '#s=AAAA';
      await hear('link', '#link-told');
      return said;
    },

    /** Texts that a person sees or hears and that hold what they should not, outside of `[lang]` and code. */
    texts() {
      const of = (element) => !element.closest('script, style, noscript, code, kbd, textarea, datalist')
        && element.closest('[lang]') === document.documentElement && seen(element);
      const found = new Set([document.title]);
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        if (of(parentElement)) found.add(data);
      }
      for (const element of document.body.querySelectorAll('*')) {
        if (!of(element)) continue;
        for (const attribute of ['aria-label', 'aria-valuetext', 'title', 'placeholder', 'alt']) {
          found.add(element.getAttribute(attribute) ?? '');
        }
      }
      return this.foreign([...found]);
    },
    /** Those of some texts that hold words of the other language. */
    foreign(texts) {
      const korean = document.documentElement.lang === 'ko';
      const forbidden = korean ? /[A-Za-z]/ : /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/;
      return texts.map((text) => (korean ? text.replace(LATIN, ' ') : text).trim())
        .filter((text) => forbidden.test(text));
    },
    /** The same for both languages, by the switch; the page is then as it was. */
    async both() {
      const wrong = [];
      for (let n = 0; n < 2; n += 1) {
        find('#language').click();
        await settled();
        wrong.push(...this.texts().map((text) => `${document.documentElement.lang}: ${text}`));
      }
      return wrong;
    },
  };
})()
