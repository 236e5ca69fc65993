// What the page passes around, for whoever reads or checks its JavaScript: nothing of this is in what is published.
// The types of the module itself come with it, from wasm/src/types.rs.

import type { Best, Card, Config, Deck as CoreDeck, Metrics, Output, Session, Weights } from './pkg/lobule_wasm.js';

export type { Best, Card, Config, CoreDeck, Metrics, Output, Session, Weights };
export type Module = typeof import('./pkg/lobule_wasm.js');

// Decks

/** What a deck and its cards are called in a language. */
export interface Names {
  name: string;
  contexts: string[];
  slots: { name: string; cards: string[]; payloads?: string[] }[];
}

/** A deck as the page has it: the core's, with what draws its outputs. */
export interface Deck extends CoreDeck {
  id: DeckId;
  renderer: 'lights' | 'melody' | 'prompt' | 'text';
  korean?: Names;
}
export type DeckId = 'lights' | 'melody' | 'prompt' | 'own';
/** Those of the page, by id. */
export type Decks = Record<DeckId, Deck>;

/** The probability of every move, `[slot][previous][card]`. */
export type Moves = ArrayLike<number>[][];
export type Probabilities = Float32Array[][];

// Sessions

export type By = 'person' | 'auto';

interface Kinds {
  propose: number;
  rate: [id: number, stars: number];
  rerate: [id: number, stars: number];
  skip: number;
}
export type EventKind = keyof Kinds;
/** What has happened, as a session file has it. */
export type Event = { propose: number } | ({ propose?: undefined } & Deed);
type Deed = { rate: Kinds['rate'] } | { rerate: Kinds['rerate'] } | { skip: number };
/** An event as `[kind, value]`. */
export type Entry = { [Kind in EventKind]: [kind: Kind, value: Kinds[Kind]] }[EventKind];
/** What each kind of event does. */
export type Plays = { [Kind in EventKind]: (value: Kinds[Kind], by?: By) => void };

/** A rated output. */
export interface Rating extends Output {
  stars: number;
  by: By;
  /** The stars that the critic expected. */
  expected: number;
  /** Of the update that learnt from it. */
  metrics: Metrics;
}

/** Where a player has come to. */
export interface PlayerState {
  context: number;
  pending: Output[];
  ratings: Rating[];
  before: Probabilities | undefined;
  count: number;
}
export interface Keyframe {
  bytes: Uint8Array;
  state: PlayerState;
}
export interface Player extends PlayerState {
  session: Session;
  play(event: Event, by?: By): void;
  keyframe(): Keyframe;
}
export interface Keyframes {
  note(player: Player): void;
  before(count: number): Keyframe;
  fork(count: number): Keyframes;
}

/** Events of which some have been left. */
export interface Timeline {
  events: Event[];
  auto: Set<number>;
  ratings: number;
}

/** Cards in a context that a person wants to find again. */
export interface Pin {
  context: number;
  cards: number[];
}

/** What is on the stage in place of the output. */
export type Guest =
  | (Pin & Best & { kind: 'best' })
  | (Pin & { kind: 'pin'; id?: undefined })
  | (Output & { kind: 'correct'; stars: number })
  | (Pin & { kind: 'luck'; id: string; n: number; of: number });
/** An output, or what stands in its place. */
export type Shown = Guest | (Output & { kind?: undefined });

/** Of a session whose ratings lead elsewhere than they did. */
export interface Moved {
  expected: string | undefined;
  reached: string;
  learning: number | undefined;
  version: number;
  others: number;
}

/** Where a session is kept; empty where it is not. */
export interface Place {
  id?: string | undefined;
  revision?: string | undefined;
  lineage?: string[] | undefined;
}

/** What the store tells of: whose rating it was, where there is one. */
export type Change =
  | { type: 'rate'; id: number; stars: number; by: By }
  | { type: 'rerate'; id: number; stars: number; by: 'person' }
  | { type: 'skip'; id: number; stars?: undefined; by?: undefined }
  | { type: 'undo' | 'redo'; event: Event; id?: undefined; stars?: undefined; by?: undefined }
  | {
    type: 'restart' | 'open' | 'load' | 'context' | 'ahead' | 'travel' | 'branch' | 'guest' | 'progress' | 'pins'
      | 'model' | 'language' | 'autosave';
    id?: undefined;
    stars?: undefined;
    by?: undefined;
  };
export type ChangeKind = Change['type'];

/** How a session begins. */
export interface Beginning {
  deck?: Deck;
  config?: Partial<Config>;
  seed?: number;
  context?: number;
  demo?: boolean;
}

/** Where a session begins: at its seed or at a snapshot. */
type Origin = { seed: number; base?: undefined } | { seed?: undefined; base: Uint8Array };
/** A session that can be played again. */
export type SessionRecord = Origin & {
  deck: Deck;
  config?: Partial<Config>;
  learning?: number | undefined;
  events: Event[];
  hash?: string | undefined;
  auto?: number[];
  branches?: Timeline[];
  demo?: boolean;
  /** The cards that each rating was for. */
  outputs?: unknown[];
  entry?: Place;
  /** What the page keeps beside it. */
  page?: Page;
};

/** What the page keeps beside a session; what comes from outside is looked through where it is used. */
export interface Page {
  pins?: Pin[];
  tasks?: unknown;
  answers?: unknown;
}

/** The store of state.js. `deck` is undefined until its first `restart`, which nothing but app.js sees. */
export interface Store {
  deck: Deck;
  config: Config;
  seed: number | undefined;
  base: Uint8Array | undefined;
  events: Event[];
  auto: Set<number>;
  serial: number;
  guest: Guest | undefined;
  branches: Timeline[];
  demo: boolean;
  entry: Place;
  moved: Moved | undefined;
  past: number | undefined;
  busy: boolean;
  progress: number;
  pins: Pin[];
  readonly output: Output;
  readonly pending: Output[];
  readonly context: number;
  readonly ratings: Rating[];
  readonly allRatings: Rating[];
  readonly probabilities: Probabilities;
  probabilitiesOf(context: number): Probabilities;
  readonly before: Probabilities | undefined;
  readonly after: Probabilities | undefined;
  greedy(context?: number): number[];
  best(context?: number): Best | undefined;
  readonly weights: Weights;
  readonly metrics: Metrics | undefined;
  readonly hash: string;
  readonly parameters: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly places: number[];
  timelinesBeside(end?: number): Timeline[];
  usual(): Config;
  copy(): Session;
  restart(beginning?: Beginning): void;
  open(bytes: Uint8Array, decks?: Deck[]): void;
  snapshot(): Uint8Array;
  record(end?: number): SessionFile;
  load(record: SessionRecord): Promise<boolean>;
  rate(stars: number, by?: By): void;
  rerate(stars: number): void;
  skip(): void;
  setContext(context: number): void;
  drawAhead(): void;
  undo(): Promise<void>;
  redo(): Promise<void>;
  travel(count: number): Promise<void>;
  takeBranch(index: number): Promise<void>;
  show(guest?: Guest): void;
  tell(change: Change): void;
  subscribe(listener: (change: Change) => void): void;
}

/** A session file as the page writes it; what is read is unknown until readRecord has looked through it. */
export interface SessionFile {
  format: string;
  learning: number;
  deck: 'lights' | CoreDeck;
  config: Partial<Config>;
  seed?: number | undefined;
  base?: string;
  events: Event[];
  hash?: string;
}

// The shelf

/** What the list of sessions says of each. */
export interface Summary {
  deck: { id: string; name: string };
  ratings: number;
  auto: number;
  mean?: number | undefined;
  favourite?: { cards: number[]; text: string } | undefined;
  events?: number;
  hash?: string | undefined;
  demo?: boolean;
  worth: boolean;
  problem?: boolean;
}
/** The same of a session on the shelf. */
export interface Kept extends Summary {
  id: string;
  revision: string;
  lineage?: string[];
  at: number;
  /** What its person calls it. */
  name?: string | undefined;
  /** Whether it is in memory alone. */
  isUnkept?: boolean;
}
/** All of it. */
export interface ShelfEntry extends Kept {
  text: string;
}
export type Shelf = ReturnType<typeof import('./shelf/shelf.js').createShelf>;
export type Database = Awaited<ReturnType<typeof import('./shelf/database.js').openDatabase>>;
export type Tabs = ReturnType<typeof import('./shelf/tabs.js').createTabs>;
export type Settings = typeof import('./shelf/settings.js').settings;
/** What a person has set on the page. */
export interface Chosen {
  language?: string;
  volume?: number;
  keys?: boolean;
  /** What was entered of a connection, by the names of the fields. */
  model?: Partial<Record<'kind' | 'address' | 'model' | 'temperature' | 'maxTokens' | 'timeout', string>>;
  modelKey?: string | undefined;
}
export type Autosave = ReturnType<typeof import('./shelf/autosave.js').createAutosave>;

/** What tabs say to each other. */
export type Message =
  | { type: 'hello'; id?: undefined }
  | { type: 'here'; id: string | undefined }
  | ShelfChange;
export type ShelfChange = { type: 'changed' | 'forgotten'; id?: undefined };

/** Why a session is not kept. */
export type Problem = { kind: 'full' | 'nearly' | 'forbidden'; why?: undefined } | { kind: 'broken'; why: string };

// Language models

/** What a model has said so far. */
export interface Said {
  text: string;
  thoughts: string;
  thinking: boolean;
}

/** The answer to an output. */
export interface Answer extends Said {
  id: number | string;
  context: number;
  cards: number[];
  prompt: string;
  state: 'waiting' | 'asking' | 'done' | 'partial' | 'failed';
  error: ModelError | undefined;
  /** Its place among all that have been rated; 0 where it has not. */
  rated: number;
}

/** What may go wrong between the page and a model. */
export type ErrorKind =
  | 'address' | 'host' | 'number' | 'keyText' | 'mixed' | 'refused' | 'cors' | 'redirect' | 'path'
  | 'retired' | 'unloaded' | 'model' | 'noModel' | 'key' | 'forbidden' | 'region' | 'policy' | 'quota'
  | 'daily' | 'busy' | 'context' | 'limit' | 'notChat' | 'filter' | 'loading' | 'server' | 'rejected'
  | 'html' | 'malformed' | 'empty' | 'stalled' | 'broken' | 'long' | 'length' | 'ended' | 'early'
  | 'cancelled' | 'frame' | 'builtin';
/** What is known of an error, each fact where it matters. */
export interface ErrorFacts {
  message: string;
  /** What a server has in place of the model. */
  models?: string[] | undefined;
  model: string;
  address: string;
  /** Of an address that is none; undefined where it may hold a secret. */
  text?: string | undefined;
  field: 'temperature' | 'maxTokens' | 'timeout';
  least: number;
  most: number;
  /** Whether there was a key. */
  given: boolean;
  status?: number | undefined;
  /** How long a server wants to be left alone. */
  seconds?: number | undefined;
  sample: string;
  limit: number;
  /** Parameters that a server does not take. */
  refused: string[];
  /** Whether it wants `max_completion_tokens`. */
  instead: boolean;
  /** Whether the answer had begun. */
  begun: boolean;
}
export type ErrorWords = Record<ErrorKind, (facts: ErrorFacts) => string>;
/** An error of a model; `kept` is why a kept answer is not complete, where no more than that is known. */
export interface ModelError extends Error, Partial<Omit<ErrorFacts, 'message'>> {
  kind: ErrorKind | 'kept';
}

/** A model that is connected. */
export type Connection = Asked & (
  | { kind: 'builtin'; address?: undefined; model?: undefined; models?: undefined; without?: undefined }
  | { kind: 'endpoint'; address: string; model: string; models: string[]; readonly without: string[] }
);
interface Asked {
  /** Asks for an answer; comes to the error that says why it was ended early. */
  ask(prompt: string, signal: AbortSignal, onText: (said: Said) => void): Promise<ModelError | undefined>;
  close(): void;
}
/** What answers tell of. */
export type AnswersChange = { type: 'task' | 'connection' | 'state' | 'open' | 'text'; answer?: Answer | undefined };
/** What answers hand to whoever opens a connection. */
export interface Connecting {
  gate: Gate;
  signal: AbortSignal;
  changed: () => void;
}
/** A request of one answer. */
export interface ChatRequest {
  model: string | undefined;
  messages: { role: string; content: string }[];
  temperature?: number | undefined;
  maxTokens?: number | undefined;
}
/** What came from a server: of what it may be, `typeof` tells, and any member may be there or not. */
export type Foreign = { readonly [member: string]: Foreign } | null | undefined;
/** What is known of a refusal; `words` are those of message and codes. */
export interface Facts {
  status: number | undefined;
  codes: string[];
  message: string;
  words: string;
  model: string | undefined;
  seconds: number | undefined;
}
/** The body of a request. */
export type Body = { model: string | undefined; max_tokens?: number; max_completion_tokens?: number };
export type Stream = ReturnType<typeof import('./model/stream.js').createStream>;
/** A language model that a browser has. */
export interface BuiltinModel {
  clone(how: { signal: AbortSignal }): Promise<BuiltinModel>;
  promptStreaming(prompt: string, how: { signal: AbortSignal }): ReadableStream<string>;
  destroy(): void;
}

/** How a server is asked. */
export interface Server {
  fetch: typeof fetch;
  /** How many requests a policy has stopped so far. */
  stopped: () => number;
  address: string;
  key?: string | undefined;
  parameters?: ServerParameters;
  signal?: AbortSignal;
  timeout: number;
}
/** An error as a server writes it. */
export interface Told {
  message: string;
  codes: string[];
  params: string[];
  wait?: number | undefined;
}
export type Answers = ReturnType<typeof import('./model/answers.js').createAnswers>;
export type Gate = ReturnType<typeof import('./model/gate.js').createGate>;
export type ServerParameters = ReturnType<typeof import('./model/parameters.js').createParameters>;
export type Watch = ReturnType<typeof import('./model/error.js').createWatch>;

// What the page is made of

/** A link that was made. */
export interface Link {
  url: string;
  bytes: number;
  hash: string;
  ratings: number;
}
/** The verdict of a blind test. */
export type Verdict = ReturnType<typeof import('./luck.js').judge>;
/** A move, and how many times as probable an update has made it. */
export type Move = ReturnType<typeof import('./statistics.js').ratios>[number];
/** A card that an update has moved. */
export type MovedCard = ReturnType<typeof import('./statistics.js').movedCards>[number];
/** What an entry of the browser's history is for. */
export interface HistoryPlace {
  lobule?: string | undefined;
  deck?: DeckId;
  seed?: number | undefined;
}

export type Autoplay = ReturnType<typeof import('./autoplay.js').createAutoplay>;
export type Speed = 'slow' | 'fast' | 'turbo';
export type Play =
  | { type: 'play' | 'speed'; speed: Speed; why?: undefined }
  | { type: 'stop'; why: string };
export type Taste = ReturnType<typeof import('./rater.js').createTaste>;
export type Actions = ReturnType<typeof import('./actions.js').createActions>;

/** A part of the page: draws itself with a change of the store. */
export interface View {
  draw(store: Store, change: Change): void;
}
/** The session that the page begins with: what is left to do when there is something to be seen. */
export interface Arrival {
  /** The error of a seed in the address. */
  refused: Error | undefined;
  open(share: ReturnType<typeof import('./views/share.js').shareView>): Promise<void>;
}
/** Those that actions go through; they come one after the other. */
export interface Views {
  output: View & {
    twin(deck: Deck, shown: Shown): string;
    replay(store: Store, by?: By | 'idle'): void;
  };
  luck: View & { readonly running: boolean; rate(stars: number): void; undo(): void };
  files: View & { openFile(file: File): Promise<void>; saveSession(): void };
}

/** Draws the outputs of a deck in an element. */
export interface Renderer {
  show(cards: Card[], info: Showing): void;
  translate?(): void;
  stop(): void;
}
export interface Showing {
  serial: number;
  deck: Deck;
  by?: By | 'idle' | undefined;
}
/** What a renderer has of the page: `say` puts a note under the stage. */
export interface Tools {
  say?: (words: string) => void;
}

/** `[red, green, blue]`, each from 0 to 255. */
export type Rgb = number[];
/** A place in a picture. */
export type Point = [x: number, y: number];
/** A note of a melody: `at` and `length` in seconds. */
export interface Note {
  at: number;
  length: number;
  degree: number;
  pitch: number;
  level: number;
  voice: string;
}
/** A melody to be played and drawn. */
export interface Score {
  seconds: number;
  bars: number[];
  octave: number;
  colours: string[];
  notes: Note[];
}
/** Places and strengths of a gradient. */
export type Stops<Value> = [place: number, value: Value][];

// Words

export type Language = 'en' | 'ko';

/** Words by name, and sentences of values. */
export type Words = { [name: string]: string | readonly unknown[] | Words | ((...values: never[]) => unknown) };

// Elements

/** What becomes attributes of an element. */
export type Attributes = Record<string, string | number>;

type Others = 'stage' | 'output-text' | 'stage-note' | 'volume' | 'mean' | 'mean-caption' | 'comparison' | 'seed-error'
  | 'taste' | 'taste-verdict' | 'taste-cards' | 'advanced' | 'answer-place' | 'best' | 'brain' | 'deck-choices'
  | 'favourite' | 'files' | 'footer-hash' | 'footer-parameters' | 'footer-seed' | 'forget' | 'given' | 'guest' | 'luck'
  | 'model' | 'network' | 'own' | 'pins' | 'promise' | 'share' | 'shelf' | 'status' | 'task' | 'travel' | 'update-panel'
  | 'verdict' | 'verdict-text';
type Buttons = 'correct' | 'fresh' | 'help' | 'language' | 'replay' | 'reveal' | 'skip' | 'undo' | 'watch';
/** The elements of index.html that are asked for by their id. */
export type Ids = Record<Others, HTMLElement> & Record<Buttons, HTMLButtonElement> & {
  auto: HTMLInputElement;
  below: HTMLTemplateElement;
  'help-dialog': HTMLDialogElement;
  history: SVGSVGElement;
  machine: SVGSVGElement;
  rating: HTMLFieldSetElement;
  restart: HTMLFormElement;
  seed: HTMLInputElement;
  speeds: HTMLFieldSetElement;
};
