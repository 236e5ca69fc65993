// What comes back from `chat/completions`: events, or one JSON answer where a server does not stream.

/** @import { Foreign, Told } from '../types.js' */

import { cut, excerpt, wellFormed } from '../unicode.js';
import { MOST_MESSAGE, parseBody, readError } from './refusal.js';
import { splitThoughts } from './thoughts.js';

/** Letters of an answer where nothing else is said, and of thoughts; what goes on is cut off. */
export const MOST_TEXT = 20_000;
/** Bytes of a whole stream, thoughts included, and letters of one line. */
const MOST_BYTES = 4_000_000;
const MOST_LINE = 200_000;
/** Letters of an event of several lines. */
const MOST_EVENT = 4000;

/** Words of no reason, as some servers write them. */
const NO_REASON = /^(|null|none|nil|undefined|(finish_reason_)?unspecified)$/i;

/**
 * Parts that are thoughts, by their type.
 * @param {Foreign} part
 */
const isThought = (part) => /** @type {unknown} */ (part?.thought) === true
  || /think|reason|thought/i.test(/** @type {string} */ (/** @type {unknown} */ (part?.type ?? '')));

/**
 * Text, or the texts of a part or a list of parts.
 * @param {unknown} content
 * @returns {string}
 */
function textOf(content) {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map(textOf).join('');
  if (typeof content !== 'object' || content === null) return '';
  const part = /** @type {Foreign & object} */ (content);
  return [part.text, part.thinking, part.reasoning, part.summary, part.content].map(textOf)
    .find(Boolean) ?? '';
}

/**
 * The words and the thoughts of a message, or of a piece of one.
 * @param {Foreign} message
 * @param {Foreign} [text]
 */
function partsOf(message, text) {
  const content = message?.content ?? text;
  const parts = Array.isArray(content) ? content : [content];
  const words = parts.filter((part) => !isThought(part) && (typeof part === 'string' || part?.type || part?.text));
  const { reasoning_content, reasoning, thinking, thought, thoughts, reasoning_details } = message ?? {};
  // Some say the same twice.
  const aside = [reasoning_content, reasoning, thinking, thought, thoughts, reasoning_details];
  const inside = parts.filter(isThought);
  return {
    words: textOf(words),
    refusal: textOf(message?.refusal),
    thoughts: textOf(inside) || (aside.map(textOf).find(Boolean) ?? ''),
    // What is kept secret has no words.
    thinks: inside.length > 0 || aside.some((given) => (Array.isArray(given) ? given.length > 0 : textOf(given))),
  };
}

/**
 * What a body is by its first letter, where it is no events.
 * @type {Record<string, string>}
 */
const FORMS = { '{': 'json', '[': 'json', '<': 'other' };

/** @param {{ words: string, refusal: string, thinks: boolean }} of */
const isSilent = ({ words, refusal, thinks }) => !words && !refusal && !thinks;

/** @param {unknown} error */
const isError = (error) => (typeof error === 'object' && error !== null ? Object.keys(error).length > 0
  : typeof error === 'string' && error !== '');

/**
 * Takes bytes by `push`, cut anywhere, and tells what they come to. Lines that are no events, and events
 * that say nothing, are passed over.
 */
export function createStream(most = MOST_TEXT) {
  const decoder = new TextDecoder();
  let raw = '';
  let aside = '';
  let rest = '';
  let event = '';
  let kind = '';
  let bytes = 0;
  /** A reason has been followed by more, so that no reason means anything before the stream says its end. */
  let premature = false;
  /** There have been pieces of a message. */
  let pieced = false;
  const stream = {
    /** The answer so far. */
    text: '',
    /** What the model has thought, as far as it was told. */
    thoughts: '',
    /** Whether there have been thoughts. */
    thought: false,
    /** Words by which the model declines. */
    refusal: '',
    /** Why the server ended the answer: what the last piece said, or what has come since. */
    finish: /** @type {string | undefined} */ (undefined),
    /** The server has said that it is over. */
    done: false,
    /** An error inside the stream, as readError has it. */
    error: /** @type {Told | undefined} */ (undefined),
    tooLong: false,
    /** `events`, `json` or `other`, by the first letter; servers say all kinds of types. */
    form: /** @type {string | undefined} */ (undefined),
    /** Something that a model has said, or thought. */
    pieces: 0,
    /** How it began, to be shown where it is no answer. */
    sample: '',
    /** Whether the answer is over, now that nothing more comes. */
    get ended() {
      const whole = stream.form === 'json' && stream.pieces > 0;
      return stream.done || whole || (stream.finish !== undefined && !premature);
    },

    /** @param {Uint8Array} chunk */
    push(chunk) {
      bytes += chunk.length;
      read(decoder.decode(chunk, { stream: true }));
      if (bytes > MOST_BYTES || rest.length > MOST_LINE || stream.text.length > most) {
        stream.tooLong = true;
        stream.text = cut(stream.text, most);
      }
    },
    end() {
      read(decoder.decode());
      if (stream.form === 'json') take(parseBody(rest));
      else if (rest) line(rest.replace(/\r$/, ''));
      show(true);
    },
  };

  /** @param {string} text */
  function read(text) {
    rest += text;
    if (stream.sample.length < MOST_MESSAGE) stream.sample += text;
    if (!stream.form) {
      // Comments may come before anything.
      rest = rest.replace(/^(\s+|:[^\r\n]*[\r\n])+/, '');
      if (rest && rest[0] !== ':') stream.form = FORMS[rest[0]] ?? 'events';
    }
    if (stream.form !== 'events') return;
    // A CR at the end may be half of a line's end.
    const end = Math.max(rest.lastIndexOf('\n'), rest.slice(0, -1).lastIndexOf('\r')) + 1;
    const lines = rest.slice(0, end).split(/\r\n|\r|\n/).slice(0, -1);
    rest = rest.slice(end);
    lines.forEach(line);
    show(false);
  }

  /** @param {boolean} over */
  function show(over) {
    const { text, thoughts } = splitThoughts(raw, over);
    stream.text = wellFormed(text);
    stream.thoughts = excerpt([aside, thoughts].filter(Boolean).join('\n\n'), MOST_TEXT);
    if (stream.thoughts || (raw && !text)) stream.thought = true;
  }

  /** @param {string} text */
  function line(text) {
    const [, field, value] = /^(data|error|event): ?(.*)$/s.exec(text) ?? [];
    if (text === '') [event, kind] = ['', ''];
    if (field === 'event') kind = value.trim();
    if (field === 'error') stream.error ??= readError(parseBody(value) ?? value);
    // Without its field's name, as from a program between.
    if (!field && text.startsWith('{')) fail(parseBody(text));
    if (field !== 'data' || stream.done) return;
    if (value.trim() === '[DONE]') stream.done = true;
    // An event may have several lines, and a line is an event where servers forget the empty one.
    else if (parse(event + value) || (event && value.startsWith('{') && parse(value))) event = '';
    else event = event.length < MOST_EVENT ? `${event}${value}\n` : '';
  }

  /** @param {string} json */
  function parse(json) {
    let message;
    try {
      message = JSON.parse(json);
    } catch {
      return false;
    }
    take(message);
    return true;
  }

  /** @param {Foreign} message */
  function fail(message) {
    const error = /** @type {unknown} */ (message?.object) === 'error' || kind === 'error' ? message : message?.error;
    if (isError(error)) stream.error ??= readError(message);
  }

  /** @param {Foreign} json */
  function take(json) {
    const message = Array.isArray(json) ? json[0] : json;
    fail(message);
    const choice = message?.choices?.[0];
    const piece = partsOf(choice?.delta, choice?.text);
    const isPiece = !isSilent(piece);
    pieced ||= isPiece;
    const { words, thoughts, refusal, thinks } = isPiece ? piece : partsOf(choice?.message);
    // A whole message stands in place of its pieces, or of what it goes on from.
    const isWhole = !isPiece && (pieced || (raw !== '' && words.startsWith(raw)));
    /** @param {string} before @param {string} more */
    const join = (before, more) => (isWhole && more ? more : before + more);
    raw = join(raw, words);
    aside = join(aside, thoughts);
    stream.refusal = join(stream.refusal, refusal);
    if (thinks) stream.thought = true;
    if (words || thinks) stream.pieces += 1;
    if ((words || thinks) && !isWhole) {
      premature ||= stream.finish !== undefined;
      stream.finish = undefined;
    }
    const reason = choice?.finish_reason;
    if (typeof reason === 'string' && !NO_REASON.test(reason.trim())) stream.finish = reason.trim();
  }

  return stream;
}
