// The conversation as this tab knows it: messages by `seq`, status, who is typing. It takes frames in and holds
// no element and no socket.

/** @typedef {import('./protocol.js').Message} Message */
/** @typedef {import('./protocol.js').Opened} Opened */

export function makeConversation() {
  return {
    /** @type {string | null} */ id: null,
    /** @type {import('./protocol.js').Status} */ status: 'bot',
    /** @type {import('./protocol.js').Agent | null} */ agent: null,
    /** @type {import('./protocol.js').InLine} */ waiting: { place: 1 },
    /** The last message that the team has read. */ read: 0,
    /** @type {Map<number, Message>} */ messages: new Map(),
    /** @type {string | null} */ typing: null,
    /** The answer as far as it is worded. @type {{ id: string, text: string } | null} */ draft: null,
    /** Everything up to here has arrived: where to resume. */ last: 0,
    more: false,
    isLoaded: false,
    waitingSince: 0,
    /** What the server's clock shows, less ours. */ offset: 0,
  };
}

/** @typedef {ReturnType<typeof makeConversation>} Conversation */

/** @param {Conversation} conversation @param {Message} message @returns {boolean} whether it is new */
export function accept(conversation, message) {
  // The message takes the place of what was shown of it.
  if (conversation.draft?.id === message.id) conversation.draft = null;
  conversation.last = Math.max(conversation.last, message.seq);
  if (conversation.messages.has(message.seq)) return false;
  conversation.messages.set(message.seq, message);
  if (message.author === conversation.typing) conversation.typing = null;
  return true;
}

/** @param {Conversation} conversation */
export function forget(conversation) {
  conversation.messages.clear();
  conversation.last = 0;
  conversation.more = false;
  conversation.typing = null;
  conversation.draft = null;
}

/**
 * An answer is being worded: its words so far, or none when nothing comes of it. There is one at a time, and one that is
 * stored already is no draft any more.
 * @param {Conversation} conversation @param {string} id @param {string | undefined} text
 */
export function draft(conversation, id, text) {
  for (const message of conversation.messages.values()) if (message.id === id) return;
  if (text) conversation.draft = { id, text };
  else if (conversation.draft?.id === id) conversation.draft = null;
}

/** @param {Conversation} conversation @param {Opened} frame @param {number} now */
export function resume(conversation, frame, now) {
  const isFirst = !conversation.isLoaded || conversation.id !== frame.conversation;
  if (conversation.id !== frame.conversation) forget(conversation);
  conversation.id = frame.conversation;
  conversation.isLoaded = true;
  conversation.offset = frame.now - now;
  conversation.typing = null;
  conversation.draft = null;
  become(conversation, frame, now);
  // More than one page was missed: what is between is fetched as history, so start the log anew.
  if (!isFirst && frame.more && conversation.messages.size && frame.messages.length) {
    const first = frame.messages[0]?.seq ?? 0;
    if (first > conversation.last + 1) forget(conversation);
  }
  if (isFirst || !conversation.messages.size) conversation.more = frame.more;
  for (const message of frame.messages) accept(conversation, message);
}

/**
 * The server has stored the visitor's message under this number. Our own number may overtake a message that is
 * still on its way, so it moves the resume point only when it is the next one.
 * @param {Conversation} conversation
 * @param {Message} message
 */
export function store(conversation, message) {
  // Stored long ago, before what is loaded: it comes with the earlier messages.
  if (conversation.more && message.seq < Math.min(...conversation.messages.keys())) return;
  if (!conversation.messages.has(message.seq)) conversation.messages.set(message.seq, message);
  if (message.seq === conversation.last + 1) conversation.last = message.seq;
}

/**
 * @param {Conversation} conversation
 * @param {Pick<import('./protocol.js').Opened, 'status' | 'agent' | 'waiting'>} frame
 * @param {number} now
 */
export function become(conversation, { status, agent, waiting }, now) {
  if (status === 'waiting' && conversation.status !== 'waiting') conversation.waitingSince = now;
  conversation.status = status;
  conversation.agent = agent ?? null;
  if (waiting) conversation.waiting = waiting;
}

/** @param {Conversation} conversation @returns {Message[]} */
export function inOrder(conversation) {
  return [...conversation.messages.values()].sort((a, b) => a.seq - b.seq);
}
