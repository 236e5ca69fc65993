// Runs in the page: everything that the WASM border must refuse, and that refusing changes nothing.
// Returns what does not hold.
(async () => {
  const { default: init, Session, lightsDeck } = await import("./pkg/lobule_wasm.js");
  await init({ module_or_path: new URL("./pkg/lobule_wasm_bg.wasm", location.href) });
  const failures = [];
  const check = (what, holds) => holds || failures.push(what);

  const shown = (value) =>
    typeof value === "bigint" ? `${value}n` : typeof value === "string" ? `'${value}'` : String(value);

  /** The call must throw an Error whose message matches, and leave every bit as it was. */
  const refuses = (session, what, call, message) => {
    const before = session?.hash;
    try {
      call();
      failures.push(`${what} was accepted`);
    } catch (error) {
      check(`${what} throws no Error but ${error}`, error instanceof Error && !(error instanceof WebAssembly.RuntimeError));
      check(`${what} says only: ${error.message}`, message.test(error.message));
    }
    check(`${what} changed a bit`, session?.hash === before);
  };

  const deck = lightsDeck();
  const session = new Session(deck, 7);
  session.propose(0);
  const noRatings = [0, 6, 255, 256, 257, -251, 3.5, NaN, Infinity, 2 ** 53, "3", "", true, null, undefined, 1n, {}, [3], () => 3];
  for (const rating of noRatings) {
    refuses(session, `rating ${shown(rating)}`, () => session.rate(0, rating), /^a rating/);
  }
  const noNumbers = [-1, 0.5, NaN, Infinity, 2 ** 53, 2 ** 53 + 2, 2 ** 64, "0", true, null, 1n, {}, []];
  for (const id of [...noNumbers, undefined]) {
    refuses(session, `id ${shown(id)}`, () => session.rate(id, 3), /^id must be/);
    refuses(session, `skip of ${shown(id)}`, () => session.skip(id), /^id must be/);
  }
  for (const id of [1, 2 ** 53 - 1]) {
    refuses(session, `unknown id ${id}`, () => session.rate(id, 3), /no output/);
  }
  for (const context of [...noNumbers, 1, 255, 256, 2 ** 32, 2 ** 53 - 1]) {
    refuses(session, `context ${shown(context)}`, () => session.propose(context), /^context/);
    refuses(session, `probabilities of ${shown(context)}`, () => session.probabilities(context), /^context/);
    refuses(session, `best of ${shown(context)}`, () => session.best(context), /^context/);
    if (context > 1) {
      refuses(session, `context ${shown(context)} by name`, () => session.propose(context), RegExp(`\\b${context}\\b`));
    }
    refuses(session, `greedy of ${shown(context)}`, () => session.greedy(context), /^context/);
  }
  for (const seed of [...noNumbers, undefined]) {
    refuses(null, `seed ${shown(seed)}`, () => new Session(deck, seed), /^seed must be/);
  }

  const before = session.hash;
  check("learning with nothing rated is a no-op", session.learn() === undefined && session.hash === before);
  check("nothing is best yet", session.best(0) === undefined);
  refuses(session, "rerate before a rating", () => session.rerate(0, 3), /nothing has been rated/);
  session.rate(0, 3);
  refuses(session, "a twice-rated id", () => session.rate(0, 3), /has been rated/);
  refuses(session, "propose before learn", () => session.propose(0), /wait/);
  check("learn reports", session.learn().samples === 17 && session.metrics.samples === 17);
  check("learning changes bits", session.hash !== before);
  session.propose(0);
  session.skip(1);
  refuses(session, "a skipped id", () => session.rate(1, 3), /was skipped/);
  for (let id = 2; id < 12; id++) session.propose();
  refuses(session, "an id that fell out", () => session.rate(2, 3), /too old/);

  const configs = [
    [{ learning_rate: NaN }, /learning_rate is NaN/],
    [{ learning_rate: 2 }, /learning_rate is 2, it must be from 0 to 1/],
    [{ clip_coef: -0.1 }, /clip_coef/],
    [{ clip_coef: "0.2" }, /clip_coef must be a number/],
    [{ update_epochs: 0 }, /update_epochs/],
    [{ update_epochs: 1.5 }, /update_epochs must be a whole number/],
    [{ update_epochs: 70000 }, /update_epochs is too large/],
    [{ replay: 17 }, /replay is 17/],
    [{ sweeps: 0 }, /sweeps is 0/],
    [{ draws: 256 }, /draws is too large/],
    [{ noise_variance: 0 }, /noise_variance is 0, it must be from 0.01 to 100/],
    [{ ratings: 1000 }, /1000 ratings to remember, this build has room for 300/],
    [{ taste: 1 }, /config.taste must be true or false/],
    [{ taste: false, sweeps: 3 }, /sweeps is not a setting/],
    [{ blend: Infinity }, /blend/],
    [{ target_kl: -1 }, /target_kl/],
    [{ normalize_advantage: 1 }, /true or false/],
    [{ activation: "gelu" }, /tanh/],
    [{ learning_rte: 0.1 }, /learning_rte is not a setting/],
    [null, /config must be an object/],
    [3, /config must be an object/],
  ];
  for (const [config, message] of configs) {
    refuses(null, `config ${JSON.stringify(config)}`, () => new Session(deck, 1, config), message);
  }
  const relaxed = { target_kl: null, value_clip: 0.5, activation: "relu", learning_rate: 0.02 };
  check("a sound config is taken", new Session(deck, 1, relaxed).parameters === 437);
  check("it is not the default", new Session(deck, 1, { learning_rate: 0.02 }).hash === new Session(deck, 1).hash);

  const [sliced, whole] = [new Session(deck, 4), new Session(deck, 4)];
  for (let n = 0; n < 20; n++) {
    let output;
    while ((output = sliced.proposeSome()) === undefined);
    check("slices make the same outputs", output.cards.join() === whole.propose().cards.join());
    for (const each of [sliced, whole]) each.rate(n, 1 + (n % 5));
    while (sliced.learnSome() === true);
    whole.learn();
  }
  check("slices learn the same bits", sliced.hash === whole.hash && sliced.learnSome() === undefined);
  sliced.proposeSome(0);
  refuses(sliced, "learning while an output is made", () => sliced.rate(99, 3), /no output 99/);
  const direct = new Session(deck, 4, { taste: false });
  direct.rate(direct.propose().id, 5);
  check("direct PPO learns from the real output", direct.learn().samples === 5);

  const card = { label: "a" };
  const slot = { name: "s", cards: [card, card] };
  const built = (parts) => ({ name: "d", contexts: ["any"], slots: [slot, slot], ...parts });
  const decks = [
    [undefined, /deck must be an object, got undefined/],
    [null, /deck must be an object, got null/],
    ["lights", /deck must be an object, got string/],
    [{}, /deck.name must be a string/],
    [built({ contexts: undefined }), /deck.contexts must be an array/],
    [built({ contexts: [] }), /no contexts/],
    [built({ contexts: [1] }), /deck.contexts must be a string, got 1/],
    [built({ contexts: Array(9).fill("c") }), /9 contexts/],
    [built({ contexts: Array(100000).fill("c") }), /256 contexts/],
    [built({ slots: [] }), /no slots/],
    [built({ slots: Array(9).fill(slot) }), /9 slots/],
    [built({ slots: [slot, { name: "s", cards: [] }] }), /slot 1 of the deck has no cards/],
    [built({ slots: [slot, null] }), /deck.slots\[1\].name must be a string/],
    [built({ slots: [{ name: "s", cards: Array(9).fill(card) }] }), /9 cards in one slot/],
    [built({ slots: [{ name: "s", cards: [{ label: 5 }] }] }), /deck.slots\[0\].cards\[0\].label must be a string, got 5/],
    [built({ slots: [{ name: "s", cards: [{ label: "a", payload: 5 }] }] }), /payload must be a string/],
    [built({ slots: [{ name: "s", cards: [{ label: "a", next: [] }] }, slot] }), /no way to an end/],
    [built({ slots: [{ name: "s", cards: [{ label: "a", next: [2] }] }, slot] }), /names the followers 0b100/],
    [built({ slots: [{ name: "s", cards: [{ label: "a", next: [8] }] }, slot] }), /card numbers from 0 to 7/],
    [built({ slots: [{ name: "s", cards: [{ label: "a", next: ["0"] }] }, slot] }), /next must be a number/],
    [built({ first: [] }), /no first card/],
    [built({ first: [3] }), /may begin with/],
    [built({ slots: Array(8).fill({ name: "s", cards: Array(8).fill(card) }) }), /64 cards in all/],
  ];
  for (const [bad, message] of decks) {
    refuses(null, `deck ${JSON.stringify(bad)?.slice(0, 80)}`, () => new Session(bad, 1), message);
  }

  const guided = new Session(built({ first: [1], slots: [{ name: "s", cards: [card, { label: "b", next: [0] }] }, slot] }), 3);
  check("rules are followed", guided.propose().cards.join() === "1,0");
  check("the greedy output follows them too", guided.greedy().join() === "1,0");
  const [first, second] = guided.probabilities();
  check("forbidden moves have no chance", first[0].join() === "0,1" && second[1].join() === "1,0");

  const equal = new Session(deck, 9);
  for (let n = 0; n < 40; n++) {
    equal.rate(equal.propose().id, 3);
    equal.learn();
  }
  const { actor, critic } = equal.weights();
  const finite = [...actor, ...critic].every((tensor) => tensor instanceof Float32Array && tensor.every(Number.isFinite));
  check("all ratings equal leave every weight finite", finite);
  const copy = equal.hash;
  actor[0].fill(5);
  check("weights are copies", equal.hash === copy && equal.weights().actor[0][0] !== 5);
  const chances = equal.probabilities(0);
  const sums = chances.flat().map((row) => row.reduce((a, b) => a + b, 0));
  check("probabilities sum to one", sums.length === 17 && sums.every((sum) => Math.abs(sum - 1) < 1e-5));
  check("greedy names a card of each slot", equal.greedy().length === 5);
  check("the best of equals is the latest", equal.best().id === 39 && equal.best().stars === 3);
  return failures;
})()
