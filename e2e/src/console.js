// Runs in the page: the console's API as docs/console.md tells it. Returns what does not hold.
(async () => {
  const failures = [];
  const check = (what, holds) => holds || failures.push(what);
  const { session } = lobule;
  const first = session.hash;
  const output = session.propose();
  check("the output on show is proposed", output.id === 0 && output.cards.length === lobule.deck.slots.length);
  check("and again", session.propose().id === 0 && session.hash === first);

  /** It throws, and nothing has changed. */
  const refuses = (what, message, call) => {
    const before = [session.hash, lobule.ratings.length, document.getElementById("output-text").textContent];
    try {
      call();
      failures.push(`${what} is accepted`);
    } catch (error) {
      check(`${what}: ${error.message}`, error instanceof Error && message.test(error.message));
    }
    const after = [session.hash, lobule.ratings.length, document.getElementById("output-text").textContent];
    check(`${what} changes something`, before.join() === after.join());
  };
  for (const stars of [0, 6, 2.5, NaN, "3", null, undefined, true, 1n, [3], {}]) {
    refuses(`${typeof stars} of stars`, /from 1 to 5/, () => session.rate(0, stars));
  }
  for (const id of [-1, 0.5, "0", NaN, undefined, null, 2 ** 53, 0n]) {
    refuses(`id ${String(id)}`, /whole number/, () => session.rate(id, 3));
    refuses(`skip of ${String(id)}`, /whole number/, () => session.skip(id));
  }
  refuses("another output", /output 0 is on show, not 7/, () => session.rate(7, 3));
  refuses("skip of another output", /output 0 is on show, not 7/, () => session.skip(7));
  refuses("a correction of nothing", /nothing has been rated/, () => session.rerate(0, 3));
  for (const context of [1, 255]) refuses(`context ${context}`, /does not exist, the deck has 1/, () => session.propose(context));
  for (const context of [-1, 0.5, "0", null]) refuses(`context ${context}`, /whole number/, () => session.propose(context));
  for (const seed of [-1, 0.5, "7", undefined, 2 ** 53]) refuses(`seed ${seed}`, /seed must be a whole number/, () => lobule.restart(seed));

  session.rate(0, 5);
  const rated = session.hash;
  check("a rating is given", lobule.ratings.length === 1 && lobule.ratings[0].stars === 5 && rated !== first);
  check("the page shows the next output", session.propose().id === 1);
  check("the hash is the page's", document.documentElement.dataset.hash === rated);
  refuses("a rating twice", /output 1 is on show, not 0/, () => session.rate(0, 5));
  refuses("a correction of another", /only the last rated output, 0/, () => session.rerate(1, 5));
  session.rerate(0, 1);
  check("a correction", lobule.ratings.length === 1 && lobule.ratings[0].stars === 1 && session.hash !== rated);
  await session.undo();
  check("undo", session.hash === rated);
  session.skip(1);
  check("a skip", session.propose().id === 2 && lobule.ratings.length === 1);
  await session.undo();
  await session.undo();
  check("undo to the start", session.hash === first && lobule.ratings.length === 0);
  await session.redo();
  check("redo", session.hash === rated);
  lobule.ratings.push("nonsense");
  lobule.record().events.length = 0;
  lobule.deck.slots.length = 0;
  lobule.decks.melody.slots[0].cards.length = 0;
  session.propose().cards[0] = 99;
  const untouched = lobule.ratings.length === 1 && lobule.record().events.length === 3 && session.propose().cards[0] < 99;
  check("what is handed out is a copy", untouched && lobule.deck.slots.length === 5 && lobule.decks.melody.slots[0].cards.length > 1);

  const own = new lobule.Session(lobule.decks.lights, lobule.seed);
  own.rate(own.propose().id, 5);
  while (own.learn());
  own.propose();
  check("a session of one's own has the same bits", own.hash === session.hash);
  const probabilities = session.probabilities();
  check("probabilities", probabilities.length === 5 && probabilities[0].length === 1);
  check("favourite and best", session.greedy().length === 5 && session.best().stars === 5);
  check("weights", session.weights().actor.length > 0 && session.parameters === 437);
  check("a snapshot", session.save() instanceof Uint8Array && lobule.Session.open(lobule.deck, session.save()).hash === rated);
  lobule.restart(99);
  check("another seed", lobule.seed === 99 && lobule.ratings.length === 0);
  session.rate(session.propose().id, 2);
  return failures;
})()
