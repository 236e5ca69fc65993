// Loads the rest, and has the words for when that fails: they must not depend on a further file.

const WORDS = {
  en: {
    noWasm: 'This browser has WebAssembly switched off or does not know it, and the policy is made of it. '
      + 'Any current browser should do.',
    tooOld: 'This browser is too old for Lobule. Any browser from 2023 or later should do.',
    /** @param {string} what */
    broken: (what) => `Something went wrong and Lobule cannot go on: ${what}. Please load the page again; `
      + 'if that does not help, part of it may be missing, or this browser may be too old.',
  },
  ko: {
    noWasm: '이 브라우저에서는 WebAssembly가 꺼져 있거나 지원되지 않아요. Lobule의 정책은 WebAssembly로 움직이니, '
      + '최신 브라우저에서 다시 열어 주세요.',
    tooOld: '이 브라우저는 너무 오래되어 Lobule을 열 수 없어요. 2023년 이후에 나온 브라우저에서 열어 주세요.',
    /** @param {string} what */
    broken: (what) => `문제가 생겨 Lobule을 계속할 수 없어요: ${what}. 페이지를 다시 불러와 주세요. `
      + '그래도 안 되면 파일의 일부가 빠졌거나 브라우저가 너무 오래된 것일 수 있어요.',
  },
};

/** @param {string} code @returns {code is keyof typeof WORDS} */
const isKnown = (code) => code in WORDS;
const codes = (navigator.languages ?? [navigator.language]).map((tag) => String(tag).slice(0, 2).toLowerCase());
const language = codes.find(isKnown) ?? 'en';

/** @param {Error | undefined} error */
function explain(error) {
  const { noWasm, tooOld, broken } = WORDS[language];
  const place = /** @type {HTMLElement} */ (document.getElementById('failure'));
  place.lang = language;
  if (typeof WebAssembly !== 'object') place.textContent = noWasm;
  // What unpacks the single file, and the youngest of all that the page needs.
  else if (typeof DecompressionStream !== 'function') place.textContent = tooOld;
  else place.textContent = broken(String(error?.message ?? error).replace(/\.$/, ''));
  document.documentElement.dataset.failed = 'true';
}

addEventListener('error', ({ error }) => error && explain(error));
addEventListener('unhandledrejection', ({ reason }) => explain(reason));

/** Whether the page has come up, once that is known. */
export const started = import('./app.js').then(({ start }) => start()).then(() => true, explain);
