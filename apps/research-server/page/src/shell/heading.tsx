import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'wouter';

/** The path the reader arrived at by loading the page: there focus belongs to the browser. */
let loadedPath: string | undefined = window.location.pathname;

/**
 * The one `h1` of a route. On a change of route focus moves to it, so that screen readers and the keyboard start at the
 * new content; the address bar's title follows `title`.
 */
export function PageHeading({
  title,
  children,
  focus = true,
}: {
  title: string;
  children: ReactNode;
  focus?: boolean;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [path] = useLocation();
  useEffect(() => {
    const arrived = loadedPath === window.location.pathname;
    loadedPath = undefined;
    if (focus && !arrived) heading.current?.focus();
  }, [path, focus]);
  useEffect(() => {
    document.title = `${title} · Headwater`;
  }, [title]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
