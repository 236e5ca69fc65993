// The tests' own language-model server, as e2e/src/model_server.rs has it, in a process of its own.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { place } from './browser.js';
import { until } from './page.js';

/** The one right key. */
export const KEY = 'sk-lobule-0123456789abcdef';

/** What it answers to a prompt. */
export function answerTo(prompt) {
  // FNV-1a
  const mark = Buffer.from(prompt).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
  const words = prompt.trim().split(/\s+/).length;
  return `Recipe ${mark.toString(16).padStart(8, '0')}, ${words} words. 안녕하세요 👩‍🔬, a naïve café ☕ opens — 천천히.\n\n`
    + 'One idea, one example, one step.';
}

export async function modelServer() {
  const program = spawn(place('LOBULE_MODEL_SERVER'), ['--serve-model'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const stop = () => program.kill();
  process.on('exit', stop);
  const said = [];
  createInterface(program.stdout).on('line', (line) => said.push(line));
  const requests = [];
  let read = 0;

  /** Reads what it has said since. */
  function hear() {
    for (; read < said.length; read += 1) {
      const [, left, method, path, key, body] = /^(left before the end: )?([A-Z]+) (\/[^\s,]*)(, with a key)? (.*)$/.exec(said[read]) ?? [];
      if (left) requests.find((one) => one.path === path && one.body === body && !one.left).left = true;
      else if (method) requests.push({ method, path, withKey: key !== undefined, body, left: false });
    }
    return requests;
  }

  const address = await until('the model server tells its addresses', () => {
    const all = said.some((line) => line.includes('Ctrl-C'));
    return all && /^http:\/\/127\.0\.0\.1:\d+/.exec(said.find((line) => line.includes('/good/v1')))[0];
  });
  return {
    stop,
    /** The address of a way to answer; after `late-` only answers go wrong, and `now` is what `turn` says. */
    url: (mode) => `${address}/${mode}/v1`,
    /** An address where nobody listens. */
    nobody: said.find((line) => line.endsWith('nobody listens')).split(' ')[0],
    requests: hear,
    /** The requests for an answer, with their prompts. */
    asked: () => hear().filter(({ method, path }) => method === 'POST' && path.endsWith('/chat/completions'))
      .map((request) => ({ ...request, prompt: JSON.parse(request.body).messages[0].content })),
    async turn(mode) {
      const before = said.length;
      program.stdin.write(`${mode}\n`);
      await until(`the model server turns ${mode}`, () => said.slice(before).includes(`now is ${mode} from here on`));
    },
  };
}
