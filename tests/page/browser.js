// What Node lacks of a browser, as far as modules of the page ask for it while they load. Import it first.

if (globalThis.navigator === undefined) globalThis.navigator = { language: 'en', languages: ['en'] };
globalThis.location ??= new URL('http://localhost/');
