import type { EmulatorReply, EmulatorRequest, EmulatorRoute } from '@headwater/testkit';
import { notFound, RequestProblem, reject } from './answers.ts';
import { BASE_PAPER_FIELDS, readFields, type Selection } from './fields.ts';
import type { Library } from './library.ts';
import type { EmulatorPaper } from './papers.ts';
import { allowOnly, readIds, readInteger, readJsonBody } from './parameters.ts';
import { projectPaper } from './projection.ts';

/** The two recommendation endpoints. Likeness is shared words of title and abstract. */
export function recommendationRoutes(library: Library): EmulatorRoute[] {
  return [
    {
      method: 'GET',
      path: '/recommendations/v1/papers/forpaper/:id*',
      handler: (request) => forPaper(library, request),
    },
    { method: 'POST', path: '/recommendations/v1/papers/', handler: (request) => forLists(library, request) },
  ];
}

function forPaper(library: Library, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, ['fields', 'limit', 'from']);
  const from = request.query.get('from') ?? 'recent';
  if (!['recent', 'all-cs'].includes(from)) reject(`Unacceptable query params: [from=${from}]`);
  const { selection, limit } = readCommon(request);
  const seed = findOrReject(library, request.params.id ?? '');
  const isInPool = (paper: EmulatorPaper): boolean =>
    from === 'recent' || (paper.fieldsOfStudy ?? []).includes('Computer Science');
  return answer(library, likeThese(library, [seed], []).filter(isInPool).slice(0, limit), selection);
}

function forLists(library: Library, request: EmulatorRequest): EmulatorReply {
  allowOnly(request, ['fields', 'limit']);
  const { selection, limit } = readCommon(request);
  const body = readJsonBody(request);
  const positive = readIds(body, 'positivePaperIds', 500).map((id) => findOrReject(library, id));
  const negativeIds = Array.isArray(body.negativePaperIds) && body.negativePaperIds.length > 0;
  const negative = negativeIds ? readIds(body, 'negativePaperIds', 500).map((id) => findOrReject(library, id)) : [];
  return answer(library, likeThese(library, positive, negative).slice(0, limit), selection);
}

function readCommon(request: EmulatorRequest): { selection: Selection; limit: number } {
  const selection = readFields(request, BASE_PAPER_FIELDS, ['paperId', 'title']);
  return { selection, limit: readInteger(request, 'limit', 100, 1, 500) };
}

function findOrReject(library: Library, id: string): EmulatorPaper {
  const paper = library.findPaper(id);
  if (!paper) throw new RequestProblem(notFound(`Paper with id ${id} not found`));
  return paper;
}

/** Scores of the liked papers' texts minus those of the disliked ones. */
function likeThese(library: Library, positive: EmulatorPaper[], negative: EmulatorPaper[]): EmulatorPaper[] {
  const scores = new Map<EmulatorPaper, number>();
  const add = (seeds: EmulatorPaper[], sign: number): void => {
    for (const seed of seeds) {
      for (const { paper, score } of library.similar(seed)) {
        scores.set(paper, (scores.get(paper) ?? 0) + sign * score);
      }
    }
  };
  add(positive, 1);
  add(negative, -1);
  for (const seed of [...positive, ...negative]) scores.delete(seed);
  const liked = [...scores].filter(([, score]) => score > 0);
  return liked.sort((left, right) => right[1] - left[1]).map(([paper]) => paper);
}

function answer(library: Library, papers: EmulatorPaper[], selection: Selection): EmulatorReply {
  return { json: { recommendedPapers: papers.map((paper) => projectPaper(library, paper, selection)) } };
}
