// Lays a conversation out as a list of lines: what stands where, who is grouped with whom, what is said under it.
// Pure: it takes values and gives values, so the order of things can be tested without a page.

/** @typedef {import('./protocol.js').Message} Message */
/** @typedef {import('./queue.js').Entry} Entry */

/**
 * @typedef {object} Bubble
 * @property {'bubble'} type
 * @property {string} key
 * @property {'visitor' | 'bot' | 'agent'} side
 * @property {string} name
 * @property {string} text
 * @property {number} at
 * @property {boolean} isFirst of its group
 * @property {boolean} isLast of its group: carries the tail, the avatar and the time
 * @property {'sent' | 'seen' | 'late' | 'pending' | 'waiting' | 'failed'} state `late` was seen waiting before it was sent
 * @property {{ title: string, url?: string }[]} sources
 * @property {number | null} feedback the `seq` that can be rated
 * @property {import('./protocol.js').File[]} [files]
 */
/**
 * @typedef {Bubble
 *   | { type: 'day', key: string, at: number }
 *   | { type: 'event', key: string, event: string, name: string }
 *   | { type: 'waiting', key: string }
 *   | { type: 'form', key: string, at: number, body: import('./protocol.js').FormBody }
 *   | { type: 'receipt', key: string, at: number, body: import('./protocol.js').ReceiptBody, form: import('./protocol.js').FormBody | null }
 *   | { type: 'declined', key: string }
 *   | { type: 'replies', key: string, list: string[] }
 *   | { type: 'loading', key: string }
 *   | { type: 'draft', key: string, text: string }
 *   | { type: 'typing', key: string, side: 'bot' | 'agent' }} Line
 */

/**
 * @typedef {object} Given
 * @property {Message[]} messages in order
 * @property {Entry[]} pending
 * @property {string[]} greeting
 * @property {string[]} replies of the greeting
 * @property {boolean} more
 * @property {string | null} typing
 * @property {number} [read] the last message that the team has read
 * @property {{ id: string, text: string } | null} [draft]
 * @property {string} status
 * @property {number} now
 * @property {(id: string) => boolean} isLate
 * @property {boolean} isOffline
 * @property {Set<string>} declined forms the visitor has just put away
 */

const GROUP_MS = 5 * 60 * 1000;
export const WAIT_MS = 1500;

/** @param {Given} given @returns {Line[]} */
export function arrange(given) {
  const lines = [...greeted(given), ...told(given), ...pending(given)];
  const replies = repliesFor(given);
  if (replies.length) lines.push({ type: 'replies', key: `replies:${given.messages.at(-1)?.seq ?? 0}`, list: replies });
  if (given.draft) lines.push({ type: 'draft', key: `draft:${given.draft.id}`, text: given.draft.text });
  // Words that come say themselves that somebody writes them.
  else if (given.typing) {
    const side = given.typing === 'agent' ? 'agent' : 'bot';
    lines.push({ type: 'typing', key: `typing:${side}`, side });
  }
  return grouped(withDays(lines));
}

/** @param {Given} given @returns {Line[]} */
function greeted({ greeting, messages, pending, more, now }) {
  if (more) return [];
  const at = messages[0]?.at ?? pending[0]?.at ?? now;
  return greeting.map((text, i) => bubble({ key: `greeting:${i}`, side: 'bot', text, at }));
}

/** @param {Given} given @returns {Line[]} */
function told(given) {
  const { messages, status, isLate } = given;
  const ends = formEnds(messages);
  const lastWaiting = messages.filter((m) => m.body.kind === 'event' && m.body.event === 'waiting').at(-1);
  const latest = messages.at(-1);
  /** @type {Line[]} */
  const lines = [];
  for (const message of messages) {
    const body = message.body;
    const key = message.client_id ?? message.id;
    if (body.kind === 'text') {
      const side = message.author === 'visitor' ? 'visitor' : message.author === 'agent' ? 'agent' : 'bot';
      const sources = body.sources ?? [];
      const isAnswer = message === latest && side === 'bot' && sources.length > 0 && !given.pending.some(isMessage);
      const state = side !== 'visitor' ? 'sent' : message.seq <= (given.read ?? 0) ? 'seen' : isLate(key) ? 'late' : 'sent';
      lines.push(bubble({ key, side, name: message.name ?? '', text: body.text, at: message.at, sources, state,
        feedback: isAnswer ? message.seq : null, files: body.files }));
    } else if (body.kind === 'event') {
      if (body.event === 'waiting' && status === 'waiting' && message === lastWaiting) lines.push({ type: 'waiting', key });
      else lines.push({ type: 'event', key, event: body.event, name: body.name ?? '' });
    } else if ('form' in body && ends.get(body.form)?.place === message) {
      lines.push(formLine(body.form, ends, given.declined));
    }
  }
  return lines;
}

/**
 * What each form has come to: the card, its receipt, or declined; and where that stands: where the form was offered
 * last, so that one asked for again is under the eye and not far above.
 * @param {Message[]} messages
 */
function formEnds(messages) {
  /** @type {Map<string, { form: import('./protocol.js').FormBody | null, end: Message, place: Message }>} */
  const ends = new Map();
  for (const message of messages) {
    const body = message.body;
    if (body.kind !== 'form' && body.kind !== 'receipt' && body.kind !== 'declined') continue;
    const known = ends.get(body.form);
    const form = body.kind === 'form' ? body : known?.form ?? null;
    const place = body.kind === 'form' ? message : known?.place ?? message;
    ends.set(body.form, { form, end: message, place });
  }
  return ends;
}

/** @param {string} id @param {ReturnType<typeof formEnds>} ends @param {Set<string>} declined @returns {Line} */
function formLine(id, ends, declined) {
  const { form, end } = /** @type {{ form: import('./protocol.js').FormBody | null, end: Message }} */ (ends.get(id));
  const body = end.body;
  const key = `form:${id}`;
  if (body.kind === 'receipt') return { type: 'receipt', key, at: end.at, body, form };
  if (body.kind === 'form' && !declined.has(id)) return { type: 'form', key, at: end.at, body };
  return { type: 'declined', key };
}

/** @param {Given} given @returns {Line[]} */
function pending({ pending, now, isOffline }) {
  return pending.flatMap((entry) => {
    if (entry.frame.type !== 'message.send') return [];
    const isWaiting = entry.waited || isOffline || now - entry.at >= WAIT_MS;
    const state = entry.refused ? 'failed' : isWaiting ? 'waiting' : 'pending';
    return [bubble({ key: entry.frame.id, side: 'visitor', text: entry.frame.text, at: entry.at, state, files: entry.frame.files })];
  });
}

/** @param {Given} given @returns {string[]} */
function repliesFor({ messages, pending, replies }) {
  if (pending.some(isMessage)) return [];
  const latest = messages.at(-1);
  if (!latest) return replies.slice(0, 4);
  return latest.body.kind === 'text' && latest.author !== 'visitor' ? (latest.body.replies ?? []).slice(0, 4) : [];
}

/** @param {Entry} entry */
function isMessage(entry) {
  return entry.frame.type === 'message.send';
}

/** @param {Partial<Bubble> & { key: string, side: Bubble['side'], text: string, at: number }} given @returns {Bubble} */
function bubble(given) {
  return { type: 'bubble', name: '', isFirst: true, isLast: true, state: 'sent', sources: [], feedback: null, ...given };
}

/** @param {Line[]} lines @returns {Line[]} */
function withDays(lines) {
  let day = '';
  return lines.flatMap(dated);

  /** @param {Line} line @returns {Line[]} */
  function dated(line) {
    if (!('at' in line) || line.type === 'day') return [line];
    const date = new Date(line.at);
    const its = `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
    if (its === day) return [line];
    day = its;
    return [{ type: 'day', key: `day:${its}`, at: line.at }, line];
  }
}

/** @param {Line[]} lines @returns {Line[]} */
function grouped(lines) {
  lines.forEach((line, i) => {
    const next = lines[i + 1];
    if (line.type !== 'bubble' || next?.type !== 'bubble') return;
    const isSame = line.side === next.side && line.name === next.name && next.at - line.at < GROUP_MS;
    // A line with something to say about itself (a refusal, a source) ends its group.
    if (!isSame || line.state === 'failed' || line.state === 'late' || line.sources.length) return;
    if ((line.state === 'sent') !== (next.state === 'sent')) return;
    line.isLast = false;
    next.isFirst = false;
  });
  return lines;
}
