/** The last net: a sentence and one next step instead of a blank window. */
import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';

interface Props {
  readonly children: ReactNode;
}
interface State {
  readonly failed: boolean;
}

/** Shows its children until one of them throws; React itself writes the error to the console. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main className="app-trouble" role="alert">
        <div>
          <h1>The window could not be drawn</h1>
          <p>Your photos, results and the queue are safe: they do not live in this window, and the queue goes on.</p>
          <Button
            variant="primary"
            onClick={() => {
              window.location.reload();
            }}
          >
            Draw it again
          </Button>
        </div>
      </main>
    );
  }
}
