import { useEffect, useMemo, useRef, useState } from 'react';
import type { ChatEvent } from '../../../src/shared/api.ts';
import { words } from '../../../src/shared/vocabulary.ts';
import { apiUrl } from '../api/base.ts';
import { useProviders } from '../api/queries.ts';
import { readStream } from '../api/stream.ts';
import { QuestionBox } from '../ask/question-box.tsx';
import { CitationScope } from '../citation/citation-scope.tsx';
import type { Quote } from '../report/evidence-index.ts';
import { useAnnouncer } from '../shell/announcer.tsx';
import { PageHeading } from '../shell/heading.tsx';
import { problemWords } from '../shell/load-state.tsx';
import { type ChatTurn, foldChatEvent, newTurn } from './chat-turn.ts';
import { TurnView } from './turn-view.tsx';

export function ChatPage() {
  const [turns, setTurns] = useState<ChatTurn[]>([]);
  const [message, setMessage] = useState('');
  const [complaint, setComplaint] = useState<string>();
  const announcer = useAnnouncer();
  const sandbox = useProviders().data?.mode === 'sandbox';
  const stop = useRef<AbortController>(undefined);
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const busy = turns.at(-1)?.state === 'waiting' || turns.at(-1)?.state === 'writing';
  const quoteOf = useMemo(() => quotesById(turns), [turns]);

  const fold = (event: ChatEvent) =>
    setTurns((all) => all.map((turn, index) => (index === all.length - 1 ? foldChatEvent(turn, event) : turn)));

  const fail = (sentence: string) => {
    fold({ type: 'chat-failed', code: 'page', message: sentence });
    announcer.alert(sentence);
  };

  const send = async () => {
    const question = message.trim();
    if (busy) return;
    if (question === '') {
      setComplaint(words.questionMissing);
      announcer.alert(words.questionMissing);
      box.current?.focus();
      return;
    }
    const threadId = turns.findLast((turn) => turn.threadId)?.threadId;
    setTurns((all) => [...all, newTurn(question)]);
    setMessage('');
    const controller = new AbortController();
    stop.current = controller;
    let ended = false;
    try {
      await readStream(
        apiUrl('/v1/chat'),
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(threadId ? { message: question, threadId } : { message: question }),
          signal: controller.signal,
        },
        ({ data }) => {
          const event = JSON.parse(data) as ChatEvent;
          ended ||= event.type === 'chat-finished' || event.type === 'chat-failed';
          fold(event);
          if (event.type === 'chat-finished') announcer.status('The answer is ready.');
          if (event.type === 'chat-failed') announcer.alert(event.message);
        },
      );
      if (!ended) fail(words.chatCut);
    } catch (error) {
      if (controller.signal.aborted) return;
      fail(error instanceof TypeError ? words.chatCut : problemWords(error));
    }
  };

  return (
    <div className="chat">
      <PageHeading title="Chat">Chat</PageHeading>
      <p className="meta">{words.chatHint}</p>
      {sandbox && <p className="sandbox-line">{words.sandboxNotice}</p>}
      <CitationScope quoteOf={quoteOf} sandbox={sandbox}>
        <ol className="turns" aria-live="off" aria-busy={busy}>
          {turns.map((turn, index) => (
            // Turns are only ever added at the end.
            <TurnView key={index} turn={turn} quoteOf={quoteOf} />
          ))}
        </ol>
      </CitationScope>
      <form
        className="chat-form"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label htmlFor="chat-message">Your message</label>
        <QuestionBox
          ref={box}
          id="chat-message"
          value={message}
          placeholder={words.askPlaceholder}
          describedBy={complaint ? 'chat-complaint' : undefined}
          onChange={(text) => {
            setMessage(text);
            setComplaint(undefined);
          }}
          onSubmit={() => void send()}
        />
        <div className="ask-foot">
          <p id="chat-complaint" className="complaint">
            {complaint}
          </p>
          <button type="submit" className="button primary" aria-disabled={busy}>
            Send <span className="key">Enter</span>
          </button>
        </div>
      </form>
    </div>
  );
}

/** The evidence of all turns; documents are numbered in the order the conversation came to them. */
function quotesById(turns: ChatTurn[]): (evidenceId: string) => Quote | undefined {
  const numbers = new Map<string, number>();
  const quotes = new Map<string, Quote>();
  for (const { title, url, ...evidence } of turns.flatMap((turn) => turn.evidence)) {
    const number = numbers.get(evidence.documentId) ?? numbers.size + 1;
    numbers.set(evidence.documentId, number);
    const unknown = { document: undefined, authors: [], year: undefined, doi: undefined };
    quotes.set(evidence.id, { evidence, number, title, url, ...unknown });
  }
  return (evidenceId) => quotes.get(evidenceId);
}
