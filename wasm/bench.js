// Measures the pieces of work of a module built with the feature `bench`; `api` is its namespace. Returns
// the JSON of {"hash": …, "times": {"w1": [ms, …], …}}
((api, runs) => {
  // V8 replaces its first, quick code by optimised code while the work already runs.
  const WARM_UP_MS = 500;

  const fresh = new api.Work();
  fresh.w1();
  fresh.w2();

  const work = new api.Work();
  const times = {};
  for (const name of ["w1", "w2", "lights"]) {
    const start = performance.now();
    while (performance.now() - start < WARM_UP_MS) work[name]();
    times[name] = Array.from({ length: runs }, () => {
      const start = performance.now();
      work[name]();
      return performance.now() - start;
    });
  }
  const hex = (hash) => hash.toString(16).padStart(16, "0");
  return JSON.stringify({ hash: Array.from(fresh.hashes(), hex).join(" "), times });
})
