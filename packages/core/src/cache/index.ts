export type { CacheSettings } from './cache-core.ts';
export { createCachedFetch } from './cached-fetch.ts';
export {
  type CachedCall,
  type CallAnswer,
  type CallCache,
  type CallCacheRequest,
  type CallCacheSettings,
  type CallLookup,
  createCallCache,
} from './call-cache.ts';
export type { CachedFetchOptions, Fetch } from './fetch-request.ts';
export { cacheOutcome, type FetchCacheOutcome } from './fetch-response.ts';
export type { CacheFailure } from './guarded-store.ts';
export { fromKeyv, type KeyvLike, type KeyvStoreOptions } from './keyv-store.ts';
export { createMemoryStore, type MemoryStore, type MemoryStoreOptions } from './memory-store.ts';
export type { CacheRecord, CacheStore, HeaderList, StoredAnswer } from './model.ts';
