import { hostname } from 'node:os'
import { isJsonObject } from '../record.js'
import { type JsonFields, parseObject } from './json-line.js'

/** What pino adds to every line by default. */
export const BASE: JsonFields = { pid: process.pid, hostname: hostname() }

/** A number may be the process' by chance, a version or a shard: its name has to say so as well. */
const PROCESS = /pid|proc/i

/**
 * The part of pino's `base` that is sent, as text that begins with a comma: the process and the machine are omitted by
 * value, since ECS, GCP and own `formatters.bindings` give them other names.
 *
 * @param text of the base, as pino writes it into each line
 */
export function sentBase(text: string, keeps: (name: string) => boolean): string {
  const fields = text === '' ? undefined : parseObject(`{${text.slice(1)}}`)
  if (fields === undefined) return text
  const sent = withoutProcess(fields, '', keeps)
  return sent === fields ? text : membersOf(sent)
}

/** The members of an object as JSON, each with a comma in front of it. */
export function membersOf(fields: JsonFields): string {
  const json = JSON.stringify(fields)
  return json === '{}' ? '' : `,${json.slice(1, -1)}`
}

/** @param path names of the objects around these fields */
function withoutProcess(fields: JsonFields, path: string, keeps: (name: string) => boolean): JsonFields {
  const kept = Object.entries(fields).flatMap(([name, value]) => {
    const full = path === '' ? name : `${path}.${name}`
    if (keeps(name) || keeps(full)) return [[name, value] as const]
    if (isProcess(full, value)) return []
    if (!isJsonObject(value)) return [[name, value] as const]
    const inner = withoutProcess(value, full, keeps)
    return inner !== value && Object.keys(inner).length === 0 ? [] : [[name, inner] as const]
  })
  const isWhole = kept.length === Object.keys(fields).length && kept.every(([name, value]) => fields[name] === value)
  return isWhole ? fields : Object.fromEntries(kept)
}

function isProcess(path: string, value: unknown): boolean {
  if (value === BASE.hostname) return true
  return PROCESS.test(path) && String(value) === String(BASE.pid)
}
