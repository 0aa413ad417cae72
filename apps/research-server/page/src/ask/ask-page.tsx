import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Depth, ProviderEntry, ResearchRequest } from '../../../src/shared/api.ts';
import { boardStatus, depthWords, words } from '../../../src/shared/vocabulary.ts';
import { randomKey, startRun } from '../api/client.ts';
import { useProviders } from '../api/queries.ts';
import { useAnnouncer } from '../shell/announcer.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { problemWords } from '../shell/load-state.tsx';
import { readDraft, storeQuestion } from './prefill.ts';
import { QuestionBox } from './question-box.tsx';
import { RecentRuns } from './recent-runs.tsx';
import { SourceChoice } from './source-choice.tsx';

const allDepths: Depth[] = ['quick', 'standard', 'deep'];

/** Periods to choose from, in years back from today. */
const periods = [1, 2, 5, 10];

export function AskPage() {
  const search = useSearch();
  const [draft, setDraft] = useState(() => readDraft(search));
  const [complaint, setComplaint] = useState<string>();
  const [, navigate] = useLocation();
  const providers = useProviders();
  const announcer = useAnnouncer();
  const client = useQueryClient();
  const box = useRef<HTMLTextAreaElement>(null);
  // One key per question as it stands: pressing twice, or again after a lost answer, is one run.
  const key = useRef({ body: '', value: '' });

  useEffect(() => setDraft(readDraft(search)), [search]);
  useEffect(() => box.current?.focus(), []);

  const start = useMutation({
    mutationFn: (body: ResearchRequest) => {
      const text = JSON.stringify(body);
      if (key.current.body !== text) key.current = { body: text, value: randomKey() };
      return startRun(body, key.current.value);
    },
    onSuccess: ({ id }, body) => {
      storeQuestion('');
      void client.invalidateQueries({ queryKey: ['runs'] });
      announcer.status('Run started.');
      navigate(`/runs/${encodeURIComponent(id)}`, { state: { question: body.question } });
    },
    onError: (error) => complain(problemWords(error)),
  });

  const complain = (sentence: string) => {
    setComplaint(sentence);
    announcer.alert(sentence);
  };

  const usable = (providers.data?.providers ?? []).filter((entry) => boardStatus(entry) !== 'no-key');
  const usual = usualSources(usable);
  const chosen = (draft.sources ?? usual).filter((name) => usable.some((entry) => entry.name === name));
  const depths = providers.data?.depths ?? allDepths;

  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const question = draft.question.trim();
    if (question === '') {
      complain(words.questionMissing);
      box.current?.focus();
      return;
    }
    if (usable.length > 0 && chosen.length === 0) return complain(words.sourcesMissing);
    if (start.isPending) return;
    setComplaint(undefined);
    const body: ResearchRequest = {
      question,
      depth: depths.includes(draft.depth) ? draft.depth : (depths[0] ?? 'standard'),
    };
    if (!isSame(chosen, usual)) body.sources = chosen;
    if (draft.since) body.since = draft.since;
    start.mutate(body);
  };

  return (
    <div className="ask">
      <PageHeading title="Ask" focus={false}>
        <label htmlFor="question">What do you want to know?</label>
      </PageHeading>
      <form onSubmit={submit}>
        <QuestionBox
          ref={box}
          id="question"
          value={draft.question}
          placeholder={words.askPlaceholder}
          describedBy={complaint ? 'ask-complaint' : undefined}
          onChange={(question) => {
            setDraft({ ...draft, question });
            storeQuestion(question);
            setComplaint(undefined);
          }}
          onSubmit={submit}
        />
        <fieldset className="choice-row">
          <legend>Depth</legend>
          <div className="choices">
            {depths.map((depth) => (
              <label key={depth} className="choice">
                <input
                  type="radio"
                  name="depth"
                  value={depth}
                  checked={draft.depth === depth}
                  onChange={() => setDraft({ ...draft, depth })}
                />
                <span>
                  {depthWords[depth].name}
                  <span className="meta">: {depthWords[depth].hint}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <SinceChoice value={draft.since} onChange={(since) => setDraft({ ...draft, since })} />
        <SourceChoice
          entries={providers.data?.providers ?? []}
          chosen={chosen}
          onChange={(sources) => {
            setDraft({ ...draft, sources });
            setComplaint(undefined);
          }}
        />
        {providers.data?.mode === 'sandbox' && <p className="sandbox-line">{words.sandboxNotice}</p>}
        <div className="ask-foot">
          <p id="ask-complaint" className="complaint">
            {complaint}
          </p>
          <button type="submit" className="button primary" aria-disabled={start.isPending}>
            Ask <span className="key">Enter</span>
          </button>
        </div>
      </form>
      <RecentRuns />
    </div>
  );
}

function SinceChoice({ value, onChange }: { value: string; onChange: (since: string) => void }) {
  const today = new Date();
  const dates = periods.map((years) => {
    const date = new Date(Date.UTC(today.getUTCFullYear() - years, today.getUTCMonth(), today.getUTCDate()));
    return { years, iso: date.toISOString().slice(0, 10) };
  });
  const prefilled = value !== '' && !dates.some(({ iso }) => iso === value);
  return (
    <label className="since">
      <span>Since</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">any time</option>
        {dates.map(({ years, iso }) => (
          <option key={iso} value={iso}>
            {years === 1 ? 'a year ago' : `${years} years ago`}
          </option>
        ))}
        {prefilled && <option value={value}>{value}</option>}
      </select>
    </label>
  );
}

/** What the server asks by itself: all but those that have to be named, unless there are no others. */
function usualSources(usable: ProviderEntry[]): string[] {
  const usual = usable.filter((entry) => !entry.onRequest);
  return (usual.length > 0 ? usual : usable).map((entry) => entry.name);
}

const isSame = (one: string[], other: string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name));
