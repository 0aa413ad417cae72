import type { LimitPlan } from '@headwater/core';

/**
 * https://www.semanticscholar.org/product/api (read August 2026). The free key is given one request per second, counted over
 * all endpoints together, so that there is one cost class for papers, recommendations and data sets. Callers without a key share one pool of 1000 requests per
 * second with everybody else; taking it at a walking pace keeps it usable, and 429 on the first call is normal there.
 */
export const semanticScholarPlans: Readonly<Record<string, LimitPlan>> = {
  keyed: { default: { requestsPerSecond: 1 } },
  anonymous: { default: { requestsPerSecond: 1, burst: 3 } },
};

/** A search gives no more: `offset + limit` must stay below 1000. */
export const searchWindow = 999;
/** Citations, references and authors: `offset + limit` must stay below 10000. */
export const citationsWindow = 9999;
/** Most papers of one batch request. */
export const batchSize = 500;
/** Most authors of one batch request. */
export const authorBatchSize = 1000;
