// What the page may connect to. The policy in index.html allows any http address, as nobody can know which
// one a person will enter; so the page binds itself. From here on it can request nothing, and a model is
// asked by an empty frame whose own policy allows that model's origin alone, whatever redirects say.

import { ModelError } from './error.js';

/**
 * A frame in the page.
 * @typedef {{ contentDocument: Document, contentWindow: Window }} Framed
 */

/** @param {Document} document @param {string} sources */
function allowOnly(document, sources) {
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  // A prefetch is allowed by whatever allows anything, so what is not named has to be bound as well.
  policy.content = `default-src 'self' data:; connect-src ${sources}`;
  document.head.append(policy);
}

export function createGate() {
  /** @type {HTMLIFrameElement | undefined} */
  let root;
  /** @type {HTMLIFrameElement | undefined} */
  let frame;

  const gate = {
    /** How often a policy has stopped a request. */
    stopped: 0,
    /** Binds the page. Everything that it loads by itself must have been loaded. */
    bind() {
      if (root) return;
      // A frame has the policy that its maker had at that time, so this one must be older than the lock. It
      // never connects; nothing outside of this function can find a frame behind a closed shadow.
      root = document.createElement('iframe');
      const place = document.createElement('div');
      place.hidden = true;
      document.body.append(place);
      place.attachShadow({ mode: 'closed' }).append(root);
      allowOnly(document, "'none'");
    },
    /**
     * A `fetch` that reaches one origin; the one before is gone.
     * @param {string} origin
     */
    open(origin) {
      gate.bind();
      gate.close();
      // In a sandboxed frame every frame is a stranger.
      if (!root?.contentDocument) throw new ModelError('frame');
      const inner = root.contentDocument.createElement('iframe');
      root.contentDocument.body.append(inner);
      frame = inner;
      /** @type {Document | undefined} */
      let bound;
      return (/** @type {Parameters<typeof fetch>} */ ...request) => {
        // Some browsers put another empty document in the place of a frame's first one.
        const { contentDocument, contentWindow } = /** @type {Framed} */ (inner);
        if (bound !== contentDocument) {
          bound = contentDocument;
          allowOnly(bound, origin);
          bound.addEventListener('securitypolicyviolation', () => { gate.stopped += 1; });
        }
        return contentWindow.fetch(...request);
      };
    },
    close() {
      frame?.remove();
      frame = undefined;
    },
  };
  return gate;
}
