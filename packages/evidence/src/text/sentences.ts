/** One sentence of a text: `text.slice(start, end)` is the sentence, from its first to its last visible character. */
export interface SentenceSpan {
  start: number;
  end: number;
  /** Where the sentence's own words begin, after a heading label such as `RESULTS`; equal to `start` without one. */
  bodyStart: number;
  /** The heading label, lower case, for example `conclusions`. */
  label?: string;
}

export interface SplitOptions {
  /** A run without sentence ends is cut at white space near this many UTF-16 units. @default 600 */
  maxLength?: number;
}

const abbreviations = new Set(
  `al approx art ca cf ch co corp dept dr ed eds eg eq eqs esp est etc ex fig figs gen gov hr ie inc inst intl jr lt ltd
  max min mr mrs ms mt no nos p pp ph prof ref refs resp rev sec sect sen sgt sr ssp spp st subsp supp suppl tab univ var
  vol vols vs viz wt jan feb mar apr jun jul aug sep sept oct nov dec`
    .split(/\s+/)
    .filter(Boolean),
);
const labelWords = new Set(
  `abstract aim aims and analysis approach background case clinical conclusion conclusions context contribution data
  design discussion evidence extraction findings funding goal hypothesis implications importance in interpretation
  intervention interventions introduction investigations key limitations main material materials measure measurements
  measures method methodology methods motivation objective objectives of outcome outcomes participants patients
  perspective population principal problem procedure purpose question questions rationale recommendations registration
  relevance report result results review sample search selection setting settings significance sources statistical
  strategy study subjects summary synthesis trial`
    .split(/\s+/)
    .filter(Boolean),
);
const upperLabel = /[A-Z]{3,}(?:[ /&,]{1,3}[A-Z]{2,}){0,5}/y;
const colonLabel = /[A-Z][A-Za-z]{2,}(?:[ /&,]{1,3}[A-Za-z]{2,}){0,5}(?=:)/y;
const afterLabel = /:?\s+(?=[\p{Lu}\p{N}"“(<>])/uy;
const terminator = /[.!?…。！？؟۔।]|\n/g;
const closer = /["'”’»)\]】」』*]/;
const cjkTerminator = /[。！？]/;
const space = /\s/;
const lowerCaseStart = /\p{Ll}/u;

/**
 * Splits any text into sentences with exact UTF-16 offsets. Spans never overlap, never split a surrogate pair, and
 * together cover every character that is not white space. Linear time; never throws.
 *
 * Not a boundary: decimals, `et al.`, `e.g.`, `Dr.`, initials, a full stop before a lower-case letter. Always one: an
 * empty line, a list bullet on a new line.
 */
export function splitSentences(text: string, options: SplitOptions = {}): SentenceSpan[] {
  const maxLength = Math.max(40, options.maxLength ?? 600);
  const spans: SentenceSpan[] = [];
  let start = 0;
  terminator.lastIndex = 0;
  const ends = new RegExp(terminator);
  for (let match = ends.exec(text); match !== null; match = ends.exec(text)) {
    const end = match[0] === '\n' ? lineBoundary(text, match.index) : sentenceBoundary(text, match.index, start);
    if (end === undefined) continue;
    addSpan(spans, text, start, end, maxLength);
    start = end;
    ends.lastIndex = Math.max(ends.lastIndex, end);
  }
  addSpan(spans, text, start, text.length, maxLength);
  return spans;
}

function lineBoundary(text: string, index: number): number | undefined {
  const next = text.slice(index + 1, index + 6);
  return /^(?:[ \t\r]*\n|\s*[-*•#>]\s|\s*\d{1,2}[.)]\s)/.test(next) ? index + 1 : undefined;
}

function sentenceBoundary(text: string, index: number, start: number): number | undefined {
  let end = index + 1;
  // At most a few closing marks belong to the sentence; a bound keeps runs of them linear.
  while (
    end < text.length &&
    end - index < 4 &&
    (closer.test(text[end] as string) || /[.!?]/.test(text[end] as string))
  )
    end++;
  if (end >= text.length) return end;
  const mark = text[index] as string;
  if (cjkTerminator.test(mark)) return end;
  if (!space.test(text[end] as string)) return undefined;
  const next = nextVisible(text, end);
  if (next === undefined) return end;
  if (mark !== '.') return mark === '…' && lowerCaseStart.test(next) ? undefined : end;
  // "pH 7. alpha-synuclein …" is rarer than an abbreviation we do not know.
  if (lowerCaseStart.test(next)) return undefined;
  return isAbbreviation(text, index, start) ? undefined : end;
}

function nextVisible(text: string, from: number): string | undefined {
  for (let index = from; index < Math.min(text.length, from + 16); index++) {
    if (!space.test(text[index] as string)) return String.fromCodePoint(text.codePointAt(index) as number);
  }
  return undefined;
}

function isAbbreviation(text: string, index: number, start: number): boolean {
  const before = text.slice(Math.max(start, index - 12), index);
  const word = /[\p{L}.]+$/u.exec(before)?.[0] ?? '';
  if (word === '') return false;
  // An initial ("J. Smith") or a dotted abbreviation ("e.g.", "U.S."), but not "vitamin D." or "group B."
  if (/^\p{Lu}$/u.test(word)) return startsWithInitial(before);
  if (/^(?:\p{L}\.)+\p{L}$/u.test(word)) return !/^(?:[ap]\.m|U\.[SK])$/.test(word);
  return abbreviations.has(word.toLowerCase());
}

function startsWithInitial(before: string): boolean {
  const previous = /(\S+)\s+\p{Lu}$/u.exec(before)?.[1];
  if (previous === undefined) return true;
  return /^\p{Lu}/u.test(previous) && !/^(?:I|A|Hepatitis|Vitamin|Protein|Type|Group|Class|Grade)$/.test(previous);
}

function addSpan(spans: SentenceSpan[], text: string, from: number, to: number, maxLength: number): void {
  let start = from;
  let end = to;
  while (start < end && space.test(text[start] as string)) start++;
  while (end > start && space.test(text[end - 1] as string)) end--;
  while (end - start > maxLength) {
    const cut = cutPoint(text, start, start + maxLength);
    pushSpan(spans, text, start, cut);
    start = cut;
    while (start < end && space.test(text[start] as string)) start++;
  }
  if (end > start) pushSpan(spans, text, start, end);
}

function cutPoint(text: string, start: number, limit: number): number {
  for (let index = limit; index > start + (limit - start) / 2; index--) {
    if (space.test(text[index] as string)) {
      let end = index;
      while (end > start + 1 && space.test(text[end - 1] as string)) end--;
      return end;
    }
  }
  const code = text.charCodeAt(limit);
  return code >= 0xdc00 && code <= 0xdfff ? limit - 1 : limit;
}

function pushSpan(spans: SentenceSpan[], text: string, start: number, end: number): void {
  const label = headingLabel(text, start, end);
  spans.push(label ? { start, end, ...label } : { start, end, bodyStart: start });
}

/** `RESULTS The …`, `Conclusions: …`: only words that journals use as abstract headings count, so that `DNA …` stays. */
function headingLabel(text: string, start: number, end: number): { bodyStart: number; label: string } | undefined {
  for (const pattern of [colonLabel, upperLabel]) {
    pattern.lastIndex = start;
    const label = pattern.exec(text)?.[0];
    const parts = label?.toLowerCase().split(/[ /&,]+/) ?? [];
    if (!label || !parts.every((word) => labelWords.has(word))) continue;
    afterLabel.lastIndex = start + label.length;
    const gap = afterLabel.exec(text)?.[0];
    if (gap === undefined) continue;
    const bodyStart = start + label.length + gap.length;
    if (bodyStart < end) return { bodyStart, label: label.toLowerCase() };
  }
  return undefined;
}
