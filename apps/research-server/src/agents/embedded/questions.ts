/** What a message wants, by rules over its words alone. */
export type Intent =
  | { kind: 'talk'; reply: keyof typeof replies }
  | {
      kind: 'ask' | 'research';
      question: string;
      /** What a follow-up adds to the question before it; an answer must speak to it. */
      focus?: string;
    };

/** Everything the embedded model says in words of its own, apart from naming failures. */
export const replies = {
  greeting: 'Hello. Ask a question, and I will look for sentences in the sources that answer it.',
  thanks: 'You are welcome.',
  about:
    'I am the embedded model of this server: a set of rules, no language model. I search the sources and answer with ' +
    'exact sentences from them. Ask for a report to start a whole research run.',
  empty: 'Please ask a question that names a topic, for example “Does vitamin D prevent respiratory infection?”',
} as const;

const greeting = /^(?:hi|hello|hey|good\s+(?:morning|afternoon|evening)|greetings)(?:\s+(?:there|all|everyone))?$/iu;
const thanks =
  /^(?:(?:ok(?:ay)?|great|good|nice|cool|perfect)\s*,?\s*)?(?:thanks?(?:\s+you)?(?:\s+(?:so|very)\s+much|\s+a\s+lot)?|ok(?:ay)?|great|cool|bye|goodbye)$/iu;
const about =
  /^(?:who|what)\s+are\s+you$|^(?:what|how)\s+can\s+you\s+(?:do|help)(?:\s+(?:me|for\s+me))?$|^help(?:\s+me)?$|^how\s+(?:are\s+you|do\s+you\s+work)$/iu;

const researchRequest =
  /^(?:please\s+)?(?:(?:can|could)\s+you\s+)?(?:do\s+(?:some\s+)?(?:deep\s+|thorough\s+)?research\s+(?:on|about|into)|research|investigate|(?:write|make|prepare|create|give\s+me|i\s+(?:want|need))\s+(?:me\s+)?(?:a|an)\s+(?:(?:full|long|short|detailed|thorough|research|in-depth)\s+)*(?:report|review|overview)\s+(?:on|about|of)|report\s+on)\s+/iu;
const inDepth = /(?:^|[\s,]+)(?:in[\s-]depth|in\s+detail|thoroughly)\s*[.?!]*$/iu;

/** Openings that carry on with what was asked before. */
const leadIn = /^(?:and|but|or|also|then|what\s+about|how\s+about|what\s+of|and\s+(?:what|how)\s+about)(?![\p{L}-])/iu;
const preposition = /^(?:in|for|with|among|at|during|after|before|under|without|by|on|over|against)\s/iu;
const pointsBack =
  /\b(?:it|its|they|them|their|that|those|these|this|he|she|him|her|the\s+same)\b|^why(?:\s+not)?\W*$|^how\s+so\W*$/iu;
const emptyWords = new Set(
  'a an and are about also any as at be but by can could did do does for from has have how i if in into is it its me of on or please so tell than that the their them then there they this those to us was were what when where which who why will with would you'.split(
    ' ',
  ),
);

/** Understands the last message of a thread in the light of the earlier ones. */
export function understand(messages: readonly string[]): Intent {
  let topic: string | undefined;
  let intent: Intent = { kind: 'talk', reply: 'empty' };
  for (const message of messages) {
    const { leans, ...understood } = understandOne(message, topic);
    intent = understood;
    // Follow-ups add to the question they follow, not to each other: "and in children?", "and in adults?"
    if (intent.kind !== 'talk' && !leans) topic = intent.question;
  }
  return intent;
}

function understandOne(message: string, topic: string | undefined): Intent & { leans?: boolean } {
  const text = message.replace(/\s+/gu, ' ').trim();
  const bare = text.replace(/[\s.!?,]+$/u, '');
  if (greeting.test(bare)) return { kind: 'talk', reply: 'greeting' };
  if (thanks.test(bare)) return { kind: 'talk', reply: 'thanks' };
  if (about.test(bare)) return { kind: 'talk', reply: 'about' };

  const wantsReport = researchRequest.test(text) || inDepth.test(text);
  const question = text.replace(researchRequest, '').replace(inDepth, '').trim();
  const kind = wantsReport ? 'research' : 'ask';
  if (topic !== undefined && leansOnTopic(question)) return { kind, ...followUp(topic, question), leans: true };
  if (contentWords(question).length === 0) {
    return topic !== undefined && wantsReport
      ? { kind, question: topic, leans: true }
      : { kind: 'talk', reply: 'empty' };
  }
  return { kind, question };
}

/** Whether a message makes sense only after the question before it. */
function leansOnTopic(question: string): boolean {
  const words = contentWords(question).length;
  if (leadIn.test(question)) return words <= 6;
  if (preposition.test(question)) return words <= 2;
  return words <= 3 && pointsBack.test(question);
}

/** The earlier question with the new words at its end. */
function followUp(topic: string, addition: string): { question: string; focus?: string } {
  const focus = addition.replace(leadIn, '').replace(/^[\s,]+|[\s.?!]+$/gu, '');
  if (contentWords(focus).length === 0) return { question: topic };
  return { question: `${topic.replace(/[\s.?!]+$/u, '')} ${focus}?`, focus };
}

function contentWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];
  return words.filter((word) => !emptyWords.has(word));
}
