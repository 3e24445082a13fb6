// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of page, as a browser shows it.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { accessibility, figureContrast, figures, figureWords, launch, open,
  openDetails, openingTime, overflow, unreachable } from './browser.mjs';
import { make, PAGES } from './pages.mjs';

const { CHLADNI_PROGRAM: program, CHLADNI_DATASETS: datasets,
  CHLADNI_PAGES: folder, CHLADNI_SHOTS: shots } = process.env;
const wanted = process.env.CHLADNI_ONLY ? process.env.CHLADNI_ONLY.split(',')
  : Object.keys(PAGES);
const LEAST_WORDS = 8.5; /* pixels */
const LONGEST_OPENING = 1000; /* ms */

/* Both widths in both schemes; all is asked in the two that differ in both. */
const VIEWS = [
  { width: 360, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark', all: true },
  { width: 1280, colorScheme: 'light', all: true },
  { width: 1280, colorScheme: 'dark' },
];

const none = (list, words) => assert.deepEqual(list, [], words);

function nothingSaid(seen) {
  none(seen.console, 'words on the console');
  none(seen.requests, 'requests');
  none(seen.errors, 'errors');
}

/* What there is to read and to see, without what the script adds; it makes
   tabs of the recipes. */
const readable = (page) => page.evaluate(() => {
  const seen = [...document.querySelectorAll('main svg.chart, main img')]
    .filter((e) => e.checkVisibility()).length;

  for (const e of document.querySelectorAll('.tools,.tabs,.tip,.aloud')) {
    e.remove();
  }
  return { seen, text: [...document.querySelectorAll('main section')]
    .map((s) => (s.id === 'recipes' ? [...s.querySelectorAll('pre')].map((e) =>
      e.textContent).join(' ') : s.innerText).replaceAll(/\s+/g, ' ')) };
});

const outline = (page) => page.evaluate(() => ({
  ids: [...document.querySelectorAll('main section')].map((s) => s.id),
  links: [...document.querySelectorAll('nav a')].map((a) =>
    a.getAttribute('href').slice(1)),
  unnamed: [...document.querySelectorAll('main section')].filter((s) =>
    !document.getElementById(s.getAttribute('aria-labelledby'))?.textContent)
    .map((s) => s.id),
  twice: [...document.querySelectorAll('[id]')].map((e) => e.id)
    .filter((id, k, ids) => ids.indexOf(id) !== k),
  undescribed: [...document.querySelectorAll('main svg.chart, main img')]
    .filter((e) => (e.alt ?? e.getAttribute('aria-labelledby').split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '').join(' '))
      .trim().length < 10).map((e) => e.id),
}));

async function checkOutline(browser, file, kind) {
  const { page, seen, close } = await open(browser, file);
  const { ids, links, ...wrong } = await outline(page);

  assert.deepEqual(ids, kind.sections);
  assert.deepEqual(links, kind.sections);
  assert.deepEqual(wrong, { unnamed: [], twice: [], undescribed: [] });
  nothingSaid(seen);
  await close();
}

/* The best of three: other tests may be at work. */
async function checkOpening(browser, file) {
  const times = [];

  for (let k = 0; k < 3; k++) {
    const { page, close } = await open(browser, file);

    times.push(await openingTime(page));
    await close();
  }
  assert.ok(Math.min(...times) < LONGEST_OPENING, `${times} ms`);
}

async function checkView(browser, file, view, shot) {
  const { width, colorScheme } = view;
  const { page, seen, close } = await open(browser, file, { colorScheme,
    viewport: { width, height: 800 },
    deviceScaleFactor: shot || width < 800 ? 1 : 0.5 });

  if (view.all || shot) {
    const { count, blank } = await figures(page, shot);

    assert.ok(count > 0);
    none(blank, 'blank figures');
  }
  await openDetails(page);
  none(await overflow(page), 'what reaches over the edge');
  none(await figureWords(page, LEAST_WORDS), 'words of figures');
  none(await figureContrast(page), 'contrast of figures');
  if (view.all) {
    none(await accessibility(page), 'findings of axe-core');
  }
  nothingSaid(seen);
  await close();
}

async function checkScriptsOff(browser, file) {
  const on = await open(browser, file);
  const off = await open(browser, file, { javaScriptEnabled: false });

  assert.deepEqual(await readable(off.page), await readable(on.page));
  nothingSaid(off.seen);
  await on.close();
  await off.close();
}

async function checkPrint(browser, file) {
  const { page, close } = await open(browser, file, { colorScheme: 'dark',
    viewport: { width: 700, height: 1000 } });
  const shown = await readable(page);

  await page.emulateMedia({ media: 'print' });
  none(await overflow(page));
  assert.equal((await readable(page)).seen, shown.seen);
  assert.equal(await page.evaluate(() => getComputedStyle(document
    .documentElement).backgroundColor), 'rgb(255, 255, 255)');
  await close();
}

/* The script's controls do what they say, from the keyboard alone. */
async function checkControls(browser, file) {
  const { page, seen, close } = await open(browser, file);
  const words = (selector) => page.textContent(selector);
  const place = () => page.getAttribute('#roots-chart .mark', 'd');
  const root = await place();

  none(await unreachable(page), 'controls out of reach');
  await page.focus('#figure-roots input[type=range]');
  await page.keyboard.press('PageUp');
  assert.notEqual(await place(), root, 'a root stays where it is');
  assert.match(await words('#figure-roots output'), /^At gamma .* halves/);

  await page.focus('#recipes [role=tab][aria-selected=true]');
  const tab = await words('#recipes [aria-selected=true]');

  await page.keyboard.press('ArrowRight');
  assert.notEqual(await words('#recipes [aria-selected=true]'), tab);
  assert.equal(await page.locator('#recipes [role=tabpanel]:visible').count(),
    1);

  await page.focus('#spectrum-chart');
  await page.keyboard.press('ArrowRight');
  assert.match(await words('#figure-spectrum .aloud'), /eigenvalue|lambda/);
  for (const figure of ['spectrum', 'gamma']) {
    const select = `#figure-${figure} select`;

    for (const scale of ['logarithmic', 'linear', 'as drawn']) {
      await page.selectOption(select, scale);
      none(await figureWords(page, LEAST_WORDS), `${figure}, ${scale}`);
    }
  }
  nothingSaid(seen);
  await close();
}

async function checkHostile(browser, file, words) {
  const { page, seen, close } = await open(browser, file);
  const found = await page.evaluate(() => ({
    text: document.querySelector('main').textContent,
    schema: JSON.parse(document.getElementById('chladni-result').textContent)
      .schema,
    obeyed: document.querySelectorAll('img[src=x],main script,main style,'
      + 'h1 b,h1 i,[onerror],[onload],[onclick],[onmouseover]').length,
  }));

  assert.equal(found.obeyed, 0);
  assert.match(found.schema, /^chladni\.result/);
  none(words.map((w) => w.replaceAll(/[\u202a-\u202e]/g, '\ufffd'))
    .filter((w) => !found.text.includes(w)), 'words not shown');
  nothingSaid(seen);
  await close();
}

describe('pages', () => {
  let browser;

  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());

  for (const name of wanted) {
    const kind = PAGES[name];

    describe(name, () => {
      let file;

      before(() => {
        file = make(name, program, datasets, folder);
      });
      it('has its sections and describes its figures', () =>
        checkOutline(browser, file, kind));
      it('opens in time', () => checkOpening(browser, file));
      for (const view of VIEWS) {
        it(`is right at ${view.width} px in ${view.colorScheme}`, () =>
          checkView(browser, file, view, shots && path.join(shots,
            `${name}-${view.width}-${view.colorScheme}.png`)));
      }
      it('says and shows the same with scripts off', () =>
        checkScriptsOff(browser, file));
      it('prints on light paper, with all figures', () =>
        checkPrint(browser, file));
      if (kind.controls) {
        it('answers the keyboard', () => checkControls(browser, file));
      }
      if (kind.hostile) {
        it('shows hostile words as words', () =>
          checkHostile(browser, file, kind.hostile));
      }
    });
  }
});
