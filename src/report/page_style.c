/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The style sheet. Series colours are those of Okabe and Ito, lightened for
 * dark paper; g0..g9 is cividis; l0..l5 runs from blue to vermilion with
 * enough contrast for lines on either paper.
 */
#include "report/style.h"

static const char light_colours[] =
    "--paper:#fff;--card:#f5f6f7;--ink:#1c1d20;--muted:#5a5f68;"
    "--grid:#e3e5e8;--rim:#d5d8dc;--link:#005a8f;"
    "--s1:#0072b2;--s2:#d55e00;--s3:#007d5c;--s4:#aa4f83;--s5:#8a6100;"
    "--s6:#3f464f;--quiet:#8a9099;"
    "--l0:#0072b2;--l1:#5a68ae;--l2:#8a5ca3;--l3:#b05490;--l4:#c95667;"
    "--l5:#d55e00;";

static const char dark_colours[] =
    "--paper:#14161a;--card:#1d2026;--ink:#e9e9e6;--muted:#a7adb6;"
    "--grid:#2b2f36;--rim:#393e47;--link:#7cc4f0;"
    "--s1:#56b4e9;--s2:#f0935a;--s3:#35c79c;--s4:#d992b9;--s5:#f0e442;"
    "--s6:#c9ced6;--quiet:#7d848f;"
    "--l0:#56b4e9;--l1:#8ca5ea;--l2:#b795dd;--l3:#d98bc0;--l4:#ea8a93;"
    "--l5:#f0935a;";

static const char *const chart_rules[] = {
    ".chart{font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;"
    "font-size:13px;font-variant-numeric:tabular-nums;overflow:visible}",
    ".chart text{fill:var(--ink)}",
    ".chart .tick,.chart .label{fill:var(--muted)}",
    ".paper{fill:var(--paper)}",
    ".grid{stroke:var(--grid)}",
    ".axis{stroke:var(--quiet)}",
    ".line{fill:none;stroke:currentColor;stroke-width:2.2;"
    "stroke-linejoin:round;stroke-linecap:round}",
    ".thin{stroke-width:1.4}",
    ".dashed{stroke-dasharray:8 5}",
    ".dotted{stroke-dasharray:1 5}",
    ".band{fill:currentColor;fill-opacity:.17}.band.solid{fill-opacity:1}",
    ".bar{fill:none;stroke:currentColor;stroke-width:1.4}",
    ".mark{fill:currentColor;stroke:var(--paper)}",
    ".ring{fill:none;stroke:currentColor;stroke-width:1.9}",
    ".rule{stroke:currentColor;stroke-width:1.6;stroke-dasharray:6 4}",
    ".region{fill:currentColor}",
    ".dots{fill:none;stroke-width:3.2;stroke-linecap:round}",
    ".few{stroke-width:7}",
    ".made{stroke:#14161a}.real{stroke:#d55e00}",
    ".arrows{fill:none;stroke:#14161a;stroke-opacity:.6;stroke-width:.8}",
    ".rim{fill:none;stroke:var(--quiet)}",
    ".stable{fill-opacity:.2}",
    ".s1{color:var(--s1)}.s2{color:var(--s2)}.s3{color:var(--s3)}",
    ".s4{color:var(--s4)}.s5{color:var(--s5)}.s6{color:var(--s6)}",
    ".quiet{color:var(--quiet)}.ink{color:var(--ink)}",
    ".l0{color:var(--l0)}.l1{color:var(--l1)}.l2{color:var(--l2)}",
    ".l3{color:var(--l3)}.l4{color:var(--l4)}.l5{color:var(--l5)}",
    ".g0{color:#00224e}.g1{color:#123570}.g2{color:#3b496c}",
    ".g3{color:#575d6d}.g4{color:#707173}.g5{color:#8a8678}",
    ".g6{color:#a59c74}.g7{color:#c3b369}.g8{color:#e1cc55}",
    ".g9{color:#fee838}",
    ".over{color:#fff}.mark.over{stroke:#000;stroke-width:1.6}",
};

static const char *const page_rules[] = {
    "*{box-sizing:border-box}",
    "html{background:var(--paper);color:var(--ink);"
    "-webkit-text-size-adjust:100%;text-size-adjust:100%}",
    "body{margin:0 auto;max-width:46rem;padding:2.5rem 1.25rem 4rem;"
    "font:1.0625rem/1.6 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;"
    "overflow-wrap:anywhere}",
    "header{margin-bottom:2rem}",
    ".brand{margin:0;color:var(--muted);font-size:.9rem;letter-spacing:.02em}",
    "h1{margin:.2rem 0 .3rem;font-size:2rem;line-height:1.2;"
    "letter-spacing:-.015em;font-weight:650}",
    "h2{margin:0 0 .75rem;font-size:1.35rem;line-height:1.3;"
    "letter-spacing:-.01em;font-weight:650}",
    "h3{margin:2rem 0 .5rem;font-size:1.05rem;line-height:1.4}",
    "p{margin:0 0 1rem}",
    "a{color:var(--link)}",
    "nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;margin:1rem 0 0;"
    "padding:0;list-style:none;font-size:.92rem}",
    "section{margin-top:3.5rem;scroll-margin-top:1rem}",
    "#verdict{margin-top:0;padding:1.5rem 1.5rem .75rem;"
    "border:1px solid var(--rim);border-radius:12px;background:var(--card)}",
    ".lead{font-size:1.2rem;line-height:1.5}",
    ".tiles{display:grid;gap:1rem 1.5rem;margin:1.25rem 0;"
    "grid-template-columns:repeat(auto-fit,minmax(8rem,1fr))}",
    ".tiles dt{color:var(--muted);font-size:.85rem;line-height:1.35}",
    ".tiles dd{margin:.15rem 0 0;font-size:1.45rem;font-weight:600;"
    "line-height:1.25;font-variant-numeric:tabular-nums}",
    ".tiles small{display:block;margin-top:.15rem;color:var(--muted);"
    "font-size:.85rem;font-weight:400}",
    "ul.plain{margin:0 0 1rem;padding-left:1.2rem}",
    "ul.plain li{margin-bottom:.35rem}",
    ".notes{margin:1rem 0;padding:0;list-style:none}",
    ".notes li{margin-bottom:.5rem;padding:.45rem .75rem;"
    "border-left:4px solid var(--quiet);background:var(--paper)}",
    ".notes li.warning{border-color:var(--s5)}",
    ".notes li.error{border-color:var(--s2)}",
    ".notes b{font-weight:650}",
    "code{font:.88em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"
    "monospace}",
    "pre{margin:.5rem 0;padding:.75rem 1rem;border:1px solid var(--rim);"
    "border-radius:8px;background:var(--card);white-space:pre-wrap;"
    "font:.82rem/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}",
    "figure{margin:1.25rem 0 1.5rem}",
    "figcaption{margin-top:.6rem;color:var(--muted);font-size:.94rem;"
    "line-height:1.5}",
    ".chart{display:block;width:100%;height:auto}",
    ".legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:.5rem 0 0;"
    "padding:0;list-style:none;font-size:.88rem;line-height:1.5}",
    ".legend li{display:flex;align-items:center;gap:.45rem}",
    ".swatch{flex:none;width:26px;height:16px}",
    ".panels{display:grid;gap:1.25rem 1rem;"
    "grid-template-columns:repeat(auto-fill,minmax(13rem,1fr))}",
    ".panels h3{margin:0 0 .1rem;font-size:.95rem}",
    ".panels p{margin:.2rem 0 0;color:var(--muted);font-size:.85rem;"
    "line-height:1.4}",
    ".sheet{margin:.25rem 0 .75rem}",
    ".sheet img{display:block;width:100%;height:auto;border-radius:6px;"
    "background:var(--card)}",
    ".pixels img{image-rendering:pixelated}",
    ".side{margin:0;color:var(--muted);font-size:.85rem}",
    "details{margin:.75rem 0;font-size:.92rem}",
    "summary{cursor:pointer;color:var(--link)}",
    ".scroll{overflow-x:auto;margin-top:.5rem}",
    "table{border-collapse:collapse;width:100%;font-size:.88rem;"
    "line-height:1.4;font-variant-numeric:tabular-nums}",
    "th,td{padding:.3rem .6rem;border-bottom:1px solid var(--grid);"
    "text-align:left;vertical-align:top}",
    "th{color:var(--muted);font-weight:600;vertical-align:bottom}",
    "table.numbers td:not(.words),table.numbers th:not(.words){"
    "text-align:right;overflow-wrap:normal}",
    "td:not(.words){white-space:nowrap}",
    ".facts{display:grid;grid-template-columns:max-content 1fr;"
    "gap:.3rem 1.2rem;margin:0 0 1rem;font-variant-numeric:tabular-nums}",
    ".facts dt{color:var(--muted)}",
    ".facts dd{margin:0}",
    /* What the script adds. */
    ".live{position:relative}",
    ".tip{position:absolute;z-index:1;max-width:17rem;padding:.3rem .6rem;"
    "border:1px solid var(--rim);border-radius:6px;background:var(--paper);"
    "font-size:.85rem;line-height:1.35;pointer-events:none}",
    ".aloud{position:absolute;width:1px;height:1px;overflow:hidden;"
    "clip-path:inset(50%)}",
    ".tools{display:flex;flex-wrap:wrap;align-items:center;gap:.4rem 1rem;"
    "margin:.5rem 0;font-size:.9rem}",
    ".tools label{display:flex;align-items:center;gap:.5rem}",
    ".tools input{width:14rem;max-width:60vw;accent-color:var(--link)}",
    ".tools select,.tabs button{font:inherit;color:var(--ink);"
    "background:var(--card);border:1px solid var(--rim);border-radius:6px;"
    "padding:.2rem .6rem}",
    ".tabs{display:flex;flex-wrap:wrap;gap:.4rem;margin:1rem 0;"
    "font-size:.92rem}",
    ".tabs button{cursor:pointer}",
    ".tabs button[aria-selected=true]{border-color:var(--link);"
    "color:var(--link);font-weight:600}",
    ".chart:focus-visible,.tabs button:focus-visible,"
    "[role=tabpanel]:focus-visible{outline:2px solid var(--link);"
    "outline-offset:2px}",
    "footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--rim);"
    "color:var(--muted);font-size:.88rem}",
    /* Drawings shrink with the column; their words must not. Long ones reach
       into the padding of the page. */
    "@media (max-width:34rem){body{padding:1.5rem 1rem 3rem;font-size:1rem}"
    "h1{font-size:1.6rem}#verdict{padding:1.1rem 1rem .25rem}"
    ".wide{font-size:20px}.wide "
    ".tick{font-size:18px}.facts{grid-template-columns:1fr;gap:0}"
    ".facts dd{margin-bottom:.5rem}.panels{grid-template-columns:1fr 1fr}"
    ".panels .chart{font-size:19px}}",
    "@media print{:root{color-scheme:light}body{max-width:none;padding:0;"
    "font-size:10.5pt}nav,.scroll,.tools,.tabs,.tip{display:none}section{"
    "margin-top:1.6rem}"
    "figure,.sheet,#verdict{break-inside:avoid}h2,h3{break-after:avoid}"
    "a{color:inherit}}",
};

static void
add_rules(chl_text *out, const char *const *rules, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        chl_text_add(out, "%s\n", rules[k]);
    }
}

void
chl_style_add_chart(chl_text *out)
{
    chl_text_add(out, ":root{color-scheme:light dark;%s}\n", light_colours);
    chl_text_add(out,
                 "@media screen and (prefers-color-scheme:dark){:root{%s}}\n",
                 dark_colours);
    add_rules(out, chart_rules, sizeof chart_rules / sizeof chart_rules[0]);
}

void
chl_style_add_page(chl_text *out)
{
    chl_style_add_chart(out);
    add_rules(out, page_rules, sizeof page_rules / sizeof page_rules[0]);
}
