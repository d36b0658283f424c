import { afterEach, describe, expect, test } from 'vitest'
import { createClientLogging } from '../../src/index.js'
import { Scripted } from '../harness/scripted.js'
import { StdioChild } from '../harness/stdio-child.js'

let child: StdioChild | undefined

afterEach(async () => {
  child?.process.kill()
  await child?.exited
  child = undefined
})

/** @param args of the program; every line of its stdout has to be JSON: the harness throws at one that is not */
async function start(program: string, ...args: string[]): Promise<StdioChild> {
  child = new StdioChild(`stdout/${program}`, args)
  await child.initialize()
  return child
}

let id = 0

/** What the tool answers. */
async function stray(server: StdioChild, way: string): Promise<unknown> {
  id++
  const current = id
  server.send({ id: current, method: 'tools/call', params: { name: 'stray', arguments: { way } } })
  const { result } = (await server.until(() => server.lines.find((line) => line.id === current))) as {
    result?: { content: { text: string }[] }
  }
  return result?.content[0]?.text
}

const warnings = ({ said }: StdioChild): string[] => said.filter((line) => line.startsWith('warning '))
const strays = ({ said }: StdioChild): string[] =>
  said.filter((line) => /stray/.test(line) && !line.startsWith('warning ') && !line.includes('Warning'))

const WAYS = ['log', 'table', 'write', 'bytes', 'message', 'later', 'pipe', 'fd', 'named']
const LIBRARIES = ['pino', 'winston', 'console', 'exec', 'spawn', 'worker']

describe('guardStdout: true sends to stderr, warns once and names the caller', () => {
  test.each([
    ...[...WAYS, ...LIBRARIES].map((way) => ['v1', way]),
    ...['log', 'message', 'pino', 'winston', 'exec'].map((way) => ['v2', way]),
  ])('%s: %s', async (sdk, way) => {
    const server = await start('server.js', sdk, 'true')
    expect(await stray(server, way)).toBe('written')
    await server.until(() => strays(server).length > 0)
    expect(await stray(server, way)).toBe('written')
    expect(server.data.filter((data) => data !== 'stray')).toEqual([`about to ${way}`, `about to ${way}`])
    expect(server.lines.filter((line) => (line as { jsonrpc?: unknown }).jsonrpc !== '2.0')).toEqual([])
    expect(warnings(server)).toEqual([expect.stringContaining('STRAY_STDOUT')])
    // What a pipe or a worker writes comes from nobody in particular.
    if (way !== 'worker' && way !== 'pipe') expect(warnings(server)[0]).toMatch(/stdout\/ways\.js:\d+:\d+/)
  })
})

describe("guardStdout: 'error' throws", () => {
  test.each(['log', 'table', 'write', 'fd', 'exec', 'spawn'])('%s', async (way) => {
    const server = await start('server.js', 'v1', 'error')
    expect(await stray(server, way)).toBe('threw STRAY_STDOUT')
    expect(strays(server)).toEqual([])
  })
})

test('without the option everything passes as it did, and is warned of once', async () => {
  const server = new StdioChild('stdout/server.js', ['v2', 'false'], [], false)
  child = server
  await server.initialize()
  await stray(server, 'write')
  await stray(server, 'write')
  expect(server.strays).toEqual(['stray', 'stray'])
  await server.until(() => warnings(server).length > 0)
  expect(warnings(server)).toEqual([expect.stringMatching(/^warning STRAY_STDOUT .*stdout\/ways\.js:\d+:\d+/)])
})

describe('found when the server is attached, with what to do', () => {
  test.each([
    ['pino', 'pino.destination(2)'],
    ['winston', 'stderrLevels'],
    ['child', 'stdio'],
  ])('%s', async (preset, remedy) => {
    const server = await start('server.js', 'v1', 'false', preset)
    await server.until(() => warnings(server).length > 0)
    expect(warnings(server)).toEqual([expect.stringMatching(/^warning STRAY_STDOUT /)])
    expect(warnings(server)[0]).toContain(remedy)
  })
})

describe('mcp-log-bridge/guard', () => {
  test.each(['alone', 'attached'])('holds from its import on: %s', async (hub) => {
    const server = await start('guarded.js', hub)
    expect(await stray(server, '')).toBe('written')
    await server.until(() => strays(server).length === (hub === 'alone' ? 3 : 4))
    expect(strays(server)[0]).toBe('stray before anything is connected')
    expect(server.said.filter((line) => line.includes('STRAY_STDOUT') || /Warning: /.test(line))).toEqual([
      expect.stringContaining('guarded.js'),
    ])
  })
})

describe('stdout stays as it is', () => {
  const { write } = process.stdout

  test.each([true, 'error', false] as const)('without a transport that writes to it: %s', async (guardStdout) => {
    const client = await Scripted.legacy(createClientLogging({ guardStdout }))
    expect(process.stdout.write).toBe(write)
    client.close()
  })

  test('once its transport is closed', async () => {
    const client = new Scripted()
    const transport = Object.assign(client.transport, { _stdout: process.stdout })
    await client.attach(createClientLogging({ guardStdout: 'error' }))
    expect(process.stdout.write).not.toBe(write)
    expect(() => process.stdout.write('stray')).toThrow(expect.objectContaining({ code: 'STRAY_STDOUT' }))
    client.close()
    expect(process.stdout.write).toBe(write)
    expect(transport._stdout).toBe(process.stdout)
  })
})

test('an option that makes no sense is refused', () => {
  expect(() => createClientLogging({ guardStdout: 'yes' as never })).toThrow(
    'Expected `guardStdout` to be one of `false`, `true`, `error`, got `"yes"` (string)',
  )
})
