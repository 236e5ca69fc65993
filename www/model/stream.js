// What comes back from `chat/completions`: events, or one JSON answer where a server does not stream.

/** Letters of an answer where nothing else is said; what goes on is cut off. */
export const MOST_TEXT = 20_000;
/** Bytes of a whole stream, thoughts included, and letters of one line. */
const MOST_BYTES = 4_000_000;
const MOST_LINE = 200_000;
/** Letters of an event of several lines. */
const MOST_EVENT = 4000;
const MOST_SAMPLE = 120;

/** Text, or the texts of a list of parts. */
const textOf = (content) => (Array.isArray(content) ? content.map((part) => textOf(part?.text)).join('')
  : typeof content === 'string' ? content : '');

/** Where an error has its words differs from server to server. */
export function errorText(error) {
  if (typeof error === 'string') return error;
  const { message, detail, msg } = error ?? {};
  const text = message ?? detail ?? msg;
  return typeof text === 'string' ? text : JSON.stringify(text ?? error);
}

/** The answer without the thoughts that some models put before it. */
function withoutThoughts(raw) {
  const [open, close] = ['<think>', '</think>'];
  const start = raw.trimStart();
  if (start !== '' && open.startsWith(start)) return '';
  // A model may have been given the opening tag, and only write the closing one.
  const from = raw.indexOf(open);
  const end = raw.indexOf(close);
  if (start.startsWith(open) && end < 0) return '';
  const thought = end >= 0 && (start.startsWith(open) || from < 0 || from > end);
  return (thought ? raw.slice(end + close.length) : raw).trimStart();
}

/**
 * Takes bytes by `push`, cut anywhere, and tells what they come to. Lines that are no events, and events
 * that say nothing, are passed over.
 */
export function createStream(most = MOST_TEXT) {
  const decoder = new TextDecoder();
  let raw = '';
  let rest = '';
  let event = '';
  let bytes = 0;
  const stream = {
    /** The answer so far. */
    text: '',
    /** Whether there have been thoughts. */
    thought: false,
    /** Why the server ended the answer. */
    finish: undefined,
    /** The server has said that it is over. */
    done: false,
    /** The words of an error inside the stream. */
    error: undefined,
    tooLong: false,
    /** `events`, `json` or `other`, by the first letter; servers say all kinds of types. */
    form: undefined,
    /** Something that a model has said, or thought. */
    pieces: 0,
    /** How it began, to be shown where it is no answer. */
    sample: '',

    push(chunk) {
      bytes += chunk.length;
      read(decoder.decode(chunk, { stream: true }));
      if (bytes > MOST_BYTES || rest.length > MOST_LINE || stream.text.length > most) {
        stream.tooLong = true;
        // Not in the middle of a character.
        stream.text = stream.text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
      }
    },
    end() {
      read(decoder.decode());
      if (stream.form === 'json') parse(rest);
      else if (rest) line(rest.replace(/\r$/, ''));
      show();
    },
  };

  function read(text) {
    rest += text;
    if (stream.sample.length < MOST_SAMPLE) stream.sample = (stream.sample + text).slice(0, MOST_SAMPLE);
    if (!stream.form) {
      rest = rest.trimStart();
      if (rest) stream.form = { '{': 'json', '[': 'json', '<': 'other' }[rest[0]] ?? 'events';
    }
    if (stream.form !== 'events') return;
    // A CR at the end may be half of a line's end.
    const end = Math.max(rest.lastIndexOf('\n'), rest.slice(0, -1).lastIndexOf('\r')) + 1;
    const lines = rest.slice(0, end).split(/\r\n|\r|\n/).slice(0, -1);
    rest = rest.slice(end);
    lines.forEach(line);
    show();
  }

  function show() {
    stream.text = withoutThoughts(raw);
    if (raw && !stream.text) stream.thought = true;
  }

  function line(text) {
    const [, field, value] = /^(data|error): ?(.*)$/s.exec(text) ?? [];
    if (text === '') event = '';
    if (field === 'error') stream.error ??= errorOf(value);
    if (field !== 'data' || stream.done) return;
    if (value.trim() === '[DONE]') stream.done = true;
    // An event may have several lines, and a line is an event where servers forget the empty one.
    else if (parse(event + value) || (event && value.startsWith('{') && parse(value))) event = '';
    else event = event.length < MOST_EVENT ? `${event}${value}\n` : '';
  }

  function errorOf(value) {
    try {
      return errorText(JSON.parse(value));
    } catch {
      return value;
    }
  }

  function parse(json) {
    let message;
    try {
      message = JSON.parse(json);
    } catch {
      return false;
    }
    const error = message?.object === 'error' ? message : message?.error;
    if (error) stream.error ??= errorText(error);
    const choice = message?.choices?.[0];
    const part = choice?.delta ?? choice?.message;
    const words = textOf(part?.content ?? choice?.text);
    const thoughts = textOf(part?.reasoning_content ?? part?.reasoning);
    raw += words;
    if (thoughts) stream.thought = true;
    if (words || thoughts) stream.pieces += 1;
    if (typeof choice?.finish_reason === 'string' && choice.finish_reason) stream.finish = choice.finish_reason;
    return true;
  }

  return stream;
}
