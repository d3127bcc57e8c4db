// Renders pages on screens in other ways than ours, for `cargo bench --bench screens`. One line on the input, one round.
import readline from 'node:readline';
import { chromium } from 'playwright-core';

const [way, executablePath, asked] = process.argv.slice(2);
const { pages, screens } = JSON.parse(asked);

// What a script that someone writes by hand would measure: what is too wide, and where everything is.
const measure = `(() => [document.documentElement.scrollWidth, ...[...document.querySelectorAll('*')].map((element) => {
  const box = element.getBoundingClientRect();
  return [box.x, box.y, box.width, box.height];
})])()`;

const context = ({ width, height, ratio }) =>
  ({ viewport: { width, height }, deviceScaleFactor: ratio, isMobile: true, hasTouch: true });

const ways = {
  // As Playwright's users write it.
  async contexts(browser) {
    return async () => {
      for (const url of pages) for (const screen of screens) {
        const one = await browser.newContext(context(screen));
        const page = await one.newPage();
        await page.goto(url);
        await page.evaluate(measure);
        await page.screenshot();
        await one.close();
      }
    };
  },
  // A page that is kept: its density cannot change.
  async 'one-page'(browser) {
    const one = await browser.newContext(context(screens[0]));
    const page = await one.newPage();
    return async () => {
      for (const url of pages) for (const { width, height } of screens) {
        await page.setViewportSize({ width, height });
        await page.goto(url);
        await page.evaluate(measure);
        await page.screenshot();
      }
    };
  },
  // The floor: nothing but what the browser needs to be told.
  async devtools(browser) {
    const page = await (await browser.newContext()).newPage();
    const session = await page.context().newCDPSession(page);
    await session.send('Page.enable');
    return async () => {
      for (const url of pages) for (const { width, height, ratio } of screens) {
        await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: ratio, mobile: true });
        const loaded = new Promise((resolve) => { session.once('Page.loadEventFired', resolve); });
        await session.send('Page.navigate', { url });
        await loaded;
        await session.send('Runtime.evaluate', { expression: measure, returnByValue: true });
        await session.send('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
      }
    };
  },
};

let browser;
try {
  browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
} catch (error) {
  console.log(String(error).split('\n')[0]);
  process.exit(1);
}
const round = await ways[way](browser);
console.log('ready');
for await (const line of readline.createInterface({ input: process.stdin })) {
  if (line !== 'round') break;
  const began = performance.now();
  await round();
  console.log(performance.now() - began);
}
await browser.close();
console.log('ended');
process.exit(0);
