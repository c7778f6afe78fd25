// A line over plain requests, for networks that let no websocket through. It has the face of a WebSocket and carries the
// same frames: what the server says comes as a stream of events, what the visitor does is posted. Where the stream is
// held back until it ends, it asks again and again instead; so it does in a tab that nobody sees, because a browser grants
// a host six connections in all (HTTP/1.1), and a stream in each tab would use them up. When to connect and what to send
// is others' business.

const STREAM_MS = 4000;
const ALIVE_MS = 30000;
const SOON_MS = 1000;
const SELDOM_MS = 15000;
const MOST = 20;

/** @typedef {Pick<WebSocket, 'readyState' | 'onopen' | 'onmessage' | 'onclose' | 'send' | 'close'>} Line */

/**
 * @param {object} options
 * @param {string} options.base
 * @param {string} options.bot
 * @param {typeof globalThis.fetch} options.fetch
 * @param {Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>} options.page
 * @param {{ now: () => number, later: (act: () => void, ms: number) => any, cancel: (timer: any) => void }} options.clock
 * @returns {() => Line}
 */
export function makeLines({ base, bot, fetch, page, clock }) {
  /** Whether this network keeps a stream until it ends; found out once for all lines. */
  let isHeld = false;

  return () => {
    const posts = new AbortController();
    /** @type {AbortController | null} */
    let stream = null;
    /** The last `open`: each request says who speaks, and where they are. @type {any} */
    let open = null;
    /** @type {any[]} */
    let outbox = [];
    let isPosting = false;
    let isAsking = isHeld || page.hidden;
    let pause = SOON_MS;
    /** When the stream was last heard. */
    let heardAt = -Infinity;
    /** @type {any} */
    let timer = null;

    /** @type {any} */
    const line = { readyState: 1, onopen: null, onmessage: null, onclose: null, send, close };
    soon(() => line.onopen(), 0);
    page.addEventListener('visibilitychange', look);

    /** @param {() => void} act @param {number} ms */
    function soon(act, ms) {
      clock.cancel(timer);
      timer = clock.later(act, ms);
    }

    /** @param {string} text */
    function send(text) {
      const frame = JSON.parse(text);
      if (frame.type === 'open') open = frame;
      if (isAsking) push(frame);
      else if (frame.type === 'open') void listen(text);
      else if (frame.type !== 'ping') push(frame);
      // The server breaks its own silence, so a stream that was heard of late is alive.
      else if (clock.now() - heardAt < ALIVE_MS) tell('{"type":"pong"}');
      else line.onopen();
    }

    /** @param {string} data */
    function tell(data) {
      if (line.readyState === 1) line.onmessage({ data });
    }

    /** @param {string} door @param {string} body @param {AbortController} stopper */
    async function request(door, body, stopper) {
      const url = `${base}${door}?bot=${encodeURIComponent(bot)}`;
      // A text body is plain text, so a page of another site asks nobody before it is sent.
      const answer = await fetch(url, { method: 'POST', body, signal: stopper.signal, credentials: 'omit', cache: 'no-store' });
      if (!answer.ok) throw answer.status;
      return answer;
    }

    /** @param {string} text */
    async function listen(text) {
      stream?.abort();
      const mine = (stream = new AbortController());
      let isHeard = false;
      let code = 1006;
      soon(ask, STREAM_MS);
      try {
        const answer = await request('stream', text, mine);
        const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
        const decoder = new TextDecoder();
        let rest = '';
        for (;;) {
          const { done, value } = await reader.read();
          if (done || mine !== stream) break;
          if (!isHeard) clock.cancel(timer);
          isHeard = true;
          heardAt = clock.now();
          const events = (rest + decoder.decode(value, { stream: true })).split('\n\n');
          rest = events.pop() ?? '';
          for (const event of events) if (event.startsWith('data: ')) tell(event.slice(6));
        }
      } catch (fault) {
        code = codeOf(fault);
      }
      if (mine !== stream) return;
      // Refused or cut before a word: the next line asks instead.
      if (!isHeard) isHeld = true;
      end(code);
    }

    /** Nothing comes through the stream. */
    function ask() {
      isHeld = heardAt < 0;
      turn(true);
    }

    function look() {
      const next = isHeld || page.hidden;
      if (next !== isAsking) turn(next);
    }

    /** @param {boolean} next */
    function turn(next) {
      isAsking = next;
      stream?.abort();
      stream = null;
      line.onopen();
    }

    /** @param {any} frame */
    function push(frame) {
      // What is sent again before it has left goes once.
      if (!frame.id || !outbox.some((one) => one.id === frame.id)) outbox.push(frame);
      void post();
    }

    /** One request at a time, so that the visitor's order is kept. */
    async function post() {
      if (isPosting || !outbox.length || line.readyState !== 1) return;
      isPosting = true;
      const frames = outbox.splice(0, MOST);
      try {
        const answer = await request('frames', JSON.stringify({ ...open, frames }), posts);
        const answers = (await answer.json()).frames;
        isPosting = false;
        const isLively = frames.some((one) => one.id) || answers.some((/** @type {any} */ one) => one.messages?.length);
        pause = isLively ? SOON_MS : Math.min(pause * 1.5, SELDOM_MS);
        if (isAsking) soon(() => line.onopen(), pause);
        for (const one of answers) tell(JSON.stringify(one));
        void post();
      } catch (fault) {
        if (line.readyState !== 1) return;
        // Asking does not help either: the next line tries the stream again.
        isHeld = false;
        end(codeOf(fault));
      }
    }

    /** @param {number} code */
    function end(code) {
      if (line.readyState !== 1) return;
      close();
      line.onclose({ code });
    }

    function close() {
      line.readyState = 3;
      page.removeEventListener('visibilitychange', look);
      clock.cancel(timer);
      stream?.abort();
      stream = null;
      posts.abort();
    }

    return line;
  };
}

/** As a socket would have said it: 1008 means that we were too loud. @param {unknown} fault */
function codeOf(fault) {
  return fault === 429 ? 1008 : 1006;
}
