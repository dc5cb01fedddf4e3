/** Handlers by event; on() returns what takes the handler away again. */
export class Emitter<Events extends object> {
  private handlers = new Map<keyof Events, Set<(event: never) => void>>();

  on<Name extends keyof Events>(name: Name, handler: (event: Events[Name]) => void): () => void {
    const all = this.handlers.get(name) ?? new Set();
    this.handlers.set(name, all);
    // A handler given twice is called twice, and undone one at a time.
    const own = (event: Events[Name]) => handler(event);
    all.add(own);
    return () => void all.delete(own);
  }

  /** One that throws keeps neither the others nor the payment: the page sees it as its own error. */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const handler of [...(this.handlers.get(name) ?? [])]) {
      try {
        (handler as (event: Events[Name]) => void)(event);
      } catch (thrown) {
        setTimeout(() => {
          throw thrown;
        });
      }
    }
  }
}
