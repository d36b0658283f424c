import type { AttachableServer, McpLevel } from '../../src/index.js'
import { connectV1, type Received } from './clients.js'
import { JsonTransport } from './json-transport.js'
import { v1Tools, type Work } from './tool-server.js'

/** An official client of an official server, over a transport that serialises. */
export interface Session {
  /** Runs work in the tool `work`; resolves with what the client has received meanwhile. */
  during(work: Work): Promise<Received[]>
  /** Runs work outside of any request; resolves with what the client has received of it. */
  outside(work: () => unknown): Promise<Received[]>
  /** What the client has received since the last call. */
  rest(): Promise<Received[]>
  setLevel(level: McpLevel): Promise<unknown>
  close(): Promise<void>
}

/**
 * @param attach called with the server before it connects
 * @param level what the client asks for
 */
export async function openSession(
  attach: (server: AttachableServer) => unknown,
  level: McpLevel = 'debug',
): Promise<Session> {
  let current: Work = () => {}
  const server = v1Tools(undefined, { work: (args) => current(args), nothing: () => {} })
  attach(server)
  const [clientEnd, serverEnd] = JsonTransport.pair()
  await server.connect(serverEnd)
  const client = await connectV1(clientEnd)
  await client.setLevel(level)
  const take = (): Received[] => client.events.splice(0) as Received[]
  const session: Session = {
    async during(work) {
      current = work
      await client.callTool('work')
      return take()
    },
    async outside(work) {
      await work()
      return session.rest()
    },
    async rest() {
      await client.callTool('nothing') // the connection keeps the order: what was sent before has arrived
      return take()
    },
    setLevel: (each) => client.setLevel(each),
    close: () => client.close(),
  }
  return session
}

/** Level and data only, where the logger's name does not matter. */
export const levelsAndData = (records: readonly Received[]): [string, unknown][] =>
  records.map(({ level, data }) => [level, data])

export const datas = (records: readonly Received[]): unknown[] => records.map(({ data }) => data)
