/** One issue or pull request of an emulated repository. */
export interface EmulatorIssue {
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  /** `null` for an account that was deleted. */
  author: string | null;
  comments: number;
  labels?: readonly string[];
  /** ISO 8601 date-time. */
  createdAt: string;
  updatedAt: string;
  isPullRequest?: boolean;
}

/** One repository of an emulator's corpus. */
export interface EmulatorRepository {
  owner: string;
  name: string;
  description: string | null;
  topics: readonly string[];
  /** Bytes by language, largest first. */
  languages: Readonly<Record<string, number>>;
  stars: number;
  forks: number;
  /** SPDX id. */
  license: string | null;
  /** ISO 8601 date-time. */
  createdAt: string;
  pushedAt: string;
  archived?: boolean;
  fork?: boolean;
  /** Path and text of the files that can be read and searched; a README is one of them. */
  files: Readonly<Record<string, string>>;
  issues?: readonly EmulatorIssue[];
  /** Names (`owner/name`) it had before; they lead to it. */
  formerNames?: readonly string[];
}

/** A repository with what the service adds. */
export interface StoredRepository extends EmulatorRepository {
  id: number;
  nodeId: string;
  fullName: string;
  /** Below a reserved name: nothing here is a real project. */
  url: string;
  issues: readonly EmulatorIssue[];
}

export interface Library {
  all: readonly StoredRepository[];
  /** By current or former name, in any case. */
  find(owner: string, name: string): StoredRepository | undefined;
  byId(id: number): StoredRepository | undefined;
}

const site = 'https://github.example';

export function createLibrary(corpus: readonly EmulatorRepository[]): Library {
  const all = corpus.map((repository, index): StoredRepository => {
    const id = 7_000_001 + index;
    const fullName = `${repository.owner}/${repository.name}`;
    const issues = repository.issues ?? [];
    return { ...repository, issues, id, nodeId: `R_sample${id}`, fullName, url: `${site}/${fullName}` };
  });
  const byName = new Map<string, StoredRepository>();
  for (const repository of all) {
    for (const former of repository.formerNames ?? []) byName.set(former.toLowerCase(), repository);
  }
  for (const repository of all) byName.set(repository.fullName.toLowerCase(), repository);
  return {
    all,
    find: (owner, name) => byName.get(`${owner}/${name}`.toLowerCase()),
    byId: (id) => all.find((repository) => repository.id === id),
  };
}

/** In the order GitHub looks for it. */
export function readmeOf({ files }: EmulatorRepository): { path: string; text: string } | undefined {
  for (const folder of ['.github/', '', 'docs/']) {
    const pattern = new RegExp(`^${folder.replace('.', '\\.')}readme(\\.(md|rst|txt))?$`, 'i');
    const path = Object.keys(files).find((name) => pattern.test(name));
    if (path !== undefined) return { path, text: files[path] as string };
  }
  return undefined;
}
