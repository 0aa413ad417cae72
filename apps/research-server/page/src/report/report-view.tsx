import type { Report } from '@headwater/evidence';
import { useEffect, useMemo } from 'react';
import type { RunDocument } from '../../../src/shared/api.ts';
import { words } from '../../../src/shared/vocabulary.ts';
import { CitationScope } from '../citation/citation-scope.tsx';
import { DocumentPanel } from '../citation/document-panel.tsx';
import { useDocumentPanel } from '../citation/use-document-panel.ts';
import { ErrorBoundary } from '../shell/error-boundary.tsx';
import { ForeignText } from '../text/foreign-text.tsx';
import { Contents } from './contents.tsx';
import { indexEvidence, reportParts, sentenceId } from './evidence-index.ts';
import { Exports } from './exports.tsx';
import { References } from './references.tsx';
import { SentenceText } from './sentence-text.tsx';

/** The report as a document: one column, a contents list beside it, and the evidence one gesture away. */
export function ReportView({ run, report }: { run: RunDocument; report: Report }) {
  const index = useMemo(() => indexEvidence(run, report), [run, report]);
  const panel = useDocumentPanel();
  const parts = reportParts(report).map((part, position) => ({ ...part, position }));
  useEffect(() => scrollToHash(), []);
  const shown = parts.filter((part) => part.sentences.length > 0);
  return (
    <div className="report-layout">
      <Contents report={report} parts={shown} />
      <CitationScope quoteOf={index.quote} sandbox={run.mode === 'sandbox'} onRead={panel.open}>
        <article className="report" aria-label="Report">
          {shown.map((part) => (
            <ErrorBoundary key={part.position}>
              <section
                className={part.position === 0 ? 'report-part lead' : 'report-part'}
                aria-labelledby={`part-${part.position}`}
              >
                <h2 id={`part-${part.position}`}>
                  <ForeignText text={part.heading} />
                </h2>
                <p>
                  {part.sentences.map((sentence, position) => (
                    <SentenceText
                      // A report never changes order once it is published.
                      key={position}
                      id={sentenceId(part.position, position)}
                      sentence={sentence}
                      quoteOf={index.quote}
                    />
                  ))}
                </p>
              </section>
            </ErrorBoundary>
          ))}
          {run.writer === 'extractive' && shown.length > 0 && <p className="meta">{words.extractiveNotice}</p>}
          {report.removed.length > 0 && <Removed removed={report.removed} />}
          {report.limitations.length > 0 && <Limits limitations={report.limitations} />}
          {report.references.length > 0 && <References references={report.references} />}
          <Exports run={run} />
        </article>
      </CitationScope>
      <DocumentPanel panel={panel} run={run} index={index} />
    </div>
  );
}

/** A sentence's own address (`#s-2-3`): the report arrives after the browser has looked for it. */
function scrollToHash(): void {
  const target = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
  if (!target) return;
  target.scrollIntoView({ block: 'center', behavior: 'instant' });
  target.classList.add('aimed-at');
}

function Removed({ removed }: { removed: Report['removed'] }) {
  return (
    <section className="report-part removed" id="removed" aria-labelledby="removed-heading">
      <h2 id="removed-heading">Removed by the check ({removed.length})</h2>
      <ul>
        {removed.map(({ text, reason }) => (
          <li key={text}>
            <del>
              <ForeignText text={text} />
            </del>{' '}
            <span className="meta">
              <ForeignText text={reason} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Limits({ limitations }: { limitations: string[] }) {
  return (
    <section className="report-part" id="limits" aria-labelledby="limits-heading">
      <h2 id="limits-heading">Limits</h2>
      <ul>
        {limitations.map((limitation) => (
          <li key={limitation}>
            <ForeignText text={limitation} />
          </li>
        ))}
      </ul>
    </section>
  );
}
