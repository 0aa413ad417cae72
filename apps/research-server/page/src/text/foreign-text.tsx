import { Fragment, type ReactNode } from 'react';

/**
 * Characters that change how text reads without being seen: controls, bidi marks, overrides and isolates, zero-width and
 * tag characters, lone surrogates. The joiners U+200C and U+200D stay: scripts and emoji need them.
 */
const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** No word is this long; set in the report's kerned face such a run takes a browser minutes to break into lines. */
const unbroken = /\S{400,}/g;

/** Plain text, its over-long runs set apart for a face that is quick to lay out. */
function withUnbrokenRuns(text: string, key: number): ReactNode {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(unbroken)) {
    parts.push(
      text.slice(from, match.index),
      <span key={match.index} className="unbroken">
        {match[0]}
      </span>,
    );
    from = match.index + match[0].length;
  }
  if (parts.length === 0) return text;
  parts.push(text.slice(from));
  return <Fragment key={key}>{parts}</Fragment>;
}

/** Text as React nodes in which unseen characters are drawn as tokens. Its `textContent` is exactly the text. */
export function visibleText(text: string): ReactNode {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(unseen)) {
    if (match.index > from) parts.push(withUnbrokenRuns(text.slice(from, match.index), from));
    parts.push(
      <span key={`t${match.index}`} className="token" data-code={codeOf(match[0])}>
        {match[0]}
      </span>,
    );
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push(withUnbrokenRuns(text.slice(from), from));
  return parts;
}

/** A string from outside: isolated from the direction of what surrounds it, its own direction guessed from its letters. */
export function ForeignText({ text, className }: { text: string; className?: string }) {
  return (
    <bdi className={className} dir="auto">
      {visibleText(text)}
    </bdi>
  );
}
