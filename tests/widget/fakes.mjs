// A clock that only moves when told, a storage and locks that several "tabs" of one test share.

export function fakeClock() {
  let now = 0;
  let made = 0;
  /** @type {Map<number, { at: number, act: () => void }>} */
  const timers = new Map();
  return {
    now: () => now,
    later(/** @type {() => void} */ act, /** @type {number} */ ms) {
      made += 1;
      timers.set(made, { at: now + ms, act });
      return made;
    },
    cancel: (/** @type {any} */ timer) => void timers.delete(timer),
    pass(/** @type {number} */ ms) {
      const end = now + ms;
      for (;;) {
        const next = [...timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
        if (!next) break;
        timers.delete(next[0]);
        now = next[1].at;
        next[1].act();
      }
      now = end;
    },
  };
}

/** @returns {any} */
export function fakeStorage() {
  const kept = new Map();
  return {
    get length() { return kept.size; },
    key: (/** @type {number} */ i) => [...kept.keys()][i] ?? null,
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
}

/** Locks as `navigator.locks` has them: exclusive, first come, first served; all of an owner's go when it goes. */
export function fakeLocks() {
  /** @type {Map<string, { owner: object, start: () => void }[]>} */
  const lines = new Map();
  const next = (/** @type {string} */ name) => lines.get(name)?.[0]?.start();
  const settled = () => new Promise((done) => setImmediate(() => setImmediate(done)));
  function owner() {
    const me = {};
    return {
      locks: /** @type {any} */ ({
        request(/** @type {string} */ name, /** @type {() => unknown} */ act) {
          return new Promise((done) => {
            const line = lines.get(name) ?? [];
            lines.set(name, line);
            const claim = { owner: me, start: async () => {
              await act();
              line.splice(line.indexOf(claim), 1);
              done(undefined);
              next(name);
            } };
            line.push(claim);
            if (line.length === 1) claim.start();
          });
        },
      }),
      release() {
        for (const [name, line] of lines) {
          const wasFirst = line[0]?.owner === me;
          line.splice(0, line.length, ...line.filter((claim) => claim.owner !== me));
          if (wasFirst) next(name);
        }
      },
    };
  }
  return { owner, settled };
}
