// Connecting a model, and what to do when that fails.

import { isolated } from './isolate.js';
import { localized } from './language.js';

const originOf = (address) => new URL(address).origin;
/** Of a page from a file browsers tell no origin, and Ollama cannot be told to allow that alone. */
const fromFile = () => location.protocol === 'file:';
const allowed = () => (fromFile() ? '"*"' : location.origin);
const secondsOf = (count) => (count === 1 ? '1 second' : `${count} seconds`);
const said = (message, before = ' ') => (message ? `${before}“${message}”` : '');

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
    modelNote: 'Left empty: the first that the server names.',
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
    loading: (share) => `The browser is loading its model: ${Math.round(100 * share)}%`,
    connected: ({ address, model }) => (address
      ? `Connected to ${isolated(model)}. Prompts, with your task, go to ${address}; nothing else leaves this page.`
      : 'Connected. The model runs in this browser; nothing leaves this page.'),
    disconnected: 'Not connected. Nothing leaves this page.',

    take: 'Take it with you',
    takeLead: 'The recipe that it has learnt for each kind of task, and all answers that you have rated.',
    recipes: 'The learnt recipes',
    copyRecipes: 'Copy the recipes',
    saveRecipes: 'Save the recipes',
    saveAnswers: (count) => `Save rated answers (${count})`,
    answersNote: 'JSONL, one object a line: prompt, completion, label (true from 4 stars on, as KTO training takes it) and rating (1 to 5). Answers rated before their end are marked “incomplete”.',

    errors: {
      address: ({ text }) => (text === undefined ? 'An address has no @, ? or #. A key belongs in the key field.'
        : `“${text}” is not an address that the page can use. Write it like http://localhost:11434/v1, with http or https and a name rather than brackets.`),
      keyText: () => 'The key holds a space or a letter that keys do not have. Copy it again.',
      mixed: ({ address }) =>
        `This page came by https, and browsers do not let it ask ${originOf(address)}, which is http (“mixed content”). Save lobule.html and open it from disk, or give the server https.`,
      refused: ({ address }) =>
        `Nothing answers at ${originOf(address)}. Start the server (“ollama serve”, “llama-server -m model.gguf”) and check host and port. If the browser asks whether this page may reach your local network, allow it.`,
      cors: ({ address }) =>
        `A server runs at ${originOf(address)}, but it does not allow this page (CORS). Ollama: start it with OLLAMA_ORIGINS=${allowed()}${fromFile() ? ', which allows every page, as one from disk has no name' : ''}. LM Studio: switch on “Enable CORS” (lms server start --cors). transformers serve: --enable-cors. llama.cpp’s server allows every page.`,
      redirect: ({ address }) =>
        `${originOf(address)} sends requests on to another address (redirect), and this page does not follow. Enter the address where it ends.`,
      path: ({ status, address }) => `There is nothing under ${address} (${status}). ${address.endsWith('/v1')
        ? 'Check the path; for most servers it is /v1.' : `Did you forget /v1? Try ${address}/v1.`}`,
      model: ({ model, models = [] }) => `The server has no model “${model}”. ${models.length > 0
        ? `It has: ${models.slice(0, 12).join(', ')}.` : `With Ollama: “ollama pull ${model}”.`}`,
      noModel: () => 'The server does not name its models. Write the model’s name, then connect again.',
      key: ({ status, given, message }) => (given
        ? `The server refuses the key (${status}). Check that it is whole and belongs to this server.`
        : `The server wants a key (${status}). Enter it, then connect again.`) + said(message),
      busy: ({ seconds }) =>
        `Too many requests (429). Wait ${seconds ? secondsOf(seconds) : 'a little'}, then ask again.`,
      server: ({ status, message }) =>
        `The server failed${status ? ` (${status})` : ''}${said(message, ': ')}. Its log says more; ${status === 503 ? 'a model that is still loading needs a moment. Ask again.' : 'ask again when that is mended.'}`,
      rejected: ({ status, message }) => `The server did not take the request (${status})${said(message, ': ')}.`,
      html: () => 'A web page came instead of an answer (HTML). The address seems to be a page’s; that of the interface mostly ends in /v1.',
      malformed: ({ sample }) => `What came is no answer as OpenAI-compatible servers give it${said(sample, ': ')}. Check the address.`,
      empty: () => 'The answer is empty. Ask again, or try another model; one that thinks first may need more tokens (More settings).',
      stalled: ({ seconds }) =>
        `Not a word for ${secondsOf(seconds)}. Try again; a large model that is just loading may need a longer time-out (More settings).`,
      broken: () => 'The connection broke off before the end of the answer. Ask again.',
      long: () => 'The answer would not end, so it was cut off. “Most tokens” under More settings says when.',
      early: () => 'Rated before it was complete.',
      cancelled: () => 'Stopped.',
      frame: () => 'This page is in a sandbox, where it can reach no server. Open it in a tab of its own.',
      builtin: ({ message }) => `The model of this browser does not run here${said(message, ': ')}. It needs a current browser, memory and room on the disk; a server’s model works anywhere.`,
    },
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
    modelNote: '비워 두면 서버가 알려 주는 첫 모델을 써요.',
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
    connected: ({ address, model }) => (address
      ? `${isolated(model)} 모델에 연결됐어요. 과제가 든 프롬프트만 ${address} 주소로 보내고, 다른 것은 나가지 않아요.`
      : '연결됐어요. 모델이 이 브라우저 안에서 움직여서 아무것도 밖으로 나가지 않아요.'),
    disconnected: '연결되지 않았어요. 아무것도 이 페이지 밖으로 나가지 않아요.',

    take: '가져가기',
    takeLead: '과제의 종류마다 배운 레시피와, 지금까지 평가한 답변이에요.',
    recipes: '배운 레시피',
    copyRecipes: '레시피 복사',
    saveRecipes: '레시피 저장',
    saveAnswers: (count) => `평가한 답변 저장 (${count}개)`,
    answersNote: 'JSONL 형식으로 한 줄에 하나씩 prompt, completion, label(별 4개부터 true, KTO 학습용), rating(1~5)을 담아요. 끝까지 오기 전에 평가한 답변에는 “incomplete” 표시가 붙어요.',

    errors: {
      address: ({ text }) => (text === undefined ? '주소에는 @, ?, # 기호를 쓰지 않아요. 키는 키 칸에 넣으세요.'
        : `“${text}”: 쓸 수 있는 주소가 아니에요. http://localhost:11434/v1처럼 http나 https로, 대괄호 없이 써 주세요.`),
      keyText: () => '키에 들어갈 수 없는 빈칸이나 글자가 있어요. 다시 복사해 주세요.',
      mixed: ({ address }) =>
        `이 페이지는 https로 열렸고, 브라우저는 http인 ${originOf(address)} 요청을 막아요(혼합 콘텐츠). lobule.html을 저장해 디스크에서 열거나, 서버에 https를 붙이세요.`,
      refused: ({ address }) =>
        `${originOf(address)}에서 응답이 없어요. 서버를 켜고(“ollama serve”, “llama-server -m model.gguf”) 호스트와 포트를 확인하세요. 브라우저가 로컬 네트워크 접근을 물어보면 허용해 주세요.`,
      cors: ({ address }) =>
        `${originOf(address)}에 서버가 있지만 이 페이지를 허용하지 않아요(CORS). Ollama: OLLAMA_ORIGINS=${allowed()} 설정으로 다시 켜세요${fromFile() ? '. 디스크에서 연 페이지는 이름이 없어서 모든 페이지를 허용하게 돼요' : ''}. LM Studio: “Enable CORS”를 켜세요(lms server start --cors). transformers serve: --enable-cors. llama.cpp 서버는 모든 페이지를 허용해요.`,
      redirect: ({ address }) =>
        `${originOf(address)} 서버가 다른 주소로 넘겨요(리디렉션). 이 페이지는 따라가지 않으니 최종 주소를 적어 주세요.`,
      path: ({ status, address }) => `${address} 아래에 아무것도 없어요(${status}). ${address.endsWith('/v1')
        ? '경로를 확인하세요. 대부분 /v1이에요.' : `/v1을 빠뜨리지 않았나요? ${address}/v1을 써 보세요.`}`,
      model: ({ model, models = [] }) => `서버에 “${model}” 모델이 없어요. ${models.length > 0
        ? `있는 모델: ${models.slice(0, 12).join(', ')}.` : `Ollama라면 “ollama pull ${model}”을 실행하세요.`}`,
      noModel: () => '서버가 모델 이름을 알려 주지 않아요. 모델 이름을 적고 다시 연결하세요.',
      key: ({ status, given, message }) => (given
        ? `서버가 키를 거절했어요(${status}). 키가 온전한지, 이 서버의 것인지 확인하세요.`
        : `서버에 키가 필요해요(${status}). 키를 넣고 다시 연결하세요.`) + said(message),
      busy: ({ seconds }) =>
        `요청이 너무 많아요(429). ${seconds ? `${seconds}초` : '조금'} 기다린 뒤 다시 물어보세요.`,
      server: ({ status, message }) =>
        `서버에 문제가 생겼어요${status ? `(${status})` : ''}${said(message, ': ')}. 자세한 것은 서버 로그에 있어요. ${status === 503 ? '모델을 아직 불러오는 중일 수 있으니 잠시 뒤 다시 물어보세요.' : '고친 뒤 다시 물어보세요.'}`,
      rejected: ({ status, message }) => `서버가 요청을 받아들이지 않았어요(${status})${said(message, ': ')}.`,
      html: () => '답변 대신 웹 페이지(HTML)가 왔어요. 웹 페이지의 주소인 것 같아요. API 주소는 대개 /v1로 끝나요.',
      malformed: ({ sample }) => `OpenAI 호환 서버의 답변 형식이 아니에요${said(sample, ': ')}. 주소를 확인하세요.`,
      empty: () => '답변이 비어 있어요. 다시 묻거나 다른 모델을 써 보세요. 먼저 생각하는 모델이라면 ‘추가 설정’에서 토큰 수를 늘려 주세요.',
      stalled: ({ seconds }) =>
        `${seconds}초 동안 아무 말이 없었어요. 다시 물어보세요. 큰 모델을 막 불러오는 중이라면 ‘추가 설정’에서 기다릴 시간을 늘리세요.`,
      broken: () => '답변이 끝나기 전에 연결이 끊겼어요. 다시 물어보세요.',
      long: () => '답변이 끝나지 않아 잘랐어요. 어디서 자를지는 ‘추가 설정’의 최대 토큰 수가 정해요.',
      early: () => '다 오기 전에 평가했어요.',
      cancelled: () => '멈췄어요.',
      frame: () => '페이지가 샌드박스 안에 있어서 서버에 연결할 수 없어요. 새 탭에서 열어 주세요.',
      builtin: ({ message }) => `이 브라우저의 모델을 여기서 쓸 수 없어요${said(message, ': ')}. 최신 브라우저, 넉넉한 메모리와 디스크가 필요해요. 서버의 모델은 어디서나 쓸 수 있어요.`,
    },
  },
});

/** What others have written may run from right to left. */
const isolatedParts = ({ message, model: name, models, ...rest }) => ({
  ...rest,
  message: message && isolated(message), model: name && isolated(name), models: models?.map(isolated),
});

/** What went wrong, and what to do, in the language of the page. */
export const explain = (error) =>
  model.errors[error.kind]?.(isolatedParts({ ...error, message: error.message })) ?? error.message;
