const common =
  'a an and any are as at be been by can could did do does for from had has have how i if in into is it its of on or our ' +
  'should that the their them there they this those these to was we were what when where which who why will with would you';
/** Words about the asking, which no post needs to hold. */
const ofConversation = 'about me my people said saying says say some think your';
const ofProse = 'about after all also but may more most no not over so some such than then under while whom whose';

const setOf = (...lists: string[]): ReadonlySet<string> => new Set(lists.join(' ').split(' '));
const needless = setOf(common, ofConversation);
const untelling = setOf(common, ofProse);

/**
 * A question as the words a post has to hold, for services that require every word of a search. A question of function
 * words alone stays whole.
 */
export function requiredWords(question: string): string {
  const words = question.split(/\s+/).filter((word) => word !== '');
  const bare = (word: string) => word.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  const kept = words.filter((word) => bare(word) !== '' && !needless.has(bare(word)));
  return (kept.length > 0 ? kept : words).join(' ');
}

/** The words worth finding, for services that are asked for any of them. Function words alone stay. */
export function tellingWords(lowerCaseWords: readonly string[]): string[] {
  const words = [...new Set(lowerCaseWords)];
  const telling = words.filter((word) => !untelling.has(word));
  return telling.length > 0 ? telling : words;
}
