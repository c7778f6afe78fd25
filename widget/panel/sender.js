// Sends the queue, one frame at a time so that the visitor's order is the stored order. A frame is sent again, with
// the same id, until it is answered; only a refusal ends that. It knows nothing of how a frame is shown.

/** @typedef {import('./protocol.js').Ack} Ack */
/** @typedef {import('./protocol.js').Refusal} Refusal */
/** @typedef {import('./queue.js').Entry} Entry */

/** Codes that mean "not now": the frame stays and is sent again. */
const LATER = new Set(['too_many', 'unavailable', 'internal', 'not_open']);
const ANSWER_MS = 10000;

/**
 * @param {object} options
 * @param {import('./queue.js').Queue} options.queue
 * @param {(frame: object) => boolean} options.send
 * @param {() => void} options.drop the connection seems dead: make a new one
 * @param {(act: () => void, ms: number) => any} options.later
 * @param {(timer: any) => void} options.cancel
 * @param {(entry: Entry, ack: Ack) => void} options.stored
 * @param {(entry: Entry, refusal: Refusal) => void} options.refused
 */
export function makeSender({ queue, send, drop, later, cancel, stored, refused }) {
  let isReady = false;
  /** @type {string | null} */
  let inFlight = null;
  let tries = 0;
  /** @type {any} */
  let timer = null;

  function pump() {
    if (!isReady || inFlight !== null || timer !== null) return;
    const entry = queue.head();
    if (!entry || !send(entry.frame)) return;
    inFlight = entry.frame.id;
    timer = later(() => {
      timer = null;
      drop();
    }, ANSWER_MS);
  }

  function rest() {
    inFlight = null;
    if (timer !== null) cancel(timer);
    timer = null;
  }

  return {
    pump,
    /** The conversation is open: what was not answered goes again. */
    ready() {
      rest();
      isReady = true;
      pump();
    },
    lost() {
      rest();
      isReady = false;
    },
    /** @param {Ack} ack */
    acked(ack) {
      const id = ack.id ?? ack.ref ?? '';
      if (id === inFlight) rest();
      tries = 0;
      const entry = queue.settle(id);
      if (entry) stored(entry, ack);
      pump();
    },
    /** True when the refusal was about a frame of the queue. @param {Refusal} refusal */
    failed(refusal) {
      const id = refusal.id ?? refusal.ref ?? '';
      const entry = queue.entries().find((one) => one.frame.id === id);
      if (!entry) return false;
      if (id === inFlight) rest();
      if (LATER.has(refusal.code)) {
        tries += 1;
        const wait = refusal.retry_after ? refusal.retry_after * 1000 : Math.min(30000, 500 * 2 ** tries);
        if (timer !== null) cancel(timer);
        timer = later(() => {
          timer = null;
          pump();
        }, wait);
        return true;
      }
      if (entry.frame.type === 'message.send') queue.refuse(id, refusal.code);
      else queue.settle(id);
      refused(entry, refusal);
      pump();
      return true;
    },
  };
}
