// A way to a server that can be cut.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Hands on to the site what comes; `cut()` leaves nobody there to answer. */
export async function lineTo(site) {
  const { hostname, port } = new URL(site);
  const ends = new Set();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect({ host: hostname, port });
    for (const [one, other] of [[near, far], [far, near]]) {
      ends.add(one);
      // Who hangs up is not asked why.
      one.on('error', () => {}).on('close', () => { ends.delete(one); other.destroy(); });
      one.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    cut() {
      isCut = true;
      for (const end of ends) end.destroy();
    },
  };
}
