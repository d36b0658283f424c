import type { ClientLogging } from '../../src/index.js'

export interface Sent {
  readonly id?: string | number
  readonly method?: string
  readonly params?: { readonly level: string; readonly logger?: string; readonly data: unknown }
  readonly result?: unknown
  readonly related?: string | number | undefined
}

interface Pending {
  readonly message: Sent
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export interface ScriptedOptions {
  /** Like a Streamable HTTP transport: with a session, and an HTTP request for each message. */
  readonly http?: boolean
  /** Replaces `send` for log messages. */
  readonly send?: (message: Sent) => Promise<void>
}

const MODERN = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }

/** A server and a client without an SDK between them: the test says when and how each `send` settles. */
export class Scripted {
  readonly sent: Sent[] = []
  /** Log messages whose `send` is pending. */
  readonly pending: Pending[] = []
  stalled = false
  readonly transport: {
    sessionId?: string
    onmessage?: (message: unknown, extra?: unknown) => void
    onclose?: () => void
    onerror?: (error: Error) => void
    start(): Promise<void>
    send(message: Sent, options?: { relatedRequestId?: string | number }): Promise<void>
  }
  readonly server: { connect(transport: unknown): Promise<void>; setRequestHandler(): void }
  readonly #http: boolean
  /** How the server handles the next message. */
  readonly #handler = { call: (): void => {} }

  constructor({ http = false, send }: ScriptedOptions = {}) {
    this.#http = http
    this.transport = {
      ...(http && { sessionId: 'session' }),
      start: async () => {},
      send: (message, options) => {
        this.sent.push({ ...message, related: options?.relatedRequestId })
        if (message.method === undefined) return Promise.resolve()
        if (send !== undefined) return send(message)
        if (!this.stalled) return Promise.resolve()
        return new Promise((resolve, reject) => this.pending.push({ message, resolve, reject }))
      },
    }
    const handle = this.#handler
    this.server = {
      async connect(transport) {
        const target = transport as Scripted['transport']
        target.onmessage = () => handle.call()
        target.onclose = () => {}
        await target.start()
      },
      setRequestHandler() {},
    }
  }

  /** A legacy client, connected and initialized. */
  static async legacy(logging: ClientLogging, options?: ScriptedOptions): Promise<Scripted> {
    const client = new Scripted(options)
    await client.attach(logging)
    await client.initialize()
    return client
  }

  async attach(logging: ClientLogging): Promise<this> {
    logging.attach(this.server)
    await this.server.connect(this.transport)
    return this
  }

  receive(message: object, handle: () => void = () => {}): void {
    this.#handler.call = handle
    this.transport.onmessage?.(message, this.#http ? { requestInfo: {} } : undefined)
  }

  async initialize(): Promise<void> {
    this.receive({ jsonrpc: '2.0', id: 'init', method: 'initialize', params: {} })
    await this.respond('init')
  }

  /**
   * A tool call that stays open until {@link respond}; `log` is its handler. With a level, or `null` for none, it is a request
   * of the modern era.
   */
  call(id: string | number, log: () => void = () => {}, level?: string | null): void {
    const asked = typeof level === 'string' && { 'io.modelcontextprotocol/logLevel': level }
    const meta = level !== undefined && { _meta: { ...MODERN, ...asked } }
    this.receive({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'tool', ...meta } }, log)
  }

  setLevel(level: string): Promise<void> {
    this.receive({ jsonrpc: '2.0', id: 'level', method: 'logging/setLevel', params: { level } })
    return this.respond('level')
  }

  respond(id: string | number): Promise<void> {
    return this.transport.send({ id, result: {} })
  }

  close(): void {
    this.transport.onclose?.()
  }

  /** Settles pending sends, and those that follow, until none is left. */
  async resume(): Promise<void> {
    this.stalled = false
    for (let next = this.pending.shift(); next !== undefined; next = this.pending.shift()) next.resolve()
  }

  get logs(): Sent[] {
    return this.sent.filter(({ method }) => method === 'notifications/message')
  }

  get data(): unknown[] {
    return this.logs.map(({ params }) => params?.data)
  }
}
