// Connecting a language model, and taking along what was learnt with it.

/** @import { Actions, Attributes, Change, ErrorFacts, ModelError, Store } from '../types.js' */

import { fileName } from '../deck.js';
import { byId, html, onSubmit, setText, setTexts } from '../dom.js';
import { keptAddress } from '../model/address.js';
import { recipes } from '../model/answers.js';
import { hasBuiltin } from '../model/builtin.js';
import { openConnection } from '../model/connect.js';
import { USUAL, readNumbers } from '../model/settings.js';
import { copy, download } from '../take.js';
import { explain, model as words } from '../words/model.js';
import { prompt } from '../words/prompt.js';

/** @satisfies {ErrorFacts['field'][]} */
const NUMBERS = /** @type {const} */ (['temperature', 'maxTokens', 'timeout']);
const FIELDS = /** @type {const} */ (['address', 'model', ...NUMBERS]);

/**
 * What is entered, and the names of words without values.
 * @typedef {'none' | 'endpoint' | 'builtin'} Kind
 * @typedef {{ kind: Kind } & Record<typeof FIELDS[number], string>} Form
 * @typedef {{ [Name in keyof typeof words]: (typeof words)[Name] extends string ? Name : never }[keyof typeof words]} TextName
 */

/** Ollama, llama.cpp's server, LM Studio, transformers serve. */
const ADDRESSES = [11434, 8080, 1234, 8000].map((port) => `http://localhost:${port}/v1`);

/**
 * `answers` is what createAnswers of model/answers.js gives. `settings` keeps what was entered in this
 * browser, by `get(name)` and `set(name, value)`; the key only where the person asks for it.
 * @param {Actions} actions
 */
export function modelView({ answers, settings }) {
  const place = byId('model');
  const title = html('h2', { id: 'model-heading' });
  const lead = html('p', { class: 'lead' });
  /**
   * What has words, by their names.
   * @type {Partial<Record<TextName, HTMLElement>>}
   */
  const labels = {};
  /** @param {TextName} name @param {...Node} inside */
  const label = (name, ...inside) => {
    const text = labels[name] = html('span');
    return html('label', {}, text, ...inside);
  };
  /** @param {string[]} values */
  const options = (values) => values.map((value) => html('option', { value }));
  /** @param {string} name @param {Attributes} attributes */
  const input = (name, attributes) =>
    html('input', { id: `model-${name}`, name, autocomplete: 'off', ...attributes });

  const legend = html('span', { class: 'unseen', id: 'model-kinds' });
  const radios = ['none', 'endpoint', ...(hasBuiltin() ? ['builtin'] : [])]
    .map((kind) => html('input', { type: 'radio', name: 'model-kind', value: kind }));
  const kinds = html('div', { role: 'radiogroup', 'aria-labelledby': 'model-kinds' });
  kinds.append(legend, ...radios.map((radio) => {
    const text = labels[/** @type {Kind} */ (radio.value)] = html('span');
    return html('label', { class: 'check' }, radio, text);
  }));
  const fields = {
    address: input('address', { inputmode: 'url', spellcheck: 'false', list: 'model-addresses' }),
    model: input('name', { spellcheck: 'false', list: 'model-names', 'aria-describedby': 'model-note' }),
    key: input('key', { type: 'password', 'aria-describedby': 'key-note' }),
    keep: input('keep', { type: 'checkbox' }),
    temperature: input('temperature', { type: 'number', min: 0, max: 2, step: 'any', inputmode: 'decimal' }),
    maxTokens: input('tokens', { type: 'number', min: 1, step: 1, inputmode: 'numeric' }),
    timeout: input('timeout', { type: 'number', min: 1, step: 1, inputmode: 'numeric' }),
  };
  const models = html('datalist', { id: 'model-names' });
  const modelNote = html('p', { class: 'fine', id: 'model-note' });
  const keyNote = html('p', { class: 'fine', id: 'key-note' });
  const more = html('summary');
  const keeping = labels.keep = html('span');
  const endpoint = html('div', { class: 'rows' },
    label('address', fields.address), html('datalist', { id: 'model-addresses' }, ...options(ADDRESSES)),
    label('model', fields.model), models, modelNote,
    label('key', fields.key), html('label', { class: 'check' }, fields.keep, keeping), keyNote);
  const limits = html('div', { class: 'rows' },
    label('temperature', fields.temperature), label('maxTokens', fields.maxTokens));
  const details = html('details', {}, more, limits,
    html('div', { class: 'rows' }, label('timeout', fields.timeout)));
  const connect = html('button', { type: 'submit', id: 'model-connect', class: 'primary' });
  const disconnect = html('button', { type: 'button', id: 'model-disconnect' });
  const state = html('p', { class: 'note', id: 'model-state', role: 'status' });
  const error = html('p', { class: 'error', id: 'model-error', role: 'alert' });
  const form = html('form', { id: 'model-form', novalidate: '' },
    kinds, endpoint, details, html('div', { class: 'actions' }, connect, disconnect), state, error);

  const takeTitle = html('h3');
  const takeLead = html('p', { class: 'fine' });
  const learnt = html('summary');
  const learntText = html('p', { class: 'composed', id: 'recipes' });
  const learntFold = html('details', {}, learnt, learntText);
  const copyRecipes = html('button', { type: 'button', id: 'recipes-copy' });
  const saveRecipes = html('button', { type: 'button', id: 'recipes-save' });
  const saveAnswers = html('button', { type: 'button', id: 'answers-save' });
  const copied = html('p', { class: 'note', role: 'status' });
  const answersNote = html('p', { class: 'fine' });
  const take = html('div', { class: 'take', 'data-tells': '' }, takeTitle, takeLead, learntFold,
    html('div', { class: 'actions' }, copyRecipes, saveRecipes, saveAnswers), copied, answersNote);
  place.append(title, lead, form, take);

  const kept = { ...USUAL, ...settings.get('model') };
  for (const name of FIELDS) fields[name].value = kept[name];
  fields.key.value = settings.get('modelKey') ?? '';
  fields.keep.checked = fields.key.value !== '';
  for (const radio of radios) radio.checked = radio.value === kept.kind;
  if (!radios.some(({ checked }) => checked)) radios[0].checked = true;

  Object.assign(labels, {
    title, lead, kind: legend, modelNote, keyNote, more, connect, disconnect, take: takeTitle, takeLead,
    recipes: learnt, copyRecipes, saveRecipes, answersNote,
  });
  /** @type {Store} */
  let store;
  /** @type {ModelError | undefined} */
  let reason;
  /** @type {number | undefined} */
  let loading;
  /**
   * The name that was taken from a server's list, and its address.
   * @type {{ model?: string, address?: string }}
   */
  let found = {};

  const radio = () => radios.find(({ checked }) => checked) ?? radios[0];
  const chosen = () => /** @type {Kind} */ (radio().value);
  /**
   * What a field says; browsers keep to themselves what is no number.
   * @param {HTMLInputElement} field
   */
  const textIn = ({ value, validity }) => (validity.badInput ? '?' : value.trim());

  /** @returns {Form} */
  function entered() {
    const texts = FIELDS.map((name) => [name, textIn(fields[name])]);
    return { kind: chosen(), ...Object.fromEntries(texts) };
  }

  /**
   * Shows the numbers as they are used.
   * @param {Form} wanted
   */
  function showNumbers(wanted) {
    const numbers = readNumbers(wanted);
    for (const name of NUMBERS) fields[name].value = String(numbers[name] ?? '');
  }

  /** @param {Form} form */
  const keepForm = (form) => settings.set('model', { ...form, address: keptAddress(form.address) });

  async function submit() {
    // Of another server such a name says nothing.
    const isFound = fields.model.value === found.model && textIn(fields.address) !== found.address;
    if (isFound) fields.model.value = '';
    let wanted = entered();
    const key = fields.key.value.trim();
    keepForm(wanted);
    settings.set('modelKey', fields.keep.checked && key ? key : undefined);
    [reason, loading] = [undefined, undefined];
    /** @param {number} share */
    const onProgress = (share) => {
      loading = share;
      tell();
    };
    try {
      showNumbers(wanted);
      wanted = entered();
      await answers.connect((connecting) => openConnection({ ...wanted, key }, { ...connecting, onProgress }));
    } catch (error) {
      const problem = /** @type {ModelError} */ (error);
      if (problem.kind === 'cancelled') return;
      reason = problem;
      tell();
      if (problem.kind === 'address' || problem.kind === 'host') fields.address.focus();
      if (problem.kind === 'number' && problem.field) {
        details.open = true;
        fields[problem.field].focus();
      }
      if (problem.kind === 'key' || problem.kind === 'keyText') fields.key.focus();
    }
  }
  onSubmit(form, submit);
  fields.keep.addEventListener('change', () => {
    if (!fields.keep.checked) settings.set('modelKey', undefined);
  });
  function leave() {
    reason = undefined;
    if (document.activeElement === disconnect) radio().focus();
    answers.disconnect();
  }
  disconnect.addEventListener('click', leave);
  kinds.addEventListener('change', () => {
    keepForm(entered());
    if (chosen() === 'none') leave();
    else tell();
  });
  learntFold.addEventListener('toggle', () => tell());
  copyRecipes.addEventListener('click', async () => {
    setText(learntText, recipes(store));
    setText(copied, await copy(learntText) ? prompt.copied : prompt.copyByHand);
  });
  saveRecipes.addEventListener('click', () =>
    download(`${fileName(store.deck)}.recipes.txt`, recipes(store), 'text/plain'));
  saveAnswers.addEventListener('click', () => {
    if (saveAnswers.getAttribute('aria-disabled') === 'true') return;
    download(`${fileName(store.deck)}.answers.jsonl`, answers.jsonl(), 'application/jsonl');
  });

  function sentence() {
    if (answers.connection) return words.connected(answers.connection);
    if (!answers.connecting) return words.disconnected;
    return loading === undefined ? words.connecting : words.loading(loading);
  }

  /** What may change at any time. */
  function tell() {
    if (!store) return;
    const { connection, connecting } = answers;
    setText(state, sentence());
    setText(error, reason ? explain(reason) : '');
    fields.address.toggleAttribute('aria-invalid', reason?.kind === 'address' || reason?.kind === 'host');
    for (const name of NUMBERS) fields[name].toggleAttribute('aria-invalid', reason?.field === name);
    endpoint.hidden = limits.hidden = chosen() !== 'endpoint';
    details.hidden = connect.hidden = chosen() === 'none';
    disconnect.hidden = !connection && !connecting;
    if (connection?.models) models.replaceChildren(...options(connection.models));
    if (connection?.model && !fields.model.value) {
      fields.model.value = connection.model;
      found = { model: connection.model, address: textIn(fields.address) };
    }
    const count = answers.rated().length;
    setText(saveAnswers, words.saveAnswers(count));
    saveAnswers.setAttribute('aria-disabled', String(count === 0));
    if (learntFold.open) setText(learntText, recipes(store));
  }
  answers.subscribe(({ type }) => type === 'connection' && tell());

  return {
    /** @param {Store} newest @param {Change} change */
    draw(newest, { type }) {
      store = newest;
      place.hidden = store.deck.renderer !== 'prompt' && store.deck.renderer !== 'text';
      if (place.hidden) return;
      setTexts(/** @type {Record<TextName, HTMLElement>} */ (labels), words);
      if (type === 'rate' || type === 'language') setText(copied, '');
      tell();
    },
  };
}
