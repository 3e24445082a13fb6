// SPDX-License-Identifier: GPL-3.0-or-later
// Debian's Chromium, driven by playwright-core, and what is asked of a page.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { decode } from './png.mjs';

const require = createRequire(path.join(process.env.CHLADNI_NODE, 'package.json'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const DRAWN = 'svg.chart :is(path,line,rect,circle,ellipse,polyline,polygon,'
  + 'image,use):not(.grid,.axis,.rim,.paper),main img';
/* Pictures without the words between the drawings are half as long. */
const WORDS = 'header,footer,h2,p,ul,dl,pre,figcaption,'
  + 'details:not(:has(svg.chart,img)){display:none!important}';
const LEAST_DRAWN = 12; /* pixels */

/* Pages must not need the network, and the browser must not look for it. */
export const launch = () => chromium.launch({
  executablePath: process.env.CHLADNI_CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--hide-scrollbars', '--font-render-hinting=none'],
});

/** A tab, which is used again and again: new ones cost a second each. */
export async function tab(browser, settings) {
  const context = await browser.newContext({ reducedMotion: 'reduce',
    ...settings });
  const page = await context.newPage();
  const seen = { console: [], requests: [], errors: [] };

  page.on('console', (m) => seen.console.push(`${m.type()}: ${m.text()}`));
  page.on('pageerror', (e) => seen.errors.push(String(e)));
  page.on('dialog', (d) => {
    seen.errors.push(`dialog: ${d.message()}`);
    d.dismiss();
  });
  page.on('request', (r) => {
    if (!r.isNavigationRequest() && !r.url().startsWith('data:')) {
      seen.requests.push(r.url());
    }
  });
  return { page, seen };
}

/** Opens FILE afresh and notes what it says, asks for and throws. */
export async function visit({ page, seen }, file, colorScheme = 'light') {
  for (const list of Object.values(seen)) {
    list.length = 0;
  }
  await page.emulateMedia({ colorScheme, media: 'screen' });
  await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
  return page;
}

/** Milliseconds until the page has loaded, by its own clock. */
export const openingTime = (page) => page.evaluate(() =>
  performance.getEntriesByType('navigation')[0].loadEventEnd);

export const openDetails = (page) => page.evaluate(() => {
  for (const details of document.querySelectorAll('details')) {
    details.open = true;
  }
});

/** What reaches over the right edge: nothing, or elements by name. */
export const overflow = (page) => page.evaluate(() => {
  const root = document.scrollingElement;
  const guilty = [];

  if (root.scrollWidth > window.innerWidth) {
    for (const element of document.body.querySelectorAll('*')) {
      const { right } = element.getBoundingClientRect();

      if (right > window.innerWidth + 0.5 && !element.closest('.scroll')) {
        guilty.push(`${element.tagName.toLowerCase()}#${element.id} reaches`
          + ` ${Math.round(right)} of ${window.innerWidth}`);
      }
    }
    guilty.push(`the page is ${root.scrollWidth} wide`);
  }
  return guilty;
});

/** Findings of axe-core, of all its rules or of those given, with the first
 *  elements each is about. Of every table three rows are looked at: the others
 *  are like them. */
export async function accessibility(page, rules) {
  await page.evaluate(() => {
    for (const row of document.querySelectorAll('tbody tr:nth-child(n+4)')) {
      row.remove();
    }
  });
  await page.evaluate(axe);
  const found = await page.evaluate((runOnly) => window.axe.run(document, {
    preload: false, resultTypes: ['violations'], ...(runOnly && { runOnly }),
  }), rules);

  return found.violations.map((v) => `${v.impact}: ${v.id}: ${v.help}: ${
    v.nodes.slice(0, 3).map((n) => `${n.target} (${n.failureSummary
      .replaceAll(/\s+/g, ' ')})`).join('; ')}`);
}

/** Words of figures that are outside the window, too small to read, or lie on
 *  others. A third of two boxes' height may touch: they are taller than
 *  letters. */
export const figureWords = (page, least) => page.evaluate((smallest) => {
  const wrong = [];

  for (const svg of document.querySelectorAll('svg.chart')) {
    const boxes = [...svg.querySelectorAll('text')].filter((t) =>
      t.textContent.trim() !== '' && t.getClientRects().length > 0
      && getComputedStyle(t).visibility === 'visible').map((t) => ({ words: t.textContent, box: t.getBoundingClientRect(),
        size: parseFloat(getComputedStyle(t).fontSize)
          * t.getScreenCTM().a }));

    for (const { words, box, size } of boxes) {
      if (box.left < -0.5 || box.right > window.innerWidth + 0.5) {
        wrong.push(`${svg.id}: "${words}" reaches from ${
          Math.round(box.left)} to ${Math.round(box.right)}`);
      }
      if (size < smallest) {
        wrong.push(`${svg.id}: "${words}" is ${size.toFixed(1)} px high`);
      }
    }
    for (let a = 0; a < boxes.length; a++) {
      for (let b = 0; b < a; b++) {
        const p = boxes[a].box;
        const q = boxes[b].box;
        const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
        const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);

        if (across > 1 && down > 0.35 * Math.min(p.height, q.height)) {
          wrong.push(`${svg.id}: "${boxes[b].words}" lies on "${
            boxes[a].words}"`);
        }
      }
    }
  }
  return wrong;
}, least);

/** Colours of lines and words in figures that are too near to the paper. */
export const figureContrast = (page) => page.evaluate(() => {
  const parse = (c) => c.match(/[\d.]+/g).map(Number);
  const light = (c) => parse(c).slice(0, 3).map((v) => v / 255).map((v) =>
    (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05)
    / (Math.min(light(a), light(b)) + 0.05);
  const paper = getComputedStyle(document.documentElement).backgroundColor;
  const wrong = new Map();
  const demand = (element, colour, least) => {
    if (colour !== 'none' && parse(colour)[3] !== 0
      && contrast(colour, paper) < least) {
      wrong.set(`${colour} ${element.getAttribute('class')}`, `${
        element.closest('svg').id}: ${element.tagName} of class ${
        element.getAttribute('class')}, ${colour} on ${paper}: ${
        contrast(colour, paper).toFixed(2)} of ${least}`);
    }
  };

  for (const e of document.querySelectorAll('svg.chart text:not(.over)')) {
    demand(e, getComputedStyle(e).fill, 4.5);
  }
  for (const e of document.querySelectorAll('svg.chart .line,'
    + 'svg.chart .ring,svg.chart .bar')) {
    demand(e, getComputedStyle(e).stroke, e.matches('.over,[class*=g]')
      ? 1 : 3);
  }
  return [...wrong.values()];
});

/* Where each drawing is, in pixels of a picture of the whole page. */
const places = (page) => page.evaluate(() => {
  const drawings = [...document.querySelectorAll('svg.chart, main img')];

  drawings.forEach((e) => e.closest('details')?.setAttribute('open', ''));
  return drawings.map((e) => {
    const box = e.getBoundingClientRect();
    const scale = window.devicePixelRatio;

    return { name: e.id || e.alt, x: Math.round(box.x * scale), y: Math.round(
      (box.y + window.scrollY) * scale), width: Math.round(box.width * scale),
      height: Math.round(box.height * scale) };
  });
});

/* How many pixels of a place differ between two pictures. */
function difference(one, other, place) {
  const right = Math.min(place.x + place.width, one.width);
  const bottom = Math.min(place.y + place.height, one.height);
  let differ = 0;

  for (let y = place.y; y < bottom; y++) {
    for (let x = Math.max(place.x, 0); x < right; x++) {
      const at = (y * one.width + x) * one.step;

      differ += one.bytes[at] !== other.bytes[at]
        || one.bytes[at + 1] !== other.bytes[at + 1]
        || one.bytes[at + 2] !== other.bytes[at + 2];
    }
  }
  return differ;
}

/* The page as a picture while it has one more rule of style. */
async function picture(page, rule) {
  const style = await page.addStyleTag({ content: rule });
  const png = await page.screenshot({ fullPage: true });

  await style.evaluate((made) => made.remove());
  return decode(png);
}

/** How many drawings there are, and which look the same without what is drawn
 *  between their axes. SHOT, a file's name, keeps a picture of the page. */
export async function figures(page, shot) {
  if (shot) {
    await page.screenshot({ fullPage: true, path: shot });
  }
  const words = await page.addStyleTag({ content: WORDS });
  const where = await places(page);
  const whole = await picture(page, '/* none */');
  const empty = await picture(page, `${DRAWN}{visibility:hidden!important}`);

  await words.evaluate((made) => made.remove());
  return { count: where.length,
    blank: where.map((place) => ({ ...place, drawn: difference(whole, empty,
      place) })).filter(({ drawn }) => drawn < LEAST_DRAWN)
      .map(({ name, drawn }) => `${name}: ${drawn} pixels`) };
}

/** Controls that Tab never comes to, of those that can be seen. */
export async function unreachable(page) {
  const count = await page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href],button,input,select,'
      + 'summary,[tabindex]')].filter((e) => e.tabIndex >= 0
      && e.checkVisibility());

    all.forEach((e) => e.setAttribute('data-awaited', e.id || e.textContent
      .trim().slice(0, 40) || e.tagName));
    return all.length;
  });

  for (let k = 0; k <= count; k++) {
    await page.keyboard.press('Tab');
    await page.evaluate(() => {
      document.activeElement.removeAttribute('data-awaited');
    });
  }
  return page.evaluate(() => [...document.querySelectorAll('[data-awaited]')]
    .map((e) => e.dataset.awaited));
}
