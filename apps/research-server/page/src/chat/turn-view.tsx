import { cellShapes, runShapes } from '../../../src/shared/vocabulary.ts';
import { CitationButtons } from '../citation/citation-buttons.tsx';
import type { Quote } from '../report/evidence-index.ts';
import { ForeignText, visibleText } from '../text/foreign-text.tsx';
import { Shape } from '../text/shape.tsx';
import { answerParts, type ChatTurn, type WorkStep } from './chat-turn.ts';

const stepShapes = { working: runShapes.running, done: runShapes.succeeded, failed: cellShapes.failed };
const stepWords = { working: 'under way', done: 'done', failed: 'failed' };

export function TurnView({ turn, quoteOf }: { turn: ChatTurn; quoteOf: (evidenceId: string) => Quote | undefined }) {
  return (
    <li className="turn">
      <p className="turn-question">
        <span className="meta">You: </span>
        <ForeignText text={turn.question} />
      </p>
      {turn.steps.length > 0 && (
        <ul className="work">
          {turn.steps.map((step, index) => (
            <Step key={index} step={step} />
          ))}
        </ul>
      )}
      {turn.state === 'waiting' && turn.steps.length === 0 && <p className="meta">Waiting for the first agent.</p>}
      {turn.text !== '' && <Answer turn={turn} quoteOf={quoteOf} />}
      {turn.failure && (
        <p className="notice bad">
          <ForeignText text={turn.failure.message} /> {turn.failure.hint && <ForeignText text={turn.failure.hint} />}
        </p>
      )}
      {turn.label && <p className="meta">{turn.label}</p>}
    </li>
  );
}

function Step({ step }: { step: WorkStep }) {
  return (
    <li>
      <Shape shape={stepShapes[step.state]} tone={step.state} />
      <span>
        <ForeignText text={step.text} />
        <span className="visually-hidden">, {stepWords[step.state]}</span>
      </span>
    </li>
  );
}

/** Marks become buttons once the evidence they name has arrived, which is at the end of the answer. */
function Answer({ turn, quoteOf }: { turn: ChatTurn; quoteOf: (evidenceId: string) => Quote | undefined }) {
  const paragraphs = turn.text.split(/\n{2,}/);
  return (
    <div className="answer" dir="auto">
      {paragraphs.map((paragraph, index) => (
        <p key={index}>
          {answerParts(paragraph).map((part, position) =>
            'text' in part ? (
              <span key={position}>{visibleText(part.text)}</span>
            ) : turn.state === 'finished' ? (
              <CitationButtons key={position} evidenceIds={part.evidenceIds} quoteOf={quoteOf} />
            ) : (
              <span key={position} className="meta">
                {' '}
                […]
              </span>
            ),
          )}
        </p>
      ))}
    </div>
  );
}
