// Connecting a model, and what to do when that fails.

/** @import { Connection, ErrorFacts, ErrorWords, ModelError } from '../types.js' */

import { isolated } from './isolate.js';
import { localized } from './language.js';
import { span } from './time.js';

/** @param {string} address */
const originOf = (address) => new URL(address).origin;
/** Of a page from a file browsers tell no origin, and Ollama cannot be told to allow that alone. */
const fromFile = () => location.protocol === 'file:';
const allowed = () => (fromFile() ? '"*"' : location.origin);
/** @param {string} message */
const said = (message) => (message ? `: “${message}”` : '');
/** @param {number | undefined} status */
const code = (status) => (status ? ` (${status})` : '');

export const model = localized({
  en: {
    title: 'A language model',
    lead: 'Connect one, and you rate its answers instead of the recipe. Nothing is requested before you press Connect.',
    kind: 'What you rate',
    none: 'No model: you are rating the recipe',
    endpoint: 'An OpenAI-compatible server',
    builtin: 'The model built into this browser',
    address: 'Address',
    model: 'Model',
    modelNote: 'Left empty: the first of the server’s that can chat.',
    key: 'Key, if it needs one',
    keep: 'Keep the key in this browser',
    keyNote: 'The key goes to this address only, never into a link or a file. Unless you keep it, it is gone when you leave.',
    more: 'More settings',
    temperature: 'Temperature',
    maxTokens: 'Most tokens of an answer',
    timeout: 'Seconds without a word before giving up',
    connect: 'Connect',
    disconnect: 'Disconnect',
    connecting: 'Connecting …',
    /** @param {number} share */
    loading: (share) => `The browser is loading its model: ${Math.round(100 * share)}%`,
    /** @param {Connection} connection */
    connected: ({ address, model, without = [] }) => (address
      ? `Connected to ${isolated(model)}. Prompts, with your task, go to ${address}; nothing else leaves this page.${
        without.length > 0 ? ` The server does not take ${without.join(', ')}; it is asked without.` : ''}`
      : 'Connected. The model runs in this browser; nothing leaves this page.'),
    disconnected: 'Not connected. Nothing leaves this page.',

    take: 'Take it with you',
    takeLead: 'The recipe that it has learnt for each kind of task, and all answers that you have rated.',
    recipes: 'The learnt recipes',
    copyRecipes: 'Copy the recipes',
    saveRecipes: 'Save the recipes',
    /** @param {number} count */
    saveAnswers: (count) => `Save rated answers (${count})`,
    answersNote: 'JSONL, one object a line: prompt, completion, label (true from 4 stars on, as KTO training takes it) and rating (1 to 5). Answers that are not complete are marked “incomplete”.',

    /** @param {string} words */
    says: (words) => `The server says: “${words}”`,
    errors: /** @type {ErrorWords} */ ({
      address: ({ text }) => (text === undefined ? 'An address has no @, ? or #. A key belongs in the key field.'
        : `“${text}” is not an address that the page can use. Write it like http://localhost:11434/v1, with http or https.`),
      host: ({ text }) =>
        `“${text}” is not an address that the page can use: the policy by which it allows itself one server (CSP) has words only for hosts of letters, digits, dots and “-”, so for none with “_” or brackets (IPv6). Use localhost, another name of that computer, or its IPv4 address.`,
      /** @returns {string} */
      number: ({ field, least, most }) =>
        `“${model[field]}” is to be a number ${most < 1e300 ? `from ${least} to ${most}` : `from ${least} on`}, or empty.`,
      keyText: () => 'The key holds a space or a letter that keys do not have. Copy it again.',
      mixed: ({ address }) =>
        `This page came by https, and browsers do not let it ask ${originOf(address)}, which is http (“mixed content”). Save lobule.html and open it from disk, or give the server https.`,
      refused: ({ address }) =>
        `Nothing answers at ${originOf(address)}. Start the server (“ollama serve”, “llama-server -m model.gguf”) and check host and port. If the browser asks whether this page may reach your local network, allow it.`,
      cors: ({ address, given }) =>
        `A server runs at ${originOf(address)}, but this page may not read its answer. Perhaps it does not allow this page (CORS). Ollama: start it with OLLAMA_ORIGINS=${allowed()}${fromFile() ? ', which allows every page, as one from disk has no name' : ''}. LM Studio: switch on “Enable CORS” (lms server start --cors). transformers serve: --enable-cors. llama.cpp’s server allows every page. Or perhaps it refuses ${given ? 'the key' : 'requests without a key'}, or the address, in a way that no page may read: check ${given ? 'both' : 'whether it wants a key'}.`,
      redirect: ({ address }) =>
        `${originOf(address)} sends requests on to another address (redirect), and this page does not follow. Enter the address where it ends.`,
      path: ({ status, address }) => `There is nothing under ${address}${code(status)}. ${address.endsWith('/v1')
        ? 'Check the path; for most servers it is /v1.' : `Did you forget /v1? Try ${address}/v1.`}`,
      retired: ({ model, status }) => `The server no longer offers “${model}”${code(status)}. Choose another model.`,
      unloaded: ({ status }) => `No model is loaded on the server${code(status)}. Load one there, then ask again.`,
      model: ({ model, models = [] }) => `The server has no model “${model}”. ${models.length > 0
        ? `It has: ${models.slice(0, 12).join(', ')}${models.length > 12 ? ' …' : ''}.` : `With Ollama: “ollama pull ${model}”.`}`,
      noModel: () => 'The server does not name its models. Write the model’s name, then connect again.',
      key: ({ status, given }) => (given
        ? `The server refuses the key${code(status)}. Check that it is whole and belongs to this server.`
        : `The server wants a key${code(status)}. Enter it, then connect again.`),
      forbidden: ({ status }) =>
        `The server does not allow this request${code(status)}: the key, the account or the model may be what it stops at.`,
      region: ({ status }) => `The server does not serve the place where you are${code(status)}. Use another server.`,
      policy: ({ status }) =>
        `The account’s privacy settings leave no provider for this model${code(status)}. Change them with the service, or choose another model.`,
      quota: ({ status, seconds }) =>
        `A quota or the balance of the account is used up${code(status)}. ${seconds ? `Wait ${span(seconds)}, see`
          : 'Waiting a little does not help: see'} to its plan, or use another key.`,
      daily: ({ status }) =>
        `The limit of a day or a month is reached${code(status)}. Until that is over, another model or key may do.`,
      busy: ({ status, seconds }) =>
        `Too many requests${code(status)}. Wait ${seconds ? span(seconds) : 'a little, then ask again'}.`,
      context: ({ status }) =>
        `The prompt and its answer are too long for the model${code(status)}. Shorten the task, lower “Most tokens” (More settings), or start the server with more context.`,
      limit: ({ status }) =>
        `“Most tokens” is more than the model may write${code(status)}. Lower it under More settings, or leave it empty.`,
      notChat: ({ model, status }) =>
        `The server does not let “${model}” answer chats${code(status)}; an embedding or base model cannot. Choose another one.`,
      filter: ({ status }) =>
        `A filter of the server, or the model itself, refused to answer or to go on${code(status)}. Another task or model may do.`,
      loading: ({ status, seconds }) =>
        `The server is still loading the model${code(status)}, which needs ${seconds ? span(seconds) : 'a moment. Ask again'}.`,
      server: ({ status, seconds }) => `The server failed${code(status)}. ${seconds ? `Wait ${span(seconds)}.`
        : 'Its log says more; ask again when that is mended.'}`,
      rejected: ({ status }) => `The server did not take the request${code(status)}.`,
      html: () => 'A web page came instead of an answer (HTML). The address seems to be a page’s; that of the interface mostly ends in /v1.',
      malformed: ({ sample }) => `What came is no answer as OpenAI-compatible servers give it${said(sample)}. Check the address.`,
      empty: () => 'The answer is empty. Ask again, or try another model; one that thinks first may need more tokens (More settings).',
      stalled: ({ limit }) =>
        `Not a word for ${span(limit)}. Try again; a large model that is just loading may need a longer time-out (More settings).`,
      broken: () => 'The connection broke off before the end of the answer. Ask again.',
      long: () => 'The answer would not end, so it was cut off. “Most tokens” under More settings says when.',
      length: () => 'The model stopped at the most tokens it was allowed, by “Most tokens” under More settings or by its server.',
      ended: () => 'The server ended the answer without saying that it is complete.',
      early: () => 'Rated before it was complete.',
      cancelled: () => 'Stopped.',
      frame: () => 'This page is in a sandbox, where it can reach no server. Open it in a tab of its own.',
      builtin: ({ message }) => `The model of this browser does not run here${said(message)}. It needs a current browser, memory and room on the disk; a server’s model works anywhere.`,
    }),
  },
  ko: {
    title: '언어 모델',
    lead: '모델을 연결하면 레시피 대신 모델의 답변을 평가해요. ‘연결’을 누르기 전에는 아무것도 요청하지 않아요.',
    kind: '무엇을 평가하나요',
    none: '모델 없음: 레시피를 평가해요',
    endpoint: 'OpenAI 호환 서버',
    builtin: '이 브라우저에 들어 있는 모델',
    address: '주소',
    model: '모델',
    modelNote: '비워 두면 서버에서 대화할 수 있는 첫 모델을 써요.',
    key: '키 (필요할 때만)',
    keep: '이 브라우저에 키 보관하기',
    keyNote: '키는 이 주소로만 보내고 링크나 파일에는 절대 넣지 않아요. 보관하지 않으면 페이지를 떠날 때 사라져요.',
    more: '추가 설정',
    temperature: '온도(temperature)',
    maxTokens: '답변 하나의 최대 토큰 수',
    timeout: '아무 말이 없을 때 기다릴 시간(초)',
    connect: '연결',
    disconnect: '연결 끊기',
    connecting: '연결하고 있어요…',
    loading: (share) => `브라우저가 모델을 내려받고 있어요: ${Math.round(100 * share)}%`,
    connected: ({ address, model, without = [] }) => (address
      ? `${isolated(model)} 모델에 연결됐어요. 과제가 든 프롬프트만 ${address} 주소로 보내고, 다른 것은 나가지 않아요.${
        without.length > 0 ? ` 서버가 받지 않는 설정은 빼고 물어봐요: ${without.join(', ')}.` : ''}`
      : '연결됐어요. 모델이 이 브라우저 안에서 움직여서 아무것도 밖으로 나가지 않아요.'),
    disconnected: '연결되지 않았어요. 아무것도 이 페이지 밖으로 나가지 않아요.',

    take: '가져가기',
    takeLead: '과제의 종류마다 배운 레시피와, 지금까지 평가한 답변이에요.',
    recipes: '배운 레시피',
    copyRecipes: '레시피 복사',
    saveRecipes: '레시피 저장',
    saveAnswers: (count) => `평가한 답변 저장 (${count}개)`,
    answersNote: 'JSONL 형식으로 한 줄에 하나씩 prompt, completion, label(별 4개부터 true, KTO 학습용), rating(1~5)을 담아요. 끝까지 오지 않은 답변에는 “incomplete” 표시가 붙어요.',

    says: (words) => `서버의 말: “${words}”`,
    errors: /** @type {ErrorWords} */ ({
      address: ({ text }) => (text === undefined ? '주소에는 @, ?, # 기호를 쓰지 않아요. 키는 키 칸에 넣으세요.'
        : `“${text}”: 쓸 수 있는 주소가 아니에요. http://localhost:11434/v1처럼 http나 https로 써 주세요.`),
      host: ({ text }) =>
        `“${text}”: 쓸 수 있는 주소가 아니에요. 페이지가 서버 하나만 허용하는 정책(CSP)에는 영문자, 숫자, 점, “-”로 된 호스트만 적을 수 있어서 “_”나 대괄호(IPv6)는 쓸 수 없어요. localhost나 그 컴퓨터의 다른 이름, 또는 IPv4 주소를 쓰세요.`,
      /** @returns {string} */
      number: ({ field, least, most }) =>
        `“${model[field]}” 칸에는 ${most < 1e300 ? `${least}~${most} 사이의` : `${least} 이상의`} 수를 쓰거나 비워 두세요.`,
      keyText: () => '키에 들어갈 수 없는 빈칸이나 글자가 있어요. 다시 복사해 주세요.',
      mixed: ({ address }) =>
        `이 페이지는 https로 열렸고, 브라우저는 http인 ${originOf(address)} 요청을 막아요(혼합 콘텐츠). lobule.html을 저장해 디스크에서 열거나, 서버에 https를 붙이세요.`,
      refused: ({ address }) =>
        `${originOf(address)}에서 응답이 없어요. 서버를 켜고(“ollama serve”, “llama-server -m model.gguf”) 호스트와 포트를 확인하세요. 브라우저가 로컬 네트워크 접근을 물어보면 허용해 주세요.`,
      cors: ({ address, given }) =>
        `${originOf(address)}에 서버가 있지만 페이지가 그 답을 읽을 수 없어요. 서버가 이 페이지를 허용하지 않아요(CORS). Ollama: OLLAMA_ORIGINS=${allowed()} 설정으로 다시 켜세요${fromFile() ? '. 디스크에서 연 페이지는 이름이 없어서 모든 페이지를 허용하게 돼요' : ''}. LM Studio: “Enable CORS”를 켜세요(lms server start --cors). transformers serve: --enable-cors. llama.cpp 서버는 모든 페이지를 허용해요. 아니면 ${given ? '키나 주소를' : '키가 없는 요청이나 주소를'} 거절했는데 그 이유를 읽을 수 없는 것일 수도 있으니, ${given ? '둘 다' : '키가 필요한지도'} 확인하세요.`,
      redirect: ({ address }) =>
        `${originOf(address)} 서버가 다른 주소로 넘겨요(리디렉션). 이 페이지는 따라가지 않으니 최종 주소를 적어 주세요.`,
      path: ({ status, address }) => `${address} 아래에 아무것도 없어요${code(status)}. ${address.endsWith('/v1')
        ? '경로를 확인하세요. 대부분 /v1이에요.' : `/v1을 빠뜨리지 않았나요? ${address}/v1을 써 보세요.`}`,
      retired: ({ model, status }) => `서버가 이제 “${model}” 모델을 제공하지 않아요${code(status)}. 다른 모델을 고르세요.`,
      unloaded: ({ status }) => `서버에 불러온 모델이 없어요${code(status)}. 서버에서 모델을 불러온 뒤 다시 물어보세요.`,
      model: ({ model, models = [] }) => `서버에 “${model}” 모델이 없어요. ${models.length > 0
        ? `있는 모델: ${models.slice(0, 12).join(', ')}${models.length > 12 ? ' …' : ''}.` : `Ollama라면 “ollama pull ${model}”을 실행하세요.`}`,
      noModel: () => '서버가 모델 이름을 알려 주지 않아요. 모델 이름을 적고 다시 연결하세요.',
      key: ({ status, given }) => (given
        ? `서버가 키를 거절했어요${code(status)}. 키가 온전한지, 이 서버의 것인지 확인하세요.`
        : `서버에 키가 필요해요${code(status)}. 키를 넣고 다시 연결하세요.`),
      forbidden: ({ status }) =>
        `서버가 이 요청을 허용하지 않아요${code(status)}. 키나 계정, 모델의 권한 때문일 수 있어요.`,
      region: ({ status }) => `지금 있는 지역에서는 이 서버를 쓸 수 없어요${code(status)}. 다른 서버를 써 보세요.`,
      policy: ({ status }) =>
        `계정의 개인정보 설정에 맞는 제공자가 이 모델에는 없어요${code(status)}. 서비스에서 설정을 바꾸거나 다른 모델을 고르세요.`,
      quota: ({ status, seconds }) =>
        `계정의 한도나 잔액을 다 썼어요${code(status)}. ${seconds ? `${span(seconds)} 기다리거나`
          : '잠깐 기다려서는 풀리지 않으니'} 요금제를 확인하거나 다른 키를 쓰세요.`,
      daily: ({ status }) =>
        `하루나 한 달의 한도를 다 썼어요${code(status)}. 그 기간이 끝날 때까지는 다른 모델이나 키를 써 보세요.`,
      busy: ({ status, seconds }) =>
        `요청이 너무 많아요${code(status)}. ${seconds ? `${span(seconds)} 기다려 주세요.` : '조금 기다린 뒤 다시 물어보세요.'}`,
      context: ({ status }) =>
        `프롬프트와 답변이 모델에 비해 너무 길어요${code(status)}. 과제를 줄이거나 ‘추가 설정’의 최대 토큰 수를 낮추거나, 서버의 컨텍스트를 늘리세요.`,
      limit: ({ status }) =>
        `최대 토큰 수가 모델이 쓸 수 있는 것보다 커요${code(status)}. ‘추가 설정’에서 낮추거나 비워 두세요.`,
      notChat: ({ model, status }) =>
        `서버에서 “${model}” 모델로는 대화할 수 없어요${code(status)}. 임베딩이나 베이스 모델은 답하지 못하니 다른 모델을 고르세요.`,
      filter: ({ status }) =>
        `서버의 필터나 모델이 답변을 거절하거나 멈췄어요${code(status)}. 과제나 모델을 바꿔 보세요.`,
      loading: ({ status, seconds }) => `서버가 모델을 아직 불러오고 있어요${code(status)}. ${
        seconds ? `${span(seconds)} 기다려 주세요.` : '잠시 뒤 다시 물어보세요.'}`,
      server: ({ status, seconds }) => `서버에 문제가 생겼어요${code(status)}. ${
        seconds ? `${span(seconds)} 기다려 주세요.` : '자세한 것은 서버 로그에 있어요. 고친 뒤 다시 물어보세요.'}`,
      rejected: ({ status }) => `서버가 요청을 받아들이지 않았어요${code(status)}.`,
      html: () => '답변 대신 웹 페이지(HTML)가 왔어요. 웹 페이지의 주소인 것 같아요. API 주소는 대개 /v1로 끝나요.',
      malformed: ({ sample }) => `OpenAI 호환 서버의 답변 형식이 아니에요${said(sample)}. 주소를 확인하세요.`,
      empty: () => '답변이 비어 있어요. 다시 묻거나 다른 모델을 써 보세요. 먼저 생각하는 모델이라면 ‘추가 설정’에서 토큰 수를 늘려 주세요.',
      stalled: ({ limit }) =>
        `${span(limit)} 동안 아무 말이 없었어요. 다시 물어보세요. 큰 모델을 막 불러오는 중이라면 ‘추가 설정’에서 기다릴 시간을 늘리세요.`,
      broken: () => '답변이 끝나기 전에 연결이 끊겼어요. 다시 물어보세요.',
      long: () => '답변이 끝나지 않아 잘랐어요. 어디서 자를지는 ‘추가 설정’의 최대 토큰 수가 정해요.',
      length: () => '모델이 허용된 토큰 수에서 멈췄어요. ‘추가 설정’의 최대 토큰 수나 서버의 한도 때문이에요.',
      ended: () => '서버가 답변이 다 됐다는 말 없이 끝냈어요.',
      early: () => '다 오기 전에 평가했어요.',
      cancelled: () => '멈췄어요.',
      frame: () => '페이지가 샌드박스 안에 있어서 서버에 연결할 수 없어요. 새 탭에서 열어 주세요.',
      builtin: ({ message }) => `이 브라우저의 모델을 여기서 쓸 수 없어요${said(message)}. 최신 브라우저, 넉넉한 메모리와 디스크가 필요해요. 서버의 모델은 어디서나 쓸 수 있어요.`,
    }),
  },
});

/**
 * What others have written may run from right to left.
 * @param {ErrorFacts} facts
 * @returns {ErrorFacts}
 */
const isolatedParts = ({ message, model: name, models, ...rest }) => ({
  ...rest,
  message: message && isolated(message), model: name && isolated(name), models: models?.map(isolated),
});

/**
 * What went wrong and what to do, in the language of the page; a server's own words always stand beside it.
 * @param {ModelError} error
 */
export function explain(error) {
  const { kind, message } = error;
  const told = kind === 'kept' ? undefined : model.errors[kind](isolatedParts(/** @type {ErrorFacts} */ ({ ...error, message })));
  if (!message || kind === 'builtin') return told ?? '';
  return told ? `${told} ${model.says(isolated(message))}` : message;
}
