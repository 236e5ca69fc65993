// What JavaScript does best itself: takes plain objects apart, into texts and numbers for the module, and
// puts them together. Nothing is coerced: `'3'`, `true` and `null` are no numbers.

/** What a person would call the value. */
const shown = (value) =>
  typeof value === "number" ? String(value) : value === null ? "null" : typeof value;

const wrong = (what, must, value) => {
  throw new Error(`${what} ${must}, got ${shown(value)}`);
};

const isObject = (value) => typeof value === "object" && value !== null;

/** The field of any value; undefined where there is none. */
const get = (of, name) => {
  try {
    return Reflect.get(of, name);
  } catch {
    return undefined;
  }
};

/** Any number. */
export const number = (value, what) =>
  typeof value === "number" ? value : wrong(what, "must be a number", value);

/** A whole number from 0 to 2⁵³ - 1, the largest up to which JavaScript counts exactly. */
export const whole = (value, what) =>
  Number.isSafeInteger(number(value, what)) && value >= 0
    ? value
    : wrong(what, "must be a whole number from 0 to 2^53 - 1", value);

// Decks

const text = (value, path) =>
  typeof value === "string" ? value : wrong(path, "must be a string", value);

/** The entries of an array, but no more than it takes to see that they are too many. */
const list = (value, path) =>
  value instanceof Array ? Array.from(value.slice(0, 256)) : wrong(path, "must be an array", value);

/** All cards, when left out. */
const ANY = 256;

/** Card numbers as a mask. */
const follow = (value, path) => {
  if (value === undefined) return ANY;
  let mask = 0;
  for (const entry of list(value, path)) {
    if (whole(entry, path) > 7) wrong(path, "must hold card numbers from 0 to 7", entry);
    mask |= 1 << entry;
  }
  return mask;
};

/**
 * A deck as all its texts, one after the other, and numbers; each text has its length in bytes among
 * them: `[name, first, contexts, cards in all, slots | contexts | label, next | name, cards]`. Payloads are
 * the page's own business; names and labels tell a snapshot's deck from others.
 */
export const flatten = (deck) => {
  if (!isObject(deck)) wrong("deck", "must be an object", deck);
  const name = text(get(deck, "name"), "deck.name");
  const contexts = list(get(deck, "contexts"), "deck.contexts");
  for (const context of contexts) text(context, "deck.contexts");
  const first = follow(get(deck, "first"), "deck.first");
  const [cards, slots] = [[], []];
  for (const [s, slot] of list(get(deck, "slots"), "deck.slots").entries()) {
    const inSlot = `deck.slots[${s}].`;
    const name = text(get(slot, "name"), `${inSlot}name`);
    const inside = list(get(slot, "cards"), `${inSlot}cards`);
    for (const [c, card] of inside.entries()) {
      const inCard = `${inSlot}cards[${c}].`;
      const label = text(get(card, "label"), `${inCard}label`);
      const payload = get(card, "payload");
      if (payload !== undefined) text(payload, `${inCard}payload`);
      cards.push(label, follow(get(card, "next"), `${inCard}next`));
    }
    slots.push(name, inside.length);
  }
  const parts = [name, first, contexts.length, cards.length / 2, slots.length / 2, contexts, cards, slots].flat();
  const encoder = new TextEncoder();
  return {
    texts: parts.filter((part) => typeof part === "string").join(""),
    numbers: parts.map((part) => (typeof part === "string" ? encoder.encode(part).length : part)),
  };
};

// Settings

/** Whether the taste model is wanted, of settings or of none. */
export const withTaste = (config) => {
  if (config === undefined) return true;
  if (!isObject(config)) wrong("config", "must be an object", config);
  const taste = get(config, "taste");
  if (taste === undefined) return true;
  return typeof taste === "boolean" ? taste : wrong("config.taste", "must be true or false", taste);
};

/** The name of the `index`-th other setting, where there are so many. */
export const settingName = (config, index) =>
  Object.keys(config ?? {}).filter((name) => name !== "taste")[index];

const below = (end) => (value, what) =>
  whole(value, what) < end ? value : wrong(what, "is too large", value);

/** A number that the module can count to. */
export const index = below(2 ** 32);

/** How a setting of each kind becomes a number; undefined is no limit. */
const KINDS = [
  number,
  (value, what) => (value === null ? undefined : number(value, what)),
  below(1 << 16),
  below(1 << 8),
  (value, what) =>
    typeof value === "boolean" ? Number(value) : wrong(what, "must be true or false", value),
  (value, what) =>
    ["tanh", "relu"].includes(value)
      ? Number(value === "relu")
      : wrong(what, 'must be "tanh" or "relu"', value),
  (_, what) => {
    throw new Error(`${what} is not a setting`);
  },
];

/** A setting as a number. */
export const setting = (config, name, kind) => KINDS[kind](get(config, name), `config.${name}`);

/** The shortest decimal that stands for the same 32-bit number: 0.2, not 0.20000000298023224. */
const shortest = (number) => {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(number.toPrecision(digits));
    if (Math.fround(short) === number) return short;
  }
  return number;
};

/** What a setting of each kind is from its number; -1 is no limit. */
const VALUES = [
  shortest,
  (number) => (number === -1 ? null : shortest(number)),
  Number,
  Number,
  Boolean,
  (number) => (number ? "relu" : "tanh"),
];

/** To a plain object of settings, one of them. */
export const addSetting = (config, name, kind, number) => {
  config[name] = VALUES[kind](number);
};

// Results

/** The card numbers of a mask; undefined for all. */
const numbersOf = (mask) =>
  mask === ANY ? undefined : [0, 1, 2, 3, 4, 5, 6, 7].filter((card) => (mask >> card) & 1);

const withRule = (object, name, mask) => (mask === ANY ? object : { ...object, [name]: numbersOf(mask) });

/** A deck, to be filled. */
export const newDeck = (name, first) => withRule({ name, contexts: [], slots: [] }, "first", first);

export const addContext = (deck, name) => deck.contexts.push(name);

export const addSlot = (deck, name) => deck.slots.push({ name, cards: [] });

/** To the last slot. */
export const addCard = (deck, label, payload, next) =>
  deck.slots.at(-1).cards.push(withRule({ label, payload }, "next", next));

export const output = (id, context, numbers) => ({ id, context, cards: Array.from(numbers) });

export const best = (id, stars, numbers) => ({ id, stars, cards: Array.from(numbers) });

/** The most probable card of each slot after that of the slot before, the first of equals. */
export const greedy = (probabilities) => {
  let card = 0;
  return probabilities.map((rows) => (card = rows[card].indexOf(Math.max(...rows[card]))));
};

const METRICS = [
  "policy_loss",
  "value_loss",
  "entropy",
  "approx_kl",
  "clip_fraction",
  "explained_variance",
  "grad_norm",
  "samples",
  "clipped",
  "steps",
];

/** The measures of an update in that order, and why it ended early. */
export const metrics = (numbers, stopped) => {
  const fields = Object.fromEntries(METRICS.map((name, k) => [name, numbers[k]]));
  return stopped === undefined ? fields : { ...fields, stopped };
};

/** To an array, a copy of the module's numbers. */
export const addNumbers = (array, numbers) => array.push(numbers.slice());

/** To an array, an array of such copies. */
export const addArray = (array) => array[array.push([]) - 1];

export const weights = (actor, critic) => ({ actor, critic });

export const hex = (number) => number.toString(16).padStart(16, "0");
