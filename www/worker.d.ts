// What sw.js has: the bundler's two, and what the checker knows of any worker but not of a service worker's.

/** A hash of the whole site. */
declare const VERSION: string;
/** The hash of each file by its address. */
declare const FILES: Record<string, string>;

declare const registration: ServiceWorkerRegistration;
declare function skipWaiting(): Promise<void>;
declare function addEventListener(type: 'install' | 'activate', listener: (event: ExtendableEvent) => void): void;
declare function addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
