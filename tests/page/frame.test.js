// Frames around the page, and whether they let it save a file.

import './browser.js';
import { test } from 'node:test';
import assert from 'node:assert/strict';

import { maySave } from '../../www/views/frame.js';
import { frame } from '../../www/words/page.js';

/** A window within others, the outermost first: each the `sandbox` of its frame, nothing, or that it cannot be read. */
function within(...frames) {
  let view = {};
  view.parent = view;
  for (const sandbox of frames) {
    const tokens = sandbox?.split(' ');
    const frameElement = sandbox === 'of another origin' ? null
      : { hasAttribute: () => sandbox !== undefined, sandbox: { contains: (token) => tokens?.includes(token) ?? false } };
    view = { parent: view, frameElement };
  }
  return view;
}

test('a frame lets the page save a file, does not, or does not tell', () => {
  const [scripts, downloads, other] = ['allow-scripts allow-same-origin', 'allow-scripts allow-same-origin allow-downloads', 'of another origin'];
  for (const [frames, may] of [
    [[], true], [[undefined], true], [[downloads], true], [[undefined, downloads], true],
    [[''], false], [[scripts], false], [[downloads, scripts], false], [[scripts, downloads], false], [[scripts, undefined], false], [[other, scripts], false],
    [[other], undefined], [[other, undefined], undefined], [[other, downloads], undefined],
  ]) assert.equal(maySave(within(...frames)), may, JSON.stringify(frames));
});

test('what is said of a file that may not have been saved has its name', () => {
  assert.match(frame.refused('lobule-lights.lobule'), /kept lobule-lights\.lobule from being saved/);
  assert.match(frame.unsure('שלום.json'), /\u2068שלום\.json\u2069/);
});
