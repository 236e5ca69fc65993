// What a server has refused of the parameters of a request, so that it is not sent again.

/** @import { Body, ModelError } from '../types.js' */

/** Without these there is no request. */
const NEEDED = ['model', 'messages'];

/** @param {object} body */
export const optional = (body) => Object.keys(body).filter((name) => !NEEDED.includes(name));

export function createParameters() {
  /**
   * What a parameter is called there; the empty name leaves it out.
   * @type {Map<string, string>}
   */
  const names = new Map();
  /** @param {string} name @returns {string} */
  const nameOf = (name) => (names.has(name) ? nameOf(names.get(name) ?? '') : name);
  return {
    /** What goes unsaid. */
    get without() { return [...names.keys()].filter((name) => nameOf(name) === ''); },
    /**
     * The body with what the server takes.
     * @param {Body & object} body
     * @returns {Body}
     */
    fit: (body) => /** @type {Body} */ (Object.fromEntries(
      Object.entries(body).map(([name, value]) => [nameOf(name), value]).filter(([name]) => name !== ''))),
    /**
     * Learns from an error, and tells whether another request may fare better; each name is learnt once.
     * @param {Pick<ModelError, 'refused' | 'instead'>} error
     */
    learn({ refused = [], instead }) {
      for (const name of refused) {
        const other = name === 'max_tokens' && instead && !names.has('max_completion_tokens');
        names.set(name, other ? 'max_completion_tokens' : '');
      }
      return refused.length > 0;
    },
  };
}
