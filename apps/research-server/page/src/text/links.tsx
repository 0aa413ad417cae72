/** The parsed URL when it may be linked to: http or https, nothing else. */
export function outsideUrl(url: string): URL | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed?.protocol === 'http:' || parsed?.protocol === 'https:' ? parsed : undefined;
}

/** The one kind of link that leaves the page: to a document's own address, its host spelled out. */
export function OutsideLink({ url }: { url: string }) {
  const parsed = outsideUrl(url);
  if (!parsed) return <span className="meta">no web address</span>;
  return (
    <a href={parsed.href} target="_blank" rel="noopener noreferrer nofollow" referrerPolicy="no-referrer">
      {parsed.host} <span aria-hidden="true">↗</span>
      <span className="visually-hidden"> (opens outside)</span>
    </a>
  );
}
