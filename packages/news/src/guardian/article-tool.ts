import { type CallOptions, InvalidRequestError, type ToolDefinition } from '@headwater/core';
import {
  boolean,
  type Infer,
  nullable,
  number,
  object,
  optional,
  strictObject,
  string,
  toolSchema,
} from '@headwater/core/schema';
import { htmlToText } from '../html-text.ts';
import { hints, untrusted } from '../news-tools.ts';
import { providerName } from '../vendor-client.ts';
import type { GuardianItem, GuardianItemOptions } from './guardian-types.ts';

const articleInput = strictObject({
  id: string({
    minLength: 3,
    maxLength: 500,
    description: 'Address or path of a Guardian article, for example world/2024/may/31/name.',
  }),
  maxCharacters: optional(
    number({
      integer: true,
      minimum: 100,
      maximum: 50_000,
      description: 'Text to return, in characters. Default 10000.',
    }),
  ),
});
const articleOutput = object({
  title: string(),
  url: string(),
  author: nullable(string()),
  publishedAt: nullable(string()),
  section: nullable(string()),
  text: string({ description: `Text of the article. ${untrusted}` }),
  textIsWhole: boolean('Whether all of the text is there.'),
});

type Fields = 'bodyText' | 'byline' | 'trailText';
type Item = (
  id: string,
  options: GuardianItemOptions<Fields>,
  callOptions?: CallOptions,
) => PromiseLike<GuardianItem<Fields>>;

export function articleTool(item: Item): ToolDefinition {
  const tool: ToolDefinition<Infer<typeof articleInput>, Infer<typeof articleOutput>> = {
    id: 'news_read_article',
    title: 'Read a Guardian article',
    description:
      'Returns the text of one article of The Guardian whose address or path is known, for example from a search.',
    input: toolSchema(articleInput),
    output: toolSchema(articleOutput, 'output'),
    hints,
    async execute({ id, maxCharacters = 10_000 }, options) {
      const { content } = await item(id, { showFields: ['bodyText', 'byline', 'trailText'] }, options);
      if (content === null) {
        throw new InvalidRequestError('there is a tag, a section or an edition at this path, and no article', {
          provider: providerName,
          operation: 'guardian.item',
          hint: 'Search for articles and use the address of one.',
        });
      }
      const { fields } = content;
      const text = htmlToText(fields.bodyText ?? fields.trailText ?? '');
      return {
        title: content.webTitle,
        url: content.webUrl,
        author: fields.byline,
        publishedAt: content.webPublicationDate,
        section: content.sectionName,
        text: text.slice(0, maxCharacters),
        textIsWhole: text.length <= maxCharacters && fields.bodyText !== null,
      };
    },
  };
  return tool;
}
