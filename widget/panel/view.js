// What the lines of the log ask for and tell, answered from the chat. It holds the little state that belongs to this
// tab's view alone: forms being edited or just put away, ratings, drafts.

import { say } from './words.js';

/** @typedef {import('./protocol.js').Values} Values */
/** @typedef {import('./arrange.js').Line} Line */

const RECEIPT_MS = 10000;

/**
 * @param {object} options
 * @param {import('./protocol.js').Context} options.context
 * @param {import('./chat.js').Chat} options.chat
 * @param {import('./store.js').Store} options.session
 * @param {() => void} options.changed
 * @param {(key: string) => void} options.focusLine
 * @param {() => void} options.reachedEnd
 */
export function makeView({ context, chat, session, changed, focusLine, reachedEnd }) {
  /** @type {Set<string>} */
  const declined = new Set();
  /** @type {Set<string>} */
  const editing = new Set();
  /** Sent and acknowledged, the receipt not here yet. @type {Map<string, ReturnType<typeof setTimeout>>} */
  const awaiting = new Map();
  /** @type {Map<number, boolean | null>} */
  const ratings = new Map();
  /** @type {Set<string>} */
  const told = new Set();
  const { config } = context;
  const { conversation, queue } = chat;
  const initial = config.initial || [...config.name][0] || '·';

  /** @param {string} form */
  function submission(form) {
    for (const entry of queue.entries()) {
      if (entry.frame.type === 'form.submit' && entry.frame.form === form) return { entry, values: entry.frame.values };
    }
    return null;
  }

  /** @type {import('./log.js').View} */
  const view = {
    initial,
    top: () => context.shadow,
    now: () => Date.now() + conversation.offset,
    team: () => config.team || say('team'),
    agentName: () => conversation.agent?.name ?? '',
    waitedFor: () => Date.now() - conversation.waitingSince,
    retry(key) {
      queue.retry(key);
      chat.pump();
    },
    drop: (key) => void queue.settle(key),
    reply: (text) => void chat.write({ type: 'message.send', text }),
    rate(seq, helpful) {
      ratings.set(seq, helpful);
      chat.write({ type: 'feedback', seq, helpful });
    },
    rated: (seq) => ratings.get(seq) ?? null,
    asks: config.rate,
    conversation,
    hint: chat.hint,
    requestForm: (tag) => void chat.write({ type: 'form.request', ...(tag ? { tag } : {}) }),
    pendingForm(form) {
      const sent = submission(form);
      if (sent) return { values: sent.values, isWaiting: sent.entry.waited === true };
      return awaiting.has(form) ? { values: {}, isWaiting: false } : null;
    },
    draft: (form) => session.read(`draft:${form}`),
    keepDraft: (form, values) => session.write(`draft:${form}`, values),
    progress(body, field, values) {
      // Unsent answers leave the browser only with the consent box ticked.
      const consent = body.fields.find((one) => one.kind === 'consent');
      const isTicked = consent !== undefined && values[consent.key] === true;
      chat.hint({ type: 'form.progress', form: body.form, field, ...(isTicked ? { values } : {}) });
    },
    submit(form, values) {
      session.write(`sent:${form}`, values);
      chat.write({ type: 'form.submit', form, values });
      context.emit('form', { form, state: 'sent' });
    },
    decline(form) {
      declined.add(form);
      chat.write({ type: 'form.decline', form });
      context.emit('form', { form, state: 'declined' });
    },
    edit(form) {
      editing.add(form);
      changed();
      focusLine(`form:${form}`);
    },
    stopEdit(form) {
      editing.delete(form);
      session.remove(`draft:${form}`);
      changed();
      focusLine(`form:${form}`);
    },
    earlier: () => chat.earlier(),
    reachedEnd,
  };

  return {
    view,
    declined,
    /** A receipt being edited is a form again, with what was sent. @param {Line} line @returns {Line} */
    edited(line) {
      if (line.type !== 'receipt' || !line.form || !editing.has(line.body.form)) return line;
      const rows = Object.fromEntries(line.body.rows.map((row) => [row.key, row.value]));
      const known = line.form.fields.map((field) => [field.key, valueOf(field, rows[field.key])]);
      const values = { ...line.form.values, ...Object.fromEntries(known), ...session.read(`sent:${line.body.form}`) };
      return /** @type {Line} */ ({ type: 'form', key: line.key, at: line.at, body: { ...line.form, values }, isEdit: true });
    },
    /** The server has it. @param {import('./queue.js').Entry} entry */
    stored(entry) {
      if (entry.frame.type !== 'form.submit') return;
      const { form } = entry.frame;
      awaiting.set(form, setTimeout(() => { awaiting.delete(form); changed(); }, RECEIPT_MS));
    },
    /** @param {import('./protocol.js').Message} message @param {boolean} isLive */
    arrived(message, isLive) {
      const body = message.body;
      if (body.kind === 'form' && isLive && !told.has(body.form)) {
        told.add(body.form);
        context.emit('form', { form: body.form, tag: body.tag, state: 'shown' });
      }
      if (body.kind !== 'receipt') return;
      clearTimeout(awaiting.get(body.form));
      awaiting.delete(body.form);
      editing.delete(body.form);
      session.remove(`draft:${body.form}`);
      if (isLive) context.emit('submitted', { form: body.form, submission: body.submission });
    },
    /** @param {import('./queue.js').Entry} entry */
    refused(entry) {
      if (entry.frame.type === 'form.decline') declined.delete(entry.frame.form);
      // The page asked for a tag that this bot does not have: the visitor still gets a form.
      if (entry.frame.type === 'form.request' && entry.frame.tag) view.requestForm();
    },
  };
}

/** @param {import('./protocol.js').Field} field @param {string | undefined} text @returns {import('./protocol.js').Value} */
function valueOf(field, text) {
  if (field.kind === 'checkbox' || field.kind === 'consent') return false;
  if (field.kind === 'multi_select') {
    const shown = (text ?? '').split(/\s*,\s*/);
    return (field.options ?? []).filter((one) => shown.includes(one.label) || shown.includes(one.value)).map((one) => one.value);
  }
  return field.options?.find((one) => one.label === text)?.value ?? text ?? '';
}
