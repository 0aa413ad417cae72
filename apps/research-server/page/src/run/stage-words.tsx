import { type RunView, stageProgress } from '../../../src/shared/run-view.ts';
import { stageShapes, stageWords } from '../../../src/shared/vocabulary.ts';
import { Shape } from '../text/shape.tsx';

const spoken = { done: 'done', active: 'under way', ahead: 'ahead' };

export function StageWords({ view }: { view: RunView }) {
  return (
    <ol className="stages">
      {stageProgress(view)
        // Publishing is a moment, not something to wait for.
        .filter(({ stage }) => stage !== 'publish')
        .map(({ stage, progress }) => (
          <li key={stage} className={`stage-${progress}`} aria-current={progress === 'active' ? 'step' : undefined}>
            {stageWords[stage]}
            <Shape shape={stageShapes[progress]} />
            <span className="visually-hidden"> {spoken[progress]}</span>
          </li>
        ))}
    </ol>
  );
}
