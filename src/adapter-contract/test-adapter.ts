import { expectKind, isFunction } from '../check.js'
import { type Check, CheckContext, type MakeLogger } from './check-context.js'
import { LEVEL_CHECKS } from './level-checks.js'
import { RECORD_CHECKS } from './record-checks.js'
import { ROUTING_CHECKS } from './routing-checks.js'
import { installedSetups } from './sdk-session.js'

/** The `test` function of node:test, vitest or Jest, or Mocha's `it`. */
export type RegisterTest = (name: string, run: () => Promise<void>) => unknown

/**
 * Runs the tests that all adapters of this package pass: with official servers and clients of each MCP SDK that is
 * installed, in each protocol era, over a transport that serialises.
 *
 * @param name name of the logger; the name of each test begins with it
 * @param test registers the tests with a test runner; without it they run at once, one after the other
 * @returns without `test`, a promise that resolves once all have passed and rejects with the first failure
 * @throws TypeError if an argument is wrong
 */
export function testAdapter(name: string, makeLogger: MakeLogger, test: RegisterTest): void
export function testAdapter(name: string, makeLogger: MakeLogger): Promise<void>
export function testAdapter(name: string, makeLogger: MakeLogger, test?: RegisterTest): Promise<void> | undefined {
  expectKind('name', name, 'a string', (each) => typeof each === 'string')
  expectKind('makeLogger', makeLogger, 'a function', isFunction)
  const checks = Object.entries({ ...LEVEL_CHECKS, ...ROUTING_CHECKS, ...RECORD_CHECKS })
  if (test === undefined) return runAll(name, makeLogger, checks)
  expectKind('test', test, 'the test function of a test runner', isFunction)
  for (const [title, check] of checks) test(`${name}: ${title}`, () => run(check, makeLogger))
  return undefined
}

async function runAll(name: string, makeLogger: MakeLogger, checks: readonly [string, Check][]): Promise<void> {
  for (const [title, check] of checks) await run(check, makeLogger).catch((error) => fail(`${name}: ${title}`, error))
}

async function run(check: Check, makeLogger: MakeLogger): Promise<void> {
  for (const setup of await installedSetups()) {
    const context = new CheckContext(makeLogger, setup)
    try {
      await check(context)
    } catch (error) {
      fail(setup.name, error)
    } finally {
      await context.close()
    }
  }
}

/** @throws the error itself, with the place prepended to its message */
function fail(where: string, error: unknown): never {
  if (error instanceof Error) {
    const { message, stack } = error
    error.message = `${where}: ${message}`
    if (stack !== undefined) error.stack = stack.replace(message, () => error.message)
  }
  throw error
}
