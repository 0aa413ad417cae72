import type { Reference } from '@headwater/evidence';
import { ForeignText } from '../text/foreign-text.tsx';
import { OutsideLink } from '../text/links.tsx';

export function References({ references }: { references: Reference[] }) {
  return (
    <section className="report-part references" id="references" aria-labelledby="references-heading">
      <h2 id="references-heading">References</h2>
      <ol>
        {references.map((reference) => (
          <li key={reference.number} value={reference.number}>
            <span>
              {reference.authors && reference.authors.length > 0 && (
                <>
                  <ForeignText text={reference.authors.join(', ')} />{' '}
                </>
              )}
              {reference.year !== undefined && `(${reference.year}) `}
              <cite>
                <ForeignText text={reference.title} />
              </cite>
              {reference.doi && <span className="meta"> doi:{reference.doi}</span>}{' '}
            </span>
            <OutsideLink url={reference.url} />
          </li>
        ))}
      </ol>
    </section>
  );
}
