import { expectKind, expectObject, expectOneOf } from '../check.js'
import { MCP_LEVELS } from '../levels/mcp-level.js'
import type { AdapterOptions } from './adapter-options.js'
import { AttachedServers } from './attached-servers.js'
import { FieldRules, type OmittedByDefault } from './field-rules.js'
import { Hub, isHub } from './hub.js'
import { type ClientLoggingOptions, HUB_OPTIONS } from './options.js'

/** What the adapter of every logger has: a hub, its own or a shared one, and the servers that were attached through it. */
export class AdapterCore {
  readonly hub: Hub
  readonly servers: AttachedServers
  readonly rules: FieldRules
  readonly #ownsHub: boolean

  /**
   * @param omitted fields of this logger that are sent only if `keep` names them
   * @throws TypeError or RangeError naming the option that is wrong
   */
  constructor({ server, ...options }: AdapterOptions, omitted?: OmittedByDefault) {
    this.rules = new FieldRules(options, omitted)
    this.hub = hubOf(options)
    this.#ownsHub = options.logging === undefined
    this.servers = new AttachedServers(this.hub)
    if (server !== undefined) this.servers.attach(server)
  }

  /** Sends what can be sent. A hub of its own takes nothing more, a shared one stays open. */
  end(): Promise<void> {
    return this.#ownsHub ? this.hub.close() : this.hub.flush()
  }
}

function hubOf(options: AdapterOptions): Hub {
  const { logging, levels } = options
  if (levels !== undefined) {
    expectObject('levels', levels)
    for (const [label, level] of Object.entries(levels)) expectOneOf(`levels.${label}`, level, [...MCP_LEVELS, false])
  }
  if (logging === undefined) return new Hub(options)
  expectKind('logging', logging, 'made by createClientLogging() of this version', isHub)
  const absent = 'absent where `logging` is given: set it there'
  for (const name of Object.keys(HUB_OPTIONS) as (keyof ClientLoggingOptions)[]) {
    expectKind(name, options[name], absent, (each) => each === undefined)
  }
  return logging as Hub
}
