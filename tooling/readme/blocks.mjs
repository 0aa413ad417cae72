/**
 * The TypeScript blocks of a Markdown file. ```` ```ts ```` is compiled and run, ```` ```ts no-run ```` only compiled.
 *
 * @returns {{ line: number, code: string, runs: boolean }[]} `line` is where the block's code begins, counted from 1
 */
export function extractBlocks(markdown) {
  const blocks = [];
  let open;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^(```+)\s*(\S*)\s*(.*)$/.exec(line);
    if (open) {
      if (fence?.[1] === open.fence && fence[2] === '') {
        if (open.typescript) blocks.push({ line: open.line, code: `${open.lines.join('\n')}\n`, runs: open.runs });
        open = undefined;
      } else open.lines.push(line);
    } else if (fence) {
      const typescript = fence[2] === 'ts';
      if (typescript && !['', 'no-run'].includes(fence[3])) {
        throw new Error(`line ${index + 1}: "ts ${fence[3]}" is not known, write "ts" or "ts no-run"`);
      }
      open = { fence: fence[1], typescript, runs: fence[3] === '', line: index + 2, lines: [] };
    }
  }
  if (open) throw new Error(`line ${open.line - 1}: the block is never closed`);
  return blocks;
}
