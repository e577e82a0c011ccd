/** One thing at a time for each host, with a pause after it. */

export type Lines = {
  /** Settles as the task does, after those that came before it. */
  stand<T>(host: string, task: () => Promise<T>): Promise<T>;
};

export function createLines(pause: () => Promise<void>): Lines {
  const lines = new Map<string, Promise<void>>();
  return {
    async stand(host, task) {
      const mine = (lines.get(host) ?? Promise.resolve()).then(task);
      const settled = mine.then(
        () => {},
        () => {},
      );
      const paused = settled.then(pause);
      lines.set(host, paused);
      void paused.then(() => lines.get(host) === paused && lines.delete(host));
      return await mine;
    },
  };
}
