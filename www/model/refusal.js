// What a server means by an error: read from its status, its codes and its words, and never beyond them. The
// words themselves stay beside whatever is made of them.

/** @import { ErrorKind, Facts, Foreign, Told } from '../types.js' */

import { excerpt } from '../unicode.js';
import { ModelError } from './error.js';
import { hide } from './secret.js';
import { secondsOf, waitIn } from './wait.js';

/** Letters of a server's words: the reason may stand behind much else. */
export const MOST_MESSAGE = 2000;
/** Where servers put their words, and what they call an error; some nest one in the other. */
const WORDS = ['error', 'message', 'detail', 'details', 'msg', 'error_description', 'title', 'errors', 'raw'];
const CODES = ['code', 'type', 'status', 'error_type', 'error_code', 'reason'];
const DEEPEST = 8;

/**
 * An error as servers write it.
 * @param {Foreign | string} value
 * @returns {Told}
 */
export function readError(value) {
  const told = gather(value, 0);
  return { ...told, message: told.message || (JSON.stringify(value) ?? '') };
}

/** @param {Foreign | string} value @param {number} depth @returns {Told} */
function gather(value, depth) {
  if (typeof value === 'string') return { message: value.trim(), codes: [], params: [] };
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return { message: '', codes: [], params: [] };
  const isList = Array.isArray(value);
  /** @type {Foreign[]} */
  const parts = isList ? value : [...WORDS.map((name) => value[name]), value.metadata];
  const read = parts.map((part) => gather(unpacked(part), depth + 1));
  const words = [...new Set(read.map(({ message }) => message).filter(Boolean))].join(isList ? '; ' : ': ');
  // Where in the request: `["body", "max_tokens"]`.
  const place = !isList && Array.isArray(value.loc) ? value.loc : [];
  const codes = isList ? [] : CODES.map((name) => value[name]);
  return {
    message: words && place.length > 0 ? `${place.join('.')}: ${words}` : words,
    codes: codes.filter((code) => /string|number/.test(typeof code)).map(String)
      .concat(...read.map((one) => one.codes)),
    params: [value.param, place.at(-1)].filter((param) => typeof param === 'string' && param !== '')
      .concat(...read.map(({ params }) => params)),
    wait: waitIn(value) ?? read.find(({ wait }) => wait)?.wait,
  };
}

/**
 * A proxy hands on a whole error as text.
 * @param {Foreign} part
 * @returns {Foreign}
 */
function unpacked(part) {
  if (typeof part !== 'string' || !/^\s*[{[]/.test(part)) return part;
  try {
    return JSON.parse(part);
  } catch {
    return part;
  }
}

/**
 * The value of a JSON text, behind comments and field names of events; undefined where it is none.
 * @param {string} text
 * @returns {Foreign}
 */
export function parseBody(text) {
  const bare = text.replace(/^(\s+|:.*|(event|id|retry):.*)+/, '').replace(/^data:/, '');
  for (const json of [bare, bare.split('\n', 1)[0]]) {
    try {
      return JSON.parse(json);
    } catch {
      // The next one, or none.
    }
  }
  return undefined;
}

/**
 * The error in the body of a refusal.
 * @param {string} text
 */
export function readBody(text) {
  const value = parseBody(text);
  if (value !== undefined) {
    return readError(value);
  }
  // Of a page, its title.
  const [, title = ''] = /<title[^>]*>([^<]*)/i.exec(text) ?? [];
  return { message: (/^\s*</.test(text) ? title : text).trim(), codes: [], params: [] };
}

/**
 * One of several patterns, in letters of any size.
 * @param {...RegExp} patterns
 */
export const oneOf = (...patterns) => new RegExp(patterns.map(({ source }) => source).join('|'), 'i');

/** Words by which a parameter is refused, whatever its value. */
const UNSUPPORTED = oneOf(
  /unsupported/, /(not|n't) (be )?(support|permit|allow|accept|recogni)/, /unrecogni|unknown|unexpected/,
  /extra[_ ](input|field|forbidden)/, /additional propert/, /(not a |in)valid (parameter|argument|field|option|key)/,
  /deprecated|no longer/, /\bonly\b.{0,40}(support|permit|allow|accept|set to)/);
const UNSUPPORTED_CODE = /unsupported|unknown_param|extra_forbidden|unrecognized/i;
/** Words about a value, which is the person's to change. */
const OUT_OF_RANGE = oneOf(
  /between|above|below|greater|less than|at most|at least|maximum|minimum|range|must be/,
  /too (large|high|low|small|long)/, /[<>≤≥]/);
const NO_STREAM = /(not|n't) (be )?support.{0,20}\bstream|\bstream(ing)?\b.{0,30}(not |n't |un)(be )?support/i;
/** Python's way to print where something is in a request. */
const PLACES = /\bloc['"]?:\s*[([][^)\]]*/g;

/**
 * Which of these parameters a server says it does not take.
 * @param {Told} told
 * @param {string[]} names
 */
function refusedParameters({ message, codes, params }, names) {
  /** @param {string} text */
  const refuses = (text) => UNSUPPORTED.test(text) && !OUT_OF_RANGE.test(text);
  const known = params.filter((param) => /^[\w.]+$/.test(param));
  if (known.length === 1) {
    const coded = codes.some((code) => UNSUPPORTED_CODE.test(code));
    return names.filter((name) => known[0] === name && (coded || refuses(message)));
  }
  const places = message.match(PLACES);
  const sentences = places && refuses(message) ? places : message.split(/[.;!?]\s+|\n/).filter(refuses);
  return names.filter((name) => (name === 'stream' ? NO_STREAM.test(message)
    : sentences.some((sentence) => new RegExp(`(^|[^\\w-])${name}($|[^\\w-])`).test(sentence))));
}

// What an error may be, in the order in which it is asked. Each rule sees `status`, `codes`, `words` (of
// message and codes) and `seconds` to wait, and whether a `model` was asked for.

/** @typedef {(facts: Facts) => unknown} Rule */

/** @param {RegExp} pattern @returns {Rule} */
const says = (pattern) => ({ words }) => pattern.test(words);
const RATE = oneOf(
  /rate.?limit|too many requests|(requests?|tokens?)[_ ]per|per[_ ](second|minute|hour|day)/,
  /(again|retry) (in|after)/);
/** A limit that a little patience does not lift. */
const LONG = /per[-_ ](day|month)|\b(daily|monthly)\b|\/ ?(day|month)\b/i;
const SHORT = /per[-_ ](second|minute)|\/ ?(s|sec|second|min|minute)\b/i;
const OWING = oneOf(
  /insufficient[_ ]?(quota|balance|credit|fund)/, /exceeded[_ ]current[_ ]quota/, /billing[_ ]\w*(limit|not)/,
  /credit balance|payment required|(requires|enable) billing/);
/** Words that something is used up; others only speak of a quota or of credits. */
const SPENT = oneOf(
  /(exceed|exhaust|reach|deplet|used up|out of|not enough)\w*( \w+){0,3} (quota|credits?|balance|funds)\b/,
  /(quota|credits?|balance|funds)( \w+){0,3} (exceed|exhaust|reach|deplet|used up|too low|run out|zero|negative)/,
  /\bno (more |remaining )?(quota|credits?|balance|funds) (left|remain|available)/);
const CONTEXT = oneOf(
  /context[_ ](length|window|size)|maximum context|context the overflows|exceeds?.{0,30}context/,
  /(prompt|input|request)s? ((is|are|was|has been) )?too long|too many (input )?tokens|reduce the length/,
  /token count.{0,40}exceeds|tokens.{0,60}must (be|have) (<|less)/);
const LIMIT = oneOf(
  /max_(\w+_)?tokens.{0,80}(too (large|high|big)|at most|exceed|maximum|less than|<|between)/,
  /supports at most \d+ completion tokens/);
const FILTER = oneOf(
  /content.?(filter|policy|management)|responsible.?ai|moderation|flagged|prohibited content/,
  /safety (system|filter|polic|reason)/);
const POLICY = /data.?policy|privacy settings|settings\/privacy|guardrail/i;
const REGION = oneOf(
  /(country|region|territory|location).{0,40}(not |un)(supported|available|allowed)|unsupported_country/,
  /(not|n't) (supported|available|allowed) in your (country|region|location)/);
const NOT_CHAT = oneOf(
  /not a chat model|not an llm|(only|not) supported in (the )?v1\//,
  /(not|n't) support (the )?(chat|generat|completion|text generation)/,
  /embedding.{0,40}(not|n't|only)|(not|n't|only|without).{0,40}embedding/,
  /no chat.?template|chat.?template.{0,80}(not|n't|must|no longer|missing)/);
const KEY = /api.?key|unauthori[sz]ed|authenticat|invalid.?token|credentials/i;
const LOADING = /\b(is|still|currently|being) (loading|loaded|warming|starting)/i;
const NO_PATH = oneOf(
  /^(\d{3}:? )?((file |resource )?not[ _]found|method not allowed)?\.?$/, /page not found|url was not found/,
  /cannot (get|post)|invalid (url|path|endpoint|method)|unexpected endpoint|unknown (url|path|endpoint|request url)/,
  /no (such )?(route|handler)|no such endpoint/,
  /(route|url|path|endpoint|method).{0,60}not (found|exist|allowed|supported)/);

const NO_MODEL_CODE = /^(model_?not_?found|deployment_?not_?found|invalid_model(_name|_id|_error)?$)/i;

const UNLOADED = oneOf(
  /no models? (is |are )?(currently )?(loaded|running)/, /model (has |is |was )?(unloaded|not loaded)/);
/** @param {string} name */
const escaped = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Whether the model that was asked for is one of the past.
 * @param {Facts} facts
 */
const isRetired = ({ words, model = '' }) => new RegExp(
  `(?:^|\\W)(?:models?(?:[/: ]+['"\`“‘]?[\\w.:/@-]+)?|${escaped(model)})['"\`”’]? (?:ha(?:s|ve) been|was|is|are) ` +
  '(?:decommissioned|deprecated|retired|discontinued|shut ?down|no longer (?:available|supported|offered|active))',
  'i').test(words);

/**
 * Whether a server says that it does not have the model that it was asked for.
 * @param {Facts} facts
 */
function lacksModel({ words, codes, model = '', status }) {
  if (codes.some((code) => NO_MODEL_CODE.test(code))) return true;
  // Its name, which may be spelt out; else what lacks might be something of the model's.
  const named = `(?:${escaped(model)}[^\\s'"\`]*|['"\`“‘][^'"\`”’\\n]{1,200}['"\`”’])`;
  const lacks = '(?:was |is |could |has )?(?:not (?:be |been )?found|does ?n[o\']t exist|not exist|is unknown)';
  const phrase = `models?(?: id| name| with name)?[:/ ]*['"\`“‘]?(?:${named}['"\`”’]?,? ?)?${lacks}`;
  return new RegExp(phrase, 'i').test(words) || (status === 404 && new RegExp(`model:? ${named}$`, 'i').test(words)) ||
    /\b(no such|unknown|invalid|unrecognized) model(:| id| name|$| ['"`“‘])|not a valid model/i.test(words);
}

/** @type {[kind: ErrorKind, holds: Rule][]} */
const RULES = [
  ['key', ({ status }) => status === 401],
  ['region', says(REGION)],
  ['quota', ({ status, words }) => status === 402 || OWING.test(words)],
  ['daily', ({ status, words, seconds }) => status === 429 && !seconds && LONG.test(words) && !SHORT.test(words)],
  ['busy', ({ status, words }) => (status === 429 || !status) && RATE.test(words)],
  ['quota', ({ status, words, seconds }) => !seconds && (status === 429 || status === 403) && SPENT.test(words)],
  ['busy', ({ status }) => status === 429],
  ['context', says(CONTEXT)],
  ['limit', says(LIMIT)],
  ['policy', says(POLICY)],
  ['filter', says(FILTER)],
  ['retired', (facts) => facts.model && isRetired(facts)],
  ['unloaded', says(UNLOADED)],
  ['notChat', ({ model, words }) => model && NOT_CHAT.test(words)],
  ['model', (facts) => facts.model && facts.status !== 403 && lacksModel(facts)],
  ['loading', ({ status, words }) => LOADING.test(words) || (status === 503 && /^loading|\nloading/i.test(words))],
  ['key', ({ status = 0, words }) => status >= 400 && status < 500 && KEY.test(words)],
  ['forbidden', ({ status }) => status === 403],
  ['path', ({ status, message }) => status === 405 || ((status === 404 || !status) && NO_PATH.test(message))],
  ['server', ({ status = 500 }) => status >= 500],
];

/**
 * The error that a refusal means. `told` is what readError gives, `names` are the parameters of the request, of
 * which `refused` are those that the server does not take.
 * @param {{
 *   status?: number, told: Told, headers?: Headers, address: string, key?: string | undefined, model?: string | undefined,
 *   names?: string[],
 * }} of
 */
export function refusalOf({ status: sent, told, headers, address, key, model, names = [] }) {
  const { codes } = told;
  // Within a stream that began well, the status is in the error.
  const status = sent ?? codes.map(Number).find((code) => code >= 400 && code < 600);
  const message = hide(told.message, key);
  const seconds = secondsOf(headers, told);
  const refused = status === 401 || status === 429 ? [] : refusedParameters(told, names);
  const words = `${codes.join('\n')}\n${told.message}`.replaceAll('’', "'");
  const facts = { status, codes, message: told.message, model, words, seconds };
  const kind = refused.length > 0 ? 'rejected' : RULES.find(([, holds]) => holds(facts))?.[0] ?? 'rejected';
  return new ModelError(kind, {
    status, message: excerpt(message, MOST_MESSAGE), address, given: Boolean(key), seconds,
    ...(refused.length > 0 && { refused, instead: /\bmax_completion_tokens\b/.test(told.message) }),
  });
}
