# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the page the library writes, to stand in a notebook.

User text in the page is escaped by the library, so that its tags can be found
by looking for them; nothing is parsed into something else on the way.
"""
import html
import itertools
import re
import textwrap

_count = itertools.count(1)


def style(page):
    return page[page.index("<style>") + len("<style>"):page.index("</style>")]


def section(page, name):
    """The inside of a section, heading first; None if there is none."""
    return _between(page, f'<section id="{name}"', "</section>")


def figure(page, name):
    return _between(page, f'<figure id="figure-{name}"', "</figure>")


def _between(page, opening, closing):
    start = page.find(opening)
    if start < 0:
        return None
    start = page.index(">", start) + 1
    return page[start:page.index(closing, start)]


def figures(page):
    return re.findall(r'<figure id="figure-([a-z0-9-]+)"', page)


def drawings(markup):
    return re.findall(r"<svg .*?</svg>", markup, re.S)


def _rules(css):
    """Pairs of what stands before a brace and in it."""
    at = 0
    while True:
        opening = css.find("{", at)
        if opening < 0:
            return
        depth, end = 1, opening + 1
        while depth > 0:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[at:opening].strip(), css[opening + 1:end - 1]
        at = end


def _prefixed(selector, root):
    if selector in (":root", "html", "body"):
        return root
    return f"{root} {selector}"


def scoped(css, root):
    """The same rules, for what is inside of `root` alone."""
    out = []
    for selector, body in _rules(css):
        if selector.startswith("@media"):
            out.append(f"{selector}{{{scoped(body, root)}}}")
        else:
            selectors = ",".join(_prefixed(s.strip(), root)
                                 for s in selector.split(","))
            out.append(f"{selectors}{{{body}}}")
    return "".join(out)


# Beside a cell a page is no page: no margins of its own, headings smaller.
_BESIDE = ("{root}{{max-width:46rem;margin:0;padding:1rem 1.25rem;"
           "border-radius:10px;font-size:15px;overflow-wrap:break-word}}"
           "{root} h2{{font-size:1.15rem;margin-top:0}}"
           "{root} .part{{margin-top:1.5rem}}"
           "{root} figure{{margin:.5rem 0 0}}")


def beside(page, parts):
    """Parts of a page as one element that keeps its style to itself."""
    name = f"chladni-{next(_count)}"
    root = f"#{name}"
    css = scoped(style(page), root) + _BESIDE.format(root=root)
    inside = "".join(f'<div class="part">{p}</div>' for p in parts)
    # Two outputs in one notebook have no names in common.
    inside = re.sub(r'(\bid=|\bhref="#|\bfor=|aria-labelledby=|'
                    r'aria-describedby=)("?)([a-z0-9-]+)',
                    lambda m: m.group(1) + m.group(2) + name + "-"
                    + m.group(3), inside)
    return (f'<div id="{name}" style="background:var(--paper);'
            f'color:var(--ink)"><style>{css}</style>{inside}</div>')


def _used(css, svg):
    """The rules that can match something in a drawing."""
    classes = {name for names in re.findall(r'class="([^"]*)"', svg)
               for name in names.split()}
    tags = set(re.findall(r"<([a-z]+)", svg))

    def matches(selector):
        parts = re.findall(r"[.#]?[\w-]+", selector)
        return selector == ":root" or (bool(parts) and all(
            part[1:] in classes if part[0] == "." else part in tags
            for part in parts))

    out = []
    for selector, body in _rules(css):
        if selector.startswith("@media"):
            inside = _used(body, svg)
            out.append(f"{selector}{{{inside}}}" if inside else "")
        else:
            kept = [one for one in selector.split(",") if matches(one.strip())]
            out.append(f"{','.join(kept)}{{{body}}}" if kept else "")
    return "".join(out)


def legend(markup):
    """The marks of a figure and what they mean: [(drawing, words)]."""
    listed = _between(markup, '<ul class="legend"', "</ul>") or ""
    return re.findall(r"<svg [^>]*>(.*?)</svg>\s*(.*?)</li>", listed, re.S)


# Of a legend: width of a letter, height of a line, width of a mark.
_LETTER, _LINE, _MARK = 7.3, 19.0, 34.0


def _entry(drawing, text, x, y):
    lines = "".join(f'<tspan x="{_MARK:g}" y="{12.5 + _LINE * k:g}">'
                    f"{html.escape(line, quote=False)}</tspan>"
                    for k, line in enumerate(text))
    return (f'<g transform="translate({x:g} {y:g})">{drawing}'
            f"<text>{lines}</text></g>")


def _with_legend(svg, entries):
    """A drawing with its legend below, in as many lines as it takes; some
    room, too, for the feet of its last words."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if box is None:
        return svg
    width, height = float(box.group(1)), float(box.group(2))
    letters = int((width - _MARK) / _LETTER)
    parts, x, y, rows = [], 4.0, height + 8.0, 0
    for drawing, words in entries:
        text = textwrap.wrap(html.unescape(words), letters) or [""]
        taken = _MARK + _LETTER * max(map(len, text)) + 12.0
        if x > 4.0 and x + taken > width:
            x, y, rows = 4.0, y + _LINE * rows, 0
        parts.append(_entry(drawing, text, x, y))
        x, rows = x + taken, max(rows, len(text))
    svg = svg.replace(
        box.group(0), f'viewBox="0 0 {width:g} {y + _LINE * rows:g}"', 1)
    end = svg.rindex("</svg>")
    return svg[:end] + "".join(parts) + svg[end:]


def alone(page, svg, entries=()):
    """A drawing of the page as a file of its own, with a legend."""
    svg = _with_legend(svg, entries)
    name = f"chladni-{next(_count)}"
    css = scoped(_used(style(page), svg), f".{name}")
    # The drawing itself is the chart, not something inside of one.
    css = css.replace(f".{name} .chart", f".{name}.chart")
    head = svg.index(">")
    attributes = svg[len("<svg"):head]
    attributes = re.sub(r'class="([^"]*)"', rf'class="\1 {name}"', attributes,
                        count=1)
    if "xmlns=" not in attributes:
        attributes = ' xmlns="http://www.w3.org/2000/svg"' + attributes
    css = css.replace("&", "&amp;").replace("<", "&lt;")
    return (f"<svg{attributes}><style>{css}.{name}{{background:var(--paper)}}"
            f"</style>{svg[head + 1:]}")
