// Everything that is measured of a page, as one asynchronous WebDriver command. `arguments[0]` is the screen.
const done = arguments[arguments.length - 1];
screen = arguments[0];

(async () => {
  scrollTo({ top: 0, left: 0, behavior: 'instant' });
  const root = document.documentElement;
  const meta = document.querySelector('meta[name=viewport i]');
  return {
    screen_width: screen.width, screen_height: screen.height, ratio: devicePixelRatio,
    content_width: Math.max(root.scrollWidth, document.body ? document.body.scrollWidth : 0),
    content_height: root.scrollHeight,
    sticking_out: stickingOut(), controls: controls(), images: await images(), texts: texts(),
    viewport_meta: meta ? meta.content : null,
  };
})().then(done, (error) => done({ problem: String(error) }));
