/** These fields of an answer, `null` where it says nothing. */
export function orNull<Wire extends object, Name extends keyof Wire>(
  wire: Wire,
  ...names: readonly Name[]
): { [Each in Name]-?: NonNullable<Wire[Each]> | null } {
  const pairs = names.map((name) => [name, wire[name] === '' ? null : (wire[name] ?? null)]);
  return Object.fromEntries(pairs);
}
