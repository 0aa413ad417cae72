/** Numbers, times and lists as words. Pure and browser-safe. */

/** `1 call`, `2 calls`; thousands are grouped. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${groupThousands(count)} ${count === 1 ? one : many}`;
}

/** `1,000` */
export function groupThousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `0.4 s`, `31 s`, `2 min 5 s`, from milliseconds. */
export function durationWords(ms: number): string {
  const tenths = Math.max(0, Math.round(ms / 100));
  if (tenths < 100) return `${tenths % 10 === 0 ? tenths / 10 : (tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
}

/** `10/s`, and slower than one a second `1 every 3 s`; with a unit `10 requests/s` and `1 request every 3 s`. */
export function rateWords(perSecond: number, unit?: string): string {
  const rounded = Math.round(perSecond * 100) / 100;
  if (rounded >= 1) return `${unit === undefined ? groupThousands(rounded) : plural(rounded, unit)}/s`;
  const seconds = 1 / perSecond;
  const time = seconds < 120 ? `${Math.round(seconds * 10) / 10} s` : `${Math.round(seconds / 60)} min`;
  return `1 ${unit === undefined ? '' : `${unit} `}every ${time}`;
}

/** `$0.00`; amounts below a cent keep three figures so that spending never reads as nothing. */
export function dollars(amount: number): string {
  return amount > 0 && amount < 0.01 ? `$${amount.toFixed(4)}` : `$${amount.toFixed(2)}`;
}

/** The local time of day, `14:02` or `14:02:31`. An unreadable time is shown as it came. */
export function clockTime(iso: string, precision: 'minutes' | 'seconds' = 'minutes'): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const parts = [date.getHours(), date.getMinutes(), ...(precision === 'seconds' ? [date.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** `today 14:02`, else `12 Nov 2026, 14:02`. */
export function dayAndTime(iso: string, now: number): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  if (date.toDateString() === new Date(now).toDateString()) return `today ${clockTime(iso)}`;
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
  return `${day}, ${clockTime(iso)}`;
}

/** `A`, `A and B`, `A, B and C` */
export function joinWords(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
