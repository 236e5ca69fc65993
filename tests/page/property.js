// Properties that hold for whatever comes: runs that a seed makes up. `LOBULE_RUNS=50` runs 50 times as many,
// `LOBULE_SEED` another or the same ones again; a failure is told with its seed and the smallest case found.

import { createRequire } from 'node:module';

const require = createRequire(new URL('../../target/npm/tests/page/', import.meta.url));
export const fc = require('fast-check');

const SEED = Number(process.env.LOBULE_SEED ?? 1);
const TIMES = Number(process.env.LOBULE_RUNS ?? 1);

/** Has a property hold for so many runs. */
export async function holds(property, runs) {
  const numRuns = Math.ceil(runs * TIMES);
  console.log(`seed ${SEED}, ${numRuns} runs`);
  await fc.assert(property, { seed: SEED, numRuns, includeErrorInReport: true });
}
