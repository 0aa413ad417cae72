/** Values that stand where nobody expects them. */
const junk: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => -1,
  () => 1e308,
  () => '',
  () => 'junk',
  () => '2024-02-31T99:99:99Z',
  () => 'javascript:alert(1)',
  () => [],
  () => [null],
  () => ({}),
  () => ({ unexpected: { deeply: [{}] } }),
  () => nested(40),
];

const nested = (depth: number): unknown => (depth === 0 ? 0 : [nested(depth - 1)]);

/**
 * Damages an answer in one to three places, as a failing service or a proxy might: values of another type, missing fields,
 * repeated and missing items; a text answer loses, doubles or changes some of its characters.
 *
 * @param random numbers in [0, 1): the same ones do the same damage
 */
export function damage(answer: unknown, random: () => number): unknown {
  const places = 1 + Math.floor(random() * 3);
  let damaged = answer;
  for (let place = 0; place < places; place += 1) {
    damaged = typeof damaged === 'string' ? damageText(damaged, random) : damageJson(damaged, random);
  }
  return damaged;
}

const pick = <Item>(list: readonly Item[], random: () => number): Item =>
  list[Math.floor(random() * list.length)] as Item;

interface Place {
  holder: Record<string, unknown> | unknown[];
  key: string | number;
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown> | unknown[];
  const keys = Array.isArray(holder) ? holder.keys() : Object.keys(holder);
  return [...keys].flatMap((key) => [{ holder, key }, ...placesIn((holder as Record<string | number, unknown>)[key])]);
}

function damageJson(json: unknown, random: () => number): unknown {
  const places = placesIn(json);
  if (places.length === 0) return pick(junk, random)();
  const { holder, key } = pick(places, random);
  const way = random();
  if (way < 0.2) {
    if (Array.isArray(holder)) holder.splice(key as number, 1);
    else delete holder[key];
  } else if (way < 0.3 && Array.isArray(holder)) holder.push(holder[key as number]);
  else (holder as Record<string | number, unknown>)[key] = pick(junk, random)();
  return json;
}

function damageText(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const end = Math.min(text.length, at + 1 + Math.floor(random() * 200));
  const way = random();
  if (way < 0.4) return text.slice(0, at) + text.slice(end);
  if (way < 0.6) return text.slice(0, end) + text.slice(at);
  return text.slice(0, at) + pick(['<', '>', '&', '&#0;', '\0', '"', '<x/>', ']]>'], random) + text.slice(at + 1);
}
