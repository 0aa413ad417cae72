import type { ProviderEntry } from '../../../src/shared/api.ts';
import { boardShapes, boardStatus, boardWords, sourceName, words } from '../../../src/shared/vocabulary.ts';
import { Shape } from '../text/shape.tsx';

interface SourceChoiceProps {
  entries: ProviderEntry[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

export function SourceChoice({ entries, chosen, onChange }: SourceChoiceProps) {
  if (entries.length === 0) return null;
  return (
    <fieldset className="choice-row">
      <legend>Sources</legend>
      <div className="choices">
        {entries.map((entry) => (
          <SourceBox
            key={entry.name}
            entry={entry}
            checked={chosen.includes(entry.name)}
            onToggle={(checked) =>
              onChange(checked ? [...chosen, entry.name] : chosen.filter((name) => name !== entry.name))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

function SourceBox({
  entry,
  checked,
  onToggle,
}: {
  entry: ProviderEntry;
  checked: boolean;
  onToggle: (checked: boolean) => void;
}) {
  const status = boardStatus(entry);
  const hint = status === 'no-key' ? words.needsKey : status === 'failing' ? words.failingSource : undefined;
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={checked}
        disabled={status === 'no-key'}
        onChange={(event) => onToggle(event.target.checked)}
      />
      <Shape shape={boardShapes[status]} tone={status} />
      <span>
        {sourceName(entry.name)}
        {hint ? (
          <span className="meta">: {hint}</span>
        ) : (
          <span className="visually-hidden"> ({boardWords[status]})</span>
        )}
      </span>
    </label>
  );
}
