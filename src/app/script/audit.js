// Runs axe-core, which stands in front of this. Put behind boxes.js and axe.min.js.
const done = arguments[arguments.length - 1];

// A larger page would keep the browser busy beyond its deadline.
const MOST_ELEMENTS = 6000;
const MOST_NODES = 6;

// One rule alone, where this is not the first look at the view.
const only = arguments.length > 1 ? arguments[0] : null;

const options = {
  // What WCAG 2.2 demands on levels A and AA; what axe-core adds of its own is left out.
  runOnly: only
    ? { type: 'rule', values: [only] }
    : { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  // These have checks of their own.
  rules: { 'meta-viewport': { enabled: false }, 'target-size': { enabled: false } },
  resultTypes: ['violations'],
  elementRef: true,
  iframes: false,
};

// Colours of what fades in or out are on their way to others.
function isFading(rule, element, moving) {
  return rule === 'color-contrast' && element instanceof Element && chainOf(element).some((at) => moving.has(at));
}

function violation({ id, impact, help, helpUrl, nodes }, moving) {
  const broken = nodes.map((node) => node.element).filter((element) => !isFading(id, element, moving));
  const elements = broken.filter((element) => element instanceof Element);
  return {
    rule: id, impact: impact || 'minor', help, help_url: helpUrl,
    elements: elements.slice(0, MOST_NODES).map((element) => describe(element)), count: broken.length,
  };
}

async function audit() {
  const size = document.getElementsByTagName('*').length;
  const { axe } = window;
  if (size > MOST_ELEMENTS) return { version: axe.version, passed: 0, violations: [], skipped: `the page has ${size} elements` };
  const moving = movingElements();
  const found = await axe.run(document, options);
  const violations = found.violations.map((one) => violation(one, moving)).filter(({ count }) => count);
  // axe-core scrolls; pictures show the page's top.
  toTop();
  return { version: axe.version, passed: found.passes.length, violations };
}

audit().finally(() => {
  if (former) window.axe = former;
  else delete window.axe;
}).then(done, (error) => done({ problem: String(error) }));
