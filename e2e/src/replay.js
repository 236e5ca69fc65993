// Runs in the page: replays a recorded session through the wrapper and returns its hash.
(async (session) => {
  const { default: init, Session, lightsDeck } = await import("./pkg/lobule_wasm.js");
  await init();
  const player = new Session(lightsDeck(), session.seed);
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
