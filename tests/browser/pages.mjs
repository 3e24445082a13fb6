// SPDX-License-Identifier: GPL-3.0-or-later
// The pages that are looked at: how each is made, and the sections it has.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { encode } from './png.mjs';

const AFTER_GAMMA = ['decay', 'stability', 'balance'];
const SPECTRUM = ['verdict', 'data', 'spectrum', 'modes'];
const END = ['limits', 'provenance'];
const REPORT = [...SPECTRUM, 'roots', 'gamma', 'augmentations', ...AFTER_GAMMA,
  'recipes', ...END];
const EVERY = ['verdict', 'comparison', 'data', 'spectrum', 'agreement', 'modes',
  'roots', 'gamma', 'augmentations', 'decay', 'stability', 'balance', 'verify',
  'points', 'backtest', 'solvable', 'meanfield', 'flow', 'recipes', ...END];
const RANKED = [...SPECTRUM, 'roots', 'gamma', 'ranking', ...AFTER_GAMMA,
  'recipes', ...END];
const SMALL = ['--samples', '400', '--landmarks', '60', '--modes', '4',
  '--bootstrap', '2'];
const WELLS = ['--samples', '600', '--landmarks', '60', '--modes', '4',
  '--bootstrap', '4'];

/** Words that a page must show and never obey. No file name has a slash; what
 *  turns the writing direction is shown as U+FFFD. */
export const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(2)>',
  "' onmouseover='alert(3)",
  '<!--',
  ']]>&lt;&amp;&#60;',
  '<script>alert(4)<\\script>',
  'javascript:alert(5)',
  '\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627',
  'o\u0308 \u{1f600} \u{1f469}\u200d\u{1f52c}',
  '\u202egnp.exe',
  `long${'-without-a-place-to-break'.repeat(6)}`,
];
export const HOSTILE_COLUMNS = [
  '</script><script>alert(6)</script>', '</style><b onclick=alert(7)>',
  '${alert(8)}', '\u202ecolumn',
];

/* Ten pictures of each name, in a folder of that name: classes are hostile,
   too. Every picture differs. */
function writePictures(folder) {
  const into = path.join(folder, '<b>pictures<b> & "others"');

  HOSTILE.forEach((name, kind) => {
    const place = path.join(into, name);

    fs.mkdirSync(place, { recursive: true });
    for (let k = 0; k < 10; k++) {
      fs.writeFileSync(path.join(place, `${name} ${k}.png`),
        encode(8, 8, (x, y) => [(x * 31 * kind + y * 7) & 255,
          (k * 25 + y * kind * 3) & 255, (x * y * 3 + k * 11) & 255]));
    }
  });
  return into;
}

function writeTable(folder) {
  const into = path.join(folder, '<i>table<i>.csv');
  const rows = [HOSTILE_COLUMNS.map((c) => `"${c}"`).join(',')];

  for (let k = 0; k < 200; k++) {
    const t = (2 * Math.PI * k) / 200;

    rows.push([Math.cos(t) * 3, Math.sin(t), Math.cos(7 * t), k % 13]
      .map((v) => v.toFixed(4)).join(','));
  }
  fs.writeFileSync(into, `${rows.join('\n')}\n`);
  return into;
}

function writeRuns(folder) {
  const into = path.join(folder, 'runs.csv');

  fs.writeFileSync(into,
    'gamma,score\n0.1,30\n0.5,20\n2,10\n8,14\n32,30\n');
  return into;
}

/** Each is a function of the folder of datasets and of one to write to. */
export const PAGES = {
  digits: {
    sections: REPORT,
    controls: true,
    made: (data) => ['report', `${data}/digits8.npy`, '--full-scale', '16',
      '--samples', '600', '--landmarks', '200', '--modes', '6', '--bootstrap',
      '4', '--batch', '32', '--steps', '20000', '--rank-augment', 'flip:1'],
  },
  table: {
    sections: REPORT,
    made: (data) => ['report', `${data}/banknote.csv`, ...WELLS],
  },
  cloud: {
    sections: REPORT,
    made: () => ['report', 'gauss:sigma=3,1', ...WELLS],
  },
  pictures: {
    sections: REPORT,
    hostile: HOSTILE,
    made: (data, folder) => ['report', writePictures(folder), '--landmarks',
      '40', '--modes', '4', '--bootstrap', '2', '--adapt', 'off'],
  },
  columns: {
    sections: REPORT,
    hostile: HOSTILE_COLUMNS,
    made: (data, folder) => ['report', writeTable(folder), '--landmarks', '40',
      '--modes', '4', '--bootstrap', '2'],
  },
  agreement: {
    sections: ['verdict', 'data', 'spectrum', 'agreement', 'modes', ...END],
    made: () => ['spectrum', 'wells:m=2', '--operator', 'all', ...SMALL],
  },
  augment: {
    sections: ['verdict', 'data', 'augmentations', 'provenance'],
    made: (data) => ['rank', 'augment', `${data}/digits8.npy`, '--full-scale',
      '16', '--samples', '200', '--functions', '32', '--bootstrap', '40',
      '--augment', 'translation:0.125', '--augment', 'flip:1'],
  },
  gamma: {
    sections: RANKED,
    made: (data) => ['rank', 'gamma', `${data}/banknote.csv`, ...SMALL,
      '--batch', '32', '--steps', '5000'],
  },
  scheme: {
    sections: RANKED,
    made: () => ['rank', 'scheme', 'wells:m=1', ...SMALL],
  },
  compare: {
    sections: ['verdict', 'comparison', 'provenance'],
    made: () => ['compare', 'wells:m=1', 'wells:m=2', 'gauss:d=3', ...SMALL],
  },
  backtest: {
    sections: [...SPECTRUM, 'roots', 'gamma', ...AFTER_GAMMA, 'backtest',
      'recipes', ...END],
    made: (data, folder) => ['backtest', writeRuns(folder), '--with',
      path.join(folder, 'cloud.html')],
  },
  flow: {
    sections: ['verdict', 'flow', 'provenance'],
    made: () => ['flow', '--points', '100', '--samples', '100', '--steps',
      '20', '--modes', '3'],
  },
  'flow-pictures': {
    sections: ['verdict', 'data', 'flow', 'provenance'],
    made: (data) => ['flow', `${data}/digits8.npy`, '--full-scale', '16',
      '--points', '16', '--samples', '64', '--steps', '4', '--modes', '3'],
  },
  'flow-networks': {
    sections: ['verdict', 'flow', 'provenance'],
    made: () => ['flow', 'modes_1d_overlap', '--preset', 'ade1d', '--steps',
      '2'],
  },
  meanfield: {
    sections: ['verdict', 'meanfield', 'provenance'],
    made: () => ['meanfield', '--time', '1', '--critics', '8', '--generators',
      '8', '--points', '20', '--compare'],
  },
  clouds: {
    sections: ['verdict', 'meanfield', 'provenance'],
    made: () => ['meanfield', '--target', 'eight-gaussians', '--method',
      'euler', '--time', '2', '--critics', '16', '--generators', '16',
      '--points', '10'],
  },
  toy: {
    sections: ['verdict', 'meanfield', 'provenance'],
    made: () => ['meanfield', '--toy', '--g0', '1.5'],
  },
  solvable: {
    sections: ['verdict', 'solvable', 'provenance'],
    made: () => ['solvable', '--time', '1', '--compare'],
  },
  full: {
    sections: EVERY,
    made: (data, folder) => ['report', path.join(folder, 'full.json')],
  },
  hostile: {
    sections: EVERY,
    hostile: ['</script><script>alert(1)</script>', '=1+1',
      '\ufffd rtl \ufffd]0;title'],
    made: (data, folder) => ['report', path.join(folder, 'hostile.json')],
  },
};

/** Makes the page of that name in FOLDER; its path. */
export function make(name, program, datasets, folder) {
  const page = path.join(folder, `${name}.html`);

  execFileSync(program, [...PAGES[name].made(datasets, folder), '-q',
    '--threads', '1', '-o', page], { cwd: folder, stdio: ['ignore', 'ignore',
    'pipe'] });
  return page;
}
