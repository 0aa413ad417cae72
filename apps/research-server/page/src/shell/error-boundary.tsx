import { Component, type ReactNode } from 'react';
import { words } from '../../../src/shared/vocabulary.ts';
import { CopyButton } from '../text/copy-button.tsx';

/** One per section: a damaged answer costs its own section, never the page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <p className="notice bad">
        {words.damaged}{' '}
        <CopyButton label={words.copyDetails} text={`${error.name}: ${error.message}\n${error.stack ?? ''}`} />
      </p>
    );
  }
}
