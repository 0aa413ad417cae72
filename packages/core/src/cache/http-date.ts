const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const day = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const time = '(\\d{2}):(\\d{2}):(\\d{2})';
const preferred = new RegExp(`^${day}, (\\d{2}) ([A-Z][a-z]{2}) (\\d{4}) ${time} GMT$`);
const twoDigitYear = new RegExp(
  `^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\\d{2})-([A-Z][a-z]{2})-(\\d{2}) ${time} GMT$`,
);
const asctime = new RegExp(`^${day} ([A-Z][a-z]{2}) ([ \\d]\\d) ${time} (\\d{4})$`);

/**
 * An HTTP date in epoch milliseconds (RFC 9110, 5.6.7: the preferred format and the two obsolete ones), or `undefined`.
 * `Date.parse` also takes `0`, `1 day` and other texts that a cache has to treat as invalid.
 */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  let match = preferred.exec(text);
  if (match !== null) return epoch(Number(match[3]), match[2], match[1], match[4], match[5], match[6]);
  match = asctime.exec(text);
  if (match !== null) return epoch(Number(match[6]), match[1], match[2], match[3], match[4], match[5]);
  match = twoDigitYear.exec(text);
  if (match === null) return undefined;
  const thisYear = new Date(nowMs).getUTCFullYear();
  let year = Math.floor(thisYear / 100) * 100 + Number(match[3]);
  // More than fifty years ahead means the most recent past year with those digits.
  if (year > thisYear + 50) year -= 100;
  return epoch(year, match[2], match[1], match[4], match[5], match[6]);
}

function epoch(year: number, month = '', date = '', hours = '', minutes = '', seconds = ''): number | undefined {
  const position = months.indexOf(month);
  if (position < 0 || position % 3 !== 0 || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 60) {
    return undefined;
  }
  const result = new Date(Date.UTC(year, position / 3, Number(date), Number(hours), Number(minutes), Number(seconds)));
  if (year < 100) result.setUTCFullYear(year);
  // 30 February rolls over into March, and is no date.
  const midnight = new Date(Date.UTC(2000, position / 3, Number(date)));
  midnight.setUTCFullYear(year, position / 3, Number(date));
  return midnight.getUTCDate() === Number(date) ? result.getTime() : undefined;
}
