import { useEffect, useRef, useState } from 'react';
import { words } from '../../../src/shared/vocabulary.ts';

/** Copies `text`. Says so on itself for 2 s; where the clipboard refuses, offers the text selected. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [result, setResult] = useState<'copied' | 'refused'>();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (result === 'refused') field.current?.select();
    if (result !== 'copied') return;
    const timer = setTimeout(() => setResult(undefined), 2_000);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setResult('copied');
    } catch {
      setResult('refused');
    }
  };
  return (
    <>
      <button type="button" className="button" onClick={copy}>
        {result === 'copied' ? words.copied : label}
      </button>
      {result === 'refused' && (
        <label className="copy-by-hand">
          {words.copyFailed}
          <textarea ref={field} readOnly rows={4} value={text} />
        </label>
      )}
    </>
  );
}
