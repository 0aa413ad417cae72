import { useEffect, useState } from 'react';

/** True once the tab has been hidden for `delayMs`; false as soon as it is shown. */
export function useHiddenFor(delayMs: number): boolean {
  const [hidden, setHidden] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => setHidden(true), delayMs);
      else setHidden(false);
    };
    update();
    document.addEventListener('visibilitychange', update);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', update);
    };
  }, [delayMs]);
  return hidden;
}
