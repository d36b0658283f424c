// An adapter for consola, which this library knows nothing of.
import { format } from 'node:util'
import { createAdapter } from 'mcp-log-bridge/adapter'

// Most verbose first. Names that every logger has mean what they say, the others are placed among them.
const levels = ['trace', 'debug', 'info', 'success', 'fail', 'ready', 'start', 'box', 'log', 'warn', 'error', 'fatal']

/** A reporter of consola's. @param {import('mcp-log-bridge/adapter').AdapterOptions} [options] */
export function mcpReporter(options = {}) {
  const { log, ...adapter } = createAdapter(options, { levels })
  return {
    ...adapter,
    /** Called by consola within each log call. @param {import('consola').LogObject} entry */
    log(entry) {
      log(entry.type, () => recordOf(entry))
    },
  }
}

/** Texts make the message, objects are fields, an Error is the field `err`. @param {import('consola').LogObject} entry */
function recordOf({ tag, args }) {
  const texts = args.filter((each) => typeof each !== 'object')
  const objects = args.filter((each) => typeof each === 'object')
  const err = objects.find((each) => each instanceof Error)
  return {
    message: texts.length > 0 ? format(...texts) : err?.message,
    fields: Object.assign({}, ...objects.filter((each) => each !== err), err && { err }),
    logger: tag || undefined,
  }
}
