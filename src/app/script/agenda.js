// Runs in every page before its own scripts, and keeps a list of what they have put off: timers and frames. A page that has put
// nothing off and waits for nothing cannot move by itself. Nothing of what the page does or gets is changed; where the list is
// not certain, it says that something is due at once. Only the language itself is used later on: pages replace the rest.
{
  const { apply } = Reflect;
  const now = performance.now.bind(performance);
  const { min } = Math;
  const due = Object.create(null);

  const over = (owner, name, trap) => {
    const native = owner && owner[name];
    if (typeof native === 'function') owner[name] = new Proxy(native, { apply: trap });
  };

  // Puts a task on the list until it is done or called off. `wait` is in milliseconds; code given as a text cannot be followed.
  const follow = (kind, begin, end, waitOf, isRepeated) => {
    over(window, begin, (native, self, given) => {
      const task = given[0];
      const wait = waitOf(given[1]);
      let place;
      if (typeof task === 'function') {
        given[0] = function () {
          if (isRepeated) due[place] = now() + wait;
          else delete due[place];
          return apply(task, this, arguments);
        };
      }
      const id = apply(native, self, given);
      place = kind + id;
      due[place] = now() + wait;
      return id;
    });
    over(window, end, (native, self, given) => {
      if (typeof given[0] === 'number' || typeof given[0] === 'string') delete due[kind + given[0]];
      return apply(native, self, given);
    });
  };

  // What is no plain number of them is taken for none; browsers take such waits for many things.
  const milliseconds = (wait) => (typeof wait === 'number' && wait > 0 && wait < 2 ** 31 ? wait : 0);
  const atOnce = () => 0;
  follow('timer ', 'setTimeout', 'clearTimeout', milliseconds, false);
  follow('timer ', 'setInterval', 'clearInterval', milliseconds, true);
  follow('frame ', 'requestAnimationFrame', 'cancelAnimationFrame', atOnce, false);
  follow('idle ', 'requestIdleCallback', 'cancelIdleCallback', atOnce, false);
  // These answer with promises, which cannot be followed without being touched.
  for (const name of ['postTask', 'yield']) {
    over(window.Scheduler && Scheduler.prototype, name, (native, self, given) => {
      due[name] = 0;
      return apply(native, self, given);
    });
  }

  // For how many milliseconds nothing is due.
  const still = () => {
    let first = 1e6;
    const at = now();
    for (const place in due) first = min(first, due[place] - at);
    return first > 0 ? first : 0;
  };
  Object.defineProperty(window, Symbol.for('seqr-cert agenda'), { value: still });
}
