// What is checked in all of this project's JavaScript, beyond types: `cargo xtask test-page` runs it from the root.

import { createRequire } from 'node:module';

const require = createRequire(new URL('../../target/npm/tests/page/', import.meta.url));
const [js, globals] = ['@eslint/js', 'globals'].map(require);

export default [
  { ignores: ['**/target/'] },
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  {
    rules: {
      // A name that stands in for what comes before another one.
      'no-unused-vars': ['error', { argsIgnorePattern: '^_+$', varsIgnorePattern: '^_$' }],
      // The page is about texts of any bytes, so its patterns name them.
      'no-control-regex': 'off',
    },
  },
  { files: ['www/**/*.js', 'wasm/src/*.js'], languageOptions: { globals: globals.browser } },
  {
    files: ['www/sw.js'],
    // The bundler puts in the last two.
    languageOptions: { globals: { ...globals.serviceworker, VERSION: 'readonly', FILES: 'readonly' } },
  },
  {
    files: ['tests/page/**/*.js', 'boards/**/*.mjs'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
  {
    // What the page is asked there has its own names: its console, and `ask`, which the same test puts there.
    files: ['e2e/browsers/**/*.js'],
    languageOptions: { globals: { ...globals.node, ...globals.browser, lobule: 'readonly', ask: 'readonly' } },
  },
  {
    // Each is one expression, which the page is asked for; the last ones are of axe-core and of long_tasks.js.
    files: ['e2e/src/**/*.js', 'wasm/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: { ...globals.browser, lobule: 'readonly', axe: 'readonly', longTasks: 'readonly', slideTo: 'readonly' },
    },
  },
];
