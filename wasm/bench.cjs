// Measures the pieces of work of a module built with the feature `bench`:
// node bench.cjs MODULE.js RUNS  →  {"hash": …, "times": {"w1": [ms, …], …}}
const [path, runs] = process.argv.slice(2);
const { Work } = require(path);

// V8 replaces its first, quick code by optimised code while the work already runs.
const WARM_UP_MS = 500;

const fresh = new Work();
fresh.w1();
fresh.w2();

const work = new Work();
const times = {};
for (const name of ["w1", "w2", "lights"]) {
  const start = performance.now();
  while (performance.now() - start < WARM_UP_MS) work[name]();
  times[name] = Array.from({ length: Number(runs) }, () => {
    const start = performance.now();
    work[name]();
    return performance.now() - start;
  });
}
console.log(JSON.stringify({ hash: fresh.hash(), times }));
