// Runs in the page: the decks of tests/decks, which the core gets too (tests/tests/decks.rs), and changed copies of
// the good ones. Takes the list as JSON, since `__proto__` in a script is no member. Returns where the page, its API
// and the list disagree.
(async (list, changes = 2000) => {
  const { bad, good, examples } = JSON.parse(list);
  const { default: init, Session } = await import("./pkg/lobule_wasm.js");
  const { parseDeck, deckToJson, sameDeck } = await import("./decks/own.js");
  const { setLanguage } = await import("./words/language.js");
  await init({ module_or_path: new URL("./pkg/lobule_wasm_bg.wasm", location.href) });
  setLanguage("en");
  const failures = [];
  const check = (what, holds) => holds || failures.push(what);

  const numbered = (value, n) => JSON.parse(JSON.stringify(value).replaceAll("#", n));
  const copies = (value) =>
    !Number.isInteger(value?.repeat) ? [writtenOut(value)] : Array.from({ length: value.repeat }, (_, n) => numbered(writtenOut(value.of), n));
  /** As the core's test has it. */
  const writtenOut = (value) => {
    if (Array.isArray(value)) return value.flatMap(copies);
    if (typeof value !== "object" || value === null) return value;
    return JSON.parse(`{${Object.entries(value).map(([name, of]) => `${JSON.stringify(name)}:${JSON.stringify(writtenOut(of))}`)}}`);
  };
  const textOf = ({ text, deck }) => (text === undefined ? JSON.stringify(writtenOut(deck)) : copies(text).join(""));

  const refusal = (call) => {
    try {
      call();
      return undefined;
    } catch (error) {
      check(`no Error but ${error}`, error instanceof Error && !(error instanceof WebAssembly.RuntimeError));
      return error.message;
    }
  };
  const refusedByApi = (deck) => refusal(() => new Session(deck, 1).free());
  const fits = (said, words) => (words === null ? said === undefined : said?.includes(words));

  for (const { what, deck, core, border = core, page, ...source } of bad) {
    const text = textOf({ deck, ...source });
    const said = refusal(() => parseDeck(text));
    check(`${what}: the page says ${said}`, fits(said, page));
    if (deck !== undefined) {
      const api = refusedByApi(JSON.parse(text));
      check(`${what}: the API says ${api}`, fits(api, border));
    }
    setLanguage("ko");
    const inKorean = refusal(() => parseDeck(text));
    check(`${what}: in Korean ${inKorean}`, /[가-힣]/.test(inKorean) && !/undefined|expected/.test(inKorean));
    setLanguage("en");
  }

  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  good.push(...examples.map((deck) => ({ what: deck.name, deck })));
  for (const { what, means, ...source } of good) {
    const text = textOf(source);
    const said = refusal(() => {
      const deck = parseDeck(text);
      const json = deckToJson(deck);
      check(`${what}: the API says ${refusedByApi(deck)}`, refusedByApi(deck) === undefined);
      check(`${what}: became ${JSON.stringify(json)}`, same(json, means ?? JSON.parse(text)));
      check(`${what}: reads differently`, sameDeck(parseDeck(JSON.stringify(json, null, 2)), deck));
      const hash = (deck) => new Session(deck, 5).hash;
      check(`${what}: other bits`, source.text !== undefined || means || hash(deck) === hash(JSON.parse(text)));
    });
    check(`${what}: the page says ${said}`, said === undefined);
  }

  // Changed at random: what the page accepts the API accepts, and what the API refuses the page refuses. Where
  // only the page refuses, it is by a rule of its own.
  let state = 1;
  const below = (n) => (state = (state * 48271) % 2147483647) % n;
  const any = (list) => list[below(list.length)];
  const rule = () => Array.from({ length: below(4) }, () => any([0, 1, 2, 0, 1, 2, 3, 7, 8, -1]));
  const odd = () =>
    any([() => null, () => 5, () => true, () => [], () => ({}), () => "text", () => rule(), () => [rule()], () => 0.5, () => undefined])();
  const texts = ["", " ", "b", "b\u00ad", "\u3164", "\ufffd", "<b>", "x".repeat(81), "\u202e", "카드", "a\n"];
  const change = (deck) => {
    const slot = any(deck.slots);
    const card = any(slot.cards);
    const holder = any([deck, slot, card, card, card]);
    any([
      () => (card.next = rule()),
      () => (card.next = rule()),
      () => (deck.first = rule()),
      () => (card.next = odd()),
      () => (holder[any([...Object.keys(holder), "next", "extra"])] = odd()),
      () => delete holder[any(Object.keys(holder))],
      () => (slot.cards[below(slot.cards.length + 1)] = any([odd(), "label", { label: any(texts) }])),
      () => (card[any(["label", "payload"])] = any(texts)),
      () => slot.cards.splice(below(slot.cards.length), any([0, 1, 9])),
      () => deck.slots.splice(below(deck.slots.length), any([0, 1, 1, 9])),
      () => slot.cards.push(...Array.from({ length: below(7) }, (_, n) => ({ label: `more ${n}` }))),
      () => deck.slots.push(...numbered(deck.slots, "")),
      () => (deck.contexts = Array.from({ length: below(11) }, (_, n) => `context ${n}`)),
      () => (deck.contexts[below(3)] = any([odd(), ...texts])),
    ])();
  };
  const ofThePage = /is not known|characters|can be read|invisible|, as is number|looks like number|U\+FFFD|^and \d+ more/;
  const byThePage = (said) => said.split("\n").every((line) => ofThePage.test(line));
  const counts = { accepted: 0, refused: 0, byThePage: 0 };
  const plain = good.filter(({ means }) => means === undefined);
  for (let n = 0; n < changes; n++) {
    const deck = JSON.parse(textOf(any(plain)));
    for (let times = 1 + below(3); times > 0; times--) {
      try {
        change(deck);
      } catch {
        // There is nothing left to change.
      }
    }
    const text = JSON.stringify(deck);
    let read;
    const said = refusal(() => (read = parseDeck(text)));
    const api = refusedByApi(read ?? JSON.parse(text));
    if (said === undefined) check(`the page accepts ${text}, the API says ${api}`, api === undefined);
    else check(`the page says ${said} of ${text}`, api !== undefined || byThePage(said));
    counts[said === undefined ? "accepted" : api === undefined ? "byThePage" : "refused"]++;
  }
  const least = Math.min(...Object.values(counts));
  check(`the changes are one-sided: ${JSON.stringify(counts)}`, least * 20 >= changes);
  return failures;
})
