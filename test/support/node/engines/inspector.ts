/** One page as WebKit's remote inspector lists it. */
export interface Target {
  url: string;
  /** Path of its WebSocket. */
  socket: string;
}

/** What says that a page's process is no longer the one that was asked. */
const endings = new Set<string | undefined>([
  'Target.targetDestroyed',
  'Target.didCommitProvisionalTarget',
]);

interface Message {
  id?: number;
  method?: string;
  params?: {
    targetId?: string;
    oldTargetId?: string;
    message?: string;
    targetInfo?: { targetId: string };
  };
  result?: {
    result?: { objectId?: string; value?: unknown; description?: string };
    wasThrown?: boolean;
  };
  error?: { message: string };
}

/** How long a page may take to answer, ms: one that navigates meanwhile never does. */
const patienceMax = 60_000;
/** How long the inspector may take to present it, ms: while a page loads it sometimes never does. */
const presented = 1_000;

/**
 * WebKit's inspector, which works in a browser that keeps its profile; WebDriver's always forgets.
 * Connected only while it is asked something: an inspected page is not put into the back-forward
 * cache.
 */
export class Inspector {
  #host: string;

  constructor(host: string) {
    this.#host = host;
  }

  async targets(): Promise<Target[]> {
    const html = await (await fetch(`http://${this.#host}/`)).text();
    return html.split('<tr>').flatMap((row) => {
      const [, url] = /targeturl">([^<]*)/.exec(row) ?? [];
      const [, socket] = /'(\/socket\/[^']*)'/.exec(row) ?? [];
      return url === undefined || socket === undefined ? [] : [{ url, socket }];
    });
  }

  /** Evaluates an expression in a page and awaits it; it must be JSON's to carry, or undefined. */
  async evaluate(
    socket: string,
    expression: string,
    patience: number = patienceMax,
  ): Promise<unknown> {
    const end = performance.now() + patience;
    for (;;) {
      const asking = new Asking(new WebSocket(`ws://${this.#host}${socket}`), expression, patience);
      try {
        return await asking.answer;
      } catch (error) {
        // While a page gets another process, the inspector hangs up on whoever calls.
        if (asking.isAsked || performance.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      } finally {
        await asking.hangUp();
      }
    }
  }
}

class Asking {
  /** The page was asked: whether it did anything is not known before it answers. */
  isAsked = false;
  readonly answer: Promise<unknown>;
  #connection: WebSocket;
  #target = '';

  constructor(connection: WebSocket, expression: string, patience: number) {
    this.#connection = connection;
    this.answer = new Promise((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(why));
      const timers = [
        setTimeout(() => this.isAsked || fail('The page is not presented'), presented),
        setTimeout(() => fail('The page does not answer'), patience),
      ];
      connection.addEventListener('close', () => {
        for (const timer of timers) clearTimeout(timer);
        fail('The page is gone');
      });
      connection.addEventListener('error', () => fail('The page is gone'));
      connection.addEventListener('message', ({ data }) => {
        const { method, params } = JSON.parse(String(data)) as Message;
        if (method === 'Target.targetCreated' && !this.isAsked) {
          this.#target = params?.targetInfo?.targetId ?? '';
          this.isAsked = true;
          const promise = `Promise.resolve(${expression}).then((it) => JSON.stringify(it))`;
          this.#ask(1, 'Runtime.evaluate', { expression: promise });
        } else if (this.isAsked && endings.has(method) && this.#is(params)) {
          fail('The page is gone');
        } else if (method === 'Target.dispatchMessageFromTarget') {
          this.#hear(JSON.parse(params?.message ?? '{}') as Message, resolve, fail);
        }
      });
    });
  }

  /** The next call must not come before the inspector has seen this one end. */
  async hangUp(): Promise<void> {
    const connection = this.#connection;
    if (connection.readyState === connection.CLOSED) return;
    const closed = new Promise((resolve) => connection.addEventListener('close', resolve));
    connection.close();
    await closed;
  }

  #is(params: Message['params']): boolean {
    return (params?.oldTargetId ?? params?.targetId) === this.#target;
  }

  #ask(id: number, method: string, params: object): void {
    const message = JSON.stringify({ id, method, params });
    const wrapped = { targetId: this.#target, message };
    this.#connection.send(
      JSON.stringify({ id, method: 'Target.sendMessageToTarget', params: wrapped }),
    );
  }

  #hear(
    { id, result, error }: Message,
    resolve: (value: unknown) => void,
    fail: (why: string) => void,
  ): void {
    const { value, objectId, description = 'The page threw' } = result?.result ?? {};
    if (error || result?.wasThrown) fail(error?.message ?? description);
    else if (id === 1) {
      this.#ask(2, 'Runtime.awaitPromise', { promiseObjectId: objectId, returnByValue: true });
    } else if (id === 2) {
      resolve(typeof value === 'string' ? JSON.parse(value) : undefined);
    }
  }
}
