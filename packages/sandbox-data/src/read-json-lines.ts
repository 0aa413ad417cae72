/** Reads a gzipped JSON-lines file whole. Files and zlib are loaded at the first call, not with the module. */
export async function readJsonLines<Row>(file: URL): Promise<Row[]> {
  const { readFile } = await import('node:fs/promises');
  const { promisify } = await import('node:util');
  const { gunzip } = await import('node:zlib');
  const bytes = await promisify(gunzip)(await readFile(file));
  const lines = bytes.toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
}
