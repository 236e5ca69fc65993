// What the build puts beside the page's files, what the bundler puts into them, and what browsers have that the
// checker does not know.

declare module '*/pkg/lobule_wasm.js' {
  export * from 'lobule-wasm';
  export { default } from 'lobule-wasm';
}
declare module '*/vendor/idb.js' {
  export * from 'idb';
}

/** For people at the console. */
interface Window { lobule: object }

/** What the bundler calls app.js in the single file. */
declare var lobuleApp: { start(): Promise<void> };

/** Tells how much of a model has been loaded. */
interface Loading {
  addEventListener(type: 'downloadprogress', listener: (event: ProgressEvent) => void): void;
}
/** The language model of some browsers. */
declare var LanguageModel: {
  availability(): Promise<string>;
  create(how: { signal: AbortSignal; monitor(monitor: Loading): void }): Promise<import('./types.js').BuiltinModel>;
};
