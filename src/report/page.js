// SPDX-License-Identifier: GPL-3.0-or-later
// What a page can do where scripts run: tell the values of its figures, draw
// them on other scales, move the roots with gamma, show recipes as tabs. The
// page is complete without; nothing here is fetched or kept.
(function () {
  'use strict';

  const SVG = (document.querySelector('svg')
    || document.documentElement).namespaceURI;
  const PLACE = /([ML])(-?[\d.]+) (-?[\d.]+)/g;

  const number = (words) => parseFloat(words.replace(/\u2212/g, '-'));
  const numbers = (words) => words.split(' ').map(number);

  function say(value) {
    const size = Math.abs(value);

    if (!isFinite(value)) {
      return 'not available';
    }
    return (value !== 0 && (size >= 1e6 || size < 1e-4)
      ? value.toExponential(2).replace(/\.?0*e\+?/, 'e')
      : String(parseFloat(value.toPrecision(3)))).replace(/-/g, '\u2212');
  }

  function fill(element, attributes, parent) {
    Object.keys(attributes).forEach((name) => {
      element.setAttribute(name, attributes[name]);
    });
    if (parent) {
      parent.appendChild(element);
    }
    return element;
  }

  const make = (name, attributes, parent) =>
    fill(document.createElement(name), attributes, parent);
  const draw = (name, attributes, parent) =>
    fill(document.createElementNS(SVG, name), attributes, parent);

  // An axis as the drawing notes it, and its place in the drawing.
  function scale(words, from, length) {
    const [kind, low, high] = words.split(' ');

    return { log: kind === 'log', low: number(low), high: number(high), from,
      length };
  }

  function place(s, value) {
    const part = s.log ? Math.log(value / s.low) / Math.log(s.high / s.low)
      : (value - s.low) / (s.high - s.low);

    return s.from + part * s.length;
  }

  function valueAt(s, position) {
    const part = (position - s.from) / s.length;

    return s.log ? s.low * Math.pow(s.high / s.low, part)
      : s.low + part * (s.high - s.low);
  }

  // The frames of a drawing; what is drawn in one follows it.
  function framesOf(svg) {
    return Array.from(svg.querySelectorAll('g.frame'), (g) => {
      const [left, top, width, height] = numbers(g.dataset.box);
      const labels = g.querySelectorAll('.label');
      const parts = [];

      for (let e = g.nextElementSibling; e && !e.matches('g.frame');
        e = e.nextElementSibling) {
        parts.push({ e, kind: e.classList[0], d: e.getAttribute('d') || '' });
      }
      return { g, parts, left, top, width, height,
        x: scale(g.dataset.x, left, width),
        y: scale(g.dataset.y, top + height, -height),
        words: Array.from(labels, (t) => t.textContent) };
    });
  }

  // What tells series apart: their colour, and the shape of their marks.
  function seriesOf(e, kind, d) {
    const colour = Array.from(e.classList).slice(1).join(' ');

    return kind === 'mark' || kind === 'ring'
      ? kind + ' ' + colour + d.slice(d.indexOf('m')) : 'line ' + colour;
  }

  function namesOf(figure) {
    const names = new Map();

    figure.querySelectorAll('.legend li').forEach((item) => {
      const e = item.querySelector('.swatch > *');

      names.set(seriesOf(e, e.classList[0], e.getAttribute('d') || ''),
        item.textContent.trim());
    });
    return names;
  }

  function intervalsOf(frame) {
    const bars = new Map();

    frame.parts.filter((p) => p.kind === 'bar').forEach((p) => {
      const found = /^M(-?[\d.]+) (-?[\d.]+)V(-?[\d.]+)/.exec(p.now || p.d);

      if (found) {
        bars.set(p.e.classList[1] + found[1],
          [valueAt(frame.y, +found[3]), valueAt(frame.y, +found[2])]);
      }
    });
    return bars;
  }

  // The points of a drawing by series, each series from left to right.
  function pointsOf(frames, names) {
    const series = new Map();

    frames.forEach((frame, index) => {
      const bars = intervalsOf(frame);

      frame.parts.forEach((p) => {
        const mark = p.kind === 'mark' || p.kind === 'ring';
        const key = seriesOf(p.e, p.kind, p.d);
        const found = (p.now || p.d).match(PLACE) || [];

        if (p.hidden || (!mark && p.kind !== 'line')) {
          return;
        }
        if (!series.has(index + key)) {
          series.set(index + key, []);
        }
        (mark ? found.slice(0, 1) : found).forEach((words) => {
          const [px, py] = numbers(words.slice(1));

          series.get(index + key).push({ frame, px, py, mark,
            name: names.get(key),
            bar: mark ? bars.get(p.e.classList[1] + px) : undefined });
        });
      });
    });
    return Array.from(series.values()).filter((list) => list.length)
      .map((list) => list.sort((a, b) => a.px - b.px));
  }

  // Panels under one another share the words of the lowest axis.
  function sentence(point, frames) {
    const frame = point.frame;
    const shared = frames[frames.length - 1].words;
    const across = (frame.words.length > 1 ? frame.words[0]
      : shared.length > 1 ? shared[0] : '').replace(/[,(].*/, '').trim();
    const up = (frame.words[frame.words.length - 1] || '').split(',')[0];
    const x = valueAt(frame.x, point.px);
    const words = (across ? across + ' ' : '')
      + (across === 'mode' ? Math.round(x) : say(x)) + ', ' + up + ' '
      + say(valueAt(frame.y, point.py));

    return (point.name ? point.name + ': ' : '') + words + (point.bar
      ? ', 95 % from ' + say(point.bar[0]) + ' to ' + say(point.bar[1]) : '');
  }

  // Values under the pointer, and by arrow keys.
  function tellValues(figure, svg, frames) {
    const tip = make('div', { class: 'tip', 'aria-hidden': 'true' });
    const aloud = make('div', { class: 'aloud', role: 'status' });
    const ring = draw('circle', { class: 'ring ink', r: 8 });
    let series = null, row = -1, column = 0;

    function hide() {
      tip.remove();
      ring.remove();
    }

    function show(point, spoken) {
      const box = svg.getBoundingClientRect();
      const outer = figure.getBoundingClientRect();
      const ratio = box.width / svg.viewBox.baseVal.width;
      const words = sentence(point, frames);

      fill(ring, { cx: point.px, cy: point.py }, svg);
      tip.textContent = words;
      figure.appendChild(tip);
      tip.style.left = Math.max(0, Math.min(outer.width - tip.offsetWidth,
        box.left - outer.left + point.px * ratio - tip.offsetWidth / 2)) + 'px';
      tip.style.top = box.top - outer.top + point.py * ratio
        - tip.offsetHeight - 14 + 'px';
      if (spoken) {
        aloud.textContent = words;
      }
    }

    function read() {
      series = series || pointsOf(frames, namesOf(figure));
    }

    svg.addEventListener('pointermove', (event) => {
      const box = svg.getBoundingClientRect();
      const ratio = svg.viewBox.baseVal.width / box.width;
      const x = (event.clientX - box.left) * ratio;
      const y = (event.clientY - box.top) * ratio;
      let best = null, least = 40;

      read();
      series.forEach((list, r) => list.forEach((point, c) => {
        const far = Math.hypot(point.px - x, point.py - y)
          + (point.mark ? 0 : 4);

        if (far < least) {
          least = far;
          best = point;
          row = r;
          column = c;
        }
      }));
      if (best) {
        show(best, false);
      } else {
        hide();
      }
    });
    svg.addEventListener('pointerleave', hide);
    svg.addEventListener('blur', hide);
    svg.addEventListener('keydown', (event) => {
      const along = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const over = { ArrowUp: -1, ArrowDown: 1 }[event.key];

      read();
      if (event.key === 'Escape') {
        hide();
        return;
      }
      if ((!along && !over) || series.length === 0) {
        return;
      }
      event.preventDefault();
      if (row >= 0 && along) {
        column = Math.max(0, Math.min(series[row].length - 1, column + along));
      } else {
        const x = row >= 0 ? series[row][column].px : 0;

        row = row < 0 ? 0
          : (row + (over || 0) + series.length) % series.length;
        column = series[row].reduce((near, point, k) =>
          (Math.abs(point.px - x) < Math.abs(series[row][near].px - x)
            ? k : near), 0);
      }
      show(series[row][column], true);
    });
    figure.classList.add('live');
    figure.appendChild(aloud);
    fill(svg, { tabindex: '0' });
    return () => {
      series = null;
      row = -1;
      hide();
    };
  }

  function ticksOf(s, wanted) {
    const ticks = [];

    if (s.log) {
      const first = Math.ceil(Math.log10(s.low) - 1e-9);
      const last = Math.floor(Math.log10(s.high) + 1e-9);
      const stride = Math.floor((last - first) / wanted) + 1;

      if (last - first < 2) {
        for (let e = first - 1; e <= last; e++) {
          (wanted > 3 ? [1, 2, 5] : [1, 3]).forEach((m) =>
            ticks.push(m * Math.pow(10, e)));
        }
      } else {
        for (let e = first; e <= last; e += stride) {
          ticks.push(Math.pow(10, e));
        }
      }
    } else {
      const power = Math.pow(10, Math.floor(Math.log10(
        (s.high - s.low) / wanted)));
      const step = [1, 2, 5, 10].find((m) =>
        (s.high - s.low) / (m * power) <= wanted) * power;

      for (let k = Math.ceil(s.low / step); k * step <= s.high; k++) {
        ticks.push(k * step);
      }
    }
    return ticks.filter((t) => t >= s.low && t <= s.high);
  }

  // The same axis, with logarithms or without.
  function otherScale(frame) {
    const y = frame.y0;
    let least = Infinity;

    if (y.log) {
      return Object.assign({}, y, { log: false, low: 0 });
    }
    frame.parts.filter((p) => p.kind === 'line').forEach((p) => {
      (p.d.match(PLACE) || []).forEach((words) => {
        const value = valueAt(y, numbers(words.slice(1))[1]);

        least = value > 0 ? Math.min(least, value) : least;
      });
    });
    return Object.assign({}, y, { log: true,
      low: Math.min(Math.max(least, y.high / 300), y.high / 2) });
  }

  function redraw(frame, y) {
    const bottom = frame.top + frame.height;
    const raw = (py) => place(y, valueAt(frame.y0, +py));
    const move = (py) =>
      Math.max(frame.top, Math.min(bottom, raw(py))).toFixed(1);
    const lines = [];

    frame.parts.forEach((p) => {
      if (p.kind === 'mark' || p.kind === 'ring') {
        const [, px, py] = /^M(-?[\d.]+) (-?[\d.]+)/.exec(p.d);

        p.now = 'M' + px + ' ' + raw(py).toFixed(1) + p.d.slice(
          p.d.indexOf('m'));
        p.hidden = !(raw(py) > frame.top - 1 && bottom + 1 > raw(py));
        p.e.style.display = p.hidden ? 'none' : '';
      } else if (p.d) {
        p.now = p.d.replace(/M(-?[\d.]+) (-?[\d.]+)|L(-?[\d.]+) (-?[\d.]+)|V(-?[\d.]+)/g,
          (all, mx, my, lx, ly, v) => (mx ? 'M' + mx + ' ' + move(my)
            : lx ? 'L' + lx + ' ' + move(ly) : 'V' + move(v)));
      } else if (p.kind === 'rule') {
        p.y1 = p.y1 || p.e.getAttribute('y1');
        p.y2 = p.y2 || p.e.getAttribute('y2');
        if (p.y1 === p.y2) {
          fill(p.e, { y1: move(p.y1), y2: move(p.y1) });
        }
      }
      if (p.now) {
        p.e.setAttribute('d', p.now);
      }
    });
    frame.ticks = frame.ticks || Array.from(frame.g.querySelectorAll(
      '.tick[text-anchor="end"],.grid')).filter((e) =>
      e.matches('.tick') || e.getAttribute('y1') === e.getAttribute('y2'));
    frame.ticks.forEach((e) => e.remove());
    ticksOf(y, frame.height > 150 ? 6 : 3).forEach((tick) => {
      const at = place(y, tick).toFixed(1);

      lines.push(draw('line', { class: 'grid', x1: frame.left,
        x2: frame.left + frame.width, y1: at, y2: at }));
      lines.push(draw('text', { class: 'tick', 'text-anchor': 'end',
        x: frame.left - 8, y: +at + 5 }));
      lines[lines.length - 1].textContent = say(tick);
    });
    lines.reverse().forEach((e) => frame.g.insertBefore(e, frame.g.firstChild));
    frame.ticks = lines;
    frame.y = y;
  }

  // A choice of the vertical scale above the figure.
  function offerScales(figure, frames, changed) {
    const bar = make('div', { class: 'tools' });
    const label = make('label', {}, bar);
    const choice = document.createElement('select');

    label.append('Vertical scale ', choice);
    ['as drawn', 'linear', 'logarithmic'].forEach((word) => {
      make('option', { value: word }, choice).textContent = word;
    });
    frames.forEach((frame) => {
      frame.y0 = frame.y;
    });
    choice.addEventListener('change', () => {
      frames.forEach((frame) => {
        const same = choice.value === 'as drawn'
          || frame.y0.log === (choice.value === 'logarithmic');

        redraw(frame, same ? frame.y0 : otherScale(frame));
      });
      changed();
    });
    figure.insertBefore(bar, figure.firstChild);
  }

  // Roots of s^2 + a (g lambda + c2) s + a b c1 cg lambda = 0: the slow one.
  function slowRoot(game, gamma, lambda) {
    const damping = game.a * (gamma * lambda + game.c2);
    const stiffness = game.a * game.b * game.c1 * game.cg * lambda;
    const inside = damping * damping / 4 - stiffness;

    return inside >= 0
      ? [-stiffness / (damping / 2 + Math.sqrt(inside)), 0]
      : [-damping / 2, Math.sqrt(-inside)];
  }

  function pace(gamma, roots) {
    const slow = roots.reduce((best, root, k) =>
      (root[0] > roots[best][0] ? k : best), 0);
    const [re, im] = roots[slow];
    const half = Math.LN2 / -re;
    const head = 'At gamma ' + say(gamma) + ' the slowest mode (mode '
      + (slow + 1) + ') ';

    if (!(re < 0)) {
      return head + 'never comes to rest.';
    }
    return head + 'halves every ' + say(half) + ' units of time'
      + (half * im > 0.01
        ? ', with period ' + say(2 * Math.PI / im) + ': it swings '
          + say(half * im / (2 * Math.PI)) + ' times meanwhile.'
        : ', without swinging.');
  }

  // A slider for gamma under the drawing of the roots.
  function moveRoots(figure, frame, result, changed) {
    const note = figure.querySelector('[data-game]');
    const legend = Array.from(figure.querySelectorAll('.legend li')).find((e) =>
      e.textContent.trim().startsWith('modes at gamma'));

    if (!note) {
      return;
    }
    const [a, b, c1, c2, cg, share, low, high, now] = numbers(
      note.dataset.game);
    const game = { a, b, c1, c2, cg };
    const lambdas = result.prediction.roots.map((root) => root.lambda);
    const marks = frame.parts.filter((p) => p.kind === 'mark');
    const bar = make('div', { class: 'tools' });
    const label = make('label', {}, bar);
    const start = now > 0 ? Math.log(now / low) / Math.log(high / low) : 0;
    const slider = make('input', { type: 'range', min: 0, max: 1000,
      value: Math.round(1000 * Math.max(0, Math.min(1, start))) });
    const words = make('output', {}, bar);

    function update(gamma) {
      const roots = lambdas.map((lambda) =>
        slowRoot(game, share * gamma, lambda));

      words.textContent = pace(gamma, roots);
      slider.setAttribute('aria-valuetext', 'gamma ' + say(gamma));
      return roots;
    }

    slider.addEventListener('input', () => {
      const gamma = low * Math.pow(high / low, slider.value / 1000);
      const roots = update(gamma);

      marks.forEach((p, k) => {
        const px = place(frame.x, roots[k][0]);
        const py = place(frame.y, roots[k][1]);

        p.hidden = !(px >= frame.left - 1 && py >= frame.top - 1);
        p.now = 'M' + px.toFixed(1) + ' ' + py.toFixed(1)
          + p.d.slice(p.d.indexOf('m'));
        fill(p.e, { d: p.now }).style.display = p.hidden ? 'none' : '';
      });
      if (legend) {
        legend.lastChild.textContent = ' modes at gamma ' + say(gamma);
      }
      changed();
    });
    if (marks.length !== lambdas.length) {
      return; // some have no place: better no slider than a wrong one
    }
    label.append('gamma ', slider);
    update(now);
    figure.querySelector('svg').after(bar);
  }

  // Recipes as tabs.
  function makeTabs(section) {
    const list = Array.from(section.querySelectorAll('details[id^="recipe-"]'));
    const bar = make('div', { class: 'tabs', role: 'tablist',
      'aria-label': 'Trainers' });

    if (list.length === 0) {
      return;
    }
    const panels = list.map((details, k) => {
      const tab = make('button', { type: 'button', role: 'tab', id: 'tab-' + k,
        'aria-controls': details.id }, bar);
      const panel = make('div', { role: 'tabpanel', id: details.id,
        'aria-labelledby': tab.id, tabindex: '0' });

      tab.textContent = details.querySelector('bdi').textContent;
      make('p', {}, panel).textContent =
        details.querySelector('summary').textContent;
      panel.append(...Array.from(details.children).slice(1));
      return { tab, panel };
    });

    function choose(index, focus) {
      panels.forEach(({ tab, panel }, k) => {
        panel.hidden = k !== index;
        fill(tab, { 'aria-selected': k === index,
          tabindex: k === index ? '0' : '-1' });
      });
      if (focus) {
        panels[index].tab.focus();
      }
    }

    panels.forEach(({ tab }, k) => {
      tab.addEventListener('click', () => choose(k, false));
      tab.addEventListener('keydown', (event) => {
        const to = { ArrowLeft: k - 1, ArrowRight: k + 1, Home: 0,
          End: panels.length - 1 }[event.key];

        if (to !== undefined) {
          event.preventDefault();
          choose((to + panels.length) % panels.length, true);
        }
      });
    });
    list[0].before(bar, ...panels.map((p) => p.panel));
    list.forEach((details) => details.remove());
    const asked = panels.findIndex((p) => '#' + p.panel.id === location.hash);
    const usable = panels.findIndex((p) =>
      !p.panel.firstChild.textContent.includes('(not applicable)'));

    choose(Math.max(0, asked >= 0 ? asked : usable), false);
  }

  document.querySelectorAll('figure > svg.chart').forEach((svg) => {
    const figure = svg.parentNode;
    const frames = framesOf(svg);

    if (!frames.some((f) => f.parts.some((p) =>
      p.kind === 'mark' || p.kind === 'ring' || p.kind === 'line'))) {
      return;
    }
    const changed = tellValues(figure, svg, frames);

    if (figure.id === 'figure-spectrum' || figure.id === 'figure-gamma') {
      offerScales(figure, frames, changed);
    }
    if (figure.id === 'figure-roots') {
      moveRoots(figure, frames[0], JSON.parse(
        document.getElementById('chladni-result').textContent), changed);
    }
  });
  document.querySelectorAll('#recipes').forEach(makeTabs);
}());
