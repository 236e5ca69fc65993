// The TypeScript declarations of the module are good for whoever asks for the least of the language and checks the most.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const target = new URL('../../target/', import.meta.url);
const ts = createRequire(new URL('npm/tests/page/', target))('typescript');

const FILE = fileURLToPath(new URL('lobule-wasm/lobule_wasm.d.ts', target));

test('the declarations compile with every library from ES2022 on', () => {
  for (const lib of ['es2022', 'es2023', 'esnext']) {
    const program = ts.createProgram([FILE], {
      lib: [`lib.${lib}.d.ts`, 'lib.dom.d.ts'], strict: true, skipLibCheck: false, noEmit: true, types: [],
    });
    const complaints = ts.getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    assert.deepEqual(complaints, [], lib);
  }
});
