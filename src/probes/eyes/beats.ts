/** What a probe of heartbeats may know: when each job last called. Who collects the calls is no matter of probes. */

/** One call of a job. */
export type Beat = {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The job called to say that it failed. */
  readonly isFailure?: boolean;
  /** What it said, as it came. */
  readonly said?: string;
};

export type Beats = {
  /** The newest call with this key, also of before a restart. */
  last(key: string): Beat | undefined;
  /** Silence of before then proves nothing: nobody was there to hear a call. */
  readonly listeningSince: number;
};
