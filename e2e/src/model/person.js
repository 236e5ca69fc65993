// Runs in the page: does what a person does with a model, waits for what comes of it, and tells what is on show.
async (deed, given) => {
  const element = (id) => document.getElementById(id);
  const says = (id) => element(id).textContent;
  const look = () => ({
    connected: !element('model-disconnect').hidden && /Connected to|연결됐어요/.test(says('model-state')),
    state: says('model-state'),
    refusal: says('model-error'),
    answer: says('answer-text'),
    note: document.querySelector('#answer .note').textContent,
    error: says('answer-error'),
    complete: says('answer-status') !== '',
    prompt: says('prompt-text'),
    rated: Number(/\d+/.exec(says('answers-save'))),
    hash: document.documentElement.dataset.hash,
  });
  const until = async (what, holds) => {
    for (const start = performance.now(); !holds(look()); await new Promise((resolve) => setTimeout(resolve, 4))) {
      if (performance.now() - start > 20_000) throw new Error(`${what} never came: ${JSON.stringify(look())}`);
    }
  };
  const deeds = {
    look() {},
    /** Enters an address and other things, by the names of their fields. */
    fill(fields) {
      document.querySelector("[name='model-kind'][value='endpoint']").click();
      for (const [name, value] of Object.entries(fields)) element(`model-${name}`).value = value;
    },
    async connect(fields) {
      deeds.fill(fields);
      element('model-connect').click();
      await until('a connection', ({ connected, refusal }) => connected || refusal);
    },
    async leave() {
      element('model-disconnect').click();
      await until('the end of the connection', ({ connected }) => !connected);
    },
    /** Gives the deck another task, so that all its outputs make other prompts. */
    async task(task) {
      element('task-text').value = task;
      element('task-use').click();
      await until('the new prompt', ({ prompt }) => prompt.endsWith(task));
    },
    answer: () => until('an answer', ({ complete }) => complete),
    words: () => until('three words', ({ answer }) => answer.split(' ').length > 3),
    pause: () => until('a pause', ({ error }) => /Nothing more is asked for|더 묻지 않아요/.test(error)),
    failure: () => until('a failure', ({ error }) => error),
    async again() {
      element('answer-again').click();
      await deeds.answer();
    },
    stop() {
      element('answer-stop').click();
    },
    /** Chooses a kind of task. */
    kind(n) {
      document.querySelectorAll('#task .kinds button')[n].click();
    },
  };
  try {
    await deeds[deed](given);
    return look();
  } catch ({ message }) {
    return { failed: message };
  }
}
