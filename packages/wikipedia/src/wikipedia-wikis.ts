import {
  ConfigurationError,
  createServiceClient,
  InvalidRequestError,
  type ServiceClient,
  type ServiceDefinition,
  type ServiceSettings,
} from '@headwater/core';
import { parseWikipediaFailure } from './wikipedia-errors.ts';
import { wikipediaPlans } from './wikipedia-limits.ts';
import { probeOperation } from './wikipedia-operations.ts';

export const version = '0.1.0';
export const provider = 'wikipedia';

/** See `ServiceSettings`. Works without a key; `WIKIMEDIA_ACCESS_TOKEN` is used as an OAuth 2 token when it is set. */
export interface WikipediaSettings extends ServiceSettings {
  /**
   * How Wikimedia can reach you, which it asks of everybody: an e-mail address or the address of a page. Goes into the
   * `User-Agent`. Without it requests are paced for the lowest tier, about seven a minute.
   *
   * @see https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy
   * @example 'https://my-agent.example/about'
   */
  contact?: string | undefined;
  /** Name of your application, for the `User-Agent`. @example 'my-agent/1.0' */
  application?: string | undefined;
  /** Code of the wiki that is asked unless a call says otherwise. @default 'en' */
  language?: string | undefined;
  /**
   * Where `{language}` stands, the code of the wiki is put. An address without it is one wiki only: the one of `language`.
   *
   * @default 'https://{language}.wikipedia.org'
   */
  baseUrl?: string | undefined;
}

const template = 'https://{language}.wikipedia.org';
const code = /^[a-z][a-z0-9-]{1,19}$/;

/** One service client for each wiki asked so far, all with the same settings. */
export interface Wikis {
  /** The setting `language`. */
  readonly language: string;
  /** Whether another wiki than that of `language` can be asked. */
  readonly hasOthers: boolean;
  /** @throws {InvalidRequestError} for a wiki that cannot be asked */
  of(language: string | undefined, operation: string): { client: ServiceClient; language: string };
  readonly main: ServiceClient;
  configure(patch: Partial<WikipediaSettings>): void;
  dispose(): Promise<void>;
}

function userAgent({ application, contact }: WikipediaSettings): string {
  const own = `headwater-wikipedia/${version} (https://github.com/headwater-dev/headwater)`;
  const theirs = [application, contact === undefined ? undefined : `(${contact})`].filter((part) => part !== undefined);
  return [...theirs, own].join(' ');
}

const saysWho = ({ contact, headers }: WikipediaSettings): boolean =>
  contact !== undefined || Object.keys(headers ?? {}).some((name) => /^(?:api-)?user-agent$/i.test(name));

/** Browsers do not let a page set `User-Agent`; Wikimedia reads `Api-User-Agent` instead. */
function shared(settings: WikipediaSettings, language: string): ServiceSettings {
  const { contact: _contact, application: _application, language: _language, baseUrl = template, ...rest } = settings;
  const name = userAgent(settings);
  return {
    ...rest,
    baseUrl: baseUrl.replaceAll('{language}', language),
    headers: { 'user-agent': name, 'api-user-agent': name, ...settings.headers },
  };
}

function checked(settings: WikipediaSettings): WikipediaSettings {
  const { language, contact, application } = settings;
  const problem =
    language !== undefined && !code.test(language)
      ? 'language is not the code of a wiki, such as en, de or simple'
      : [contact, application].some(
            (text) => text !== undefined && (typeof text !== 'string' || !/^[\x20-\x7e]*\S[\x20-\x7e]*$/.test(text)),
          )
        ? 'contact and application must be plain text'
        : /^(?:undefined|null)$/.test(contact ?? '')
          ? `contact holds the word "${contact}"`
          : undefined;
  if (problem === undefined) return settings;
  throw new ConfigurationError(`the option ${problem}`, { provider, hint: 'Correct the option or leave it out.' });
}

/** @throws {ConfigurationError} when a setting cannot be right */
export function createWikis(given: WikipediaSettings): Wikis {
  let settings = checked(given);
  let disposed = false;
  const clients = new Map<string, ServiceClient>();
  const definition: ServiceDefinition = {
    name: provider,
    version,
    baseUrl: 'https://en.wikipedia.org',
    key: {
      variables: ['WIKIMEDIA_ACCESS_TOKEN'],
      required: false,
      headers: (key) => ({ authorization: `Bearer ${key}` }),
    },
    plans: wikipediaPlans,
    defaultPlan: () => (saysWho(settings) ? 'identified' : 'unidentified'),
    parseFailure: parseWikipediaFailure,
    requestIdHeader: 'x-request-id',
    probe: { operation: probeOperation, input: {} },
  };
  const main = (): string => settings.language ?? 'en';
  const hasOthers = (): boolean => (settings.baseUrl ?? template).includes('{language}');

  function clientOf(language: string): ServiceClient {
    let client = clients.get(language);
    if (client === undefined) {
      client = createServiceClient(definition, shared(settings, language));
      if (disposed) void client.dispose();
      clients.set(language, client);
    }
    return client;
  }
  clientOf(main());

  return {
    get language() {
      return main();
    },
    get hasOthers() {
      return hasOthers();
    },
    get main() {
      return clientOf(main());
    },
    of(language = main(), operation) {
      const problem = !code.test(language)
        ? `"${String(language).slice(0, 30)}" is not the code of a wiki`
        : language !== main() && !hasOthers()
          ? `the option baseUrl names one wiki, and it is not that of "${language}"`
          : undefined;
      if (problem === undefined) return { client: clientOf(language), language };
      throw new InvalidRequestError(problem, {
        provider,
        operation,
        hint: 'Nothing was sent. Codes are such as en, de or simple; baseUrl takes {language} where the code belongs.',
      });
    },
    configure(patch) {
      settings = checked({ ...settings, ...patch });
      for (const [language, client] of clients) client.configure(shared(settings, language));
    },
    async dispose() {
      disposed = true;
      await Promise.all([...clients.values()].map((client) => client.dispose()));
    },
  };
}
