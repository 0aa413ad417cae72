/** Marks of evidence in a text: `[ev_x_1]`, also several in one pair of brackets. */
const wholeMark = /[ \t]*\[\s*ev_[\w-]{1,60}(?:\s*[,;]\s*ev_[\w-]{1,60}){0,20}\s*\]/;
/** The end of a text that may be the beginning of a mark. White space before it goes with the mark if that is removed. */
const openEnd = /[ \t]*(?:\[[\sev_,;\w-]*)?$/;
/** A bracket that has not closed after so many characters is no mark. */
const longestMark = 1_500;

export interface CitationFilter {
  /** Text that can be shown after this piece; what may be part of a mark is held back. */
  push(delta: string): Promise<string>;
  /** What was held back, at the end of the text. */
  end(): Promise<string>;
  /** Ids that were cited and are known, in the order of their first citation. */
  readonly cited: ReadonlySet<string>;
  /** Ids that were cited and stand for nothing. Their marks were removed. */
  readonly removed: ReadonlySet<string>;
}

/** Lets a stream of text through, marks of known evidence as `[ev_…]` each, marks of anything else not at all. */
export function createCitationFilter(isKnown: (id: string) => Promise<boolean>): CitationFilter {
  const cited = new Set<string>();
  const removed = new Set<string>();
  let held = '';

  const judge = async (mark: string): Promise<string> => {
    let kept = '';
    for (const id of mark.match(/ev_[\w-]+/g) ?? []) {
      const known = await isKnown(id);
      (known ? cited : removed).add(id);
      if (known) kept += `[${id}]`;
    }
    const space = /^[ \t]*/.exec(mark)?.[0] ?? '';
    return kept === '' ? '' : space + kept;
  };
  const pass = async (text: string): Promise<string> => {
    let shown = '';
    let rest = text;
    for (let match = wholeMark.exec(rest); match; match = wholeMark.exec(rest)) {
      shown += rest.slice(0, match.index) + (await judge(match[0]));
      rest = rest.slice(match.index + match[0].length);
    }
    return shown + rest;
  };

  return {
    cited,
    removed,
    async push(delta) {
      const text = held + delta;
      const open = openEnd.exec(text);
      const holdFrom = open && text.length - open.index <= longestMark ? open.index : text.length;
      held = text.slice(holdFrom);
      return pass(text.slice(0, holdFrom));
    },
    async end() {
      const text = held;
      held = '';
      return pass(text);
    },
  };
}
