// Replays a recorded session through the wrapper and returns its hash. `api` is the module's namespace.
((api, session) => {
  const deck = session.deck === "lights" ? api.lightsDeck() : session.deck;
  const player = new api.Session(deck, session.seed, session.config);
  const learn = () => {
    while (player.learn() !== undefined);
  };
  const play = {
    propose: (context) => player.propose(context),
    rate: ([id, stars]) => player.rate(id, stars),
    rerate: ([id, stars]) => player.rerate(id, stars),
    skip: (id) => player.skip(id),
  };
  for (const event of session.events) {
    const [[kind, value]] = Object.entries(event);
    if (kind === "propose") learn();
    play[kind](value);
  }
  learn();
  return player.hash;
})
