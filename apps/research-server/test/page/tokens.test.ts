import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('../../page/src/styles/tokens.css', import.meta.url), 'utf8');
const themes = ['light', 'dark'] as const;
type Theme = (typeof themes)[number];

/** Every `--name: light-dark(#light, #dark)` of the style sheet. */
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name ?? '',
    { light: light ?? '', dark: dark ?? '' },
  ]),
);

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string, theme: Theme): number {
  const [a, b] = [one, other].map((name) => {
    const token = tokens.get(name);
    if (!token) throw new Error(`tokens.css has no --${name}`);
    return luminance(token[theme]);
  }) as [number, number];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const grounds = ['paper', 'surface', 'sunken'];
const lowest = (name: string, theme: Theme): number =>
  Math.min(...grounds.map((ground) => contrast(name, ground, theme)));

/** The least contrast each token promises on paper, surface and sunken, light and dark. */
const promised: Record<string, [light: number, dark: number]> = {
  ink: [15.4, 14.0],
  'ink-2': [8.1, 9.1],
  'ink-3': [5.3, 6.0],
  accent: [7.2, 8.4],
  ok: [5.7, 8.4],
  warn: [5.7, 8.6],
  bad: [6.5, 7.2],
  sandbox: [6.8, 8.1],
  edge: [3.5, 3.9],
  'kind-web': [5.5, 7.9],
  'kind-academic': [5.5, 7.9],
  'kind-news': [5.5, 7.9],
  'kind-social': [5.5, 7.9],
  'kind-code': [5.5, 7.9],
  'kind-encyclopedia': [5.5, 7.9],
};

describe.each(themes)('contrast in the %s theme', (theme) => {
  const column = theme === 'light' ? 0 : 1;

  test.each(Object.entries(promised))('%s', (name, wanted) => {
    // The promises are written to one decimal.
    expect(lowest(name, theme) + 0.05).toBeGreaterThanOrEqual(wanted[column]);
  });

  test('text on the accent and on a marked quote', () => {
    expect(contrast('on-accent', 'accent', theme)).toBeGreaterThanOrEqual(theme === 'light' ? 8.0 : 8.6);
    expect(contrast('ink', 'mark', theme)).toBeGreaterThanOrEqual(theme === 'light' ? 15.0 : 8.7);
    expect(contrast('mark-edge', 'mark', theme)).toBeGreaterThanOrEqual(3);
    // An expanded citation number stands on the mark.
    expect(contrast('accent', 'mark', theme)).toBeGreaterThanOrEqual(4.5);
  });
});

test('no style sheet but the tokens names a colour', () => {
  const sheets = ['base', 'layout', 'controls', 'ask', 'run', 'report', 'card', 'lists', 'chat', 'utilities'];
  for (const sheet of sheets) {
    const source = readFileSync(new URL(`../../page/src/styles/${sheet}.css`, import.meta.url), 'utf8');
    expect(source, sheet).not.toMatch(/#[0-9a-f]{3,8}\b(?![^{]*\{)|rgb\(|hsl\(/i);
  }
});
