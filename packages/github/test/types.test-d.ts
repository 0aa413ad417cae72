import type { SourceProvider } from '@headwater/core';
import { typedDocument } from '@headwater/graphql';
import { expectTypeOf } from 'vitest';
import {
  createGitHub,
  type GitHubRepository,
  type GitHubRestRepository,
  type GitHubSettings,
  github,
} from '../src/index.ts';

expectTypeOf(github).toExtend<SourceProvider<GitHubSettings>>();
createGitHub({ apiKey: async () => 'token', headers: { 'user-agent': 'mine' } });
createGitHub({ auth: { appId: 1, installationId: '2', privateKey: 'pem' } });
// @ts-expect-error an App needs an installation
createGitHub({ auth: { appId: 1, privateKey: 'pem' } });

for await (const repository of github.searchRepositories('crdt'))
  expectTypeOf(repository).toEqualTypeOf<GitHubRepository>();
for await (const repository of github.rest.searchRepositories({ q: 'crdt' }))
  expectTypeOf(repository).toEqualTypeOf<GitHubRestRepository>();
github.searchRepositories({ topics: ['a'], stars: { from: 5 }, sort: 'a sort of tomorrow' });
// @ts-expect-error there is no such qualifier
github.searchRepositories({ colour: 'red' });
// @ts-expect-error stars are counted
github.searchRepositories({ stars: 'many' });
// @ts-expect-error issues are not sorted by stars under a misspelt name
github.rest.searchIssues({ text: 'a', sorting: 'stars' });

const viewer = typedDocument<{ viewer: { login: string } }>('{ viewer { login } }');
expectTypeOf((await github.query(viewer)).data.viewer.login).toEqualTypeOf<string>();
expectTypeOf((await github.getRepository('a/b')).readme).toEqualTypeOf<GitHubRepository['readme']>();
