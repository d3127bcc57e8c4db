// Everything that is measured of a page, as one asynchronous WebDriver command. `arguments[0]` is the screen.
const done = arguments[arguments.length - 1];
screen = arguments[0];

(async () => {
  toTop();
  const meta = document.querySelector('meta[name=viewport i]');
  return {
    screen_width: screen.width, screen_height: screen.height, ratio: devicePixelRatio,
    content_width: contentWidth(), content_height: document.documentElement.scrollHeight,
    sticking_out: stickingOut(), sideways: sideways(), controls: controls(), touch: touch(), images: await images(),
    texts: texts(), viewport_meta: meta ? meta.content : null,
  };
})().then(done, (error) => done({ problem: String(error) }));
