// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of page, as a browser shows it.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

import { accessibility, figureContrast, figures, figureWords, launch,
  openDetails, openingTime, overflow, tab, unreachable, visit }
  from './browser.mjs';
import { make, PAGES } from './pages.mjs';

const { CHLADNI_PROGRAM: program, CHLADNI_DATASETS: datasets,
  CHLADNI_PAGES: folder, CHLADNI_SHOTS: shots } = process.env;
const wanted = process.env.CHLADNI_ONLY ? process.env.CHLADNI_ONLY.split(',')
  : Object.keys(PAGES);
const LEAST_WORDS = 8.5; /* pixels */
const LONGEST_OPENING = 1000; /* ms */

/* Both widths in both schemes. Figures are looked at in the two views that
   differ in both, and axe-core, which takes longest, looks at all in one. */
const VIEWS = [
  { width: 360, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark', figures: true, rules: null },
  { width: 1280, colorScheme: 'light', figures: true,
    rules: ['color-contrast'] },
  { width: 1280, colorScheme: 'dark' },
];

const none = (list, words) => assert.deepEqual(list, [], words);

function nothingSaid(seen) {
  none(seen.console, 'words on the console');
  none(seen.requests, 'requests');
  none(seen.errors, 'errors');
}

/* How many drawings are to be seen. */
const drawings = (page) => page.evaluate(() => [...document.querySelectorAll(
  'main svg.chart, main img')].filter((e) => e.checkVisibility()).length);

/* What there is to read and to see, without what the script adds; it makes
   tabs of the recipes. */
async function readable(page) {
  const seen = await drawings(page);
  const text = await page.evaluate(() => {
    for (const e of document.querySelectorAll('.tools,.tabs,.tip,.aloud')) {
      e.remove();
    }
    return [...document.querySelectorAll('main section')].map((s) =>
      (s.id === 'recipes' ? [...s.querySelectorAll('pre')].map((e) =>
        e.textContent).join(' ') : s.innerText).replaceAll(/\s+/g, ' '));
  });

  return { seen, text };
}

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

async function checkOutline({ wide }, file, kind) {
  const { ids, links, ...wrong } = await outline(await visit(wide, file));

  assert.deepEqual(ids, kind.sections);
  assert.deepEqual(links, kind.sections);
  assert.deepEqual(wrong, { unnamed: [], twice: [], undescribed: [] });
  nothingSaid(wide.seen);
}

/* The best of three: other tests may be at work. */
async function checkOpening({ wide }, file) {
  const times = [];

  for (let k = 0; k < 3; k++) {
    times.push(await openingTime(await visit(wide, file)));
  }
  assert.ok(Math.min(...times) < LONGEST_OPENING, `${times} ms`);
}

async function checkView(tabs, file, view, shot) {
  const tab = view.width < 800 ? tabs.narrow : tabs.wide;
  const page = await visit(tab, file, view.colorScheme);

  if (view.figures || shot) {
    const { count, blank } = await figures(page, shot);

    assert.ok(count > 0);
    none(blank, 'blank figures');
  }
  await openDetails(page);
  none(await overflow(page), 'what reaches over the edge');
  none(await figureWords(page, LEAST_WORDS), 'words of figures');
  none(await figureContrast(page), 'contrast of figures');
  if (view.rules !== undefined) {
    none(await accessibility(page, view.rules), 'findings of axe-core');
  }
  nothingSaid(tab.seen);
}

async function checkScriptsOff({ wide, off }, file) {
  const on = await readable(await visit(wide, file));

  assert.deepEqual(await readable(await visit(off, file)), on);
  nothingSaid(off.seen);
}

async function checkPrint({ paper }, file) {
  const page = await visit(paper, file, 'dark');
  const shown = await drawings(page);

  await page.emulateMedia({ media: 'print' });
  none(await overflow(page));
  assert.equal(await drawings(page), shown);
  assert.equal(await page.evaluate(() => getComputedStyle(document
    .documentElement).backgroundColor), 'rgb(255, 255, 255)');
}

/* The script's controls do what they say, from the keyboard alone. */
async function checkControls({ wide }, file) {
  const page = await visit(wide, file);
  const words = (selector) => page.textContent(selector);
  const place = () => page.getAttribute('#roots-chart .mark', 'd');
  const root = await place();

  none(await unreachable(page), 'controls out of reach');
  await page.focus('#figure-roots input[type=range]');
  await page.keyboard.press('PageUp');
  assert.notEqual(await place(), root, 'a root stays where it is');
  assert.match(await words('#figure-roots output'), /^At gamma .* halves/);

  await page.focus('#recipes [role=tab][aria-selected=true]');
  const chosen = await words('#recipes [aria-selected=true]');

  await page.keyboard.press('ArrowRight');
  assert.notEqual(await words('#recipes [aria-selected=true]'), chosen);
  assert.equal(await page.locator('#recipes [role=tabpanel]:visible').count(),
    1);

  await page.focus('#spectrum-chart');
  await page.keyboard.press('ArrowRight');
  assert.match(await words('#figure-spectrum .aloud'), /eigenvalue/);
  for (const figure of ['spectrum', 'gamma']) {
    for (const scale of ['logarithmic', 'linear', 'as drawn']) {
      await page.selectOption(`#figure-${figure} select`, scale);
      none(await figureWords(page, LEAST_WORDS), `${figure}, ${scale}`);
    }
  }
  nothingSaid(wide.seen);
}

async function checkHostile({ wide }, file, words) {
  const found = await (await visit(wide, file)).evaluate(() => ({
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
  nothingSaid(wide.seen);
}

describe('pages', () => {
  const tabs = {};
  let browser;

  before(async () => {
    browser = await launch();
    tabs.wide = await tab(browser, { viewport: { width: 1280, height: 800 },
      deviceScaleFactor: shots ? 1 : 0.5 });
    tabs.narrow = await tab(browser, { viewport: { width: 360, height: 800 } });
    tabs.paper = await tab(browser, { viewport: { width: 700, height: 1000 } });
    tabs.off = await tab(browser, { viewport: { width: 1280, height: 800 },
      javaScriptEnabled: false });
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
        checkOutline(tabs, file, kind));
      it('opens in time', () => checkOpening(tabs, file));
      for (const view of VIEWS) {
        it(`is right at ${view.width} px in ${view.colorScheme}`, () =>
          checkView(tabs, file, view, shots && path.join(shots,
            `${name}-${view.width}-${view.colorScheme}.png`)));
      }
      it('says and shows the same with scripts off', () =>
        checkScriptsOff(tabs, file));
      it('prints on light paper, with all figures', () =>
        checkPrint(tabs, file));
      if (kind.controls) {
        it('answers the keyboard', () => checkControls(tabs, file));
      }
      if (kind.hostile) {
        it('shows hostile words as words', () =>
          checkHostile(tabs, file, kind.hostile));
      }
    });
  }
});
