// The answers of a model to the outputs: of the shown one, and of those that come next while a person reads.

/** @import { Answer, Answers, AnswersChange, Connecting, Connection, Deck, Gate, Page, Pin, Said, Store } from '../types.js' */

import { names } from '../deck.js';
import { compose } from '../decks/prompt.js';
import { REPLACES } from '../state.js';
import { cut, wellFormed } from '../unicode.js';
import { onLanguage } from '../words/language.js';
import { prompt as words } from '../words/prompt.js';
import { ModelError, MOST_SECONDS } from './error.js';

const AHEAD = 2;
const AT_ONCE = 2;
/** After so many failures in a row nothing is asked until the person says so. */
const MOST_FAILURES = 3;
/** Refusals that any other prompt would meet as well, until somebody has done something about them. */
const LASTING = ['key', 'quota', 'daily', 'region', 'policy', 'forbidden', 'model', 'retired', 'unloaded', 'notChat',
  'path', 'loading', 'busy'];
/** What is saved of all answers, in letters. */
const MOST_SAVED = 1_000_000;
/** Letters of a task. */
export const MOST_TASK = 4000;
/** A label of `true` means a good answer, as training with KTO wants it. */
const GOOD = 4;

/**
 * Why a kept answer may not be complete, where no more than that is known.
 * @type {ModelError['kind'][]}
 */
const ENDS = ['early', 'length', 'broken', 'cancelled', 'ended'];

/**
 * Whether a failure holds for whatever else would be asked; a server that names an end is waited for.
 * @param {ModelError} error
 */
const lasts = ({ kind, status, seconds }) => !seconds && (LASTING.includes(kind) || status === 503);

/** @param {number[]} a @param {number[]} b */
const same = (a, b) => a.length === b.length && a.every((card, n) => card === b[n]);

/** @typedef {ReturnType<Answers['toJSON']>['answers'][number]} KeptAnswer */

/**
 * The state of an answer is `waiting`, `asking`, `done`, `partial` (it has ended too early) or `failed`. It belongs
 * to an output by id and prompt: another task or language, or other cards after an undo, make another one.
 * Thoughts are shown, and neither rated nor kept.
 * @param {Store} store
 * @param {Gate} gate
 */
export function createAnswers(store, gate) {
  /** @type {((change: AnswersChange) => void)[]} */
  const listeners = [];
  /**
   * Of this session.
   * @type {Map<string, Answer>}
   */
  let known = new Map();
  /** @type {Map<Answer, AbortController>} */
  const running = new Map();
  /**
   * By deck, those that a person has written: `{ context: text }`.
   * @type {Map<string, Record<number, string>>}
   */
  const tasks = new Map();
  /** @type {AbortController | undefined} */
  let connecting;
  let failures = 0;
  let rated = 0;
  let planned = false;
  /**
   * While a server wants to be left alone, until when, and the timer of its end.
   * @type {{ until: number, timer: number } | undefined}
   */
  let hold;

  const answers = {
    /**
     * While a model is connected.
     * @type {Connection | undefined}
     */
    connection: undefined,
    /** How many outputs are to be drawn ahead: of a deck that is asked about, already the first ones. */
    get lookahead() { return answers.asks(store.deck) ? AHEAD : 0; },
    get paused() { return failures >= MOST_FAILURES; },
    /** Until when nothing is asked because the server wants it so; undefined where it does not. */
    get held() { return hold?.until; },
    /** @param {(change: AnswersChange) => void} listener */
    subscribe(listener) { listeners.push(listener); },

    /**
     * Whether a deck's outputs are prompts.
     * @param {Deck} deck
     */
    asks: (deck) => Boolean(answers.connection) && (deck.renderer === 'prompt' || deck.renderer === 'text'),

    /** The person's task for a context, or an example of one. */
    task: (context = store.context) => ownTasks()[context] ??
      (store.deck.id === 'prompt' ? words.examples[context] : ''),
    /** @param {string} text @param {number} [context] */
    setTask(text, context = store.context) {
      ownTasks()[context] = cut(text.trim(), MOST_TASK);
      tell('task');
      plan();
    },
    /** @param {Pin} pin */
    prompt: ({ cards, context }) => compose(store.deck, cards, answers.task(context)),

    /**
     * Connects by what openConnection of connect.js does; the newest call wins.
     * @param {(how: Connecting) => Promise<Connection>} open
     */
    async connect(open) {
      answers.disconnect();
      const mine = connecting = new AbortController();
      const { signal } = mine;
      tell('connection');
      let connection;
      try {
        connection = await open({ gate, signal, changed: () => tell('connection') });
      } finally {
        if (connecting === mine) {
          connecting = undefined;
          if (!connection) gate.close();
          tell('connection');
        }
      }
      answers.connection = connection;
      failures = 0;
      // Another model would answer something else.
      for (const [key, answer] of known) if (!answer.rated) known.delete(key);
      tell('connection');
      plan();
    },
    get connecting() { return Boolean(connecting); },
    disconnect() {
      connecting?.abort();
      clearTimeout(hold?.timer);
      hold = undefined;
      for (const answer of running.keys()) halt(answer);
      answers.connection?.close();
      answers.connection = undefined;
      tell('connection');
      plan();
    },

    /** The answer to what is on the stage; nothing where it has none. */
    get shown() {
      const { guest, output } = store;
      if (guest && guest.kind !== 'luck') return ratedOf(guest);
      return known.get(keyOf(guest ?? output));
    },
    /**
     * The answer that a rated output had, or the one that a waiting one has.
     * @param {number} id
     */
    answerOf(id) {
      const waiting = store.pending.find((output) => output.id === id);
      const rating = store.ratings.find((output) => output.id === id);
      return waiting ? known.get(keyOf(waiting)) : rating && ratedOf(rating);
    },
    /** Ends the shown answer where it is. */
    stop() {
      const { shown } = answers;
      if (shown) halt(shown, new ModelError('cancelled'));
    },
    /** Asks for the shown answer anew, and goes on after failures. */
    again() {
      failures = 0;
      const { shown } = answers;
      for (const answer of outputs().map(answerTo)) {
        if (answer !== shown && answer.state !== 'failed') continue;
        halt(answer);
        // Its rating has been undone; redone, it would belong to other words.
        reset(answer).rated = 0;
      }
      tell('state');
      plan();
    },

    /** What a person has rated with an answer, in order. */
    rated: () => store.ratings.flatMap((rating) => {
      const answer = rating.by === 'person' && ratedOf(rating);
      if (!answer) return [];
      const { id, context, stars } = rating;
      const { prompt, text: completion, state } = answer;
      return [{ id, context, prompt, completion, stars, ...(state !== 'done' && { incomplete: true }) }];
    }),
    /** The same for training elsewhere: one JSON object a line. */
    jsonl: () => answers.rated().map(({ prompt, completion, stars, incomplete }) => {
      const line = { prompt, completion, label: stars >= GOOD, rating: stars, ...(incomplete && { incomplete }) };
      return `${JSON.stringify(line)}\n`;
    }).join(''),

    /** The person's own tasks, and all answers or, of too many, the newest. Never a key. */
    toJSON() {
      let room = MOST_SAVED;
      const kept = [...known.values()].filter(({ text, state }) => text && state !== 'asking').reverse()
        .filter(({ text, prompt }) => (room -= text.length + prompt.length) > 0).reverse();
      return {
        tasks: { ...ownTasks() },
        answers: kept.map(({ id, context, cards, prompt, text, state, error, rated }) =>
          ({ id, context, cards, prompt, text, complete: state === 'done', finish: error?.kind, rated })),
      };
    },
    /**
     * Takes what `toJSON` gave, right after the store has taken its session; passes over what is no answer.
     * @param {Page | undefined} json
     */
    fromJSON(json) {
      for (const [context, text] of Object.entries(json?.tasks ?? {})) {
        if (store.deck.contexts[Number(context)] !== undefined && typeof text === 'string') {
          ownTasks()[Number(context)] = cut(text, MOST_TASK);
        }
      }
      /** @type {(Partial<KeptAnswer> | null)[]} */
      const all = Array.isArray(json?.answers) ? json.answers : [];
      for (const saved of all) {
        const { id = NaN, context = 0, cards, complete, finish, rated: order } = saved ?? {};
        if (typeof saved?.prompt !== 'string' || typeof saved.text !== 'string') continue;
        if (!Array.isArray(cards) || !Number.isInteger(id)) continue;
        const [prompt, text] = [saved.prompt, saved.text].map(wellFormed);
        // Half a character is no answer.
        if (text === '') continue;
        // Earlier versions took an answer for complete that had come to the most tokens.
        const whole = complete && finish !== 'length';
        const error = new ModelError(ENDS.find((end) => end === finish) ?? 'kept');
        known.set(`${id}\n${prompt}`, {
          id, context, cards, prompt, text, thoughts: '', thinking: false, rated: Number(order) || 0,
          ...(whole ? { state: 'done', error: undefined } : { state: 'partial', error }),
        });
        rated = Math.max(rated, Number(order) || 0);
      }
      tell('open');
      plan();
    },
  };

  function ownTasks() {
    const { id, name } = store.deck;
    const deck = id === 'own' ? `own ${name}` : id;
    const own = tasks.get(deck) ?? {};
    tasks.set(deck, own);
    return own;
  }

  /** @param {Pick<Answer, 'id' | 'context' | 'cards'>} output */
  const keyOf = (output) => `${output.id}\n${answers.prompt(output)}`;

  /**
   * What stood there when an output was rated last; a favourite has no id.
   * @param {{ id?: number | string | undefined, cards: number[] }} output
   */
  function ratedOf({ id, cards }) {
    /** @type {Answer | undefined} */
    let last;
    for (const answer of known.values()) {
      const fits = (id ?? answer.id) === answer.id && same(answer.cards, cards);
      if (fits && answer.rated > (last?.rated ?? 0)) last = answer;
    }
    return last;
  }

  /** @param {AnswersChange['type']} type @param {Answer} [answer] */
  function tell(type, answer) {
    for (const listener of listeners) listener({ type, answer });
  }

  /** In a task of its own: several changes may come together, and saved answers right after a session. */
  function plan() {
    if (planned || !store.deck) return;
    planned = true;
    setTimeout(run);
  }

  /** Asks for the first answers that are wanted and not there, and for nothing else. */
  function run() {
    planned = false;
    const { busy, past, pending } = store;
    if (pending.length <= answers.lookahead && !busy && past === undefined) store.drawAhead();
    const wanted = answers.asks(store.deck) && !busy ? outputs() : [];
    const open = wanted.map(answerTo).filter(({ state }) => state === 'waiting' || state === 'asking');
    const active = open.slice(0, AT_ONCE);
    for (const answer of running.keys()) if (!active.includes(answer)) halt(answer);
    for (const answer of active) {
      if (answer.state === 'waiting' && !hold && !answers.paused) start(answer);
      // Many servers do one thing at a time, and requests may overtake each other.
      if (!hasBegun(answer)) break;
    }
    tell('state');
  }

  function outputs() {
    // Those of the past have what they had; of guests, only those of the blind test are new.
    if (store.past !== undefined) return [];
    const guests = store.guest?.kind === 'luck' ? [store.guest] : [];
    return [...guests, ...store.pending];
  }

  /** @param {Pick<Answer, 'id' | 'context' | 'cards'>} output */
  function answerTo(output) {
    const key = keyOf(output);
    const { id, context, cards } = output;
    const answer = known.get(key) ?? reset({ id, context, cards, prompt: answers.prompt(output), rated: 0 });
    known.set(key, answer);
    return answer;
  }

  /** @param {Pick<Answer, 'id' | 'context' | 'cards' | 'prompt' | 'rated'>} answer @returns {Answer} */
  const reset = (answer) => Object.assign(answer, {
    state: /** @type {const} */ ('waiting'), text: '', thoughts: '', thinking: false, error: undefined,
  });

  /** @param {Said} said */
  const hasBegun = ({ text, thinking }) => text !== '' || thinking;

  /** @param {Answer} answer */
  async function start(answer) {
    const controller = new AbortController();
    running.set(answer, controller);
    answer.state = 'asking';
    /** @param {Said} said */
    const onText = (said) => {
      if (running.get(answer) !== controller) return;
      const first = !hasBegun(answer);
      Object.assign(answer, said);
      if (first && hasBegun(answer)) plan();
      tell('text', answer);
    };
    /** @type {ModelError | undefined} */
    let failure;
    let early;
    try {
      early = await answers.connection?.ask(answer.prompt, controller.signal, onText);
    } catch (reason) {
      failure = /** @type {ModelError} */ (reason);
    }
    // Halted: whoever did that has said what becomes of it.
    if (running.get(answer) !== controller) return;
    running.delete(answer);
    if (failure) failures += lasts(failure) ? MOST_FAILURES : 1;
    // What was asked for before a pause does not end it.
    else if (!answers.paused) failures = 0;
    if (failure?.seconds) wait(failure.seconds);
    end(answer, failure ?? early);
    plan();
  }

  /** @param {Answer} answer @param {ModelError | undefined} error */
  function end(answer, error) {
    const failed = answer.text ? 'partial' : 'failed';
    Object.assign(answer, { state: error ? failed : 'done', error, thinking: false });
    tell('state', answer);
  }

  /**
   * Leaves the server alone for so long, then asks anew for what it has put off.
   * @param {number} seconds
   */
  function wait(seconds) {
    const until = Date.now() + seconds * 1000;
    if (hold && hold.until >= until) return;
    clearTimeout(hold?.timer);
    const more = seconds - MOST_SECONDS;
    hold = { until, timer: setTimeout(() => {
      hold = undefined;
      if (more > 0) wait(more);
      else resume();
    }, Math.min(seconds, MOST_SECONDS) * 1000) };
  }

  function resume() {
    if (!answers.paused) {
      for (const answer of known.values()) if (answer.state === 'failed' && answer.error?.seconds) reset(answer);
    }
    plan();
  }

  /**
   * Ends a request: with an error that says why, or as if it had never been made.
   * @param {Answer} answer
   * @param {ModelError} [error]
   */
  function halt(answer, error) {
    const controller = running.get(answer);
    if (!controller) return;
    running.delete(answer);
    controller.abort();
    if (error) end(answer, error);
    else reset(answer);
  }

  store.subscribe(({ type, id, by }) => {
    if (REPLACES.has(type)) {
      for (const answer of running.keys()) halt(answer);
      known = new Map();
      failures = 0;
    }
    if (type === 'rate' && by === 'person') {
      const rating = store.ratings.findLast((one) => one.id === id);
      const answer = rating && known.get(keyOf(rating));
      // What has not come by now is not what has been rated.
      if (answer?.text) {
        halt(answer, new ModelError('early'));
        answer.rated = ++rated;
      }
    }
    plan();
  });
  onLanguage(plan);

  return answers;
}

/**
 * What the policy has learnt for each kind of task: its favourite recipe, without the task.
 * @param {Store} store
 */
export const recipes = ({ deck, greedy, ratings }) => names(deck).contexts.map((name, context) => {
  const count = ratings.filter((rating) => rating.context === context).length;
  return `${words.recipe(name, count)}\n\n${compose(deck, greedy(context))}\n`;
}).join('\n');
