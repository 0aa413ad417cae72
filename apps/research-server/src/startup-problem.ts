/** A reason not to start, told in three lines: what happened, why, and what to do about it. */
export class StartupProblem extends Error {
  readonly what: string;
  readonly why: string;
  readonly action: string;

  constructor(what: string, why: string, action: string, options?: ErrorOptions) {
    super(`${what}\n${why}\n${action}`, options);
    this.name = 'StartupProblem';
    this.what = what;
    this.why = why;
    this.action = action;
  }
}
