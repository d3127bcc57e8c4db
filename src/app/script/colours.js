// Lets the page take on other colours, and leaves it at its top. Put behind common.js and boxes.js.
const done = arguments[arguments.length - 1];

// Scripts hear of other colours when the page is drawn next.
async function takeOn() {
  await new Promise((go) => {
    requestAnimationFrame(() => requestAnimationFrame(go));
    setTimeout(go, 300);
  });
  // What style sheets let pass slowly is at its end at once.
  for (const change of animations()) if (change instanceof CSSTransition) change.finish();
  toTop();
}

takeOn().then(() => done({}), (error) => done({ problem: String(error) }));
