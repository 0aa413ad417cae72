import { QueryClientProvider } from '@tanstack/react-query';
import { Link, Route, Router, Switch } from 'wouter';
import { basePath } from './api/base.ts';
import { queryClient } from './api/queries.ts';
import { AskPage } from './ask/ask-page.tsx';
import { ChatPage } from './chat/chat-page.tsx';
import { RunPage } from './run/run-page.tsx';
import { RunsPage } from './runs/runs-page.tsx';
import { AnnouncerProvider } from './shell/announcer.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { Header } from './shell/header.tsx';
import { PageHeading } from './shell/heading.tsx';
import { BoardPage } from './sources/board-page.tsx';

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Router base={basePath}>
        <AnnouncerProvider>
          <a className="skip-link" href="#main">
            Skip to content
          </a>
          <Header />
          <main id="main" tabIndex={-1}>
            <ErrorBoundary>
              <Switch>
                <Route path="/" component={AskPage} />
                <Route path="/runs" component={RunsPage} />
                <Route path="/runs/:id/evidence">{({ id }) => <RunPage key={id} id={id} view="evidence" />}</Route>
                <Route path="/runs/:id">{({ id }) => <RunPage key={id} id={id} view="report" />}</Route>
                <Route path="/sources" component={BoardPage} />
                <Route path="/chat" component={ChatPage} />
                <Route>
                  <PageHeading title="Not found">There is no such page.</PageHeading>
                  <p>
                    <Link href="/">Ask a question</Link>
                  </p>
                </Route>
              </Switch>
            </ErrorBoundary>
          </main>
        </AnnouncerProvider>
      </Router>
    </QueryClientProvider>
  );
}
