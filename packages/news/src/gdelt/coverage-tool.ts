import type { CallOptions, ToolDefinition } from '@headwater/core';
import {
  array,
  type Infer,
  number,
  object,
  oneOf,
  optional,
  strictObject,
  string,
  toolSchema,
} from '@headwater/core/schema';
import { day, hints } from '../news-tools.ts';
import type { GdeltTimeline, GdeltTimelineOptions } from './gdelt-types.ts';

const coverageInput = strictObject({
  query: string({
    minLength: 3,
    maxLength: 300,
    description: 'Words of at least 3 letters, all of which an article must hold; "phrases" allowed.',
  }),
  measure: optional(
    oneOf(['volume', 'tone'], 'Share of all news in percent, or average tone (negative to positive). Default volume.'),
  ),
  from: optional(day('First day, YYYY-MM-DD. Default: three months ago.')),
  to: optional(day('Last day, YYYY-MM-DD.')),
});
const coverageOutput = object({
  measure: string(),
  points: array(object({ date: string(), value: number() }), {
    description: 'In order of time. Empty: no coverage was found.',
  }),
  notices: array(string()),
});

type Timeline = (options: GdeltTimelineOptions, callOptions?: CallOptions) => PromiseLike<GdeltTimeline>;

export function coverageTool(timeline: Timeline): ToolDefinition {
  const tool: ToolDefinition<Infer<typeof coverageInput>, Infer<typeof coverageOutput>> = {
    id: 'news_measure_coverage',
    title: 'Measure news coverage over time',
    description:
      'Tells how much the world’s news wrote about something over time, or in which tone. Use it for trends, not for facts.',
    input: toolSchema(coverageInput),
    output: toolSchema(coverageOutput, 'output'),
    hints,
    async execute({ query, measure = 'volume', from, to }, options) {
      const mode = measure === 'tone' ? 'TimelineTone' : 'TimelineVol';
      const { series, notices } = await timeline({ query, mode, start: from, end: to }, options);
      const points = (series[0]?.data ?? []).map(({ date, value }) => ({ date, value }));
      return { measure, points, notices };
    },
  };
  return tool;
}
