// WebKit as GTK has it, over plain WebDriver, on a screen that is none.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

import { packaged } from './browser.js';
import { until } from './page.js';

const { Builder, By, Capabilities, Key } = packaged('selenium-webdriver');

/** Gives a screen to browsers that begin with nothing kept. */
export async function webkit() {
  // It takes a free display, and tells its number.
  const screen = run('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp']);
  const [display] = await once(createInterface(screen.stdout), 'line');
  return {
    name: 'webkit',
    async profile() {
      const port = await freePort();
      // A driver has one browser at a time.
      const driver = run('WebKitWebDriver', [`--port=${port}`], {
        DISPLAY: `:${display}`,
        GDK_BACKEND: 'x11',
        // Containers do not let the sandbox be built; these pages are our own.
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
      });
      const address = `http://127.0.0.1:${port}`;
      await until('WebKitWebDriver answers', () => fetch(`${address}/status`).then(({ ok }) => ok));
      const session = await new Builder().usingServer(address)
        .withCapabilities(new Capabilities({ browserName: 'MiniBrowser' })).build();
      return {
        tab: (size) => handsOf(session, size),
        async close() {
          await session.quit();
          driver.kill();
        },
      };
    },
    close: () => screen.kill(),
  };
}

/** Starts a program that ends with this one at the latest. */
function run(program, given, variables) {
  const child = spawn(program, given, { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, ...variables } });
  process.on('exit', () => child.kill());
  return child;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Runs in the page: whether an element, in view, is where it was two frames ago. */
async function rests(selector) {
  const element = document.querySelector(selector);
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const place = () => JSON.stringify(element.getBoundingClientRect());
  const before = place();
  for (let n = 0; n < 2; n += 1) await new Promise((resolve) => { requestAnimationFrame(resolve); });
  return place() === before;
}

/** Hands for what its short tests do. */
async function handsOf(session, size) {
  await session.manage().window().setRect(size);
  const keys = (...some) => some.map((key) => Key[key.toUpperCase()] ?? key);
  return {
    // Its console is not to be had; what goes wrong stands on the page.
    complaints: [],
    open: (url) => session.get(url),
    reload: () => session.navigate().refresh(),
    evaluate: (question, given) => session.executeScript(`return (${question})(...arguments)`, ...given),
    async press(key, held) {
      const actions = session.actions();
      for (const one of keys(...held)) actions.keyDown(one);
      actions.sendKeys(...keys(key));
      for (const one of keys(...held)) actions.keyUp(one);
      await actions.perform();
    },
    async click(selector) {
      // Where a view is being filled the driver clicks where something has been.
      await until(`${selector} stays where it is`, () => session.executeScript(`return (${rests})(...arguments)`, selector));
      await session.findElement(By.css(selector)).click();
    },
    picture: async (file) => writeFile(file, await session.takeScreenshot(), 'base64'),
  };
}
