import { isDeepStrictEqual } from 'node:util'
import { expectKind } from '../check.js'
import { symbolsOf } from '../loggers/pino-logger.js'
import type { AttachableServer } from '../sdk/server-tap.js'
import { ADAPTER_OPTIONS, expectAdapterOptions } from '../server/adapter-options.js'
import type { Attachment, ClientLogging } from '../server/client-logging.js'
import { Destination, type McpDestinationOptions } from './destination.js'
import { Tee } from './tee.js'

/** An MCP destination beside a logger's own stream. */
export interface AddedMcpDestination extends Disposable {
  /** The hub behind it, the same for all that were added to a logger with the same options. */
  readonly logging: ClientLogging
  /** @see {@link ClientLogging.attach} */
  attach(server: AttachableServer): Attachment
  /**
   * Lets go of the option `server`. With the last one that was added to the logger, what was there before is put back, and
   * a hub made from these options is closed. A hub that was given as `logging` keeps its servers.
   */
  close(): void
}

type HubOptions = Omit<McpDestinationOptions, 'server'>

/** With which options a destination was made, and how many have added it and not closed it yet. */
const added = new WeakMap<Destination, { readonly options: HubOptions; users: number }>()

/**
 * Lets an existing pino logger, and all its children present and future, write to MCP clients beside what it writes to
 * already. It may be called for each session: with the same options there is one destination for all of them.
 *
 * @throws TypeError if `logger` is not a pino logger, or naming the option that is wrong
 */
export function addMcpDestination(logger: object, options: McpDestinationOptions = {}): AddedMcpDestination {
  const key = symbolsOf(logger)?.stream as symbol
  expectKind('logger', logger, 'a pino logger', () => key !== undefined)
  expectAdapterOptions<McpDestinationOptions>(options, ADAPTER_OPTIONS)
  const { server, ...hubOptions } = options
  const others = Tee.of<Destination>(logger, key)?.targets ?? []
  const destination = others.find((each) => isMadeWith(hubOptions, each)) ?? new Destination(hubOptions)
  const attachment = server === undefined ? undefined : destination.attach(server)
  const tee = Tee.of<Destination>(logger, key) ?? new Tee<Destination>(logger, key)
  if (!others.includes(destination)) tee.add(destination)
  destination.look(logger)
  const use = added.get(destination) ?? { options: hubOptions, users: 0 }
  added.set(destination, use)
  use.users++
  let isOpen = true
  const close = (): void => {
    if (!isOpen) return
    isOpen = false
    if (options.logging === undefined) attachment?.[Symbol.dispose]()
    if (--use.users > 0) return
    tee.remove(destination)
    destination.end()
  }
  return {
    logging: destination.logging,
    attach: (each) => destination.attach(each),
    close,
    [Symbol.dispose]: close,
  }
}

/** One that is closed is not used again. */
function isMadeWith(options: HubOptions, destination: Destination): boolean {
  const other = added.get(destination)?.options
  if (other === undefined || destination.closed) return false
  const [{ logging, ...rest }, { logging: otherLogging, ...otherRest }] = [options, other]
  return logging === otherLogging && isDeepStrictEqual(rest, otherRest)
}
